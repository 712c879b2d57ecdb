"""The plan that somebody works by."""

from __future__ import annotations

from luoshi.accounts.models import Unit
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor, Reach
from luoshi.plans.models import Plan


def plan_in_force(actor: Actor) -> Plan | None:
    """The newest annual plan issued: for who leads units below his own unit's, for others that of the nearest above."""
    issued = visible_to(Plan, actor).filter(state=Plan.State.ISSUED, kind=Plan.Kind.ANNUAL).defer("reading")
    leads = actor.grants.get("obligations.view") is Reach.BELOW
    plans = [
        plan
        for plan in issued.order_by("-year", "-issued_at")
        if actor.unit_path.startswith(plan.unit.path) and (leads or plan.unit_id != actor.unit_id)
    ]
    nearest = max((len(plan.unit.path) for plan in plans), default=0)
    return next((plan for plan in plans if len(plan.unit.path) == nearest), None)


def previous_for(unit: Unit, year: int) -> Plan | None:
    """The unit's newest annual plan of an earlier year that was issued: what a draft is compared with."""
    earlier = Plan.objects.filter(unit=unit, year__lt=year, state=Plan.State.ISSUED, kind=Plan.Kind.ANNUAL)
    return earlier.defer("reading").order_by("-year", "-issued_at").first()
