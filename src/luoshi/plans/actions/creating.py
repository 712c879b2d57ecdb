"""Plans that begin without a document: an empty draft to be filled in, and a task given out in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.deadlines import set_words
from luoshi.plans.models import Deliverable, NamedUnit, Plan, TaskTable
from luoshi.plans.queries.tree import superior_for
from luoshi.plans.snapshots import link

TABLE = "任务分解表"
MOST_MATERIALS = 20  # our own choice: a task with more is a plan, and wants rows that can be looked at one by one


def create_plan(title: str, year: int, *, unit: Unit, by: Actor, doc_number: str = "") -> Plan:
    """An empty draft of an annual plan with one table, answering the nearest plan above; raises Forbidden."""
    _must_manage(unit, by)
    with transaction.atomic():
        plan = Plan.objects.create(
            unit=unit,
            title=title[:300],
            year=year,
            doc_number=doc_number[:100],
            superior=superior_for(unit, year),
            created_at=clock.now(),
        )
        TaskTable.objects.create(plan=plan, order=1, name=TABLE)
        told = {"title": plan.title, "year": year}
        record("plans.create_plan", by=by, label="新建方案", subject=plan.ref, after=plan.state, details=told)
    return plan


@dataclass(frozen=True)
class TaskOrder:
    """What is asked in a 临时任务: each material from every unit, all by one day."""

    title: str
    materials: tuple[str, ...]
    due: date
    basis: str
    categories: tuple[UnitCategory, ...]
    units: tuple[Unit, ...]
    evidence: Mapping[str, bool]


def create_task(order: TaskOrder, *, unit: Unit, by: Actor) -> Plan:
    """A draft of a task whose rows need no more looking at: it can go straight to the dry run.

    Raises Forbidden, or Refused where there is nothing to hand in, nobody to ask, or a unit that is not below.
    """
    _must_manage(unit, by)
    _must_be_whole(order, unit)
    with transaction.atomic():
        plan = Plan.objects.create(
            unit=unit,
            kind=Plan.Kind.TASK,
            title=order.title[:300],
            year=order.due.year,
            basis=order.basis[:300],
            created_at=clock.now(),
        )
        table = TaskTable.objects.create(plan=plan, order=1, name=TABLE)
        rows = [_row(table, number, material, order) for number, material in enumerate(order.materials, start=1)]
        Deliverable.objects.bulk_create(rows)
        concerned = {
            "categories": [category.pk for category in order.categories],
            "named": [[one.pk, NamedUnit.Part.IMPLEMENT] for one in order.units],
        }
        link([(row, concerned) for row in rows])
        told = {
            "materials": list(order.materials),
            "due": order.due.isoformat(),
            "categories": [category.name for category in order.categories],
            "units": [one.name for one in order.units],
        }
        record("plans.create_task", by=by, label="新建临时任务", subject=plan.ref, after=plan.state, details=told)
    return plan


def _row(table: TaskTable, number: int, material: str, order: TaskOrder) -> Deliverable:
    row = Deliverable(
        table=table, order=number, ordinal=str(number), item=order.title[:200], material=material,
        evidence=dict(order.evidence), checked=True,
    )  # fmt: skip
    day = order.due
    set_words(row, f"{day.year}年{day.month}月{day.day}日", year=day.year)
    return row


def _must_manage(unit: Unit, by: Actor) -> None:
    if not by.reaches("plans.manage", unit.path):
        raise Forbidden("您的身份不能新建本单位的方案。")


def _must_be_whole(order: TaskOrder, unit: Unit) -> None:
    reasons = []
    if not order.materials:
        reasons.append("请写明要报送的材料，一行一项。")
    if len(order.materials) > MOST_MATERIALS:
        reasons.append(
            f"一次最多 {MOST_MATERIALS} 项材料，现有 {len(order.materials)} 项。请分成几次，或用空白表新建方案。"
        )
    if not order.categories and not order.units:
        reasons.append("请选择单位类别或者具体单位。")
    strange = [one.short_name for one in order.units if one.pk == unit.pk or not one.path.startswith(unit.path)]
    if strange:
        reasons.append(f"{'、'.join(strange[:3])}不是本单位的下级单位，请去掉。")
    if reasons:
        raise Refused(*reasons)
