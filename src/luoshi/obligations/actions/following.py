"""Due dates follow the calendar where the plan moves them off rest days."""

from __future__ import annotations

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.calendar.days import WorkCalendar
from luoshi.kit.actor import Actor
from luoshi.obligations.following import movable
from luoshi.obligations.models import Obligation


def follow_calendar(calendar: WorkCalendar, by: Actor, batch: str) -> int:
    """Move every due date that the calendar changes, one act for each obligation under the batch; how many moved."""
    with transaction.atomic():
        duties = Obligation.objects.filter(plan__moves_rest_days=True).order_by("pk")
        list(duties.select_for_update(of=("self",), no_key=True).values_list("pk"))  # the audit's head is locked last
        moved = movable(calendar)
        for obligation, day in moved:
            before = obligation.due
            Obligation.objects.filter(pk=obligation.pk).update(due=day)
            record(
                "obligations.follow_calendar",
                by=by,
                label="随放假安排调整到期日",
                subject=obligation.ref,
                note=f"{before:%Y-%m-%d} → {day:%Y-%m-%d}",
                details={"before": before.isoformat(), "after": day.isoformat()},
                batch=batch,
            )
    return len(moved)
