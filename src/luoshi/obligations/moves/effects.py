"""What a move of an obligation brings about beside the new state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from luoshi.calendar.queries import work_calendar
from luoshi.obligations.models import Obligation, Review, Revocation, Submission
from luoshi.obligations.receipts import digest_of, next_number
from luoshi.workflow.engine import Step

Verdict = Review.Verdict


def seal_submission(step: Step) -> Mapping[str, Any]:
    """Give the version its time, number and digest; keep when the unit first handed in."""
    return _seal(step, handed_in_by=step.by.name)


def seal_signed(step: Step) -> Mapping[str, Any]:
    """The same for what the unit's head signed off: handed in by who asked him, signed by him."""
    return _seal(step, signed_by=step.by.name)


def mark_withdrawn(step: Step) -> Mapping[str, Any]:
    """The version stays on record as withdrawn; what was first handed in may now be another, or nothing."""
    current = step.obj.current
    Submission.objects.filter(pk=current.pk).update(withdrawn_at=step.at)
    recount_first_time(step.obj)
    return {"receipt": current.receipt_number}


def record_acceptance(step: Step) -> Mapping[str, Any]:
    """Write the verdict beside the version it is about."""
    Obligation.objects.filter(pk=step.obj.pk).update(correction_due=None)
    return _review(step, Verdict.ACCEPTED)


def record_self_check(step: Step) -> Mapping[str, Any]:
    """The same, named as what it is: the unit's own word, not the judgement of another."""
    return record_acceptance(replace(step, note=f"自查：{step.note}"))


def record_return(step: Step) -> Mapping[str, Any]:
    """Write the verdict with its reasons, set the term for mending; a void return leaves no first time and no term.

    `step.details` may hold `reasons` (frozen coded reasons) and `correction_days` (working days, else the plan's).
    """
    return _give_back(step, Verdict.RETURNED)


def record_revocation(step: Step) -> Mapping[str, Any]:
    """The same for an acceptance that is taken back; the proposal is closed by who agreed."""
    proposal = Revocation.objects.filter(submission=step.obj.current, agreed=None)
    proposal.update(
        agreed=True, answer=step.details.get("answer", ""), decided_at=step.at, decided_by=step.by.user_id,
        decided_by_name=step.by.name,
    )  # fmt: skip
    return _give_back(step, Verdict.REVOKED)


def note_waiver(step: Step) -> Mapping[str, Any]:
    """What is owed no more says by which decision."""
    Obligation.objects.filter(pk=step.obj.pk).update(applicability=f"方案调整：{step.note}"[:300], correction_due=None)
    return {}


def note_request(step: Step) -> Mapping[str, Any]:
    """What does not apply says by whose decision on the unit's request."""
    words = f"经{step.by.unit_name}同意不适用：{step.note}"
    Obligation.objects.filter(pk=step.obj.pk).update(applicability=words[:300], correction_due=None)
    return {}


def note_applicability(step: Step) -> Mapping[str, Any]:
    """What was not owed is owed again, and says by which decision; an earlier submission does not count for it."""
    note = f"方案调整：{step.note}"[:300]
    Obligation.objects.filter(pk=step.obj.pk).update(applicability=note, first_submitted_at=None, correction_due=None)
    Submission.objects.standing().filter(obligation=step.obj).update(withdrawn_at=step.at)
    return {}


def recount_first_time(obligation: Obligation) -> None:
    """The first time is that of the first version that stands after the last one that was void, none without one."""
    versions = list(Submission.objects.standing().filter(obligation=obligation).prefetch_related("reviews"))
    void = [place for place, one in enumerate(versions) if any(review.is_void for review in one.reviews.all())]
    standing = versions[void[-1] + 1 :] if void else versions
    first = standing[0].submitted_at if standing else None
    Obligation.objects.filter(pk=obligation.pk).update(first_submitted_at=first)


def _seal(step: Step, *, handed_in_by: str = "", signed_by: str = "") -> Mapping[str, Any]:
    draft, obligation = step.obj.draft, step.obj
    assert draft is not None  # noqa: S101 - has_evidence ran in this transaction
    draft.submitted_at = step.at
    draft.submitted_by = handed_in_by or draft.asked_by
    draft.signed_by = signed_by
    draft.unit_name = obligation.unit.name
    draft.owed_by = obligation.correction_due or obligation.due
    draft.receipt_number = next_number(step.at.date())
    draft.digest = digest_of(draft)
    draft.save()
    recount_first_time(obligation)
    return {"receipt": draft.receipt_number, "digest": draft.digest}


def _give_back(step: Step, verdict: Verdict) -> Mapping[str, Any]:
    reasons = list(step.details.get("reasons", ()))
    days = step.details.get("correction_days") or step.obj.plan.correction_days
    is_void = any(not reason["counts_as_submitted"] for reason in reasons)
    term: date | None = None if is_void else work_calendar().add_workdays(step.at.date(), days)
    told = _review(step, verdict, reasons=reasons, correction_due=term)
    Obligation.objects.filter(pk=step.obj.pk).update(correction_due=term)
    recount_first_time(step.obj)
    return {**told, "correction_due": str(term) if term else "", "void": is_void}


def _review(step: Step, verdict: Verdict, **given: Any) -> Mapping[str, Any]:
    current = step.obj.current
    Review.objects.create(
        submission=current,
        verdict=verdict,
        note=step.note,
        at=step.at,
        reviewer_id=step.by.user_id,
        reviewer_name=step.by.name,
        **given,
    )
    return {"receipt": current.receipt_number}
