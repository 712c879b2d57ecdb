"""References by value: `plans.plan:<public id>` names a record without a foreign key."""

from django.db.models import Model


def ref(obj: Model) -> str:
    """The reference of a record that has a `public_id`."""
    return f"{obj._meta.label_lower}:{obj.public_id}"  # type: ignore[attr-defined]
