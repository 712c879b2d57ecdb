"""The tables of a plan for its page."""

from __future__ import annotations

from luoshi.plans.models import Plan, TaskTable
from luoshi.plans.queries.assignments import calendar_of, due_of


def tables_of(plan: Plan) -> list[TaskTable]:
    """The tables with all their rows, also those left out; a row that moves off a rest day bears it as `moved_to`."""
    calendar = calendar_of(plan)
    whole = plan.tables.select_related("category").prefetch_related(
        "deliverables__categories", "deliverables__named__unit"
    )
    tables = list(whole)
    for table in tables:
        for row in table.deliverables.all():
            due = due_of(row, calendar)
            row.moved_to = due if due != row.due else None
    return tables
