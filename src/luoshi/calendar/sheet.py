"""A year as twelve small sheets, for a page. Pure."""

from __future__ import annotations

import calendar as grid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from luoshi.calendar.days import WorkCalendar


@dataclass(frozen=True)
class Cell:
    """One day: `kind` is work, rest (a plain weekend), off (a holiday) or on (worked to make up for one)."""

    day: date
    kind: str
    name: str
    is_today: bool


@dataclass(frozen=True)
class Run:
    """Days of a month that are off or worked one after the other for one reason, in words."""

    kind: str
    words: str


@dataclass(frozen=True)
class Month:
    """One month: weeks from Monday, None outside the month; what is special in words; the number of working days."""

    number: int
    weeks: list[list[Cell | None]]
    runs: list[Run]
    workdays: int


def months(year: int, calendar: WorkCalendar, *, today: date) -> list[Month]:
    """The twelve months of a year."""
    return [_month(year, number, calendar, today) for number in range(1, 13)]


def _month(year: int, number: int, calendar: WorkCalendar, today: date) -> Month:
    days = [date(year, number, n + 1) for n in range(grid.monthrange(year, number)[1])]
    cells: list[Cell | None] = [_cell(day, calendar, today) for day in days]
    padded = [None] * days[0].weekday() + cells
    padded += [None] * (-len(padded) % 7)
    weeks = [padded[n : n + 7] for n in range(0, len(padded), 7)]
    return Month(number, weeks, _runs(cell for cell in cells if cell), sum(map(calendar.is_workday, days)))


def _cell(day: date, calendar: WorkCalendar, today: date) -> Cell:
    name = calendar.name_of(day)
    if day in calendar.on:
        kind = "on"
    elif day in calendar.off or name:
        kind = "off"
    else:
        kind = "work" if calendar.is_workday(day) else "rest"
    return Cell(day, kind, name, day == today)


def _runs(cells: Iterable[Cell]) -> list[Run]:
    found = []
    for (kind, name), group in groupby(cells, key=lambda cell: (cell.kind, cell.name)):
        if kind in ("off", "on"):
            run = [cell.day.day for cell in group]
            days = f"{run[0]}日至{run[-1]}日" if len(run) > 1 else f"{run[0]}日"
            found.append(Run(kind, f"{days} {'上班' if kind == 'on' else name or '休'}"))
    return found
