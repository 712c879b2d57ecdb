"""The deadline of a row, from its words in the plan's year or set by a person."""

from __future__ import annotations

from datetime import date

from luoshi.plans.models import Deliverable
from luoshi.plans.queries.doubts import is_doubt
from luoshi.reading import read_deadline

BY_HAND = "人工确定"
# Flags that speak of the deadline; they go when the deadline is decided anew.
DEADLINE_FLAGS = frozenset(
    {"ambiguous", "deadline-unread", "inherited-deadline", "no-deadline", "no-year", "copied-date", "merged-date"}
)


def set_words(row: Deliverable, words: str, *, year: int | None) -> None:
    """Read the words and take their date, rule and doubts; the row is not saved."""
    deadline = read_deadline(words, year=year)
    row.deadline_text = words[:200]
    row.deadline_rule = deadline.rule[:200]
    row.due = deadline.due
    _forget(row)
    flags = [flag.as_dict() for flag in deadline.flags]
    row.flags = row.flags + flags
    # A doubt that is new, or a day that is no more, was not looked at yet.
    row.checked = row.checked and row.due is not None and not any(map(is_doubt, flags))


def set_day(row: Deliverable, day: date) -> None:
    """A person has decided the day; the words stay as printed. The row is not saved."""
    row.due = day
    row.deadline_rule = BY_HAND
    _forget(row)


def _forget(row: Deliverable) -> None:
    row.flags = [flag for flag in row.flags if flag["code"] not in DEADLINE_FLAGS]
    row.inherited = [name for name in row.inherited if name != "deadline"]
