"""Issuing a plan: from its rows to the duties of every unit."""

from __future__ import annotations

from django.db import transaction

from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused
from luoshi.obligations.births import obligation_for
from luoshi.plans.models import Acknowledgement, Plan
from luoshi.plans.queries.assignments import assignments, rows_of
from luoshi.plans.queries.coverage import Coverage, count, digest_of
from luoshi.workflow.engine import create, take


def issue_plan(plan: Plan, *, by: Actor, seen: str | None = None) -> Coverage:
    """Issue the plan, create an obligation for each row and unit and ask each unit concerned to acknowledge it.

    `seen` is the digest of the dry run that a person looked at; where it would come out otherwise now, nothing is
    issued. One transaction, one act, which carries the counts and the digest, so that the list can be checked later.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update(no_key=True).select_related("unit").get(pk=plan.pk)
        made = assignments(plan)
        counts, digest = count(rows_of(plan), made), digest_of(made)
        if seen is not None and seen != digest and plan.state == Plan.State.DRAFT:
            raise Refused("试算之后草稿或者单位名单有变化，没有下达。下面是按现在重新试算的，请看过再下达。")
        take(plan, "issue", by=by, details={"counts": counts.as_dict(), "digest": digest})
        create([obligation_for(plan, assignment) for assignment in made])
        units = {a.unit.pk: a.unit for a in made if a.unit.pk != plan.unit_id}
        Acknowledgement.objects.bulk_create(
            [Acknowledgement(plan=plan, unit=unit, asked_at=clock.now()) for unit in units.values()]
        )
    return counts
