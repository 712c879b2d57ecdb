"""The moves of an obligation: the table, what stands against a move, and what it brings about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from luoshi.obligations.models import Obligation, Review, Submission
from luoshi.obligations.receipts import digest_of, next_number
from luoshi.workflow.engine import Move, Step, define

S = Obligation.State


def has_evidence(step: Step) -> Iterator[str]:
    """Something is handed in, not an empty envelope."""
    draft = _draft(step.obj)
    if draft is None or not draft.evidence.exists():
        yield "还没有材料。请至少添加一个文件或一个链接。"


def was_never_returned(step: Step) -> Iterator[str]:
    """A first submission goes back to «not handed in»."""
    if _returned_before(step.obj):
        yield "这是补正件，请用“撤回补正”。"


def was_returned_before(step: Step) -> Iterator[str]:
    """A correction goes back to «returned», so that its reason and first time stay."""
    if not _returned_before(step.obj):
        yield "这不是补正件，请用“撤回”。"


def seal_submission(step: Step) -> Mapping[str, Any]:
    """Give the version its time, number and digest; keep when the unit first handed in."""
    draft = _draft(step.obj)
    assert draft is not None  # noqa: S101 - has_evidence ran in this transaction
    draft.submitted_at = step.at
    draft.submitted_by = step.by.name
    draft.receipt_number = next_number(step.at.date())
    draft.digest = digest_of(draft)
    draft.save(update_fields=["submitted_at", "submitted_by", "receipt_number", "digest"])
    Obligation.objects.filter(pk=step.obj.pk, first_submitted_at=None).update(first_submitted_at=step.at)
    return {"receipt": draft.receipt_number, "digest": draft.digest}


def mark_withdrawn(step: Step) -> Mapping[str, Any]:
    """The version stays on record as withdrawn."""
    current = step.obj.current
    Submission.objects.filter(pk=current.pk).update(withdrawn_at=step.at)
    return {"receipt": current.receipt_number}


def forget_first_time(step: Step) -> Mapping[str, Any]:
    """A first submission that was withdrawn was not handed in."""
    Obligation.objects.filter(pk=step.obj.pk).update(first_submitted_at=None)
    return {}


def record_acceptance(step: Step) -> Mapping[str, Any]:
    """Write the verdict beside the version it is about."""
    return _review(step, accepted=True)


def record_return(step: Step) -> Mapping[str, Any]:
    """Write the reason beside the version it is about."""
    return _review(step, accepted=False)


def _review(step: Step, *, accepted: bool) -> Mapping[str, Any]:
    current = step.obj.current
    Review.objects.create(
        submission=current,
        accepted=accepted,
        note=step.note,
        at=step.at,
        reviewer_id=step.by.user_id,
        reviewer_name=step.by.name,
    )
    return {"receipt": current.receipt_number}


def _draft(obligation: Obligation) -> Submission | None:
    return obligation.submissions.filter(submitted_at=None).first()


def _returned_before(obligation: Obligation) -> bool:
    return Review.objects.filter(submission__obligation=obligation, accepted=False).exists()


define(
    Obligation,
    Move("submit", "报送", frozenset({S.PENDING, S.RETURNED}), S.SUBMITTED, "obligations.submit",
         guards=(has_evidence,), effects=(seal_submission,), via="obligations:obligation_submit"),
    Move("withdraw", "撤回", frozenset({S.SUBMITTED}), S.PENDING, "obligations.submit",
         guards=(was_never_returned,), effects=(mark_withdrawn, forget_first_time)),
    Move("withdraw_correction", "撤回补正", frozenset({S.SUBMITTED}), S.RETURNED, "obligations.submit",
         guards=(was_returned_before,), effects=(mark_withdrawn,)),
    Move("accept", "审核通过", frozenset({S.SUBMITTED}), S.ACCEPTED, "obligations.review",
         effects=(record_acceptance,), via="obligations:review_desk"),
    Move("return", "退回", frozenset({S.SUBMITTED}), S.RETURNED, "obligations.review",
         effects=(record_return,), asks="请写明退回理由：缺什么、怎么补。", via="obligations:review_desk"),
    born={S.PENDING, S.NOT_APPLICABLE},
)  # fmt: skip
