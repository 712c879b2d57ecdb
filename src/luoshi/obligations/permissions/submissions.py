"""Who sees what was handed in, and what is still being put together."""

from django.db.models import Q, QuerySet

from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Evidence, Submission
from luoshi.obligations.permissions.duties import may_view, viewed

AT_HOME = ("obligations.submit", "obligations.sign_off")


@permission("obligations.view_submission")
def may_view_submission(actor: Actor, submission: Submission) -> bool:
    """Who sees the obligation sees what was handed in for it; a draft only those who put it together or sign it off."""
    if submission.submitted_at is not None:
        return may_view(actor, submission.obligation)
    return any(actor.reaches(name, submission.obligation.unit.path) for name in AT_HOME)


@visibility(Submission, permission="obligations.view_submission")
def submissions_visible_to(actor: Actor) -> QuerySet[Submission]:
    """The same for a list; drafts are among them, `handed_in()` leaves them out."""
    within = Submission.objects.filter(_seen(actor, "obligation__", "submitted_at__isnull"))
    return within.select_related("obligation__unit", "obligation__deliverable")


@permission("obligations.view_evidence")
def may_view_evidence(actor: Actor, evidence: Evidence) -> bool:
    """Who sees the submission sees its evidence."""
    return may_view_submission(actor, evidence.submission)


@visibility(Evidence, permission="obligations.view_evidence")
def evidence_visible_to(actor: Actor) -> QuerySet[Evidence]:
    """The same for a list."""
    within = Evidence.objects.filter(_seen(actor, "submission__obligation__", "submission__submitted_at__isnull"))
    return within.select_related("blob", "submission")


def _seen(actor: Actor, obligation: str, is_draft: str) -> Q:
    """What was handed in within sight, and drafts of the own unit; with the lookups that lead there."""
    at_home = Q(pk__in=[])
    for name in AT_HOME:
        at_home |= actor.reached(name, f"{obligation}unit__path")
    return (Q(**{is_draft: False}) & viewed(actor, obligation)) | (Q(**{is_draft: True}) & at_home)
