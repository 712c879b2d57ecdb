"""Reads: the calendar itself, and a year as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.calendar.days import WorkCalendar
from luoshi.calendar.lines import NoticeDay
from luoshi.calendar.models import FIRST_YEAR, HolidayNotice, SpecialDay
from luoshi.kit import clock


def work_calendar() -> WorkCalendar:
    """The working days as all notices set them; two queries."""
    return _made(_known_years(), SpecialDay.objects.values_list("day", "name", "is_off"))


def calendar_with(year: int, days: Iterable[NoticeDay]) -> WorkCalendar:
    """The working days as they would be with these days as the notice of `year`; nothing is written."""
    kept = SpecialDay.objects.exclude(notice__year=year).values_list("day", "name", "is_off")
    return _made(_known_years() | {year}, [*kept, *((day.day, day.name, day.is_off) for day in days)])


def days_elsewhere(year: int, days: Iterable[NoticeDay]) -> dict[NoticeDay, int]:
    """Those of the days that the notice of another year sets already, with that year."""
    by_day = {day.day: day for day in days}
    found = SpecialDay.objects.exclude(notice__year=year).filter(day__in=by_day)
    return {by_day[day]: other for day, other in found.values_list("day", "notice__year")}


def notice_of(year: int) -> HolidayNotice | None:
    """The notice of the year, where one is known."""
    return HolidayNotice.objects.filter(year=year).first()


def notice_days(notice: HolidayNotice) -> list[NoticeDay]:
    """The days of a notice in order of time."""
    return [NoticeDay(*row) for row in notice.days.values_list("day", "name", "is_off")]


def years() -> range:
    """The years that have a page: from the first notice we hold to the year after next."""
    return range(FIRST_YEAR, clock.today().year + 3)


def _known_years() -> set[int]:
    return set(HolidayNotice.objects.values_list("year", flat=True))


def _made(known: Iterable[int], rows: Iterable[tuple[date, str, bool]]) -> WorkCalendar:
    days = list(rows)
    return WorkCalendar(
        off=frozenset(day for day, _, is_off in days if is_off),
        on=frozenset(day for day, _, is_off in days if not is_off),
        known=frozenset(known),
        names={day: name for day, name, is_off in days if is_off},
    )
