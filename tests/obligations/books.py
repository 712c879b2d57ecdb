"""Books beside the database: what must be so of a duty, counted another way than the product counts it."""

from __future__ import annotations

from datetime import date, datetime

from luoshi.calendar.queries import work_calendar
from luoshi.kit import clock
from luoshi.obligations.models import Submission


class Books:
    """What must be so, kept by another way of counting than the product's: from what was done, as it was done."""

    def __init__(self, due: date) -> None:
        self.due = due
        self.counted: list[tuple[int, datetime]] = []  # versions that count, with their times
        self.term: date | None = None
        self.sealed: dict[int, tuple[object, ...]] = {}  # version → what its receipt says

    def handed_in(self, one: Submission) -> None:
        assert one.owed_by == (self.term or self.due)
        self.counted.append((one.version, one.submitted_at))
        self.sealed[one.version] = words_of(one)

    def withdrawn(self) -> None:
        self.counted.pop()

    def given_back(self, *, void: bool, days: int) -> None:
        if void:
            self.counted.clear()
        self.term = None if void else work_calendar().add_workdays(clock.today(), days)


def words_of(one: Submission) -> tuple[object, ...]:
    """All that a receipt tells."""
    parts = tuple((part.name, part.url, part.blob_id, part.fact_key) for part in one.evidence.all())
    return (one.receipt_number, one.digest, one.submitted_at, one.submitted_by, one.signed_by, one.statement,
            one.kind, one.owed_by, one.unit_name, parts)  # fmt: skip
