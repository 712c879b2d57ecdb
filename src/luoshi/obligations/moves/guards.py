"""What stands against a move of an obligation; each guard reads as a fact and yields reasons."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.obligations.drafts import evidence_reasons, kind_reasons
from luoshi.obligations.models import Obligation, Review, Revocation
from luoshi.workflow.engine import Step


def has_evidence(step: Step) -> Iterator[str]:
    """Something is handed in, not an empty envelope; who has nothing to report says why."""
    yield from evidence_reasons(step.obj)


def has_required_kinds(step: Step) -> Iterator[str]:
    """The facts handed in prove the row, or each kind of proof that the row requires is there."""
    yield from kind_reasons(step.obj)


def needs_no_sign_off(step: Step) -> Iterator[str]:
    """The plan does not ask for the unit's head."""
    if step.obj.plan.needs_sign_off:
        yield "这份方案要求单位负责人审签后报送。请点“送审签”，负责人同意后自动报送。"


def was_sent_for_signature(step: Step) -> Iterator[str]:
    """What the head signs off is what was put before him."""
    draft = step.obj.draft
    if draft is None or draft.asked_at is None:
        yield "这一件没有送审签，或者已被取回修改。请联络员送审签后再办。"


def was_never_returned(step: Step) -> Iterator[str]:
    """A first submission goes back to «not handed in»."""
    if _returned_before(step.obj):
        yield "这是补正件，请用“撤回补正”。"


def was_returned_before(step: Step) -> Iterator[str]:
    """A correction goes back to «returned», so that its reason and first time stay."""
    if not _returned_before(step.obj):
        yield "这不是补正件，请用“撤回”。"


def was_asked_for(step: Step) -> Iterator[str]:
    """A unit asked that the duty does not apply, and its request was granted in this transaction."""
    if not step.details.get("request"):
        yield "单位没有申请不适用。不用单位申请的，请用“方案调整”免除。"


def another_proposed_to_revoke(step: Step) -> Iterator[str]:
    """Two people take back an acceptance: one proposes, another agrees."""
    current = step.obj.current
    proposal = Revocation.objects.filter(submission=current, agreed=None).first()
    if proposal is None:
        yield "还没有人提出撤销。撤销通过要由一人提出、另一人同意。"
    elif proposal.proposed_by_id == step.by.user_id:
        yield "撤销是您提出的，要由另一人同意。"


def _returned_before(obligation: Obligation) -> bool:
    # A version that was withdrawn, as all are where a duty is reinstated, is returned no more.
    back = Review.objects.filter(submission__obligation=obligation).exclude(verdict=Review.Verdict.ACCEPTED)
    return back.filter(submission__withdrawn_at=None).exists()
