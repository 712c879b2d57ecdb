"""Reads for who reviews."""

from __future__ import annotations

from django.db.models import Max, QuerySet

from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Obligation
from luoshi.obligations.shares import shares_of_others


def review_queue(actor: Actor) -> QuerySet[Obligation]:
    """What waits for review and this actor may review: overdue ones are as old as their submission, oldest first."""
    waiting = visible_to(Obligation, actor).filter(state=Obligation.State.SUBMITTED, plan__unit=actor.unit_id or 0)
    waiting = waiting.filter(actor.reached("obligations.review", "unit__path")).exclude(unit__in=actor.member_of)
    waiting = waiting.filter(shares_of_others(actor).leave("unit"))
    return waiting.annotate(handed_in=Max("submissions__submitted_at")).order_by("handed_in", "pk")
