"""Writes of units themselves."""

from __future__ import annotations

from django.db import transaction

from luoshi.accounts.models import Unit
from luoshi.audit.writer import record
from luoshi.kit.actor import Actor


def create_unit(name: str, short_name: str, *, by: Actor, parent: Unit | None = None) -> Unit:
    """Create one unit without a category, such as the office at the head of the tree."""
    with transaction.atomic():
        unit = Unit(name=name, short_name=short_name).below(parent)
        unit.save()
        record("accounts.create_unit", by=by, label="新建单位", subject=unit.ref, details={"name": name})
    return unit
