"""What plans state about units; and which facts the rows of plans name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from django.utils import timezone

from luoshi.facts.registry import Fact, FactFile, Period, register, uses
from luoshi.plans.models import Deliverable, Plan


@register("plans.issued", label="本单位年度实施方案已印发")
def own_plan_issued(units: Collection[int], period: Period) -> Mapping[int, Fact]:
    """The unit's own plan for a year of the period, once issued; it holds where the signed PDF is attached. One query.

    Where a unit has issued several, the signed one counts, of these the newest.
    """
    plans = Plan.objects.filter(
        unit__in=units,
        kind=Plan.Kind.ANNUAL,
        state=Plan.State.ISSUED,
        year__range=(period.start.year, period.end.year),
    )
    found: dict[int, Plan] = {}
    for plan in plans.select_related("signed").defer("reading").order_by("year", "issued_at", "pk"):
        if plan.signed or not getattr(found.get(plan.unit_id), "signed", None):
            found[plan.unit_id] = plan
    return {unit: _issued(plan) for unit, plan in found.items()}


def _issued(plan: Plan) -> Fact:
    title = plan.title.replace("《", "〈").replace("》", "〉")  # a title within a title
    number = f"（{plan.doc_number}）" if plan.doc_number else ""
    day = f"于{_words(timezone.localtime(plan.issued_at).date())}" if plan.issued_at else ""
    said = f"《{title}》{number}{day}下达"
    if not plan.signed:
        return Fact(False, f"{said}，还没有附签发件。", (plan.ref,))
    name = plan.signed_name or f"{title}.pdf"
    file = FactFile(name[:255], plan.signed.pk, plan.signed.sha256)
    return Fact(True, f"{said}，已附签发件。", (plan.ref,), (file,))


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@uses
def keys_of_rows() -> Iterator[tuple[str, str]]:
    """Each key that a row of a plan names, with plan and row; plans that were given up do not count."""
    rows = Deliverable.objects.exclude(fact_keys=[]).exclude(table__plan__state=Plan.State.DISCARDED)
    for row in rows.select_related("table__plan").defer("table__plan__reading"):
        for key in row.fact_keys:
            yield key, f"方案“{row.table.plan.title}”{row.table.name}第 {row.order} 行“{row.material[:40]}”"
