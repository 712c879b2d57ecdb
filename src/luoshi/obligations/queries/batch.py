"""Reads for one verdict over many: what was picked, with what stands against judging it and the machine's doubts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.checking import Finding, findings_of
from luoshi.obligations.models import Obligation, Submission


@dataclass(frozen=True)
class Pick:
    """One version that was picked. With `closed` it cannot be judged any more, and that says why."""

    submission: Submission
    doubts: tuple[Finding, ...]
    closed: str

    @property
    def duty(self) -> Obligation:
        """What it was handed in for."""
        return self.submission.obligation


def picks_of(names: Collection[str], actor: Actor, *, accepting: bool) -> list[Pick]:
    """The versions with these public names that the actor sees, in the order of time; doubts only for accepting."""
    found = visible_to(Submission, actor).filter(public_id__in=names, submitted_at__isnull=False)
    found = found.select_related("obligation__plan").defer("obligation__plan__reading").order_by("submitted_at", "pk")
    picks = []
    for one in found:
        closed = _closed(one, actor)
        doubts = findings_of(one, viewer=actor).doubts if accepting and not closed else []
        picks.append(Pick(one, tuple(doubts), closed))
    return picks


def _closed(one: Submission, actor: Actor) -> str:
    duty = one.obligation
    if duty.state != Obligation.State.SUBMITTED:
        return f"现在是“{duty.get_state_display()}”，不用再审。"
    if not actor.may("obligations.review", duty):
        return "这一件不归您审核。"
    return "" if duty.current == one else "单位已撤回，换了材料重新报送。请单独打开看过新的材料。"
