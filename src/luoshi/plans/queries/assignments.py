"""Which units a row of a plan concerns, by when, and whether the row applies to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from luoshi.accounts.models import Unit, UnitFunction
from luoshi.calendar.days import WorkCalendar
from luoshi.calendar.queries import work_calendar
from luoshi.kit import clock
from luoshi.plans.models import Deliverable, Plan
from luoshi.plans.queries.once import shared


@dataclass(frozen=True)
class Assignment:
    """A row of the plan for one unit. `applies` is None where the unit has not stated the function asked for.

    `due` is the last day allowed, moved off rest days where the plan says so; None where the row has no date yet.
    `part` is the unit's part in the work where the row names the unit itself.
    """

    deliverable: Deliverable
    unit: Unit
    due: date | None
    applies: bool | None
    reason: str
    part: str = ""


# The units a row names, by primary key, each with its part; and a row with those and with its categories.
Named = dict[int, tuple[Unit, str]]
Asked = tuple[Deliverable, Named, list[int]]


@shared
def all_rows(plan: Plan) -> list[Deliverable]:
    """All rows of the plan in order, those left out too, with what assigning them needs; four queries."""
    rows = Deliverable.objects.filter(table__plan=plan).select_related("table__category")
    return list(rows.prefetch_related("categories", "named__unit"))


def rows_of(plan: Plan) -> list[Deliverable]:
    """The rows of the plan that are duties, in order, with what assigning them needs."""
    return [row for row in all_rows(plan) if not row.dropped]


@shared
def units_below(plan: Plan) -> list[Unit]:
    """The units that exist today below the one whose plan it is."""
    below = Unit.objects.valid_on(clock.today()).filter(path__startswith=plan.unit.path)
    return list(below.exclude(pk=plan.unit_id).select_related("category"))


@shared
def assignments(plan: Plan) -> list[Assignment]:
    """Every row for every unit it concerns today."""
    return assign(plan, rows_of(plan))


def assign(plan: Plan, rows: Iterable[Deliverable]) -> list[Assignment]:
    """The given rows for the units they concern: those named, and those of the categories; once for each unit.

    Where a row has neither, the category of its table counts.
    """
    asked = []
    for row in rows:
        named = {one.unit_id: (one.unit, one.part) for one in row.named.all()}
        asked.append((row, named, [category.pk for category in row.categories.all()]))
    return assign_to(plan, asked)


def assign_to(plan: Plan, asked: Iterable[Asked]) -> list[Assignment]:
    """The same for rows that need not be saved, each with the units it names and its categories."""
    answers = {(f.unit_id, f.name): f.answer for f in UnitFunction.objects.all()}
    functions = sorted({name for _, name in answers}, key=len, reverse=True)
    calendar = calendar_of(plan)
    by_category: dict[int | None, list[Unit]] = {}
    for unit in units_below(plan):
        by_category.setdefault(unit.category_id, []).append(unit)
    found = []
    for row, named, categories in asked:
        function = next((name for name in functions if name in row.condition), "")
        due = due_of(row, calendar)
        for unit, part in _concerned(row, named, categories, by_category):
            applies, reason = _applies(row.condition, function, answers.get((unit.pk, function), "unknown"))
            found.append(Assignment(row, unit, due, applies, reason, part))
    return found


def _concerned(
    row: Deliverable, named: Named, categories: list[int], by_category: dict[int | None, list[Unit]]
) -> list[tuple[Unit, str]]:
    if not named and not categories and row.table.category_id:
        categories = [row.table.category_id]
    others = [(unit, "") for pk in categories for unit in by_category.get(pk, []) if unit.pk not in named]
    return list(named.values()) + others


@shared
def calendar_of(plan: Plan) -> WorkCalendar | None:
    """The working days by which the plan's dates move, None where they do not."""
    return work_calendar() if plan.moves_rest_days else None


def due_of(row: Deliverable, calendar: WorkCalendar | None) -> date | None:
    """The last day allowed for a row: the day read or entered, or the next working day."""
    return calendar.next_workday(row.due) if calendar and row.due else row.due


def _applies(condition: str, function: str, answer: str) -> tuple[bool | None, str]:
    if not condition:
        return True, ""
    if not function or answer == UnitFunction.Answer.UNKNOWN:
        return None, f"方案条件“{condition}”，单位未填报"
    if answer == UnitFunction.Answer.YES:
        return True, f"方案条件“{condition}”，单位填报：有"
    return False, f"方案条件“{condition}”，单位填报：没有"


def unanswered(plan: Plan) -> list[str]:
    """Short names of the units that have not stated a function the plan asks for."""
    return list(dict.fromkeys(a.unit.short_name for a in assignments(plan) if a.applies is None))
