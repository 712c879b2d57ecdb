"""What may stand as an example: it was accepted, and nothing has been taken back since."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from luoshi.obligations.models import Obligation, Review, Sample, Submission


def is_exemplary(submission: Submission) -> bool:
    """Whether this very version is the one that was accepted, and still is."""
    if submission.withdrawn_at is not None or submission.obligation.state != Obligation.State.ACCEPTED:
        return False
    verdict = submission.review
    return verdict is not None and verdict.accepted


def exemplary(prefix: str = "submission") -> Q:
    """The same for a list; `prefix` leads to the submission. A version that was given back is never accepted again."""
    accepted = {f"{prefix}__withdrawn_at": None, f"{prefix}__obligation__state": Obligation.State.ACCEPTED}
    verdicts = Review.objects.filter(submission=OuterRef(prefix))
    back = verdicts.exclude(verdict=Review.Verdict.ACCEPTED)
    return Q(**accepted) & Exists(verdicts) & ~Exists(back)


def reasons_against_proposing(submission: Submission) -> list[str]:
    """Why this version cannot be put to its unit as an example; empty where it can."""
    reasons = []
    duty, state = submission.obligation, Sample.State
    if not is_exemplary(submission):
        reasons.append("只有审核通过的这一次报送可以作为样例。")
    if duty.unit_id == duty.plan.unit_id:
        reasons.append("本单位自己方案的任务不作样例。")
    asked = set(submission.samples.values_list("state", flat=True))
    if asked & {state.ASKED, state.SHOWN}:
        reasons.append("这一件已经征求过单位的意见。请看它的样例页面。")
    elif state.DECLINED in asked:
        reasons.append("单位没有同意公开这一件。请另选一件。")
    return reasons
