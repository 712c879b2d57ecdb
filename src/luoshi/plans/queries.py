"""Reads of plans: which units a row concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.accounts.models import Unit, UnitFunction
from luoshi.kit import clock
from luoshi.plans.models import Deliverable, Plan


@dataclass(frozen=True)
class Assignment:
    """A row of the plan for one unit. `applies` is None where the unit has not stated the function asked for."""

    deliverable: Deliverable
    unit: Unit
    applies: bool | None
    reason: str

    @property
    def due(self) -> date:
        """The due date; only rows that have one are issued, which a guard of the move has made sure of."""
        assert self.deliverable.due is not None  # noqa: S101 - see above
        return self.deliverable.due


def assignments(plan: Plan) -> list[Assignment]:
    """Every row for every unit of its category that exists today, with whether the row applies."""
    answers = {(f.unit_id, f.name): f.answer for f in UnitFunction.objects.all()}
    names = sorted({name for _, name in answers}, key=len, reverse=True)
    units: dict[int | None, list[Unit]] = {}
    below = Unit.objects.valid_on(clock.today()).filter(path__startswith=plan.unit.path)
    for unit in below.exclude(pk=plan.unit_id):
        units.setdefault(unit.category_id, []).append(unit)
    found = []
    for row in Deliverable.objects.filter(table__plan=plan).select_related("table"):
        function = next((name for name in names if name in row.condition), "")
        for unit in units.get(row.table.category_id, []) if row.table.category_id else []:
            applies, reason = _applies(row.condition, function, answers.get((unit.pk, function), "unknown"))
            found.append(Assignment(row, unit, applies, reason))
    return found


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


def plain(name: str) -> str:
    """A category's name without spaces, «各» and the difference between kinds of brackets."""
    return "".join(name.split()).removeprefix("各").replace("(", "（").replace(")", "）").replace(",", "、")
