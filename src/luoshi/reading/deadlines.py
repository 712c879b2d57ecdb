"""Deadline phrases: a table of patterns, each with its rule. What fits none of them gets no date."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from luoshi.reading.flags import flag
from luoshi.reading.model import Deadline
from luoshi.reading.numerals import normalise

_YEAR = r"(?:(?P<year>[0-9]{4})年度?[,、]?|(?:今|本|当)年度?[,、]?)?"
_MONTH = r"(?P<month>[0-9]{1,2})月份?"
_BEFORE = r"(?:[之以]?前)?"

# What may stand before a phrase without changing what it means.
_LEAD = re.compile(
    r"(?:请|务必|务|必须|须|应|需|要|确保|原则上|力争|争取|尽量|一般|最迟|最晚|不晚于|不迟于|截至|截止|到|于|在|为"
    r"|(?:完成)?(?:时限|时间|期限)|[:,、])*"
)
_SOFT = re.compile("原则上|力争|争取|尽量")
# What stands right after a phrase and makes it a start, a range, a clock time, a date of the past.
_TAIL = re.compile(
    r"前|以?后|起(?!草)|开始|以来|左右|期间|以?内|[中下]*旬|[上中下]+旬|[底末]|初(?!步)|[—~\-–:至]|[0-9]"
    r"|(?:印发|发布|公布|施行|通过|修订|召开)的"
)
_TAIL_AFTER_BEFORE = re.compile(r"后|起(?!草)|[—~\-–:至]|[0-9]")
# Other dates, terms and repetitions further on.
_OTHER_DATE = re.compile(
    r"[0-9][月日号天周]|[0-9]年[底末前至起内]|[上中下]旬|[1-4]季度[底末前]|[月年][底初末中]|每|逐[年月季日周]|次[月年]"
    r"|工作日|年内"
)


@dataclass(frozen=True, slots=True)
class _Span:
    start: date | None
    due: date
    rule: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    regex: re.Pattern[str]
    read: Callable[[int, re.Match[str]], _Span]
    whole: bool = False  # read only where the phrase ends with it


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _day(year: int, found: re.Match[str]) -> _Span:
    due = date(year, int(found["month"]), int(found["day"]))
    return _Span(None, due, "写明日期：含当日，当日为最后一天")


def _decade(year: int, found: re.Match[str]) -> _Span:
    month, name = int(found["month"]), found["decade"]
    if name == "上":
        return _Span(date(year, month, 1), date(year, month, 10), "上旬：1日至10日，取末日")
    if name == "中":
        return _Span(date(year, month, 11), date(year, month, 20), "中旬：11日至20日，取末日")
    return _Span(date(year, month, 21), _last(year, month), "下旬：21日至月末，取末日")


def _month_end(year: int, found: re.Match[str]) -> _Span:
    return _Span(None, _last(year, int(found["month"])), "月底：当月最后一日")


def _whole_month(year: int, found: re.Match[str]) -> _Span:
    month = int(found["month"])
    return _Span(date(year, month, 1), _last(year, month), "月份：当月1日至月末，取末日")


def _quarter_end(year: int, found: re.Match[str]) -> _Span:
    return _Span(None, _last(year, 3 * int(found["quarter"])), "季度末：当季最后一个月的末日")


def _year_end(year: int, _found: re.Match[str]) -> _Span:
    return _Span(None, date(year, 12, 31), "年底：12月31日")


# The first pattern that fits at a place wins.
_GRAMMAR = (
    # 2017-11-15, 2017/11/15, 2017.11.15 as sheets have it; the sign between is the same both times.
    _Pattern(
        re.compile(
            rf"(?P<year>[0-9]{{4}})(?P<sign>[-/.])(?P<month>[0-9]{{1,2}})(?P=sign)(?P<day>[0-9]{{1,2}})日?{_BEFORE}"
        ),
        _day,
        whole=True,
    ),
    _Pattern(re.compile(rf"{_YEAR}{_MONTH}(?P<day>[0-9]{{1,2}})[日号]{_BEFORE}"), _day),
    _Pattern(re.compile(rf"{_YEAR}{_MONTH}(?P<decade>[上中下])旬"), _decade),
    _Pattern(re.compile(rf"{_YEAR}{_MONTH}[底末]{_BEFORE}"), _month_end),
    _Pattern(re.compile(rf"{_YEAR}第?(?P<quarter>[1-4])季度[底末]{_BEFORE}"), _quarter_end),
    _Pattern(re.compile(rf"(?:(?P<year>[0-9]{{4}})年年?|[今本当]年?年)[底末]{_BEFORE}"), _year_end),
    _Pattern(re.compile(rf"(?P<year>(?!))?年[底末]{_BEFORE}"), _year_end),
    _Pattern(re.compile(rf"{_YEAR}(?P<month>[0-9]{{1,2}})月份"), _whole_month),
    _Pattern(re.compile(rf"{_YEAR}(?P<month>[0-9]{{1,2}})月"), _whole_month, whole=True),
)
_TWO_READINGS = re.compile(
    rf"{_YEAR}(?:{_MONTH}(?:[上中下]旬)?|第?[1-4]季度)[之以]?前(?!后)|[0-9]{{4}}年[之以]?前(?!后)"
)


def read_deadline(text: str, *, year: int | None, issued: date | None = None) -> Deadline:
    """The deadline that `text` states, a phrase such as 9月上旬; never raises, never guesses.

    `year` is for phrases without one; failing that, the year of `issued`. What cannot be read as
    exactly one day has kind `none`, no date, and a flag that says why.
    """
    normal, _ = normalise(text)
    if not normal:
        return Deadline(text, flags=(flag("no-deadline", "没有写期限。"),))
    soft = _SOFT.search(normal) is not None
    lead = _LEAD.match(normal)
    begin = lead.end() if lead else 0
    two = _TWO_READINGS.match(normal, begin)
    if two:
        return _unread(text, soft, "ambiguous", f"“{text}”可指该时段开始之前，也可指结束之前，请确定日期。")
    fit = _fit(normal, begin)
    if fit is None or _is_cut_off(normal, fit[1].end()) or _OTHER_DATE.search(normal, fit[1].end()):
        return _unread(text, soft, "deadline-unread", f"“{text}”没有读成确定的日期，请人工确定。")
    return _dated(text, soft, fit, year if year is not None else issued.year if issued else None)


def find_phrases(text: str) -> list[tuple[int, int]]:
    """Where in running text deadline phrases stand, as (start, end) in `text`; read each with `read_deadline`."""
    normal, origin = normalise(text)
    spans: list[tuple[int, int]] = []
    place = 0
    while place < len(normal):
        fit = _fit(normal, place) if normal[place] in "0123456789第年今本当" else None
        if fit is None:
            place += 1
            continue
        found = fit[1]
        if _free_before(normal, found.start()) and not _is_cut_off(normal, found.end()):
            spans.append((origin[found.start()], origin[found.end() - 1] + 1))
        place = found.end()
    return spans


_BEFORE_FREE = re.compile(r"(?:[0-9从自明次去前上每逐—~\-–至/.]|每年)$")


def _free_before(normal: str, start: int) -> bool:
    return _BEFORE_FREE.search(normal[max(0, start - 2) : start]) is None


def _fit(normal: str, place: int) -> tuple[_Pattern, re.Match[str]] | None:
    for pattern in _GRAMMAR:
        found = pattern.regex.match(normal, place)
        if found and not (pattern.whole and found.end() < len(normal)):
            return pattern, found
    return None


def _is_cut_off(normal: str, end: int) -> bool:
    """Whether what follows turns the phrase into something else, as in 9月10日前后 or 7月16日至…"""
    tail = _TAIL_AFTER_BEFORE if normal[end - 1] == "前" else _TAIL
    return tail.match(normal, end) is not None


def _dated(text: str, soft: bool, fit: tuple[_Pattern, re.Match[str]], context: int | None) -> Deadline:
    pattern, found = fit
    printed = found["year"]
    year = int(printed) if printed else context
    if year is None:
        return _unread(text, soft, "no-year", f"“{text}”没有写年份，也没有可用的年份。")
    try:
        span = pattern.read(year, found)
    except (ValueError, OverflowError):  # 2月30日, 13月底, or a year outside the calendar
        return _unread(text, soft, "deadline-unread", f"“{text}”不是日历上有的日期，请核对原文。")
    return Deadline(text, "date", span.start, span.due, span.rule, printed is None, soft)


def _unread(text: str, soft: bool, code: str, message: str) -> Deadline:
    return Deadline(text, soft=soft, rule="没有换算成日期", flags=(flag(code, message),))
