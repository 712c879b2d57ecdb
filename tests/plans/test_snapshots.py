"""A snapshot holds everything about a draft that a person can change, and gives it back."""

from __future__ import annotations

import json

from tests.plans.drafts import draft

from luoshi.plans.models import Deliverable, NamedUnit, Plan, TaskTable
from luoshi.plans.snapshots import PLAN_FIELDS, ROW_FIELDS, restore, snapshot

# What no step of confirming changes: who, whence, when and in what state. A new field belongs here or into a snapshot.
FIXED = {
    "id", "public_id", "kind", "unit_id", "state", "source_id", "source_name", "reading", "signed_id", "signed_name",
    "created_at", "edited_at", "issued_at",
}  # fmt: skip


def columns(model):
    """The columns of a model."""
    return {field.attname for field in model._meta.concrete_fields}


def test_every_field_is_in_the_snapshot_or_known_to_be_fixed(cast):
    (first, *_) = snapshot(draft(cast))["tables"]
    assert columns(Plan) == FIXED | set(PLAN_FIELDS)
    assert columns(TaskTable) == {"id", "plan_id"} | set(first) - {"rows"}
    assert columns(Deliverable) == {"id", "table_id", "due"} | set(ROW_FIELDS)
    assert columns(NamedUnit) == {"id", "deliverable_id", "unit_id", "part"}
    assert {field.name for field in Deliverable._meta.many_to_many} == {"categories"}
    assert set(first["rows"][0]) == {*ROW_FIELDS, "due", "categories", "named"}


def test_restoring_what_is_there_changes_nothing(cast):
    plan = draft(cast)
    row = Deliverable.objects.filter(table__plan=plan).last()
    NamedUnit.objects.create(deliverable=row, unit=cast.other, part="guide")
    NamedUnit.objects.create(deliverable=row, unit=cast.department, part="lead")
    before = snapshot(plan)
    restore(plan, json.loads(json.dumps(before)))
    assert snapshot(Plan.objects.get(pk=plan.pk)) == before
