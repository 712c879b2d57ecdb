"""Writes of plans that are more than a move."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import transaction

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.audit.writer import record
from luoshi.files.checks import PLAN
from luoshi.files.disk import path_of
from luoshi.files.intake import take_in
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.models import Deliverable, Plan, TaskTable
from luoshi.plans.queries import plain
from luoshi.reading import Unreadable, read


def upload_plan(upload: File[bytes], *, unit: Unit, by: Actor) -> Plan:
    """Keep the document, read it and make the draft as read; raises Refused where it cannot be read."""
    if not by.reaches("plans.manage", unit.path):
        raise Forbidden("您的身份不能上传本单位的方案。")
    name = str(upload.name or "")
    blob = take_in(upload, by=by, allowed=PLAN)
    try:
        reading = read(path_of(blob.sha256).read_bytes(), name).as_dict()
    except Unreadable as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        plan = Plan.objects.create(
            unit=unit,
            title=(reading["plan_title"] or reading["title"] or name)[:300],
            doc_number=(reading["doc_number"] or "")[:100],
            issuer=(reading["issuer"] or "")[:200],
            year=reading["year"],
            source=blob,
            source_name=name[:255],
            reading=reading,
            created_at=clock.now(),
        )
        rows = _write_tables(plan, reading["tables"])
        record(
            "plans.upload_plan",
            by=by,
            label="上传方案",
            subject=plan.ref,
            after=plan.state,
            details={"file": blob.sha256, "name": name, "rows": rows},
        )
    return plan


def _write_tables(plan: Plan, tables: list[dict[str, Any]]) -> int:
    categories = {plain(category.name): category for category in UnitCategory.objects.all()}
    rows = []
    tasks = [table for table in tables if table["kind"] == "tasks"]
    for order, found in enumerate(tasks, start=1):
        words = found["category"] or ""
        table = TaskTable.objects.create(
            plan=plan,
            order=order,
            name=found["name"][:200],
            category_name=words[:100],
            category=categories.get(plain(words)),
        )
        rows += [_deliverable(table, number, row) for number, row in enumerate(found["rows"], start=1)]
    Deliverable.objects.bulk_create(rows)
    return len(rows)


def _deliverable(table: TaskTable, order: int, row: dict[str, Any]) -> Deliverable:
    deadline = row["deadline"]
    return Deliverable(
        table=table,
        order=order,
        ordinal=(row["ordinal"] or "")[:20],
        item=(row["item"] or "")[:200],
        material=row["material"] or "",
        deadline_text=deadline["text"][:200],
        deadline_rule=deadline["rule"][:200],
        due=deadline["due"],
        condition=(row["condition"] or "")[:200],
        inherited=row["inherited"],
        flags=row["flags"],
        source=row["source"],
    )
