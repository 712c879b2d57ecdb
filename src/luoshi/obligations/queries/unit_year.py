"""A unit's year at a glance: its duties month by month, how they stand, and the sums of months and quarters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from luoshi.accounts.models import Unit
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Obligation
from luoshi.obligations.queries.duty_filter import STATES
from luoshi.obligations.queries.duty_list import current_year, plans_of, source_words
from luoshi.obligations.standing import Standing
from luoshi.plans.models import Plan

QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")


@dataclass(frozen=True)
class YearDuty:
    """One duty with how it stands today; `is_next` for the first of this month that is still to come."""

    duty: Obligation
    standing: Standing
    source: str = ""
    is_next: bool = False

    @property
    def is_in_time(self) -> bool:
        """Whether it was handed in by its day, and that counts."""
        return self.duty.first_submitted_at is not None and not self.standing.late_days


@dataclass(frozen=True)
class Sums:
    """What some duties come to; `counts` by choice of the list's filter. Each duty that applies is in one of six."""

    duties: int
    applicable: int
    counts: dict[str, int]
    due: int
    due_done: int
    due_in_time: int

    @property
    def ahead(self) -> int:
        """How many need not have been handed in yet."""
        return self.counts["near"] + self.counts["not_due"]

    @property
    def rate(self) -> str:
        """The share of what fell due that was accepted: never more than 100 %, a dash where nothing fell due."""
        return f"{self.due_done / self.due:.1%}".replace("%", " %") if self.due else "—"


@dataclass(frozen=True)
class Month:
    """One month: its duties by day; `is_now` for the month of today, `ends_today` where today is after all of them."""

    name: str
    duties: list[YearDuty]
    sums: Sums
    is_now: bool = False
    ends_today: bool = False


@dataclass(frozen=True)
class Quarter:
    """Three months and their sum; what is owed outside the year stands in a part of its own."""

    name: str
    months: list[Month]
    sums: Sums


@dataclass(frozen=True)
class UnitYear:
    """One unit's duties of the plans of one year."""

    unit: Unit
    year: int
    years: list[int]
    plans: list[Plan]
    quarters: list[Quarter]
    sums: Sums

    @property
    def months(self) -> list[Month]:
        """All months in order of time."""
        return [month for quarter in self.quarters for month in quarter.months]


def unit_year(actor: Actor, unit: Unit, year: int | None = None) -> UnitYear:
    """The year of the unit as far as the actor sees it, by default the one that is worked in; three queries at most."""
    mine = visible_to(Obligation, actor).filter(unit=unit).select_related("plan__unit")
    plans = plans_of(mine)
    years = sorted({plan.year for plan in plans if plan.year}, reverse=True)
    year = year or current_year(years) or clock.today().year
    duties = list(mine.filter(plan__year=year)) if years else []
    lines = [YearDuty(duty, duty.standing, source_words(duty.plan, unit.pk)) for duty in duties]
    within = [plan for plan in plans if plan.year == year]
    return UnitYear(unit, year, years, within, _quarters(lines, year), sums(lines))


def sums(lines: Iterable[YearDuty]) -> Sums:
    """Count them."""
    lines, today = list(lines), clock.today()
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(key for key, (_, kinds) in STATES.items() if line.standing.kind in kinds)
    owed = [line for line in lines if line.duty.state not in Obligation.OUTSIDE]
    due = [line for line in owed if line.duty.due <= today]
    return Sums(
        duties=len(lines),
        applicable=len(owed),
        counts={key: counts[key] for key in STATES},
        due=len(due),
        due_done=sum(1 for line in due if line.duty.state == Obligation.State.ACCEPTED),
        due_in_time=sum(1 for line in due if line.is_in_time),
    )


def _quarters(lines: Sequence[YearDuty], year: int) -> list[Quarter]:
    """The four quarters, before and behind them what is owed outside the year, where there is any."""
    today = clock.today()
    now = [line.duty for line in lines if _first_of_month(line.duty.due) == _first_of_month(today)]
    upcoming = next((duty.pk for duty in now if duty.due >= today), None)
    lines = [YearDuty(line.duty, line.standing, line.source, line.duty.pk == upcoming) for line in lines]
    by_month = {key: list(some) for key, some in groupby(lines, lambda line: _first_of_month(line.duty.due))}
    within = [date(year, number, 1) for number in range(1, 13)]
    months = [_month(day, f"{day.month}月", by_month.get(day, [])) for day in within]
    found = [
        Quarter(name, months[3 * place : 3 * place + 3], sums(_all(months[3 * place : 3 * place + 3])))
        for place, name in enumerate(QUARTERS)
    ]
    outside = [(day, _month(day, f"{day.year}年{day.month}月", some)) for day, some in by_month.items()]
    before = [month for day, month in outside if day < within[0]]
    after = [month for day, month in outside if day > within[-1]]
    first = [Quarter("上年到期", before, sums(_all(before)))] if before else []
    return [*first, *found, *([Quarter("次年到期", after, sums(_all(after)))] if after else [])]


def _month(day: date, name: str, lines: list[YearDuty]) -> Month:
    today = clock.today()
    is_now = day == _first_of_month(today)
    return Month(name, lines, sums(lines), is_now, is_now and not any(line.is_next for line in lines))


def _all(months: Iterable[Month]) -> list[YearDuty]:
    return [line for month in months for line in month.duties]


def _first_of_month(day: date) -> date:
    return day.replace(day=1)
