"""Who reads the audit: the audit administrator, nobody else."""

from django.db.models import QuerySet

from luoshi.audit.models import Entry
from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor


@permission("audit.read")
def may_read(actor: Actor, entry: Entry) -> bool:  # noqa: ARG001 - who reads one entry reads all
    """Whoever holds the permission reads every entry."""
    return actor.holds("audit.read")


@visibility(Entry, permission="audit.read")
def visible_to(actor: Actor) -> QuerySet[Entry]:
    """All entries or none."""
    return Entry.objects.all() if actor.holds("audit.read") else Entry.objects.none()
