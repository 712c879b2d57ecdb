import calendar
import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.plans import shared

from luoshi.reading import read_deadline
from luoshi.reading.deadlines import find_phrases
from luoshi.reading.model import Deadline

CHINESE = "〇一二三四五六七八九"


def codes(deadline: Deadline) -> list[str]:
    return [flag.code for flag in deadline.flags]


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        ("6 月上旬", date(2016, 6, 1), date(2016, 6, 10)),
        ("6 月中旬", date(2016, 6, 11), date(2016, 6, 20)),
        ("2月下旬", date(2016, 2, 21), date(2016, 2, 29)),
        ("10月底", None, date(2016, 10, 31)),
        ("9月份", date(2016, 9, 1), date(2016, 9, 30)),
        ("9月", date(2016, 9, 1), date(2016, 9, 30)),
        ("一季度末", None, date(2016, 3, 31)),
        ("第三季度末", None, date(2016, 9, 30)),
        ("3季度末", None, date(2016, 9, 30)),
        ("年底", None, date(2016, 12, 31)),
        ("年底前", None, date(2016, 12, 31)),
        ("今年年底前", None, date(2016, 12, 31)),
        ("12月底前", None, date(2016, 12, 31)),
        ("２ 月 底", None, date(2016, 2, 29)),
        ("十二月底", None, date(2016, 12, 31)),
        ("九月上旬", date(2016, 9, 1), date(2016, 9, 10)),
        ("于8月18日前反馈", None, date(2016, 8, 18)),
        ("6月10日前上报", None, date(2016, 6, 10)),
        ("9月30日以前", None, date(2016, 9, 30)),
    ],
)
def test_phrase_without_a_year_is_read_in_the_year_given(text: str, start: date | None, due: date) -> None:
    deadline = read_deadline(text, year=2016)
    assert (deadline.text, deadline.kind, deadline.start, deadline.due) == (text, "date", start, due)
    assert deadline.year_assumed
    assert deadline.flags == ()


@pytest.mark.parametrize("text", ["2017年9月10日", "二〇一七年九月十日", "2 017年9月 10日前", "二○一七年九月十日前"])
def test_phrase_with_a_year_keeps_it(text: str) -> None:
    deadline = read_deadline(text, year=2030)
    assert (deadline.due, deadline.year_assumed) == (date(2017, 9, 10), False)


def test_rule_says_how_the_day_was_found() -> None:
    assert read_deadline("6月中旬", year=2017).rule == "中旬：11日至20日，取末日"


@pytest.mark.parametrize("text", ["2月30日前", "13月底", "0月上旬", "6月31日", "2017年2月29日", "0000年5月底"])
def test_impossible_date_gives_none_and_a_flag(text: str) -> None:
    deadline = read_deadline(text, year=2017)
    assert (deadline.kind, deadline.start, deadline.due) == ("none", None, None)
    assert codes(deadline) == ["deadline-unread"]


@pytest.mark.parametrize("text", ["6月前", "9月份前", "6月中旬前", "2030年前", "三季度前"])
def test_phrase_with_two_readings_is_left_to_a_person(text: str) -> None:
    deadline = read_deadline(text, year=2017)
    assert (deadline.kind, deadline.due, codes(deadline)) == ("none", None, ["ambiguous"])


@pytest.mark.parametrize(
    "text",
    [
        "9月10日前后", "9月10日后", "9月10日起", "7月16日至8月31日", "6月底和7月底", "每年2月底前", "6月中下旬",
        "明年底", "3年底", "季度末", "底前", "6月初", "9月10日18：00前", "持续推进", "5个工作日内", "前年底", "9月份内",
        "一二月底", "2020年起，每年2月底前", "6月底前，以后每季度报送",
    ],
)  # fmt: skip
def test_what_is_not_one_day_gets_no_date(text: str) -> None:
    deadline = read_deadline(text, year=2017)
    assert (deadline.kind, deadline.due, codes(deadline)) == ("none", None, ["deadline-unread"])


def test_year_comes_from_the_day_of_issue_where_no_year_is_given() -> None:
    assert read_deadline("6月底", year=None, issued=date(2019, 1, 2)).due == date(2019, 6, 30)


def test_phrase_without_any_year_gets_no_date() -> None:
    assert codes(read_deadline("6月底", year=None)) == ["no-year"]


def test_empty_phrase_says_that_there_is_no_deadline() -> None:
    assert codes(read_deadline("  ", year=2017)) == ["no-deadline"]


def test_soft_words_make_a_soft_deadline() -> None:
    deadline = read_deadline("原则上于2019年，6月底前完成", year=2018)
    assert (deadline.due, deadline.soft, deadline.year_assumed) == (date(2019, 6, 30), True, False)


def test_deadline_as_dict_has_plain_values() -> None:
    assert read_deadline("6月中旬", year=2017).as_dict() == {
        "text": "6月中旬", "kind": "date", "start": "2017-06-11", "due": "2017-06-20",
        "rule": "中旬：11日至20日，取末日", "year_assumed": True, "soft": False, "flags": [],
    }  # fmt: skip


def test_phrases_in_running_text_are_found_where_they_stand() -> None:
    text = "市局应在 九 月上旬开会，2017年9月10日前报送，7月16日至8月31日检查，每年底总结"
    assert [text[a:b] for a, b in find_phrases(text)] == ["九 月上旬", "2017年9月10日前"]


def _numeral(number: int, style: str) -> str:
    if style == "digits":
        return str(number)
    if style == "wide":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if number < 10:
        return CHINESE[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else CHINESE[tens]) + "十" + (CHINESE[ones] if ones else "")


def _year(year: int, style: str) -> str:
    return "".join(CHINESE[int(digit)] for digit in str(year)) if style == "chinese" else _numeral(year, style)


@st.composite
def phrases(draw: st.DrawFn) -> tuple[str, int, date | None, date, bool]:
    """A phrase, the year around it, and the answer worked out by other means than the reader's."""
    style = draw(st.sampled_from(["digits", "wide", "chinese"]))
    year, context = draw(st.integers(1949, 2099)), draw(st.integers(1949, 2099))
    printed = draw(st.booleans())
    used = year if printed else context
    month = draw(st.integers(1, 12))
    last = calendar.monthcalendar(used, month)
    end = max(day for week in last for day in week)
    day = draw(st.integers(1, end))
    head = f"{_year(year, style)}年" if printed else ""
    m = _numeral(month, style)
    before = draw(st.sampled_from(["", "前", "之前", "以前"]))
    quarter = (month - 1) // 3 + 1
    text, start, due = draw(
        st.sampled_from(
            [
                (f"{head}{m}月上旬", date(used, month, 1), date(used, month, 10)),
                (f"{head}{m}月中旬", date(used, month, 11), date(used, month, 20)),
                (f"{head}{m}月下旬", date(used, month, 21), date(used, month, end)),
                (f"{head}{m}月底{before}", None, date(used, month, end)),
                (f"{head}{m}月份", date(used, month, 1), date(used, month, end)),
                (f"{head}{m}月{_numeral(day, style)}日{before}", None, date(used, month, day)),
                (f"{head}年底{before}", None, date(used, 12, 31)),
                (f"{head}{_numeral(quarter, style)}季度末{before}", None,
                 date(used, quarter * 3, {1: 31, 2: 30, 3: 30, 4: 31}[quarter])),
            ]
        )
    )  # fmt: skip
    gaps = draw(st.lists(st.sampled_from(["", "", " ", "\u3000", "\n"]), min_size=len(text), max_size=len(text)))
    return "".join(a + b for a, b in zip(text, gaps, strict=True)), context, start, due, not printed


@given(phrases())
def test_any_phrase_of_the_grammar_is_read_to_the_known_day(case: tuple[str, int, date | None, date, bool]) -> None:
    text, context, start, due, assumed = case
    deadline = read_deadline(text, year=context)
    assert (deadline.text, deadline.start, deadline.due, deadline.year_assumed) == (text, start, due, assumed)


SCRAPS = st.lists(
    st.sampled_from([*"0123456789年月日底前旬季度上中下一二十每至起第末份 今，、", "原则上", "２", "⽉"])
).map("".join)


@given(st.text() | SCRAPS, st.none() | st.integers())
def test_no_text_raises_and_a_date_is_either_whole_or_absent(text: str, year: int | None) -> None:
    deadline = read_deadline(text, year=year)
    assert (deadline.kind == "date") == (deadline.due is not None) == (deadline.flags == ())
    assert all(0 <= a < b <= len(text) for a, b in find_phrases(text))


# A phrase of the list that is recurring only by words that stand elsewhere in its document.
BY_CONTEXT = "11月30日前完成年度总结"


def phrase_list() -> list[dict[str, str]]:
    with shared("data/deadline-phrases.tsv").open(encoding="utf-8") as lines:
        return [
            row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row["phrase"] != BY_CONTEXT
        ]


def test_phrases_of_real_documents_get_the_true_date_or_none_with_a_flag() -> None:
    read: dict[str, str] = {}
    for row in phrase_list():
        deadline = read_deadline(row["phrase"], year=int(row["context_year"] or 0) or None)
        assert (deadline.due is None) == (deadline.flags != ())
        if deadline.due:
            read[row["phrase"]] = deadline.due.isoformat()
    wanted = {row["phrase"]: row["resolved"] for row in phrase_list()}
    assert read == {phrase: wanted[phrase] for phrase in read}
    assert len(read) == 28


@pytest.mark.parametrize("text", ["2017.11.15", "2017/11/15", "2017-11-15", "2017-11-15前", "2017-11-15日"])
def test_dates_as_sheets_have_them(text):
    assert read_deadline(text, year=2017).due == date(2017, 11, 15)


@pytest.mark.parametrize("text", ["2017.11/15", "2017-13-01", "3.15", "2017.11.15.2", "2017-11-15至20日"])
def test_what_only_looks_like_a_date_gives_none(text):
    assert read_deadline(text, year=2017).due is None
