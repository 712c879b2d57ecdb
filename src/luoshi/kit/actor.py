"""Who acts, as a value: business code is given an actor, never a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import Model, Q

from luoshi.kit import access


class Reach(Enum):
    """How far a permission of a role carries."""

    OWN = "本单位"
    BELOW = "本单位及下级单位"


@dataclass(frozen=True)
class Actor:
    """A person in one 身份 (or the system itself), with what that 身份 permits and how far it reaches."""

    name: str
    user_id: int | None = None
    unit_id: int | None = None
    unit_name: str = ""
    unit_path: str = ""
    role: str = ""
    role_label: str = ""
    address: str = ""
    grants: Mapping[str, Reach] = field(default_factory=dict)
    member_of: frozenset[int] = frozenset()
    is_system: bool = False

    @classmethod
    def system(cls, task: str) -> Actor:
        """The machine at work on a named task; it may do what the task's action does."""
        return cls(name=f"系统（{task}）", is_system=True)

    def may(self, permission: str, obj: Model | None = None) -> bool:
        """Whether this actor holds the permission, for this record where one is named."""
        return access.allows(self, permission, obj)

    def holds(self, permission: str) -> bool:
        """Whether the 身份 carries the permission at all."""
        return self.is_system or permission in self.grants

    def reaches(self, permission: str, path: str) -> bool:
        """Whether the permission carries as far as the unit with this path."""
        if self.is_system:
            return True
        reach = self.grants.get(permission)
        if reach is None or not self.unit_path:
            return False
        return path.startswith(self.unit_path) if reach is Reach.BELOW else path == self.unit_path

    def reached(self, permission: str, field: str) -> Q:
        """The same question for a list: a filter on `field`, the lookup of a unit's path."""
        if self.is_system:
            return Q()
        reach = self.grants.get(permission)
        if reach is None or not self.unit_path:
            return Q(pk__in=[])
        if reach is Reach.BELOW:
            return Q(**{f"{field}__startswith": self.unit_path})
        return Q(**{field: self.unit_path})
