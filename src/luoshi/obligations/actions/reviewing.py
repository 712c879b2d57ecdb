"""Judging what was handed in: verdicts one by one and in batches, and taking back an acceptance by two people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.ids import new_public_id
from luoshi.obligations.models import Obligation, ReturnReason, Revocation, Submission
from luoshi.obligations.reasons import words_of
from luoshi.workflow.engine import take


@dataclass(frozen=True)
class Outcome:
    """What came of a verdict over many: those it was given for, and those it could not be, each with the reasons."""

    done: tuple[Obligation, ...]
    refused: tuple[tuple[Submission, tuple[str, ...]], ...]


def review(  # noqa: PLR0913 - a verdict has that many parts
    submission: Submission,
    verdict: str,
    *,
    by: Actor,
    note: str = "",
    reasons: Sequence[ReturnReason] = (),
    days: int | None = None,
    batch: str = "",
) -> Obligation:
    """Accept or return the version that the reviewer has seen (`verdict` is the name of the move).

    Returned with coded `reasons`, words may be left out: the note then says what each reason asks for. `days` is the
    correction term in working days, the plan's where none is given. Raises Refused where the unit has handed in
    another version since, or withdrawn this one.
    """
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update().get(pk=submission.obligation_id)
        if obligation.state == Obligation.State.SUBMITTED and obligation.current != submission:
            raise Refused("单位已撤回这一件，换了材料重新报送。请看过新的材料再审。")
        details: dict[str, Any] = {}
        if verdict == "return":
            details = {"reasons": [reason.frozen() for reason in reasons]}
            details |= {"correction_days": days} if days else {}
            note = words_of(reasons, note)
        return take(obligation, verdict, by=by, note=note, details=details, batch=batch)


def review_many(
    submissions: Iterable[Submission], verdict: str, *, by: Actor, note: str = "", reasons: Sequence[ReturnReason] = ()
) -> Outcome:
    """The same verdict for many, each in a transaction of its own under one batch number; one act for each."""
    batch = new_public_id()
    done: list[Obligation] = []
    refused: list[tuple[Submission, tuple[str, ...]]] = []
    for submission in submissions:
        try:
            done.append(review(submission, verdict, by=by, note=note, reasons=reasons, batch=batch))
        except (Refused, Forbidden) as error:
            told = error.reasons if isinstance(error, Refused) else (str(error),)
            refused.append((submission, tuple(told)))
    return Outcome(tuple(done), tuple(refused))


def propose_revocation(
    obligation: Obligation, *, by: Actor, note: str, reasons: Sequence[ReturnReason] = ()
) -> Revocation:
    """Propose to take back the acceptance of what was handed in last; a second person decides."""
    if not (by.may("obligations.revoke", obligation) or by.may("obligations.review", obligation)):
        raise Forbidden("您的身份不能提出撤销通过。")
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
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
            "obligations.propose_revocation", by=by, label="提出撤销通过", subject=obligation.ref, note=note.strip(),
            details={"receipt": current.receipt_number, "revocation": proposal.ref},
        )  # fmt: skip
    return proposal


def decide_revocation(revocation: Revocation, *, by: Actor, agree: bool, answer: str = "") -> Revocation:
    """The second person agrees, and the duty goes back to the unit as returned; or leaves the acceptance as it is."""
    obligation = revocation.submission.obligation
    if not by.may("obligations.revoke", obligation):
        raise Forbidden("您的身份不能决定撤销通过，或者您是这个单位的人员。")
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
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
                "obligations.keep_acceptance", by=by, label="不同意撤销通过", subject=obligation.ref,
                note=answer.strip(), details={"revocation": open_one.ref},
            )  # fmt: skip
    return Revocation.objects.get(pk=revocation.pk)
