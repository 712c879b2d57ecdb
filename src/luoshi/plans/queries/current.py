"""The plan that somebody works by."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from luoshi.accounts.models import Unit
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor, Reach
from luoshi.plans.models import Deliverable, Plan
from luoshi.plans.queries.tree import annual


def plan_in_force(actor: Actor) -> Plan | None:
    """The newest annual plan issued: for who leads units below his own unit's, for others that of the nearest above.

    A plan of the own unit without rows asks nothing of anybody, so there too it is the one above.
    """
    steps = actor.unit_path.split("/")[:-1]
    line = ["/".join(steps[:number]) + "/" for number in range(1, len(steps) + 1)]
    issued = annual(visible_to(Plan, actor).filter(unit__path__in=line)).defer("reading")
    rows = Deliverable.objects.filter(table__plan=OuterRef("pk"), dropped=False)
    leads = actor.grants.get("obligations.view") is Reach.BELOW
    plans = [
        plan
        for plan in issued.annotate(asks=Exists(rows)).order_by("-year", "-issued_at")
        if plan.unit_id != actor.unit_id or (leads and plan.asks)
    ]
    nearest = max((len(plan.unit.path) for plan in plans), default=0)
    return next((plan for plan in plans if len(plan.unit.path) == nearest), None)


def previous_for(unit: Unit, year: int) -> Plan | None:
    """The unit's newest annual plan of an earlier year that was issued: what a draft is compared with."""
    earlier = annual(Plan.objects.filter(unit=unit, year__lt=year))
    return earlier.defer("reading").order_by("-year", "-issued_at").first()
