"""Who sees, hands in and judges obligations. Nobody judges a unit he belongs to."""

from django.db.models import Q, QuerySet

from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Obligation
from luoshi.obligations.shares import shares_of_others
from luoshi.plans.models import Plan


@permission("obligations.view")
def may_view(actor: Actor, obligation: Obligation) -> bool:
    """The responsible unit, the one whose plan it is, and whoever's reach covers either."""
    if actor.reaches("obligations.view", obligation.unit.path):
        return True
    return actor.reaches("obligations.view", obligation.plan.unit.path)


def viewed(actor: Actor, prefix: str = "") -> Q:
    """The same for a list; `prefix` leads to the obligation."""
    unit, office = (actor.reached("obligations.view", f"{prefix}{of}__path") for of in ("unit", "plan__unit"))
    return unit | office


@permission("obligations.submit")
def may_submit(actor: Actor, obligation: Obligation) -> bool:
    """The liaison of the responsible unit."""
    return actor.reaches("obligations.submit", obligation.unit.path)


@permission("obligations.sign_off")
def may_sign_off(actor: Actor, obligation: Obligation) -> bool:
    """The head of the responsible unit."""
    return actor.reaches("obligations.sign_off", obligation.unit.path)


@permission("obligations.review")
def may_review(actor: Actor, obligation: Obligation) -> bool:
    """A reviewer of the office whose plan it is, without a membership in the unit; an office above does not judge.

    Where the unit's category is shared out, one of those two who have it.
    """
    return _judges(actor, "obligations.review", obligation) and not shares_of_others(actor).hold(obligation.unit)


@permission("obligations.revoke")
def may_revoke(actor: Actor, obligation: Obligation) -> bool:
    """Who judges for the office whose plan it is, whatever the shares are: the second person is often the head."""
    return _judges(actor, "obligations.revoke", obligation)


@permission("obligations.decide")
def may_decide(actor: Actor, obligation: Obligation) -> bool:
    """Who decides on requests for the office whose plan it is; nobody for a unit in which he is a member."""
    return _judges(actor, "obligations.decide", obligation)


def _judges(actor: Actor, name: str, obligation: Obligation) -> bool:
    own_plan = actor.is_system or obligation.plan.unit_id == actor.unit_id
    return own_plan and actor.reaches(name, obligation.unit.path) and obligation.unit_id not in actor.member_of


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
    return Obligation.objects.for_list().filter(viewed(actor))
