"""Who sees and who manages plans."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Unit
from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor
from luoshi.plans.models import Acknowledgement, Amendment, Plan


@permission("plans.view")
def may_view(actor: Actor, plan: Plan) -> bool:
    """The unit's own people see all its plans; what was issued is seen up and down the line of units."""
    if actor.is_system:
        return True
    if not actor.holds("plans.view") or not actor.unit_path:
        return False
    above = actor.unit_path.startswith(plan.unit.path)
    issued = plan.state == Plan.State.ISSUED
    return plan.unit.path == actor.unit_path or (issued and (above or actor.reaches("plans.view", plan.unit.path)))


@permission("plans.manage")
def may_manage(actor: Actor, plan: Plan) -> bool:
    """Upload, discard and issue are the unit's own office's."""
    return actor.reaches("plans.manage", plan.unit.path)


@visibility(Plan, permission="plans.view")
def visible_to(actor: Actor) -> QuerySet[Plan]:
    """The same for a list."""
    plans = Plan.objects.select_related("unit")
    if actor.is_system:
        return plans
    if not actor.holds("plans.view") or not actor.unit_path:
        return plans.none()
    above = Unit.objects.filter(pk=actor.unit_id or 0, path__startswith=OuterRef("unit__path"))
    issued = Q(state=Plan.State.ISSUED) & (Q(Exists(above)) | actor.reached("plans.view", "unit__path"))
    return plans.filter(Q(unit__path=actor.unit_path) | issued)


@permission("plans.view_amendment")
def may_view_amendment(actor: Actor, amendment: Amendment) -> bool:
    """Who sees the plan sees how it was amended."""
    return may_view(actor, amendment.plan)


@visibility(Amendment, permission="plans.view_amendment")
def amendment_visible_to(actor: Actor) -> QuerySet[Amendment]:
    """The same for a list."""
    amendments = Amendment.objects.select_related("plan__unit", "deliverable__table")
    return amendments.filter(plan__in=visible_to(actor).values("pk")).defer("plan__reading")


@permission("plans.view_acknowledgement")
def may_view_acknowledgement(actor: Actor, acknowledgement: Acknowledgement) -> bool:
    """The office whose plan it is sees all of them, a unit its own."""
    office, unit = acknowledgement.plan.unit.path, acknowledgement.unit.path
    return actor.reaches("plans.view", office) or actor.reaches("plans.view", unit)


@visibility(Acknowledgement, permission="plans.view_acknowledgement")
def acknowledgement_visible_to(actor: Actor) -> QuerySet[Acknowledgement]:
    """The same for a list."""
    office, unit = actor.reached("plans.view", "plan__unit__path"), actor.reached("plans.view", "unit__path")
    acknowledgements = Acknowledgement.objects.filter(office | unit)
    shown = acknowledgements.select_related("plan__unit", "amendment__plan", "amendment__deliverable", "unit")
    return shown.defer("plan__reading", "amendment__plan__reading")


@permission("plans.acknowledge")
def may_acknowledge(actor: Actor, acknowledgement: Acknowledgement) -> bool:
    """The liaison, the head and the administrator of the unit that is asked."""
    return actor.reaches("plans.acknowledge", acknowledgement.unit.path)


@permission("plans.follow_up")
def may_follow_up(actor: Actor, plan: Plan) -> bool:
    """Who has signed and who has not concerns the people of the office whose plan it is."""
    return actor.reaches("plans.view", plan.unit.path)
