"""What every record that appears in an address is made of."""

from __future__ import annotations

from django.db import models

from luoshi.kit.ids import new_public_id


class Record(models.Model):
    """A record with a random name for addresses and references; its number never leaves the database."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def ref(self) -> str:
        """The reference by value, such as `plans.plan:<public id>`, which names it without a foreign key."""
        return f"{self._meta.label_lower}:{self.public_id}"
