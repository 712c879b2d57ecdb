"""Working days. Pure.

《全国年节及纪念日放假办法》 names the days on which all citizens are off: since 1 January 2025 thirteen (State Council
Order 795 of 10 November 2024), from 2008 to 2024 eleven, before that ten. Which days are moved, and which weekends are
worked in return, is told by a notice for each year, usually in November of the year before. Where no notice is known,
weekends and the days of that regulation are all that can be said: an estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from luoshi.calendar.lunar import first_of_month, qingming

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked: `off` and `on` as notices set them, `known` the years that have a notice."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    known: frozenset[int] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict, compare=False)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self.on:
            return True
        if day in self.off or day.weekday() >= 5:
            return False
        return not (self.is_estimated(day) and day in statutory_days(day.year))

    def next_workday(self, day: date) -> date:
        """The day itself where it is worked, else the first worked day after it."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The last of so many working days after `day`, which is itself not counted; with none, the day itself."""
        if count < 0:
            raise ValueError("working days are counted forward")
        for _ in range(count):
            day = self.next_workday(day + _DAY)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days there are after `first` up to and with `last`; 0 where that is not later."""
        return sum(1 for number in range((last - first).days) if self.is_workday(first + (number + 1) * _DAY))

    def is_estimated(self, day: date) -> bool:
        """Whether no notice is known for the year of that day."""
        return day.year not in self.known

    def name_of(self, day: date) -> str:
        """The holiday of a day that is off, where known."""
        return self.names.get(day) or (statutory_days(day.year).get(day, "") if self.is_estimated(day) else "")


@lru_cache(maxsize=64)
def statutory_days(year: int) -> Mapping[date, str]:
    """The days on which, by the regulation as it stood in that year, all citizens are off; nothing is moved."""
    new_year = first_of_month(year, 1)
    eve_first = 2008 <= year <= 2013 or year >= 2025
    runs = [
        ("元旦", date(year, 1, 1), 1),
        ("春节", new_year - _DAY if eve_first else new_year, 4 if year >= 2025 else 3),
        ("劳动节", date(year, 5, 1), 2 if year >= 2025 else 1 if year >= 2008 else 3),
        ("国庆节", date(year, 10, 1), 3),
    ]
    if year >= 2008:
        runs += [
            ("清明节", qingming(year), 1),
            ("端午节", first_of_month(year, 5) + 4 * _DAY, 1),
            ("中秋节", first_of_month(year, 8) + 14 * _DAY, 1),
        ]
    days: dict[date, str] = {}
    for name, first, length in runs:
        for number in range(length):
            days.setdefault(first + number * _DAY, name)
    return days
