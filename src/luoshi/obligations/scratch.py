"""A dry run on an empty database: a plan and a list of units in, the counts out."""

from __future__ import annotations

import io

from django.core.files.base import File

from luoshi.accounts.actions import create_unit, import_units
from luoshi.accounts.unit_csv import read_units
from luoshi.kit.actor import Actor
from luoshi.obligations.queries import coverage
from luoshi.plans.actions import upload_plan


def dry_run(plan: bytes, name: str, units: bytes) -> tuple[dict[str, int], list[str]]:
    """The counts of issuing, and notes on how the list was understood; raises Refused on bad input."""
    by = Actor.system("试算")
    lines = read_units(units).lines
    names = {line.name for line in lines}
    issuer = next((line.parent for line in lines if line.parent and line.parent not in names), "制发单位")
    office = create_unit(issuer, "制发单位", by=by)
    imported = import_units(units, root=office, by=by, dry_run=False)
    draft = upload_plan(File(io.BytesIO(plan), name=name), unit=office, by=by)
    return coverage(draft).as_dict(), imported.notes
