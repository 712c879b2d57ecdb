"""One step of confirming a draft: who may, what was before, what is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.models import Edit, Plan
from luoshi.plans.snapshots import snapshot

KEPT_STEPS = 50  # our own choice: how many steps back a draft can go


@contextmanager
def step(plan: Plan, action: str, label: str, *, by: Actor) -> Iterator[dict[str, Any]]:
    """Lock the draft, let the caller change it, keep what was before, and record one act with the details told.

    A `note` among the details is the person's own words and becomes the note of the act. Where nothing changed, nothing
    is kept and nothing recorded. Raises Forbidden, or Refused where it is no draft.
    """
    with transaction.atomic():
        fresh = locked_draft(plan, by=by)
        before = snapshot(fresh)
        told: dict[str, Any] = {}
        yield told
        fresh.refresh_from_db()
        if snapshot(fresh) == before:
            return
        Edit.objects.create(plan=fresh, at=clock.now(), by_name=by.name, label=label[:200], before=before)
        old = Edit.objects.filter(plan=fresh).values_list("pk", flat=True)[KEPT_STEPS:]
        Edit.objects.filter(pk__in=list(old)).delete()
        Plan.objects.filter(pk=fresh.pk).update(edited_at=clock.now())
        record(f"plans.{action}", by=by, label=label[:60], subject=fresh.ref, note=told.pop("note", ""), details=told)


def locked_draft(plan: Plan, *, by: Actor) -> Plan:
    """The draft, locked and read anew; raises Forbidden without the right, Refused where it is no draft any more."""
    fresh = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if not by.may("plans.manage", fresh):
        raise Forbidden("您的身份不能修改这份方案。")
    if fresh.state != Plan.State.DRAFT:
        raise Refused(f"这份方案{fresh.get_state_display()}，不能再改草稿。已下达的方案请用“调整方案”。")
    return fresh
