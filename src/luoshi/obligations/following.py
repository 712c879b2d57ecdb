"""What a changed calendar would move among the duties of issued plans."""

from __future__ import annotations

from collections import Counter
from datetime import date

from luoshi.calendar.days import WorkCalendar
from luoshi.calendar.followers import DateShift
from luoshi.kit import clock
from luoshi.obligations.models import Obligation


def movable(calendar: WorkCalendar) -> list[tuple[Obligation, date]]:
    """Duties whose due date is another one under this calendar, with that day.

    What is over stays as it was, and no duty falls due on a day that is over: its unit worked by the later one.
    """
    duties = Obligation.objects.for_list().filter(plan__moves_rest_days=True).exclude(state__in=Obligation.OUTSIDE)
    today = clock.today()
    found = [(duty, calendar.next_workday(duty.stated_due)) for duty in duties]
    return [(duty, day) for duty, day in found if day != duty.due and day >= today]


def shifts(calendar: WorkCalendar) -> list[DateShift]:
    """The same for people: each row of a plan with the day before and after, and for how many units."""
    counts: Counter[tuple[str, date, date, str]] = Counter()
    for duty, day in movable(calendar):
        row = duty.deliverable
        counts[f"{row.table.name}：{row.material}", duty.due, day, duty.plan.get_absolute_url()] += 1
    return [DateShift(what, before, after, count, url) for (what, before, after, url), count in counts.items()]
