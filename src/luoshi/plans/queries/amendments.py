"""Reads: how a plan was amended, and who has signed for what."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.plans.models import Acknowledgement, Amendment, Plan


@dataclass(frozen=True)
class AmendmentLine:
    """One amendment, how many units were asked and have signed, and what the reader's own unit has to sign, if so."""

    amendment: Amendment
    asked: int
    signed: int
    mine: Acknowledgement | None


@dataclass(frozen=True)
class InForce:
    """What the page of a plan says besides its rows: amendments newest first, and the own unit's 签收 of the plan."""

    lines: list[AmendmentLine]
    mine: Acknowledgement | None
    may_amend: bool
    may_follow_up: bool
    may_sign: bool
    may_guide: bool


def in_force(plan: Plan, actor: Actor) -> InForce:
    """The amendments of a plan and what there is to sign, as this actor sees them; two queries."""
    amendments = visible_to(Amendment, actor).filter(plan=plan)
    counted = amendments.annotate(
        asked=Count("acknowledgements"),
        signed=Count("acknowledgements", filter=Q(acknowledgements__signed_at__isnull=False)),
    )
    own = visible_to(Acknowledgement, actor).filter(plan=plan, unit=actor.unit_id or 0)
    mine = {one.amendment_id: one for one in own}
    issued = plan.state == Plan.State.ISSUED
    return InForce(
        lines=[AmendmentLine(one, one.asked, one.signed, mine.get(one.pk)) for one in counted.order_by("-at", "-pk")],
        mine=mine.get(None),
        may_amend=issued and actor.may("obligations.amend_plan", plan),
        may_follow_up=issued and actor.may("plans.follow_up", plan),
        may_sign=actor.may("plans.acknowledge"),
        may_guide=issued and actor.may("obligations.guide", plan),
    )


@dataclass(frozen=True)
class Signing:
    """How many units have signed for all they were asked to, and how many have not."""

    signed: int
    waiting: int


def acknowledgements_of(plan: Plan, actor: Actor, *, of: str = "") -> QuerySet[Acknowledgement]:
    """Who was asked, open ones first; `of` is an amendment's public id, «plan» for the plan itself, else everything."""
    found = visible_to(Acknowledgement, actor).filter(plan=plan)
    if of == "plan":
        found = found.filter(amendment=None)
    elif of:
        found = found.filter(amendment__public_id=of)
    return found.order_by("signed_at", "unit__order", "unit_id", "pk")


def signing(found: QuerySet[Acknowledgement]) -> Signing:
    """The counts of units over those."""
    units = found.order_by().values("unit")
    waiting = units.filter(signed_at=None).distinct().count()
    return Signing(units.distinct().count() - waiting, waiting)
