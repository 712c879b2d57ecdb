"""The days of a notice as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.calendar.lines import NoticeDay, read_lines, write_lines
from luoshi.calendar.packaged import packaged_years


def read(text, year=2027):
    """The days as (day, name, off), where there is no fault."""
    reading = read_lines(text, year)
    assert reading.faults == ()
    return [(day.day, day.name, day.is_off) for day in reading.days]


NEW_YEAR = [(date(2027, 1, n), "元旦", True) for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "line",
    [
        "1月1日至3日 元旦 休",
        "1月1日—3日 元旦 休",
        "1月1日-1月3日 元旦 放假",
        "1月1日~3日，元旦，休",
        "１月１日～３日　元旦　休",
        "2027年1月1日至2027年1月3日 元旦 休",
        "2027-01-01至2027-01-03 元旦 休",
        "2027-01-01 - 2027-01-03 元旦 休",
        "2027/1/1–2027/1/3 元旦 休息",
        "元旦：1月1日（周五）至3日（周日）放假调休，共3天。",
        "一、元旦：1月1日（星期五）、1月2日（星期六）和3日放假",
        "元旦：1月1日、1月2日、1月3日放假",
    ],
)
def test_line_is_read_however_it_is_written(line):
    assert read(line) == NEW_YEAR


def test_paragraph_of_a_notice_is_read_as_printed():
    text = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。

三、清明节：4月4日（周六）至6日（周一）放假，共3天。"""
    days = read(text, 2026)
    assert len([day for day in days if day[2]]) == 15
    assert [day for day, _, off in days if not off] == [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)]
    assert {name for _, name, _ in days} == {"元旦", "春节", "清明节"}


def test_span_across_new_year_begins_in_the_year_before():
    expected = [date(2018, 12, 30), date(2018, 12, 31), date(2019, 1, 1)]
    for text in ("12月30日至1月1日 元旦 休", "2018年12月30日至1月1日 元旦 休", "2018年12月30日至2019年1月1日 元旦 休"):
        assert [day for day, _, _ in read(text, 2019)] == expected


def test_working_day_needs_no_name():
    assert read("1月4日 上班\n2027-01-09 补班\n1月10日调休上班") == [(date(2027, 1, n), "", False) for n in (4, 9, 10)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("元旦放假", "没有读出日期。请写成“1月1日至3日 元旦 休”或“2027-01-04 上班”。"),
        ("1月1日 元旦", "没有写明是“休”还是“上班”。请在日期后面写上其中一个。"),
        ("1月1日 休 上班", "没有写明是“休”还是“上班”。请在日期后面写上其中一个。"),
        ("2月30日 休", "没有2027年2月30日这一天。请核对日期。"),
        ("1月1日、3号 休", "“3号 休”没有读懂。请把日期写全，如“1月3日”，一行写一段。"),
        ("1月1日（周四） 元旦 休", "2027年1月1日是周五，写的是周四。请核对日期。"),
        ("1月1日至3日放假，共4天", "写的是共4天，按日期算是3天。请核对日期。"),
        ("1月3日至1日 休", "从2027年1月3日到2027年1月1日不成一段假期。请核对起止日期。"),
        ("1月1日至3月1日 休", "从2027年1月1日到2027年3月1日不成一段假期。请核对起止日期。"),
        (f"1月1日 {'节' * 31} 休", "节日名称超过30个字。请只写节日名称。"),
    ],
)
def test_fault_is_named_with_its_line(line, fault):
    assert read_lines(f"1月4日 上班\n\n{line}", 2027).faults == (f"第 3 行：{fault}",)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("2月29日至1月3日 休", "没有2027年2月29日这一天。请核对日期。"),
        ("2028年12月30日至2月29日 休", "没有2029年2月29日这一天。请核对日期。"),
        ("9999年12月30日至1月2日 休", "没有10000年1月2日这一天。请核对日期。"),
    ],
)
def test_span_into_a_year_without_its_day_is_a_fault(line, fault):
    assert read_lines(line, 2028).faults == (f"第 1 行：{fault}",)


def test_days_remember_their_line():
    assert [day.line for day in read_lines("1月1日 元旦 休\n\n1月4日 上班", 2027).days] == [1, 3]


@pytest.mark.parametrize("year", sorted(packaged_years()))
def test_lines_written_are_read_as_the_same_days(year):
    days = [NoticeDay(*row) for row in packaged_years()[year]]
    reading = read_lines(write_lines(days, year), year)
    assert (list(reading.days), reading.faults) == (days, ())


@given(st.dictionaries(st.dates(date(2026, 12, 25), date(2027, 12, 31)), st.booleans(), max_size=40))
def test_any_days_come_back_from_their_lines(chosen):
    days = [NoticeDay(day, "节" if off else "", off) for day, off in sorted(chosen.items())]
    reading = read_lines(write_lines(days, 2027), 2027)
    assert (list(reading.days), reading.faults) == (days, ())


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    for day in read_lines(text, 2027).days:
        assert isinstance(day.day + timedelta(0), date)
