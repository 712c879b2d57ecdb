"""What functions units have: stating them, one by one or for many units in one gesture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction

from luoshi.accounts.models import Unit, UnitFunction
from luoshi.accounts.unit_sheet import is_function
from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused

Answer = UnitFunction.Answer


@dataclass(frozen=True)
class Statement:
    """What is said of one function of one unit."""

    unit: Unit
    name: str
    answer: str
    basis: str


def state_function(  # noqa: PLR0913 - which unit, which function, what, why, by whom
    unit: Unit, name: str, answer: str, *, basis: str, by: Actor, batch: str = ""
) -> UnitFunction:
    """State whether a unit has a function; who said so, when and on what basis is kept with the answer."""
    if not by.may("accounts.profile", unit):
        raise Forbidden("您的身份不能填报这个单位的职能。")
    name, basis = name.strip(), basis.strip()
    if not is_function(name):
        raise Refused("职能名称须以“职能”结尾，60 个字以内，如“行政许可职能”。")
    if answer not in Answer.values:
        raise Refused(f"请为“{name}”选择 有、没有 或 未填报。")
    if len(basis) > 200:
        raise Refused("依据超过 200 个字。请写短一些，如“三定规定第三条”。")
    with transaction.atomic():
        before = UnitFunction.objects.filter(unit=unit, name=name).first()
        stated, _ = UnitFunction.objects.update_or_create(
            unit=unit,
            name=name,
            defaults={"answer": answer, "stated_by": _signature(by), "stated_at": clock.now(), "basis": basis},
        )
        was = before.get_answer_display() if before else Answer.UNKNOWN.label
        record(
            "accounts.state_function",
            by=by,
            label="填报职能",
            subject=unit.ref,
            note=f"{name}：{was} → {Answer(answer).label}" + (f"；依据：{basis}" if basis else ""),
            details={"function": name, "answer": answer},
            batch=batch,
        )
    return stated


def state_functions(statements: Sequence[Statement], *, by: Actor) -> int:
    """State many at once, all or none; returns how many say something new. One act for each of these, one batch."""
    batch = uuid4().hex
    known = {(f.unit_id, f.name): f for f in UnitFunction.objects.filter(unit__in={s.unit.pk for s in statements})}
    new = [one for one in statements if _is_new(one, known.get((one.unit.pk, one.name.strip())))]
    with transaction.atomic():
        for one in new:
            state_function(one.unit, one.name, one.answer, basis=one.basis, by=by, batch=batch)
    return len(new)


def ask_function(name: str, *, root: Unit, by: Actor) -> int:
    """Put a new question to all units below: it stands on their pages as not stated. Returns to how many."""
    if not by.may("accounts.manage", root):
        raise Forbidden("您的身份不能新增职能。")
    name = name.strip()
    if not is_function(name):
        raise Refused("职能名称须以“职能”结尾，60 个字以内，如“行政许可职能”。")
    with transaction.atomic():
        units = Unit.objects.valid_on(clock.today()).filter(path__startswith=root.path).exclude(category=None)
        asked = list(units.exclude(functions__name=name))
        if not asked:
            raise Refused(f"各单位的页面上已有“{name}”。")
        UnitFunction.objects.bulk_create([UnitFunction(unit=unit, name=name) for unit in asked], batch_size=500)
        record(
            "accounts.ask_function",
            by=by,
            label="新增职能",
            subject=root.ref,
            note=f"{name}，{len(asked)} 家待填报",
            details={"function": name, "units": len(asked)},
        )
    return len(asked)


def _signature(by: Actor) -> str:
    role = f"（{by.role_label}）" if by.role_label else ""
    return f"{by.unit_name} {by.name}{role}".strip()[:200]


def _is_new(one: Statement, known: UnitFunction | None) -> bool:
    if (known.answer if known else Answer.UNKNOWN.value) != one.answer:
        return True
    return known is not None and one.basis.strip() != known.basis
