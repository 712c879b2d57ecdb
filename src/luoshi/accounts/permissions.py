"""Who sees and who manages units."""

from django.db.models import QuerySet

from luoshi.accounts.models import Unit
from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor


@permission("accounts.view")
def may_view(actor: Actor, unit: Unit) -> bool:
    """Whoever's reach covers the unit."""
    return actor.reaches("accounts.view", unit.path)


@permission("accounts.manage")
def may_manage(actor: Actor, unit: Unit) -> bool:
    """Whoever may import and change this unit and those below."""
    return actor.reaches("accounts.manage", unit.path)


@visibility(Unit, permission="accounts.view")
def visible_to(actor: Actor) -> QuerySet[Unit]:
    """The units within reach."""
    return Unit.objects.filter(actor.reached("accounts.view", "path"))
