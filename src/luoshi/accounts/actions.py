"""Writes of units and people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction

from luoshi.accounts.models import Membership, Unit, UnitCategory, UnitFunction, User
from luoshi.accounts.roles import Role
from luoshi.accounts.unit_csv import UnitLine, read_units
from luoshi.audit.writer import record
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused


@dataclass(frozen=True)
class UnitImport:
    """What an import did, or in a dry run would do."""

    created: list[str]
    changed: list[str]
    unchanged: int
    errors: list[str]
    notes: list[str]


def create_unit(name: str, short_name: str, *, by: Actor, parent: Unit | None = None) -> Unit:
    """Create one unit without a category, such as the office at the head of the tree."""
    with transaction.atomic():
        unit = _place(Unit(name=name, short_name=short_name), parent)
        unit.save()
        record("accounts.create_unit", by=by, label="新建单位", subject=unit.ref, details={"name": name})
    return unit


def import_units(data: bytes, *, root: Unit, by: Actor, dry_run: bool) -> UnitImport:
    """Create or update units below `root` from a CSV, all or nothing; a dry run writes nothing.

    A unit is known by its name. Raises Refused when the file has errors and this is no dry run.
    """
    if not by.may("accounts.manage", root):
        raise Forbidden("您的身份不能导入单位。")
    sheet = read_units(data)
    with transaction.atomic():
        result = _apply(sheet.lines, root)
        errors = sheet.errors + result.errors
        if not dry_run and errors:
            raise Refused(*errors)
        if dry_run:
            transaction.set_rollback(True)
        else:
            record(
                "accounts.import_units",
                by=by,
                label="导入单位",
                subject=root.ref,
                details={
                    "created": len(result.created),
                    "changed": len(result.changed),
                    "file": hashlib.sha256(data).hexdigest(),
                },
            )
    return UnitImport(result.created, result.changed, result.unchanged, errors, sheet.notes)


def _apply(lines: list[UnitLine], root: Unit) -> UnitImport:
    categories = {category.name: category for category in UnitCategory.objects.all()}
    units = {
        unit.name: unit for unit in Unit.objects.select_related("category", "parent").prefetch_related("functions")
    }
    created, changed, errors, unchanged = [], [], [], 0
    for order, line in enumerate(lines, start=1):
        parent = units.get(line.parent) if line.parent else root
        if parent is None or not parent.path.startswith(root.path):
            errors.append(f"第 {line.line} 行：上级单位“{line.parent}”不在名单里。请先导入上级单位，或留空。")
            continue
        if line.category not in categories:
            categories[line.category] = UnitCategory.objects.create(name=line.category, order=len(categories) + 1)
        unit = units.get(line.name)
        if unit is None:
            unit = _place(Unit(name=line.name), parent)
            created.append(line.name)
        elif unit.parent_id != parent.pk:
            place = f"在“{unit.parent}”之下" if unit.parent else "是最上级"
            errors.append(f"第 {line.line} 行：“{line.name}”已{place}，导入不改变隶属关系。")
            continue
        elif _same(unit, line):
            unchanged += 1
            continue
        else:
            changed.append(line.name)
        unit.short_name, unit.code, unit.category = line.short_name, line.code, categories[line.category]
        unit.order = unit.order or order
        unit.save()
        units[line.name] = unit
        for name, answer in line.functions.items():
            UnitFunction.objects.update_or_create(unit=unit, name=name, defaults={"answer": answer})
    return UnitImport(created, changed, unchanged, errors, [])


def _same(unit: Unit, line: UnitLine) -> bool:
    now = (unit.short_name, unit.code, unit.category.name if unit.category else "")
    functions = {f.name: f.answer for f in unit.functions.all()}
    return now == (line.short_name, line.code, line.category) and functions | line.functions == functions


def _place(unit: Unit, parent: Unit | None) -> Unit:
    unit.parent = parent
    unit.path = f"{parent.path if parent else ''}{unit.public_id}/"
    return unit


def create_user(username: str, name: str, *, by: Actor, password: str | None = None) -> User:
    """Create a person; without a password he cannot log in by one."""
    with transaction.atomic():
        user = User.objects.create_user(username, name, password)
        record(
            "accounts.create_user",
            by=by,
            label="新建人员",
            subject=f"accounts.user:{user.pk}",
            details={"name": name},
        )
    return user


def grant_membership(user: User, unit: Unit, role: Role, *, by: Actor) -> Membership:
    """Give a person a 身份 in a unit."""
    with transaction.atomic():
        membership = Membership.objects.create(user=user, unit=unit, role=role)
        record(
            "accounts.grant_membership",
            by=by,
            label="授予身份",
            subject=membership.ref,
            details={"person": user.name, "unit": unit.name, "role": role.label},
        )
    return membership


def open_account(  # noqa: PLR0913 - who, where, as what, by whom
    username: str, name: str, unit: Unit, role: Role, *, password: str, by: Actor
) -> bool:
    """Give a person a 身份, creating him where the user name is new; True where he was created.

    Raises Refused where the user name belongs to another name, or the 身份 is there already.
    """
    with transaction.atomic():
        user = User.objects.filter(username=username).first()
        if user and user.name != name:
            raise Refused(f"用户名“{username}”已属于{user.name}。请换一个用户名。")
        if user and user.memberships.filter(unit=unit, role=role).exists():
            raise Refused(f"{name}已有{unit.name}{role.label}的身份。")
        made = user or create_user(username, name, by=by, password=password)
        grant_membership(made, unit, role, by=by)
    return user is None


def reset_password(user: User, *, password: str, by: Actor) -> None:
    """Replace a person's password; his open sessions end with it."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record(
            "accounts.reset_password",
            by=by,
            label="重置密码",
            subject=f"accounts.user:{user.pk}",
            details={"name": user.name},
        )
