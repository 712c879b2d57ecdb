"""Who sees and who manages plans."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Unit
from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor
from luoshi.plans.models import Plan


@permission("plans.view")
def may_view(actor: Actor, plan: Plan) -> bool:
    """The unit's own people see all its plans; those of the units below see what was issued."""
    if actor.reaches("plans.view", plan.unit.path):
        return True
    below = actor.holds("plans.view") and actor.unit_path.startswith(plan.unit.path)
    return below and plan.state == Plan.State.ISSUED


@permission("plans.manage")
def may_manage(actor: Actor, plan: Plan) -> bool:
    """Upload, discard and issue are the unit's own office's."""
    return actor.reaches("plans.manage", plan.unit.path)


@visibility(Plan, permission="plans.view")
def visible_to(actor: Actor) -> QuerySet[Plan]:
    """The same for a list."""
    plans = Plan.objects.select_related("unit")
    own = actor.reached("plans.view", "unit__path")
    if actor.is_system or not actor.holds("plans.view"):
        return plans.filter(own)
    mine = Unit.objects.filter(pk=actor.unit_id or 0, path__startswith=OuterRef("unit__path"))
    return plans.filter(own | Q(Exists(mine), state=Plan.State.ISSUED))
