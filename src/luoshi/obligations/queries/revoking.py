"""Reads for taking back an acceptance: what it would do, who may decide, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from luoshi.accounts.models import Membership
from luoshi.accounts.roles import GRANTS
from luoshi.calendar.queries import work_calendar
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.effects import day_words
from luoshi.obligations.models import Obligation, Recheck, Revocation
from luoshi.obligations.permissions.reviewing import is_inside
from luoshi.obligations.queries.rechecking import with_papers
from luoshi.obligations.standing import CITY_TIME

DECIDING = [role for role, grants in GRANTS.items() if "obligations.revoke" in grants]


def consequence(obligation: Obligation, reasons: Iterable[Mapping[str, Any]]) -> str:
    """What the unit would have before it if the acceptance were taken back today with these reasons (frozen)."""
    if any(not reason["counts_as_submitted"] for reason in reasons):
        return f"退回单位，视为未报送：首次报送时间作废。{_after_the_due_day(obligation)}"
    days = obligation.plan.correction_days
    term = day_words(work_calendar().add_workdays(clock.today(), days))
    first = obligation.first_submitted_at
    kept = f"{day_words(first.astimezone(CITY_TIME).date())}的首次报送时间保留，" if first else ""
    return f"退回单位补正：{kept}补正期限 {days} 个工作日，今天决定的到{term}。"


def _after_the_due_day(obligation: Obligation) -> str:
    if obligation.due < clock.today():
        return f"到期日{day_words(obligation.due)}已过，立即显示逾期。"
    return f"到期日仍是{day_words(obligation.due)}。"


def deciders(obligation: Obligation, *, besides: int | None) -> list[str]:
    """The names of those who could decide on a proposal that `besides` made: of the office, not of the unit."""
    there = Membership.objects.valid_on(clock.today())
    able = there.filter(unit=obligation.plan.unit_id, role__in=DECIDING, user__is_active=True)
    able = able.exclude(user__in=there.filter(unit=obligation.unit_id).values("user")).exclude(user=besides)
    return list(dict.fromkeys(able.order_by("user__name").values_list("user__name", flat=True)))


def revocations(actor: Actor) -> QuerySet[Revocation]:
    """The proposals that the actor sees, open ones first, then the newest."""
    found = visible_to(Revocation, actor).defer("submission__obligation__plan__reading")
    is_open = ExpressionWrapper(Q(agreed=None), output_field=BooleanField())
    return found.annotate(is_open=is_open).order_by("-is_open", "-proposed_at", "-pk")


def revocations_to_decide(actor: Actor) -> QuerySet[Revocation]:
    """The open proposals of others that this actor may decide."""
    mine = visible_to(Revocation, actor).filter(agreed=None).exclude(proposed_by=actor.user_id)
    mine = mine.exclude(submission__obligation__unit__in=actor.member_of)
    return mine.filter(actor.reached("obligations.revoke", "submission__obligation__unit__path"))


@dataclass(frozen=True)
class Panel:
    """What the office sees of it on the page of a duty."""

    proposals: list[Revocation]
    differing: list[Recheck]
    may_propose: bool
    to_decide: Revocation | None

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.proposals or self.differing or self.may_propose)


def panel_of(obligation: Obligation, actor: Actor) -> Panel | None:
    """The panel for who works at the review desk of the office whose plan it is; None for everybody else."""
    if not is_inside(actor, obligation.plan.unit_id):
        return None
    proposals = list(visible_to(Revocation, actor).filter(submission__obligation=obligation).order_by("-pk"))
    looked_at = Recheck.objects.filter(review__submission__obligation=obligation, agrees=False)
    waiting = next((one for one in proposals if one.agreed is None), None)
    may = obligation.state == Obligation.State.ACCEPTED and actor.may("obligations.revoke", obligation)
    return Panel(
        proposals,
        list(with_papers(looked_at)),
        may and waiting is None,
        waiting if waiting and may and waiting.proposed_by_id != actor.user_id else None,
    )
