"""People: accounts, 身份 and passwords. What is shown once is never written anywhere in clear."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from luoshi.accounts.actions.contacts import Details, add_contact, end_contact
from luoshi.accounts.models import Contact, Membership, Unit, User
from luoshi.accounts.permissions import answers_for, grantable
from luoshi.accounts.roles import KEPT, Role
from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused


def create_user(  # noqa: PLR0913 - who, by whom, how he first comes in
    username: str,
    name: str,
    *,
    by: Actor,
    password: str | None = None,
    must_change_password: bool = False,
    batch: str = "",
) -> User:
    """Create a person; without a password he cannot log in by one."""
    with transaction.atomic():
        user = User.objects.create_user(username, name, password, must_change_password=must_change_password)
        record(
            "accounts.create_user",
            by=by,
            label="新建人员",
            subject=_ref(user),
            details={"name": name},
            batch=batch,
        )
    return user


def grant_membership(user: User, unit: Unit, role: Role, *, by: Actor, batch: str = "") -> Membership:
    """Give a person a 身份 in a unit; one that ends today goes on.

    Raises Forbidden where the actor may not give it there, Refused where the person is himself or has it already.
    """
    if role not in grantable(by, unit):
        raise Forbidden(f"您的身份不能授予{unit.short_name}{role.label}的身份。")
    if by.user_id is not None and by.user_id == user.pk:
        raise Refused("不能给自己授予身份。请由另一位管理员办理。")
    today = clock.today()
    with transaction.atomic():
        held = user.memberships.valid_on(today).filter(unit=unit, role=role).first()
        if held is not None and held.valid_to is None:
            raise Refused(f"{user.name}已有{unit.name}{role.label}的身份。")
        if held is not None:
            held.valid_to = None
            held.save(update_fields=["valid_to"])
        else:
            since = None if by.is_system else today
            held = Membership.objects.create(user=user, unit=unit, role=role, valid_from=since)
        record(
            "accounts.grant_membership",
            by=by,
            label="授予身份",
            subject=held.ref,
            details={"person": user.name, "unit": unit.name, "role": role.label},
            batch=batch,
        )
    return held


def open_account(  # noqa: PLR0913 - who, where, as what, by whom
    username: str,
    name: str,
    unit: Unit,
    role: Role,
    *,
    password: str,
    by: Actor,
    contact: Details | None = None,
    batch: str = "",
) -> bool:
    """Give a person a 身份, creating him where the user name is new; True where he was created.

    A new person must change the password when he first comes in. Raises Refused where the user name belongs to
    another person, or the 身份 is there already.
    """
    batch = batch or uuid4().hex
    if role not in grantable(by, unit):
        raise Forbidden(f"您的身份不能授予{unit.short_name}{role.label}的身份。")
    with transaction.atomic():
        user = User.objects.filter(username__iexact=username).first()
        if user:
            _check_known(user, username, name, by)
        made = user or create_user(username, name, by=by, password=password, must_change_password=True, batch=batch)
        grant_membership(made, unit, role, by=by, batch=batch)
        if contact:
            add_contact(unit, contact, by=by, batch=batch)
    return user is None


def change_liaison(  # noqa: PLR0913 - two persons and what is noted of the new one
    unit: Unit,
    old: Membership | None,
    *,
    username: str,
    contact: Details,
    password: str,
    by: Actor,
) -> bool:
    """The old liaison's 身份 ends with today, the new one gets it, and the directory names him from today on.

    True where an account was opened for him, with the password. One gesture: all acts bear the same batch.
    """
    batch = uuid4().hex
    with transaction.atomic():
        if old is not None:
            if (old.unit_id, old.role) != (unit.pk, Role.LIAISON.value):
                raise Refused("请选择本单位现任的联络员。")
            if old.user.username.lower() == username.lower():
                raise Refused(f"{old.user.name}就是现任联络员。请填写接任的人。")
            end_membership(old, by=by, batch=batch)
            listed = unit.contacts.valid_on(clock.today()).filter(duty=Contact.Duty.LIAISON, name=old.user.name)
            for row in listed:
                end_contact(row, by=by, batch=batch)
        known = unit.contacts.valid_on(clock.today()).filter(duty=Contact.Duty.LIAISON, name=contact.name).exists()
        return open_account(
            username, contact.name, unit, Role.LIAISON, password=password, by=by,
            contact=None if known else contact, batch=batch,
        )  # fmt: skip


def end_membership(membership: Membership, *, by: Actor, batch: str = "") -> None:
    """Today is the last day of the 身份. The last manager or administrator of a unit stays."""
    if membership.role not in grantable(by, membership.unit):
        raise Forbidden(f"您的身份不能结束{membership}的身份。")
    if by.user_id == membership.user_id and by.user_id is not None:
        raise Refused("不能结束自己的身份。请由另一位管理员办理。")
    with transaction.atomic():
        _check_not_last([membership])
        today = clock.today()
        open_ = Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), pk=membership.pk)
        if not open_.update(valid_to=today):
            raise Refused(f"{membership.user.name}的这个身份已经结束。")
        record(
            "accounts.end_membership",
            by=by,
            label="结束身份",
            subject=membership.ref,
            details={
                "person": membership.user.name,
                "unit": membership.unit.name,
                "role": membership.get_role_display(),
            },
            batch=batch,
        )


def reset_password(user: User, *, password: str, by: Actor) -> None:
    """Replace a person's password; his open sessions end with it, and he must choose his own when he comes in."""
    if not answers_for(by, user):
        raise Forbidden(f"您的身份不能重置{user.name}的密码。")
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        record(
            "accounts.reset_password",
            by=by,
            label="重置密码",
            subject=_ref(user),
            details={"name": user.name},
        )


def deactivate_user(user: User, *, by: Actor) -> None:
    """Close an account at once, wherever it is open; the person's 身份 stay on record."""
    if not answers_for(by, user):
        raise Forbidden(f"您的身份不能停用{user.name}的账号。")
    with transaction.atomic():
        _check_not_last(user.memberships.valid_on(clock.today()).select_related("unit"))
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            raise Refused(f"{user.name}的账号已经停用。")
        record("accounts.deactivate_user", by=by, label="停用账号", subject=_ref(user), details={"name": user.name})


def reactivate_user(user: User, *, password: str, by: Actor) -> None:
    """Open a closed account again, with a new password so that no old session comes back to life."""
    if not answers_for(by, user):
        raise Forbidden(f"您的身份不能恢复{user.name}的账号。")
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            raise Refused(f"{user.name}的账号没有停用，不必恢复。")
        user.is_active, user.must_change_password = True, True
        user.set_password(password)
        user.save(update_fields=["password", "must_change_password"])
        record("accounts.reactivate_user", by=by, label="恢复账号", subject=_ref(user), details={"name": user.name})


def _check_known(user: User, username: str, name: str, by: Actor) -> None:
    """A person who exists is given another 身份 only by who answers for him; to others his name is not told."""
    if by.user_id == user.pk:
        raise Refused("不能给自己授予身份。请由另一位管理员办理。")
    if not answers_for(by, user):
        raise Refused(f"用户名“{username}”已有人使用。请换一个用户名；如果是同一个人，请由安全管理员授予身份。")
    if user.name != name:
        raise Refused(f"用户名“{username}”已属于{user.name}。请换一个用户名。")
    if not user.is_active:
        raise Refused(f"{user.name}的账号已停用。请先恢复账号，再授予身份。")


def _check_not_last(memberships: Iterable[Membership]) -> None:
    today = clock.today()
    for membership in memberships:
        if membership.role not in KEPT:
            continue
        others = Membership.objects.valid_on(today + timedelta(days=1)).filter(
            unit=membership.unit_id, role=membership.role, user__is_active=True
        )
        if not others.exclude(user=membership.user_id).exists():
            label, unit = Role(membership.role).label, membership.unit.short_name
            raise Refused(f"这是{unit}唯一的{label}。请先让另一个人担任{label}，再办理这一项。")


def _ref(user: User) -> str:
    return f"accounts.user:{user.pk}"
