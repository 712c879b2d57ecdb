"""Who sees, hands in and reviews obligations. Nobody reviews a unit he belongs to."""

from django.db.models import Q, QuerySet

from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.plans.models import Plan


@permission("obligations.view")
def may_view(actor: Actor, obligation: Obligation) -> bool:
    """The responsible unit, the one whose plan it is, and whoever's reach covers either."""
    if actor.reaches("obligations.view", obligation.unit.path):
        return True
    return actor.reaches("obligations.view", obligation.plan.unit.path)


def _viewed(actor: Actor, prefix: str = "") -> Q:
    """The same for a list; `prefix` leads to the obligation."""
    unit, office = (actor.reached("obligations.view", f"{prefix}{of}__path") for of in ("unit", "plan__unit"))
    return unit | office


@permission("obligations.submit")
def may_submit(actor: Actor, obligation: Obligation) -> bool:
    """The liaison of the responsible unit."""
    return actor.reaches("obligations.submit", obligation.unit.path)


@permission("obligations.review")
def may_review(actor: Actor, obligation: Obligation) -> bool:
    """A reviewer of the office whose plan it is, without a membership in the unit; an office above does not judge."""
    own_plan = actor.is_system or obligation.plan.unit_id == actor.unit_id
    within = actor.reaches("obligations.review", obligation.unit.path)
    return within and own_plan and obligation.unit_id not in actor.member_of


@permission("obligations.self_check")
def may_self_check(actor: Actor, obligation: Obligation) -> bool:
    """The head of the unit whose plan it is, for what that unit owes by it: such a duty is reviewed by nobody."""
    return obligation.unit_id == obligation.plan.unit_id and actor.reaches(
        "obligations.self_check", obligation.unit.path
    )


@permission("obligations.amend")
def may_amend(actor: Actor, obligation: Obligation) -> bool:
    """Whoever manages the plan that the obligation comes from."""
    return actor.reaches("obligations.amend", obligation.plan.unit.path)


@permission("obligations.amend_plan")
def may_amend_plan(actor: Actor, plan: Plan) -> bool:
    """The same for the plan as a whole."""
    return actor.reaches("obligations.amend", plan.unit.path)


@visibility(Obligation, permission="obligations.view")
def visible_to(actor: Actor) -> QuerySet[Obligation]:
    """The obligations within reach."""
    return Obligation.objects.for_list().filter(_viewed(actor))


@permission("obligations.view_submission")
def may_view_submission(actor: Actor, submission: Submission) -> bool:
    """Who sees the obligation sees what was handed in for it."""
    return submission.submitted_at is not None and may_view(actor, submission.obligation)


@visibility(Submission, permission="obligations.view_submission")
def submissions_visible_to(actor: Actor) -> QuerySet[Submission]:
    """The same for a list."""
    handed_in = Submission.objects.filter(submitted_at__isnull=False)
    within = handed_in.filter(_viewed(actor, "obligation__"))
    return within.select_related("obligation__unit", "obligation__deliverable")


@permission("obligations.view_evidence")
def may_view_evidence(actor: Actor, evidence: Evidence) -> bool:
    """Who sees the submission sees its evidence."""
    return may_view_submission(actor, evidence.submission)


@visibility(Evidence, permission="obligations.view_evidence")
def evidence_visible_to(actor: Actor) -> QuerySet[Evidence]:
    """The same for a list."""
    handed_in = Evidence.objects.filter(submission__submitted_at__isnull=False)
    within = handed_in.filter(_viewed(actor, "submission__obligation__"))
    return within.select_related("blob", "submission")
