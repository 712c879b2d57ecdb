"""What the text of a paper says of itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.obligations.papers import NOTICE

from luoshi.obligations.checks.papers import Sort, days_of, is_name, name_in, number_of, pictures_wanted

TEXT = "\r\n".join(NOTICE)
CHINESE = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """十二, 二十四."""
    tens, ones = divmod(number, 10)
    return (CHINESE[tens] if tens > 1 else "") + ("十" if tens else "") + (CHINESE[ones] if ones else "")


@pytest.mark.parametrize(
    "written",
    [
        "示例〔2017〕87号",
        "示例［2017］87号",
        "示例[2017]87号",
        "示例【2017】87号",
        "示例（2017）87号",
        "示例(2017)第87号",
        "示例 〔 2017 〕 87 号",
        "示例﹝2017﹞87号",
        "示例〔２０１７〕８７号",
        "示例{2O17}87号",
        "示例〔2017〕87号　　　签发人：柯文澜",
        "明江市环境保护局文件 示例〔2017〕87号",
    ],
)
def test_number_is_found_however_it_is_written(written):
    found = number_of({1: f"标题之上\n{written}\n关于某事的通知\n"})
    assert found is not None
    assert found.words == "示例〔2017〕87号"


@pytest.mark.parametrize(
    "text",
    [
        "各单位：\n示例〔2017〕9号\n",
        "关于转发示例〔2017〕9号文件的通知",
        "根据示例〔2017〕9号",
        "（示例〔2017〕9号）",
        "〔2017〕号",
        "示例〔17〕9号",
        "",
    ],
)
def test_numbers_of_other_papers_are_not_its_own(text):
    assert number_of({1: text}) is None


def test_number_is_found_where_it_stands():
    found = number_of({1: TEXT})
    assert TEXT[found.place.start : found.place.end] == "示例〔2017〕87 号"
    assert number_of({2: TEXT}) is None


def test_date_it_is_signed_with_comes_first_and_knows_its_signer():
    signed, named = days_of({1: TEXT})
    assert (signed.date, signed.sort, signed.signer) == (date(2017, 8, 24), Sort.SIGNED, "明江市环境保护局")
    assert TEXT[signed.place.start : signed.place.end] == "二〇一七年八月二十四日"
    assert (named.date, named.sort) == (date(2017, 8, 16), Sort.NAMED)


@pytest.mark.parametrize(
    ("line", "sort"),
    [
        ("2017年8月24日", Sort.SIGNED),
        ("（2017年8月24日）", Sort.SIGNED),
        ("2017 年 8 月 24 日", Sort.SIGNED),
        ("二O一七年八月二十四日", Sort.SIGNED),
        ("二○一七年八月二十四日", Sort.SIGNED),
        ("2017-08-24", Sort.SIGNED),
        ("2017.8.24", Sort.SIGNED),
        ("明江市环境保护局（印章） 2017年8月24日", Sort.SIGNED),
        ("明江市环境保护局办公室　2017年8月24日印发", Sort.PRINTED),
        ("活动于2017年8月24日举行。", Sort.NAMED),
        ("截止时间为2017年8月24日", Sort.NAMED),
    ],
)
def test_dates_are_told_apart_by_where_they_stand(line, sort):
    (found,) = days_of({3: line})
    assert (found.date, found.sort, found.place.page) == (date(2017, 8, 24), sort, 3)


def test_who_signs_as_itself_is_no_name():
    (found,) = days_of({1: "本单位\n2017年8月24日"})
    assert (found.sort, found.signer) == (Sort.SIGNED, "")
    assert days_of({1: "本溪市某局\n2017年8月24日"})[0].signer == "本溪市某局"


@pytest.mark.parametrize("line", ["2017年2月30日", "2017年8月", "8月24日", "12017年8月24日", "2017.8.245", "1.2017.8"])
def test_what_is_no_full_date_is_none(line):
    assert days_of({1: line}) == []


@given(st.text(), st.text())
def test_no_text_makes_reading_fail(first, second):
    pages = {1: first, 2: second}
    number_of(pages)
    name_in(pages, [first, second])
    pictures_wanted(first)
    for day in days_of(pages):
        text = pages[day.place.page]
        assert 0 <= day.place.start < day.place.end <= len(text)


@given(st.text(alphabet="示例文件〔〕[]（）20178号年月日Oo〇一十\r\n 　：.-第签发人", max_size=120))
def test_no_text_of_the_signs_of_papers_makes_it_fail_either(text):
    found = number_of({1: text})
    assert found is None or 1900 <= found.year < 2100
    days_of({1: text})


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{0.year}年{0.month}月{0.day}日", "{0:%Y}年{0:%m}月{0:%d}日", "{0:%Y-%m-%d}", "chinese"]),
    st.text(alphabet="我们的材料，。、 ", max_size=30),
)
def test_planted_date_is_found(day, form, around):
    written = form.format(day)
    if form == "chinese":
        year = "".join(CHINESE[int(digit)] for digit in str(day.year))
        written = f"{year}年{chinese(day.month)}月{chinese(day.day)}日"
    text = f"{around}\n{around}{written}{around}\n{around}"
    (found,) = days_of({1: text})
    assert found.date == day
    assert text[found.place.start : found.place.end] == written


@given(st.integers(1950, 2099), st.integers(1, 99999), st.sampled_from(["〔〕", "[]", "（）", "【】", "()", "［］"]))
def test_planted_number_is_found(year, serial, brackets):
    found = number_of({1: f"某局文件\n明环文{brackets[0]}{year}{brackets[1]}{serial}号\n各单位：\n"})
    assert found.words == f"明环文〔{year}〕{serial}号"


def test_name_is_found_in_spite_of_spaces_and_the_longest_wins():
    pages = {1: "明 江 市 环 境 保 护 局 文 件", 2: "市环保局"}
    assert name_in(pages, ["市环保局", "明江市环境保护局"]) == "明江市环境保护局"
    assert name_in({1: "青溪区政府"}, ["青溪区人民政府"]) == "青溪区人民政府"
    assert name_in(pages, ["市统计局", "市", ""]) == ""
    assert is_name("明江市环境保护局办公室", ["明江市环境保护局"])


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("图片不少于3张", 3),
        ("活动照片三张以上", 3),
        ("照片（两张）", 2),
        ("图片３至５张", 3),
        ("十二幅图片", 12),
        ("设置行政调解室的图片、资料", 0),
        ("每张图片附说明", 0),
        ("表格两张", 0),
        ("图片一二三张", 0),
    ],
)
def test_number_of_pictures_is_read_from_the_row(words, number):
    assert pictures_wanted(words) == number
