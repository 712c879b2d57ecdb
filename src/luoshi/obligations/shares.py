"""Who reviews what: the shares of an office, and which units an actor leaves to others by them. Reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from luoshi.accounts.models import Membership, Unit, User
from luoshi.accounts.roles import Role
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.models import ReviewShare


@dataclass(frozen=True)
class SharesOfOthers:
    """The categories that others review, each with the units in it that those cannot: they are members there."""

    open_units: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def hold(self, unit: Unit) -> bool:
        """Whether the unit is left to others."""
        return unit.pk not in self.open_units.get(unit.category_id or 0, {unit.pk})

    def leave(self, lookup: str) -> Q:
        """The same for a list: what stays with the actor; `lookup` leads to the unit."""
        kept = Q()
        for category, units in self.open_units.items():
            kept &= ~Q(**{f"{lookup}__category": category}) | Q(**{f"{lookup}__in": units})
        return kept


def shares_of_others(actor: Actor) -> SharesOfOthers:
    """What the shares of the actor's office leave to others; two queries, one where nothing is shared out.

    A share holds while one of its two is still a reviewer of the office and can log in. A unit in which all who have
    its category are members stays open to every other reviewer: somebody must judge it.
    """
    shares = list(ReviewShare.objects.filter(office=actor.unit_id or 0))
    others = [share for share in shares if actor.user_id not in (share.first_id, share.substitute_id)]
    if not others or actor.is_system:
        return SharesOfOthers()
    member_of: dict[int, set[int]] = {}
    reviewers: set[int] = set()
    people = {pk for share in others for pk in _people(share)}
    for one in Membership.objects.valid_on(clock.today()).filter(user__in=people, user__is_active=True):
        member_of.setdefault(one.user_id, set()).add(one.unit_id)
        if one.role == Role.REVIEWER and one.unit_id == actor.unit_id:
            reviewers.add(one.user_id)
    found = {}
    for share in others:
        able = [member_of[pk] for pk in _people(share) if pk in reviewers]
        if able:
            found[share.category_id] = frozenset(set.intersection(*able))
    return SharesOfOthers(found)


def reviewers_of(office_id: int) -> list[User]:
    """Who reviews for the office today and can log in, by name."""
    held = Membership.objects.valid_on(clock.today()).filter(unit=office_id, role=Role.REVIEWER)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk"))


def _people(share: ReviewShare) -> list[int]:
    return [pk for pk in (share.first_id, share.substitute_id) if pk is not None]
