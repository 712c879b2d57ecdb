"""A draft as plain JSON, and back: what makes every step of confirming it undoable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from luoshi.plans.models import Deliverable, NamedUnit, Plan, TaskTable

PLAN_FIELDS = (
    "title", "doc_number", "issuer", "year", "basis", "superior_id", "previous_id", "moves_rest_days",
    "needs_sign_off", "correction_days", "settled",
)  # fmt: skip
HEAD_FIELDS = (
    "title", "doc_number", "issuer", "year", "basis", "moves_rest_days", "needs_sign_off", "correction_days",
)  # fmt: skip
ROW_FIELDS = (
    "public_id", "order", "ordinal", "item", "material", "note", "deadline_text", "deadline_rule", "condition",
    "printed_units", "evidence", "fact_keys", "any_of", "inherited", "flags", "source", "checked", "dropped",
    "revision",
)  # fmt: skip


def snapshot(plan: Plan) -> dict[str, Any]:
    """Everything about a draft that a person can change; four queries whatever the number of rows."""
    tables = plan.tables.prefetch_related("deliverables__named", "deliverables__categories")
    return {
        "plan": {name: getattr(plan, name) for name in PLAN_FIELDS},
        "tables": [
            {
                "public_id": table.public_id,
                "order": table.order,
                "name": table.name,
                "category_name": table.category_name,
                "category_id": table.category_id,
                "rows": [row_snapshot(row) for row in table.deliverables.all()],
            }
            for table in tables
        ],
    }


def row_snapshot(row: Deliverable) -> dict[str, Any]:
    """One row with the units it names."""
    return {name: getattr(row, name) for name in ROW_FIELDS} | {
        "due": row.due.isoformat() if row.due else None,
        "categories": [category.pk for category in row.categories.all()],
        "named": [[one.unit_id, one.part] for one in row.named.all()],
    }


def head_of(plan: Plan) -> dict[str, Any]:
    """What the head of a plan says; the plan above by its reference."""
    return {name: getattr(plan, name) for name in HEAD_FIELDS} | {
        "superior": plan.superior.ref if plan.superior else ""
    }


def head_mark(plan: Plan) -> str:
    """A short mark of what the head says, another one as soon as something in it changes."""
    return hashlib.sha256(repr(head_of(plan)).encode()).hexdigest()[:16]


def restore(plan: Plan, before: dict[str, Any]) -> None:
    """Put the draft back to what it was; rows keep their public names, not their numbers.

    A row that changes by this counts as edited once more, so that a page which shows it as it was is noticed.
    """
    now = {row["public_id"]: row for table in snapshot(plan)["tables"] for row in table["rows"]}
    for row in (row for table in before["tables"] for row in table["rows"]):
        current = now.get(row["public_id"])
        if current is not None:
            changed = row | {"revision": current["revision"]} != current
            row["revision"] = current["revision"] + changed
    Plan.objects.filter(pk=plan.pk).update(**before["plan"])
    plan.tables.all().delete()
    write_tables(plan, before["tables"])


def write_tables(plan: Plan, tables: Iterable[dict[str, Any]]) -> None:
    """Make tables and rows from their snapshots; where one has no public name it gets a new one."""
    rows: list[Deliverable] = []
    contents: list[dict[str, Any]] = []
    for table in tables:
        given = {name: value for name, value in table.items() if name != "rows"}
        made = TaskTable.objects.create(plan=plan, **given)
        for row in table["rows"]:
            fields = {name: row[name] for name in ROW_FIELDS if name in row}
            rows.append(Deliverable(table=made, due=date.fromisoformat(row["due"]) if row["due"] else None, **fields))
            contents.append(row)
    Deliverable.objects.bulk_create(rows)
    link(zip(rows, contents, strict=True))


def link(pairs: Iterable[tuple[Deliverable, dict[str, Any]]]) -> None:
    """Tie new rows to the categories and units of their snapshots."""
    through = Deliverable.categories.through
    kept = list(pairs)
    through.objects.bulk_create(
        [through(deliverable_id=row.pk, unitcategory_id=pk) for row, content in kept for pk in content["categories"]]
    )
    NamedUnit.objects.bulk_create(
        [NamedUnit(deliverable=row, unit_id=pk, part=part) for row, content in kept for pk, part in content["named"]]
    )
