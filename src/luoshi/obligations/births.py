"""How an obligation begins."""

from __future__ import annotations

from luoshi.obligations.models import Obligation
from luoshi.plans.models import Plan
from luoshi.plans.queries.assignments import Assignment

S = Obligation.State


def obligation_for(plan: Plan, assignment: Assignment) -> Obligation:
    """The obligation, not saved, of a row that has a date for one unit: owed, or not applicable with the reason."""
    stated = assignment.deliverable.due
    # A guard of issuing, and the form of an amendment, make sure of a date.
    assert stated is not None and assignment.due is not None  # noqa: S101
    return Obligation(
        plan=plan,
        deliverable=assignment.deliverable,
        unit=assignment.unit,
        part=assignment.part,
        stated_due=stated,
        due=assignment.due,
        state=S.PENDING if assignment.applies else S.NOT_APPLICABLE,
        applicability=assignment.reason,
    )
