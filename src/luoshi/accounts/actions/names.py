"""What a unit is called and what became of it: new names, aliases, successors."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from luoshi.accounts.models import Unit, UnitName, UnitSuccession
from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused

DAY = timedelta(days=1)


def rename_unit(unit: Unit, name: str, short_name: str, *, day: date, by: Actor) -> Unit:
    """Give a unit another full and short name from `day` on; what it was called before becomes a former name."""
    _check(unit, by)
    name, short_name = name.strip(), short_name.strip()
    reasons = []
    if not 0 < len(name) <= 100 or not 0 < len(short_name) <= 30:
        reasons.append("请填写新名称（100 个字以内）和新简称（30 个字以内）。")
    if (name, short_name) == (unit.name, unit.short_name):
        reasons.append("新名称与现在的相同。请填写更名后的名称。")
    if day > clock.today():
        reasons.append("更名日期不能晚于今天。请在更名当天或之后办理。")
    since = _named_since(unit)
    if since and day < since:
        reasons.append(f"现在的名称从 {_words(since)} 起使用，更名日期不能比这一天早。")
    taken = Unit.objects.filter(name=name).exclude(pk=unit.pk).first()
    if taken:
        reasons.append(f"“{name}”是另一家单位的名称。如果两家合并，请用“职能并入”。")
    if reasons:
        raise Refused(*reasons)
    with transaction.atomic():
        for old, new in ((unit.name, name), (unit.short_name, short_name)):
            if old not in (new, name):
                unit.names.create(name=old, kind=UnitName.Kind.FORMER, valid_from=since, valid_to=day - DAY)
        note = f"{unit.name}（{unit.short_name}）→ {name}（{short_name}），自 {_words(day)}"
        unit.name, unit.short_name = name, short_name
        unit.save(update_fields=["name", "short_name"])
        record("accounts.rename_unit", by=by, label="更名", subject=unit.ref, note=note)
    return unit


def add_alias(unit: Unit, name: str, *, by: Actor) -> UnitName:
    """Note another name under which plans print the unit, such as 市环境保护局（市环保局）."""
    _check(unit, by)
    name = name.strip()
    if not 1 < len(name) <= 100:
        raise Refused("请填写别名，2 至 100 个字。")
    if name in (unit.name, unit.short_name) or unit.names.filter(name=name, valid_to=None).exists():
        raise Refused(f"“{name}”已是这个单位的名称。")
    other = Unit.objects.filter(name=name).exclude(pk=unit.pk).first()
    if other:
        raise Refused(f"“{name}”是另一家单位的全称，不能用作别名。")
    with transaction.atomic():
        alias: UnitName = unit.names.create(name=name, kind=UnitName.Kind.ALIAS, valid_from=clock.today())
        record("accounts.add_alias", by=by, label="登记别名", subject=unit.ref, note=name)
    return alias


def drop_alias(alias: UnitName, *, by: Actor) -> None:
    """From today on the alias is no name of the unit; former names stay for good."""
    _check(alias.unit, by)
    if alias.kind != UnitName.Kind.ALIAS or alias.valid_to is not None:
        raise Refused("这个名称不是在用的别名，不能撤销。")
    with transaction.atomic():
        alias.valid_to = clock.today() - DAY
        alias.save(update_fields=["valid_to"])
        record("accounts.drop_alias", by=by, label="撤销别名", subject=alias.unit.ref, note=alias.name)


def succeed(predecessor: Unit, successor: Unit, *, day: date, by: Actor, note: str = "") -> UnitSuccession:
    """From `day` on the successor does the work of the predecessor, whose last day is the day before.

    Several successors of one unit are a split, several predecessors a merger.
    """
    _check(predecessor, by)
    _check(successor, by)
    reasons = []
    if predecessor.pk == successor.pk:
        reasons.append("单位不能并入自己。请选择承接职能的单位。")
    if predecessor.parent_id is None:
        reasons.append("最上级的办公室不能并入其他单位。")
    elif predecessor.pk == by.unit_id:
        reasons.append("您所在的单位由上级办公室登记。请联系上级办公室。")
    if predecessor.valid_from and day <= predecessor.valid_from:
        reasons.append(f"{predecessor.short_name}从 {_words(predecessor.valid_from)} 起才启用，承接日期须比这一天晚。")
    if predecessor.valid_to and not predecessor.successions.exists():
        reasons.append(f"{predecessor.short_name}已于 {_words(predecessor.valid_to)} 停用。")
    if not successor.is_valid_on(day):
        reasons.append(f"{successor.short_name}在 {_words(day)} 不是在用单位。请换一个承接单位或日期。")
    if predecessor.successions.filter(successor=successor).exists():
        reasons.append(f"{predecessor.short_name}的职能已并入{successor.short_name}，不必重复登记。")
    if predecessor.pk in _followers(successor):
        reasons.append(f"{successor.short_name}的职能已并入{predecessor.short_name}，两家不能互相承接。")
    if reasons:
        raise Refused(*reasons)
    with transaction.atomic():
        made = UnitSuccession.objects.create(
            predecessor=predecessor, successor=successor, day=day, note=note.strip()[:200]
        )
        last = day - DAY
        predecessor.valid_to = min(last, predecessor.valid_to) if predecessor.valid_to else last
        predecessor.save(update_fields=["valid_to"])
        words = f"职能并入{successor.name}，自 {_words(day)}"
        record(
            "accounts.succeed",
            by=by,
            label="登记承接",
            subject=predecessor.ref,
            note=f"{words}；{made.note}" if made.note else words,
            details={"successor": successor.ref},
        )
    return made


def _named_since(unit: Unit) -> date | None:
    """The first day of the present name, where it is known."""
    days = unit.names.filter(kind=UnitName.Kind.FORMER).values_list("valid_to", flat=True)
    return max((last + DAY for last in days if last), default=unit.valid_from)


def _followers(unit: Unit) -> set[int]:
    """All units that follow this one, however far."""
    links: dict[int, list[int]] = {}
    for before, after in UnitSuccession.objects.values_list("predecessor_id", "successor_id"):
        links.setdefault(before, []).append(after)
    found: set[int] = set()
    open_ = [unit.pk]
    while open_:
        for after in links.get(open_.pop(), []):
            if after not in found:
                found.add(after)
                open_.append(after)
    return found


def _check(unit: Unit, by: Actor) -> None:
    if not by.may("accounts.manage", unit):
        raise Forbidden("您的身份不能改变单位的名称和隶属。")


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
