"""Plans as a tree: what a unit's plan answers, what the units below have issued, and who has not issued yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime

from luoshi.accounts.models import Unit
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.sheets import Cell
from luoshi.plans.models import Plan

NO_CATEGORY = "未分类"


def superior_for(unit: Unit, year: int | None) -> Plan | None:
    """The issued annual plan of that year of the nearest unit above, or None; one query."""
    plans = annual(plans_above(unit).filter(year=year)).select_related("unit")
    return max(plans, key=lambda plan: (len(plan.unit.path), plan.issued_at, plan.pk), default=None)


def plans_above(unit: Unit) -> QuerySet[Plan]:
    """What a plan of the unit may answer: the issued plans of all units above it."""
    steps = unit.path.split("/")[:-2]
    above = ["/".join(steps[:number]) + "/" for number in range(1, len(steps) + 1)]
    return Plan.objects.filter(unit__path__in=above, state=Plan.State.ISSUED).defer("reading")


def annual(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """The plans for a year among these that are in force."""
    return plans.filter(kind=Plan.Kind.ANNUAL, state=Plan.State.ISSUED)


@dataclass(frozen=True)
class UnitPlans:
    """A unit with the plans it issued, and the units below it that issued any."""

    unit: Unit
    plans: list[Plan]
    below: list[UnitPlans]

    @property
    def category(self) -> str:
        """The category as people read it."""
        return str(self.unit.category or NO_CATEGORY)


@dataclass(frozen=True)
class Missing:
    """The units of a category that have not issued a plan."""

    category: str
    units: list[Unit]


@dataclass(frozen=True)
class Share:
    """How many units of a category have issued a plan, of how many."""

    category: str
    issued: int
    units: int

    @property
    def left(self) -> int:
        """How many have not."""
        return self.units - self.issued


@dataclass(frozen=True)
class Tree:
    """The plans of one year around a unit. `above` runs from the root down to the unit's own superior."""

    year: int
    years: list[int]
    above: list[Plan]
    own: list[Plan]
    lines: list[UnitPlans]
    missing: list[Missing]
    shares: list[Share]

    @property
    def units(self) -> int:
        """How many units stand directly below."""
        return sum(share.units for share in self.shares)

    @property
    def issued(self) -> int:
        """How many of these have issued a plan."""
        return sum(share.issued for share in self.shares)

    @property
    def left(self) -> int:
        """How many of these have not."""
        return self.units - self.issued

    @property
    def missing_units(self) -> int:
        """How many units are listed as not having issued a plan."""
        return sum(len(missing.units) for missing in self.missing)


def plan_tree(actor: Actor, year: int | None = None, words: str = "") -> Tree:
    """The tree as far as the actor may see it; `words` narrow the lines below, not the counts. Four queries."""
    seen = annual(visible_to(Plan, actor))
    this = clock.today().year
    known = {year for year in seen.order_by().values_list("year", flat=True).distinct() if year}
    year = year or this
    plans: list[Plan] = list(
        seen.filter(year=year)
        .select_related("unit__category", "superior__unit")
        .annotate(based_on=F("reading__based_on"))
        .defer("reading", "superior__reading")
        .order_by("unit__path", "issued_at", "pk")
    )
    lines = _lines(actor, seen.filter(year=year), plans)
    return Tree(
        year=year,
        years=sorted(known | {this, year}, reverse=True),
        above=[plan for plan in plans if actor.unit_path.startswith(plan.unit.path) and plan.unit_id != actor.unit_id],
        own=[plan for plan in plans if plan.unit_id == actor.unit_id],
        lines=[line for line in lines if (line.plans or line.below) and _has(line, words)],
        missing=_missing(line.unit for line in lines if not line.plans and _names(line.unit, words)),
        shares=_shares(lines),
    )


def sheet_rows(tree: Tree) -> list[tuple[Cell, ...]]:
    """The tree as lines of a sheet: level, category, unit, title, number, day, and whether the signed file is there."""
    rows = [_cells("上级", plan) for plan in tree.above]
    rows += [_cells("本单位", plan) for plan in tree.own]
    for line in tree.lines:
        rows += _sheet_lines(line, 1)
    for missing in tree.missing:
        rows += [("下级", missing.category, unit.name, "未下达", "", None, "") for unit in missing.units]
    return rows


def _lines(actor: Actor, seen: QuerySet[Plan], plans: list[Plan]) -> list[UnitPlans]:
    """The units right below the actor's that exist today or issued a plan, each with what stands below it."""
    if not actor.unit_path:
        return []
    alive = Unit.objects.valid_on(clock.today()).values("pk")
    below = Unit.objects.filter(Q(pk__in=alive) | Q(pk__in=seen.order_by().values("unit_id")))
    below = below.filter(path__startswith=actor.unit_path).exclude(pk=actor.unit_id or 0)
    children: dict[int | None, list[Unit]] = {}
    for unit in below.select_related("category").order_by(F("category__order").asc(nulls_last=True), "order", "pk"):
        children.setdefault(unit.parent_id, []).append(unit)
    by_unit: dict[int, list[Plan]] = {}
    busy: set[str] = set()  # every unit that issued a plan or stands above one that did
    for plan in plans:
        by_unit.setdefault(plan.unit_id, []).append(plan)
        steps = plan.unit.path.split("/")[:-1]
        busy |= {"/".join(steps[:number]) + "/" for number in range(1, len(steps) + 1)}

    def _line(unit: Unit) -> UnitPlans:
        inner = [child for child in children.get(unit.pk, []) if child.path in busy] if unit.path in busy else []
        return UnitPlans(unit, by_unit.get(unit.pk, []), [_line(child) for child in inner])

    return [_line(unit) for unit in children.get(actor.unit_id, [])]


def _has(line: UnitPlans, words: str) -> bool:
    plans = any(words in plan.title or words in plan.doc_number for plan in line.plans)
    return plans or _names(line.unit, words) or any(_has(child, words) for child in line.below)


def _names(unit: Unit, words: str) -> bool:
    return words in unit.name or words in unit.short_name


def _missing(units: Iterable[Unit]) -> list[Missing]:
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(str(unit.category or NO_CATEGORY), []).append(unit)
    return [Missing(category, members) for category, members in found.items()]


def _shares(lines: list[UnitPlans]) -> list[Share]:
    found: dict[str, list[int]] = {}
    for line in lines:
        count = found.setdefault(line.category, [0, 0])
        count[0] += bool(line.plans)
        count[1] += 1
    return [Share(category, issued, units) for category, (issued, units) in found.items()]


def _cells(level: str, plan: Plan) -> tuple[Cell, ...]:
    unit, day = plan.unit, localtime(plan.issued_at).date() if plan.issued_at else None
    signed = "有" if plan.signed_id else "没有"
    return (level, str(unit.category or ""), unit.name, plan.title, plan.doc_number, day, signed)


def _sheet_lines(line: UnitPlans, depth: int) -> list[tuple[Cell, ...]]:
    rows = [_cells("下级" if depth == 1 else f"下{depth}级", plan) for plan in line.plans]
    for child in line.below:
        rows += _sheet_lines(child, depth + 1)
    return rows
