"""Who sees and who manages units and people."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Contact, Membership, Unit, User
from luoshi.accounts.roles import AT_THE_HEAD, GRANTABLE, GRANTABLE_AT_HOME, RESETTABLE, Role
from luoshi.kit import clock
from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor, Reach


@permission("accounts.view")
def may_view(actor: Actor, unit: Unit) -> bool:
    """Whoever's reach covers the unit."""
    return actor.reaches("accounts.view", unit.path)


@permission("accounts.manage")
def may_manage(actor: Actor, unit: Unit) -> bool:
    """Whoever may import and change this unit and those below."""
    return actor.reaches("accounts.manage", unit.path)


@permission("accounts.profile")
def may_keep_profile(actor: Actor, unit: Unit) -> bool:
    """Whoever may state the unit's functions and the people responsible in it."""
    return actor.reaches("accounts.profile", unit.path)


@permission("accounts.people")
def may_manage_people(actor: Actor, unit: Unit) -> bool:
    """Whoever may open accounts and change 身份 in the unit; which 身份, `grantable` says."""
    return actor.reaches("accounts.people", unit.path)


@visibility(Unit, permission="accounts.view")
def visible_to(actor: Actor) -> QuerySet[Unit]:
    """The units within reach."""
    return Unit.objects.filter(actor.reached("accounts.view", "path"))


@permission("accounts.person")
def may_see_account(actor: Actor, membership: Membership) -> bool:
    """Whoever manages the people of the unit."""
    return actor.reaches("accounts.people", membership.unit.path)


@visibility(Membership, permission="accounts.person")
def membership_visible_to(actor: Actor) -> QuerySet[Membership]:
    """The same for a list."""
    return Membership.objects.filter(actor.reached("accounts.people", "unit__path")).select_related("unit", "user")


@permission("accounts.directory")
def may_see_contact(actor: Actor, contact: Contact) -> bool:
    """The office sees those of all units below; everybody sees his own unit's, and those of the offices above it."""
    if actor.reaches("accounts.directory", contact.unit.path):
        return True
    return actor.holds("accounts.directory") and bool(actor.unit_path) and actor.unit_path.startswith(contact.unit.path)


@visibility(Contact, permission="accounts.directory")
def contact_visible_to(actor: Actor) -> QuerySet[Contact]:
    """The same for a list."""
    reached = actor.reached("accounts.directory", "unit__path")
    contacts = Contact.objects.select_related("unit__category")
    if actor.is_system or not actor.holds("accounts.directory"):
        return contacts.filter(reached)
    steps = actor.unit_path.split("/")[:-1]
    above = ["/".join(steps[:number]) + "/" for number in range(1, len(steps) + 1)]
    return contacts.filter(reached | Q(unit__path__in=above))


def sees_mobile(actor: Actor, contact: Contact) -> bool:
    """The unit itself and the office that leads it see the whole number, all others see it masked."""
    return actor.reaches("accounts.directory", contact.unit.path)


def leads(actor: Actor) -> bool:
    """Whether the person looks after units below his own, not only after that one."""
    return actor.is_system or actor.grants.get("accounts.view") is Reach.BELOW


def grantable(actor: Actor, unit: Unit) -> list[Role]:
    """The 身份 that this actor may give in this unit, and take away again."""
    if not actor.may("accounts.people", unit):
        return []
    own = frozenset(Role) if actor.is_system else GRANTABLE.get(Role(actor.role), frozenset())
    if actor.unit_id == unit.pk:
        own |= GRANTABLE_AT_HOME.get(Role(actor.role), frozenset())
    if unit.parent_id is not None:
        own -= AT_THE_HEAD
    return [role for role in Role if role in own]


def answers_for(actor: Actor, user: User, held: Sequence[Membership] | None = None) -> bool:
    """Whether he may reset the password of this person and close his account.

    All the 身份 the person holds must be within his power: who is also somebody else's would be taken over otherwise.
    `held` are all of them with their units, where they are loaded already.
    """
    if actor.is_system:
        return True
    if actor.user_id == user.pk or not actor.role:
        return False
    besides = RESETTABLE.get(Role(actor.role), frozenset())
    every = list(user.memberships.select_related("unit")) if held is None else held
    today = clock.today()
    current = [m for m in every if m.valid_to is None or m.valid_to >= today] or every  # and what begins tomorrow
    return bool(current) and all(
        m.role in grantable(actor, m.unit) or (m.role in besides and actor.may("accounts.people", m.unit))
        for m in current
    )
