"""Issuing a plan: from its rows to the duties of every unit."""

from __future__ import annotations

import hashlib

from django.db import transaction

from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.births import obligation_for
from luoshi.plans.models import Acknowledgement, Plan
from luoshi.plans.queries.assignments import assignments, rows_of
from luoshi.plans.queries.coverage import Coverage, count
from luoshi.workflow.engine import create, take


def issue_plan(plan: Plan, *, by: Actor) -> Coverage:
    """Issue the plan, create an obligation for each row and unit and ask each unit concerned to acknowledge it.

    One transaction, one act, which carries the counts and a digest over the list, so that it can be checked later.
    """
    with transaction.atomic():
        made = assignments(plan)
        counts = count(rows_of(plan), made)
        listed = "\n".join(f"{a.unit.name}\t{a.deliverable.material}\t{a.due}\t{a.applies}" for a in made)
        digest = hashlib.sha256(listed.encode()).hexdigest()
        take(plan, "issue", by=by, details={"counts": counts.as_dict(), "digest": digest})
        create([obligation_for(plan, assignment) for assignment in made])
        units = {a.unit.pk: a.unit for a in made if a.unit.pk != plan.unit_id}
        Acknowledgement.objects.bulk_create(
            [Acknowledgement(plan=plan, unit=unit, asked_at=clock.now()) for unit in units.values()]
        )
    return counts
