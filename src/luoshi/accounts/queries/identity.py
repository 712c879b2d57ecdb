"""Who acts: the 身份 of a person, and the actor for one of them."""

from __future__ import annotations

from luoshi.accounts.models import Membership, User
from luoshi.accounts.roles import GRANTS, Role
from luoshi.kit import clock
from luoshi.kit.actor import Actor


def memberships_of(user: User) -> list[Membership]:
    """The 身份 of a person that hold today."""
    return list(user.memberships.valid_on(clock.today()).select_related("unit"))


def actor_of(user: User, chosen: str = "", *, address: str = "") -> Actor:
    """The actor for a person in the chosen 身份; with one only, that one; with none chosen of several, no rights."""
    memberships = memberships_of(user)
    current = next((m for m in memberships if m.public_id == chosen), None)
    if current is None and len(memberships) == 1:
        current = memberships[0]
    member_of = frozenset(m.unit_id for m in memberships)
    if current is None:
        return Actor(name=user.name, user_id=user.pk, address=address, member_of=member_of)
    return acting_as(current, address=address, member_of=member_of)


def acting_as(membership: Membership, *, address: str = "", member_of: frozenset[int] | None = None) -> Actor:
    """The actor for one membership."""
    role = Role(membership.role)
    return Actor(
        name=membership.user.name,
        user_id=membership.user_id,
        unit_id=membership.unit_id,
        unit_name=membership.unit.name,
        unit_path=membership.unit.path,
        role=role.value,
        role_label=role.label,
        address=address,
        grants=GRANTS[role],
        member_of=member_of if member_of is not None else frozenset([membership.unit_id]),
    )
