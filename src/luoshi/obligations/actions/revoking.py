"""Taking back an acceptance: one proposes, a second person decides."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.models import Obligation, ReturnReason, Revocation
from luoshi.workflow.engine import take


def propose_revocation(
    obligation: Obligation, *, by: Actor, note: str, reasons: Sequence[ReturnReason] = ()
) -> Revocation:
    """Propose to take back the acceptance of what was handed in last; a second person decides.

    The act is the proposal's own, so that the story of the duty, which the unit reads, tells of it only once decided.
    """
    if not (by.may("obligations.revoke", obligation) or by.may("obligations.review", obligation)):
        raise Forbidden("您的身份不能提出撤销通过，或者您是这个单位的人员。")
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
        current = obligation.current
        if obligation.state != Obligation.State.ACCEPTED or current is None:
            raise Refused(f"这项任务当前状态是“{obligation.get_state_display()}”，没有可以撤销的通过。")
        if not note.strip():
            raise Refused("请写明为什么撤销：发现了什么、依据是什么。")
        if current.revocations.filter(agreed=None).exists():
            raise Refused("已有人提出撤销，等另一人决定。")
        proposal = Revocation.objects.create(
            submission=current, reasons=[reason.frozen() for reason in reasons], note=note.strip(),
            proposed_at=clock.now(), proposed_by_id=by.user_id, proposed_by_name=by.name,
        )  # fmt: skip
        record(
            "obligations.propose_revocation", by=by, label="提出撤销通过", subject=proposal.ref, note=note.strip(),
            details={"receipt": current.receipt_number, "obligation": obligation.ref},
        )  # fmt: skip
    return proposal


def decide_revocation(revocation: Revocation, *, by: Actor, agree: bool, answer: str = "") -> Revocation:
    """The second person agrees, and the duty goes back to the unit as returned; or leaves the acceptance as it is."""
    obligation = revocation.submission.obligation
    if not by.may("obligations.revoke", obligation):
        raise Forbidden("您的身份不能决定撤销通过，或者您是这个单位的人员。")
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
        open_one = Revocation.objects.filter(pk=revocation.pk, agreed=None).first()
        if open_one is None:
            raise Refused("这件撤销已有人决定。请刷新页面看最新状态。")
        if open_one.proposed_by_id == by.user_id:
            raise Refused("撤销是您提出的，要由另一人决定。")
        if agree:
            details = {"reasons": open_one.reasons, "answer": answer.strip(), "revocation": open_one.ref}
            take(obligation, "revoke", by=by, note=open_one.note, details=details)
        elif not answer.strip():
            raise Refused("请写明为什么不撤销。")
        else:
            Revocation.objects.filter(pk=open_one.pk).update(
                agreed=False, answer=answer.strip(), decided_at=clock.now(), decided_by=by.user_id,
                decided_by_name=by.name,
            )  # fmt: skip
            record(
                "obligations.keep_acceptance", by=by, label="不同意撤销通过", subject=open_one.ref,
                note=answer.strip(), details={"obligation": obligation.ref},
            )  # fmt: skip
    return Revocation.objects.get(pk=revocation.pk)
