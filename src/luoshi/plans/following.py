"""What a changed calendar would move among the rows of drafts: shown, never written, as a draft's days are computed."""

from __future__ import annotations

from django.urls import reverse

from luoshi.calendar.days import WorkCalendar
from luoshi.calendar.followers import DateShift
from luoshi.calendar.queries import work_calendar
from luoshi.kit.actor import Actor
from luoshi.plans.models import Deliverable, Plan


def shifts(calendar: WorkCalendar) -> list[DateShift]:
    """Each row of a draft with the rest-day switch whose last day would be another one."""
    now = work_calendar()
    rows = Deliverable.objects.filter(
        table__plan__state=Plan.State.DRAFT, table__plan__moves_rest_days=True, dropped=False, due__isnull=False
    ).select_related("table__plan")
    found = []
    for row in rows.defer("table__plan__reading"):
        assert row.due is not None  # noqa: S101 - the filter says so
        before, after = now.next_workday(row.due), calendar.next_workday(row.due)
        if before != after:
            url = f"{reverse('plans:plan_confirm', args=[row.table.plan.public_id])}?row={row.public_id}"
            found.append(DateShift(f"草稿 {row.table.plan.title}：{row.material}", before, after, 1, url))
    return found


def apply(_calendar: WorkCalendar, _by: Actor, _batch: str) -> int:
    """Nothing is kept that could be moved."""
    return 0
