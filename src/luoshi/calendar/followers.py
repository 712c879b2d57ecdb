"""Who depends on working days: rooms above register what a changed calendar would move, and how it is moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from luoshi.calendar.days import WorkCalendar
from luoshi.kit.actor import Actor


@dataclass(frozen=True)
class DateShift:
    """A date that a calendar moves: of what, from when to when, for how many records, and the page that shows them."""

    what: str
    before: date
    after: date
    count: int
    url: str


Shifts = Callable[[WorkCalendar], list[DateShift]]
Apply = Callable[[WorkCalendar, Actor, str], int]

_followers: dict[str, tuple[Shifts, Apply]] = {}


def follow(name: str, *, shifts: Shifts, apply: Apply) -> None:
    """Register a room that keeps dates made from working days.

    `shifts` says what the calendar would move and writes nothing. `apply` moves it, in the transaction in which the
    notice is entered, writes its own acts under the batch given, and returns how many records it moved.
    """
    if name in _followers:
        raise ValueError(f"{name} follows the calendar already")
    _followers[name] = (shifts, apply)


def shifts_under(calendar: WorkCalendar) -> list[DateShift]:
    """What this calendar would move, in order of the new dates."""
    found = [shift for shifts, _ in _followers.values() for shift in shifts(calendar)]
    return sorted(found, key=lambda shift: (shift.after, shift.before, shift.what))


def apply_to_all(calendar: WorkCalendar, by: Actor, batch: str) -> int:
    """Let every follower move what it keeps; how many records were moved."""
    return sum(apply(calendar, by, batch) for _, apply in _followers.values())
