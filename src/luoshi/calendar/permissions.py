"""Who sees the calendar, and who enters the notices on which the dates of all units depend."""

from django.db.models import QuerySet

from luoshi.calendar.models import HolidayNotice
from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor


@permission("calendar.view")
def may_view(actor: Actor, notice: HolidayNotice) -> bool:  # noqa: ARG001 - the calendar is one for all units
    """Whoever holds the permission sees every year."""
    return actor.holds("calendar.view")


@permission("calendar.manage")
def may_manage(actor: Actor, notice: HolidayNotice) -> bool:  # noqa: ARG001 - one calendar, kept in one place
    """Only at the head of the tree: a district's manager looks at the calendar and does not change it."""
    at_the_head = actor.is_system or actor.unit_path.count("/") == 1
    return at_the_head and actor.holds("calendar.manage")


@visibility(HolidayNotice, permission="calendar.view")
def visible_to(actor: Actor) -> QuerySet[HolidayNotice]:
    """The same for a list."""
    return HolidayNotice.objects.all() if actor.holds("calendar.view") else HolidayNotice.objects.none()
