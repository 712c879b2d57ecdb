"""A dry run on an empty database: a plan and a list of units in, the counts out."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.core.files.base import File

from luoshi.accounts.actions.importing import import_units
from luoshi.accounts.actions.units import create_unit
from luoshi.accounts.unit_sheet import read_units
from luoshi.kit.actor import Actor
from luoshi.plans.actions.editing import HeadEdit, edit_head
from luoshi.plans.actions.uploading import upload_plan
from luoshi.plans.models import Plan
from luoshi.plans.queries.coverage import Coverage, MovedRow, coverage, moved_rows


@dataclass(frozen=True)
class DryRun:
    """The counts of issuing, the rows that move off rest days, and notes on how the list was understood."""

    counts: Coverage
    moved: list[MovedRow]
    notes: list[str]


def dry_run(plan: bytes, name: str, units: bytes, *, move_rest_days: bool = False) -> DryRun:
    """What issuing would make; raises Refused on bad input."""
    by = Actor.system("试算")
    lines = read_units(units).lines
    names = {line.name for line in lines}
    issuer = next((line.parent for line in lines if line.parent and line.parent not in names), "制发单位")
    office = create_unit(issuer, "制发单位", by=by)
    imported = import_units(units, root=office, by=by, dry_run=False)
    draft = upload_plan(File(io.BytesIO(plan), name=name), unit=office, by=by)
    if move_rest_days:
        _move_rest_days(draft, by=by)
        draft.refresh_from_db()
    return DryRun(coverage(draft), moved_rows(draft), imported.notes)


def _move_rest_days(draft: Plan, *, by: Actor) -> None:
    head = HeadEdit(
        title=draft.title, doc_number=draft.doc_number, issuer=draft.issuer, year=draft.year, basis=draft.basis,
        superior=draft.superior, moves_rest_days=True, needs_sign_off=draft.needs_sign_off,
        correction_days=draft.correction_days,
    )  # fmt: skip
    edit_head(draft, head, by=by)
