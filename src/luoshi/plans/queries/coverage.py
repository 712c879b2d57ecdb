"""What issuing a plan makes, in counts: the dry run, the page and the command line show these same numbers."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date

from luoshi.calendar.days import WorkCalendar
from luoshi.calendar.queries import work_calendar
from luoshi.plans.models import Deliverable, Plan
from luoshi.plans.queries.assignments import Assignment, assignments, calendar_of, due_of, rows_of


@dataclass(frozen=True)
class Coverage:
    """Rows, duties of all units, and how many of these apply, do not, or depend on what is not stated yet."""

    deliverables: int
    duties: int
    conditional: int
    applicable: int
    not_applicable: int
    unknown: int

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def count(rows: list[Deliverable], made: list[Assignment]) -> Coverage:
    """The counts over a list of assignments."""
    return Coverage(
        deliverables=len(rows),
        duties=len(made),
        conditional=sum(1 for a in made if a.deliverable.condition),
        applicable=sum(1 for a in made if a.applies),
        not_applicable=sum(1 for a in made if a.applies is False),
        unknown=sum(1 for a in made if a.applies is None),
    )


def digest_of(made: list[Assignment]) -> str:
    """SHA-256 over the list of assignments: unit, material, due date and whether it applies, a line each."""
    listed = "\n".join(f"{a.unit.name}\t{a.deliverable.material}\t{a.due}\t{a.applies}" for a in made)
    return hashlib.sha256(listed.encode()).hexdigest()


def coverage(plan: Plan) -> Coverage:
    """The dry run of issuing the plan today."""
    return count(rows_of(plan), assignments(plan))


@dataclass(frozen=True)
class TableCoverage:
    """One line of the dry run: a table, its units and its counts."""

    table: str
    units: int
    rows: int
    applicable: int
    not_applicable: int
    unknown: int


def coverage_by_table(plan: Plan) -> list[TableCoverage]:
    """The dry run, table by table."""
    rows, made = rows_of(plan), assignments(plan)
    lines = []
    for table in plan.tables.all():
        mine = [a for a in made if a.deliverable.table_id == table.pk]
        lines.append(
            TableCoverage(
                table=table.name,
                units=len({a.unit.pk for a in mine}),
                rows=sum(1 for row in rows if row.table_id == table.pk),
                applicable=sum(1 for a in mine if a.applies),
                not_applicable=sum(1 for a in mine if a.applies is False),
                unknown=sum(1 for a in mine if a.applies is None),
            )
        )
    return lines


@dataclass(frozen=True)
class MovedRow:
    """A row whose date falls on a rest day, and where it moves."""

    row: Deliverable
    number: int
    before: date
    after: date

    def as_dict(self) -> dict[str, str | int]:
        """Row (its place in its table, counted from 1), table, item and both dates in ISO form."""
        return {
            "table": self.row.table.name,
            "row": self.number,
            "item": self.row.item,
            "from": self.before.isoformat(),
            "to": self.after.isoformat(),
        }


def moved_rows(plan: Plan) -> list[MovedRow]:
    """The rows that move because the plan moves dates off rest days; none where it does not."""
    return _moved(plan, calendar_of(plan))


def rest_day_moves(plan: Plan) -> list[MovedRow]:
    """The rows whose dates fall on rest days and where they would move, whether the plan moves them yet or not."""
    return _moved(plan, work_calendar())


def _moved(plan: Plan, calendar: WorkCalendar | None) -> list[MovedRow]:
    moved = []
    for row in rows_of(plan):
        after = due_of(row, calendar)
        if row.due and after and after != row.due:
            moved.append(MovedRow(row, row.order, row.due, after))
    return moved
