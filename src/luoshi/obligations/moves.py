"""The moves of an obligation: the table, what stands against a move, and what it brings about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from luoshi.obligations.kinds import missing_kinds
from luoshi.obligations.models import Obligation, Review, Submission
from luoshi.obligations.proof import facts_suffice
from luoshi.obligations.receipts import digest_of, next_number
from luoshi.workflow.engine import Move, Step, define

S = Obligation.State


def has_evidence(step: Step) -> Iterator[str]:
    """Something is handed in, not an empty envelope."""
    draft = _draft(step.obj)
    if draft is None or not draft.evidence.exists():
        yield "还没有材料。请至少添加一个文件或一个链接。"


def has_required_kinds(step: Step) -> Iterator[str]:
    """The facts handed in prove the row, or each kind of proof that the row requires is there.

    Says nothing where nothing is there at all: that is told already.
    """
    draft = _draft(step.obj)
    parts = list(draft.evidence.select_related("blob")) if draft else []
    row = step.obj.deliverable
    if parts and not facts_suffice(row, [part.fact_key for part in parts if part.fact is not None]):
        yield from missing_kinds(row, parts)


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
    draft.unit_name = step.obj.unit.name
    draft.receipt_number = next_number(step.at.date())
    draft.digest = digest_of(draft)
    draft.save(update_fields=["submitted_at", "submitted_by", "unit_name", "receipt_number", "digest"])
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


def record_self_check(step: Step) -> Mapping[str, Any]:
    """The same, named as what it is: the unit's own word, not the judgement of another."""
    return _review(replace(step, note=f"自查：{step.note}"), accepted=True)


def record_return(step: Step) -> Mapping[str, Any]:
    """Write the reason beside the version it is about."""
    return _review(step, accepted=False)


def note_waiver(step: Step) -> Mapping[str, Any]:
    """What is owed no more says by which decision."""
    Obligation.objects.filter(pk=step.obj.pk).update(applicability=f"方案调整：{step.note}"[:300])
    return {}


def note_applicability(step: Step) -> Mapping[str, Any]:
    """What was not owed is owed again, and says by which decision; an earlier submission does not count for it."""
    note = f"方案调整：{step.note}"[:300]
    Obligation.objects.filter(pk=step.obj.pk).update(applicability=note, first_submitted_at=None)
    Submission.objects.filter(obligation=step.obj, submitted_at__isnull=False, withdrawn_at=None).update(
        withdrawn_at=step.at
    )
    return {}


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
    # A version that was withdrawn, as all are where a duty is reinstated, is returned no more.
    returns = Review.objects.filter(submission__obligation=obligation, accepted=False)
    return returns.filter(submission__withdrawn_at=None).exists()


define(
    Obligation,
    Move("submit", "报送", frozenset({S.PENDING, S.RETURNED}), S.SUBMITTED, "obligations.submit",
         guards=(has_evidence, has_required_kinds), effects=(seal_submission,), via="obligations:obligation_submit"),
    Move("withdraw", "撤回", frozenset({S.SUBMITTED}), S.PENDING, "obligations.submit",
         guards=(was_never_returned,), effects=(mark_withdrawn, forget_first_time)),
    Move("withdraw_correction", "撤回补正", frozenset({S.SUBMITTED}), S.RETURNED, "obligations.submit",
         guards=(was_returned_before,), effects=(mark_withdrawn,)),
    Move("accept", "审核通过", frozenset({S.SUBMITTED}), S.ACCEPTED, "obligations.review",
         effects=(record_acceptance,), via="obligations:review_desk"),
    Move("return", "退回", frozenset({S.SUBMITTED}), S.RETURNED, "obligations.review",
         effects=(record_return,), asks="请写明退回理由：缺什么、怎么补。", via="obligations:review_desk"),
    Move("self_check", "自查办结", frozenset({S.SUBMITTED}), S.ACCEPTED, "obligations.self_check",
         effects=(record_self_check,), asks="请写明自查情况：查了什么、是否属实。"),
    Move("waive", "免除", frozenset({S.PENDING, S.SUBMITTED, S.RETURNED}), S.WAIVED, "obligations.amend",
         effects=(note_waiver,), asks="请写明为什么免除。", via="obligations:plan_amend"),
    Move("reinstate", "恢复", frozenset({S.WAIVED, S.NOT_APPLICABLE}), S.PENDING, "obligations.amend",
         effects=(note_applicability,), asks="请写明为什么恢复。", via="obligations:plan_amend"),
    born={S.PENDING, S.NOT_APPLICABLE},
)  # fmt: skip
