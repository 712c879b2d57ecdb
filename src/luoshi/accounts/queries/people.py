"""Reads of people: the accounts of a unit, the directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from luoshi.accounts.models import Contact, Membership, Unit
from luoshi.accounts.permissions import answers_for, grantable, sees_mobile
from luoshi.accounts.roles import Role
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.ids import row_number

DUTY_ORDER = Case(
    *(When(duty=duty, then=Value(order)) for order, duty in enumerate(Contact.Duty.values)),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class PersonRow:
    """A 身份 of a unit: how the account stands, and what this actor may do."""

    membership: Membership
    status: str
    may_end: bool
    may_reset: bool
    may_close: bool
    may_reopen: bool


def people_of(unit: Unit) -> QuerySet[Membership]:
    """The 身份 that hold in the unit today, as they were given."""
    held: QuerySet[Membership] = unit.memberships.valid_on(clock.today())
    return held.select_related("user", "unit").order_by("pk")


def person_rows(memberships: Sequence[Membership], actor: Actor) -> list[PersonRow]:
    """How each account stands and what the actor may do about it, in one question more."""
    every: dict[int, list[Membership]] = {}
    users = {held.user_id for held in memberships}
    for one in Membership.objects.filter(user__in=users).select_related("unit"):
        every.setdefault(one.user_id, []).append(one)
    rows = []
    for held in memberships:
        user, own = held.user, held.user_id == actor.user_id
        answers = not own and answers_for(actor, user, every[held.user_id])
        status = "已停用" if not user.is_active else "须修改初始密码" if user.must_change_password else "在用"
        if held.valid_to is not None:
            status = f"{status}，身份到{held.valid_to.month}月{held.valid_to.day}日止"
        rows.append(
            PersonRow(
                membership=held,
                status=status,
                may_end=not own and held.role in grantable(actor, held.unit) and held.valid_to is None,
                may_reset=answers and user.is_active,
                may_close=answers and user.is_active,
                may_reopen=answers and not user.is_active,
            )
        )
    return rows


def former_people(unit: Unit) -> QuerySet[Membership]:
    """The 身份 that have ended, latest first."""
    return unit.memberships.filter(valid_to__lt=clock.today()).select_related("user").order_by("-valid_to", "-pk")


def liaisons(unit: Unit) -> list[Membership]:
    """Who hands in for the unit and goes on doing so."""
    held = unit.memberships.valid_on(clock.today()).filter(role=Role.LIAISON, valid_to=None)
    return list(held.select_related("user", "unit"))


@dataclass(frozen=True)
class ContactRow:
    """A person responsible, with the mobile as far as this actor may see it."""

    contact: Contact
    mobile: str


def contacts_of(unit: Unit, actor: Actor) -> list[ContactRow]:
    """The people responsible in a unit today, as far as the actor sees them."""
    found = visible_to(Contact, actor).filter(unit=unit)
    return contact_rows(_current(found).order_by(DUTY_ORDER, "pk"), actor)


def former_contacts(unit: Unit, actor: Actor) -> QuerySet[Contact]:
    """Who was responsible before, latest first; what was put right on the day it was noted never held."""
    ended = visible_to(Contact, actor).filter(unit=unit, valid_to__lt=clock.today())
    return ended.exclude(valid_to__lt=F("valid_from")).order_by("-valid_to", "-pk")


def directory(actor: Actor, *, category: str = "", duty: str = "", words: str = "") -> QuerySet[Contact]:
    """The people responsible whom the actor may turn to, by unit and duty."""
    found = _current(visible_to(Contact, actor))
    number = row_number(category)
    if number:
        found = found.filter(unit__category=number)
    if duty in Contact.Duty.values:
        found = found.filter(duty=duty)
    if words:
        named = Q(name__icontains=words) | Q(unit__name__icontains=words) | Q(unit__short_name__icontains=words)
        found = found.filter(named | Q(section__icontains=words) | Q(office_phone__icontains=words))
    return found.order_by("unit__category__order", "unit__order", "unit_id", DUTY_ORDER, "pk")


def contact_rows(contacts: QuerySet[Contact] | list[Contact], actor: Actor) -> list[ContactRow]:
    """Each with its mobile, whole or masked."""
    return [ContactRow(one, one.mobile if sees_mobile(actor, one) else one.masked_mobile) for one in contacts]


def _current(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    today = clock.today()
    living = Q(unit__valid_to=None) | Q(unit__valid_to__gte=today)
    since = Q(valid_from=None) | Q(valid_from__lte=today)
    return contacts.filter(living, since, Q(valid_to=None) | Q(valid_to__gte=today))
