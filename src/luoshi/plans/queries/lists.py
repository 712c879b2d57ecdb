"""The list of plans, narrowed by what a person asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.ids import row_number
from luoshi.plans.models import Plan


@dataclass(frozen=True)
class PlanFilter:
    """What the list is narrowed by; empty means all."""

    year: int | None = None
    kind: str = ""
    state: str = ""
    unit: str = ""
    words: str = ""

    @classmethod
    def sent(cls, fields: Mapping[str, str]) -> PlanFilter:
        """From the fields of an address; what makes no sense is left out."""
        kind, state = fields.get("kind", ""), fields.get("state", "")
        year = row_number(fields.get("year", ""))
        return cls(
            year=year if year and year < 10_000 else None,
            kind=kind if kind in Plan.Kind.values else "",
            state=state if state in Plan.State.values else "",
            unit=fields.get("unit", "").strip(),
            words=fields.get("q", "").strip(),
        )

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.year or self.kind or self.state or self.unit or self.words)


def listed_plans(actor: Actor, asked: PlanFilter) -> QuerySet[Plan]:
    """The plans that the actor sees and asked for, newest first, each with `rows`, its number of materials."""
    plans = visible_to(Plan, actor)
    if asked.year:
        plans = plans.filter(year=asked.year)
    if asked.kind:
        plans = plans.filter(kind=asked.kind)
    if asked.state:
        plans = plans.filter(state=asked.state)
    if asked.unit:
        plans = plans.filter(Q(unit__name__icontains=asked.unit) | Q(unit__short_name__icontains=asked.unit))
    if asked.words:
        plans = plans.filter(Q(title__icontains=asked.words) | Q(doc_number__icontains=asked.words))
    live = Q(tables__deliverables__dropped=False)
    counted = plans.annotate(rows=Count("tables__deliverables", filter=live))
    return counted.defer("reading").order_by("-created_at", "-pk")


def years_of_plans(actor: Actor) -> list[int]:
    """The years of which the actor sees a plan, latest first; one query."""
    years = visible_to(Plan, actor).exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()
    return [year for year in years if year]
