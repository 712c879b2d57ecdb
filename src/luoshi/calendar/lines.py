"""The days of a notice as people write them, a line for each holiday, and back again. Pure.

«1月1日至3日 元旦 休», «2027-01-04 上班», or a paragraph as printed:
«元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月4日（周一）上班。»
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

_WEEKDAYS = "一二三四五六日"
_DATE = re.compile(
    r"(?:(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日?"
    r"|(?P<iso_year>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})(?!\d))\s*(?:\((?P<beside>[^()]*)\))?"
)
_LAST = re.compile(r"(?P<day>\d{1,2})日?(?!\d)\s*(?:\((?P<beside>[^()]*)\))?")
_TO = re.compile(r"\s*(?:至|到|[-—–~]+)\s*")
_AND = re.compile(r"\s*[、,和]?\s*")
_BARE = re.compile(r"(?P<day>\d{1,2})日\s*(?:\((?P<beside>[^()]*)\))?")
_HEAD = re.compile(r"\s*(?:[一二三四五六七八九十]+、|\d+、)?\s*(?:(?P<name>[^\d:]{1,30}):)?\s*")
_SAID = re.compile(r"(?:周|星期)([一二三四五六日天])")
_COUNT = re.compile(r"共(\d+)天")
_NOISE = re.compile(r"调休|与周末连休|共\d+天")
_UNREAD = re.compile(r"\d+(?!\d|周年)")
_ON, _OFF = re.compile(r"上班|补班|班"), re.compile(r"放假|休息|休")
_LONGEST = 31


@dataclass(frozen=True)
class NoticeDay:
    """A day that a notice sets: off, or worked; the line on which it stands, 0 where it comes from elsewhere."""

    day: date
    name: str
    is_off: bool
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Reading:
    """What the lines say, and what could not be understood, named by line."""

    days: tuple[NoticeDay, ...]
    faults: tuple[str, ...]


class _Unclear(Exception):
    """A sentence cannot be understood; the text says why and what to write."""


def read_lines(text: str, year: int) -> Reading:
    """The days of the notice for `year`.

    A date without a year is of that year; a span that would run backwards begins in the year before.
    """
    days: list[NoticeDay] = []
    faults: list[str] = []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        head = _HEAD.match(line)
        name = (head["name"] or "").strip() if head else ""
        for sentence in re.split("[。;]", line[head.end() if head else 0 :]):
            if not sentence.strip():
                continue
            try:
                days += [NoticeDay(day, called, off, number) for day, called, off in _sentence(sentence, year, name)]
            except _Unclear as unclear:
                faults.append(f"第 {number} 行：{unclear}")
    return Reading(tuple(days), tuple(faults))


def write_lines(days: Iterable[NoticeDay], year: int) -> str:
    """The days as lines that `read_lines` reads as the same days."""
    runs: list[list[NoticeDay]] = []
    for day in sorted(days, key=lambda found: found.day):
        last = runs[-1][-1] if runs else None
        follows = last and last.day + timedelta(days=1) == day.day and last.day.year == day.day.year
        if last and follows and (last.name, last.is_off) == (day.name, day.is_off):
            runs[-1].append(day)
        else:
            runs.append([day])
    return "\n".join(_written(run, year) for run in runs)


def in_words(day: date) -> str:
    """2027年1月4日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday_of(day: date) -> str:
    """周一."""
    return f"周{_WEEKDAYS[day.weekday()]}"


def _written(run: list[NoticeDay], year: int) -> str:
    first, last = run[0].day, run[-1].day
    words = f"{first.month}月{first.day}日" if first.year == year else f"{first.year}年{first.month}月{first.day}日"
    if len(run) > 1:
        words += f"至{last.day}日" if last.month == first.month else f"至{last.month}月{last.day}日"
    return " ".join(part for part in (words, run[0].name, "休" if run[0].is_off else "上班") if part)


def _sentence(sentence: str, year: int, name: str) -> list[tuple[date, str, bool]]:
    days, rest = _dates(sentence.strip(), year)
    told = _COUNT.search(rest)
    if told and int(told[1]) != len(days):
        raise _Unclear(f"写的是共{told[1]}天，按日期算是{len(days)}天。请核对日期。")
    rest = _NOISE.sub("", rest)
    if _UNREAD.search(rest):
        raise _Unclear(f"“{rest.strip()}”没有读懂。请把日期写全，如“1月3日”，一行写一段。")
    on, off = _ON.search(rest), _OFF.search(rest)
    if bool(on) == bool(off):
        raise _Unclear("没有写明是“休”还是“上班”。请在日期后面写上其中一个。")
    left = _OFF.sub("", _ON.sub("", rest)).strip(" \t,、:.()")
    if len(name or left) > 30:
        raise _Unclear("节日名称超过30个字。请只写节日名称。")
    return [(day, name or left, bool(off)) for day in days]


def _dates(text: str, year: int) -> tuple[list[date], str]:
    """All days named at the beginning, and the words after them."""
    days: list[date] = []
    place = 0
    while found := _DATE.match(text, place) or (_BARE.match(text, place) if days else None):
        place = found.end()
        first = last = _start(found, year, days)
        to = _TO.match(text, place)
        end = to and (_DATE.match(text, to.end()) or _LAST.match(text, to.end()))
        if end:
            first, last = _span(found, end, first)
            place = end.end()
        if not timedelta(0) <= last - first < timedelta(days=_LONGEST):
            raise _Unclear(f"从{in_words(first)}到{in_words(last)}不成一段假期。请核对起止日期。")
        days += [first + timedelta(days=n) for n in range((last - first).days + 1)]
        if between := _AND.match(text, place):
            place = between.end()
    if not days:
        raise _Unclear("没有读出日期。请写成“1月1日至3日 元旦 休”或“2027-01-04 上班”。")
    return days, text[place:]


def _start(found: re.Match[str], year: int, before: list[date]) -> date:
    """The date itself; a bare day is of the month named before it."""
    parts = found.groupdict()
    if "month" not in parts:
        return _day(found, before[-1].year, before[-1].month)
    return _day(found, int(parts["year"] or parts["iso_year"] or year))


def _span(found: re.Match[str], end: re.Match[str], first: date) -> tuple[date, date]:
    """First and last day of a span; where no year says otherwise, one that would run backwards crosses New Year."""
    parts = end.groupdict()
    if "month" not in parts:
        return first, _day(end, first.year, first.month)
    said = parts["year"] or parts["iso_year"]
    last = _day(end, int(said) if said else first.year)
    if last < first and not said:
        start = found.groupdict()
        if start.get("year") or start.get("iso_year"):
            return first, _day(end, first.year + 1)
        return _day(found, first.year - 1, first.month), last
    return first, last


def _day(match: re.Match[str], year: int, month: int = 0) -> date:
    parts = match.groupdict()
    month = month or int(parts["month"] or parts["iso_month"])
    number = int(parts["day"] or parts["iso_day"])
    try:
        day = date(year, month, number)
    except ValueError as error:
        raise _Unclear(f"没有{year}年{month}月{number}日这一天。请核对日期。") from error
    said = _SAID.search(parts["beside"] or "")
    if said and said[1].replace("天", "日") != _WEEKDAYS[day.weekday()]:
        raise _Unclear(f"{in_words(day)}是{weekday_of(day)}，写的是周{said[1]}。请核对日期。")
    return day
