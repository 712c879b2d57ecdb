"""A plan beside another one of its unit: the rows as plain words, and what a draft could take over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from luoshi.accounts.models import Unit, UnitCategory, UnitSuccession
from luoshi.facts.registry import UnknownFact, label_of
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.plans.comparing import Change, Line, Piece, Row, by_category, compare, match, pieces
from luoshi.plans.deadlines import BY_HAND
from luoshi.plans.models import Deliverable, NamedUnit, Plan
from luoshi.plans.queries.names import plain
from luoshi.plans.years import in_year, moved_years, same_day
from luoshi.reading import read_deadline


def comparable(plan: Plan, actor: Actor) -> QuerySet[Plan]:
    """Issued plans of the same unit and kind, latest year first, and the plan's own forerunner whatever its state."""
    plans = visible_to(Plan, actor).filter(unit=plan.unit_id).exclude(pk=plan.pk)
    found = plans.filter(state=Plan.State.ISSUED, kind=plan.kind) | plans.filter(pk=plan.previous_id or 0)
    return found.defer("reading").order_by("-year", "-created_at", "-pk")


def open_copies(plan: Plan, year: int) -> QuerySet[Plan]:
    """Drafts for that year which were already copied from the plan."""
    return Plan.objects.filter(previous=plan, year=year, state=Plan.State.DRAFT).defer("reading")


def comparison(plan: Plan, previous: Plan) -> list[Line]:
    """Row by row what changed since the other plan, whose words and dates are read in this plan's year."""
    live = [row for row in _rows(previous) if not row.dropped]
    before = [_in_year(row, previous.year, plan.year) for row in live]
    return by_category(compare(before, [_row(row) for row in _rows(plan) if not row.dropped]))


@dataclass(frozen=True)
class Gain:
    """What one row of a draft would take over from its forerunner; None, empty or False where it stays as it is."""

    row: Deliverable
    evidence: Mapping[str, bool] | None = None
    fact_keys: tuple[str, ...] | None = None
    any_of: bool = False
    categories: tuple[UnitCategory, ...] = ()
    named: tuple[tuple[Unit, str], ...] = ()
    dropped: bool = False

    @property
    def words(self) -> list[str]:
        """The same for people."""
        found = []
        if self.evidence is not None:
            found.append(f"证明材料：{evidence_words(self.evidence)}")
        if self.fact_keys is not None:
            found.append(f"平台事实：{'、'.join(map(_fact, self.fact_keys))}")
        if self.any_of:
            found.append("任一即可")
        if self.categories:
            found.append(f"单位类别：{'、'.join(map(str, self.categories))}")
        if self.named:
            found.append(f"责任单位：{'、'.join(_part(unit, part) for unit, part in self.named)}")
        if self.dropped:
            found.append("不作为任务")
        return found


def gains(plan: Plan, previous: Plan) -> list[Gain]:
    """What the unchecked rows of a draft would take over from the rows that match them.

    Units come along only where this year's row names none: what this year's document says counts more.
    """
    old, new = _rows(previous), _rows(plan)
    today = clock.today()
    found = []
    pairs = match([_in_year(row, previous.year, plan.year) for row in old], [_row(row) for row in new])
    for before, after in ((old[a], new[b]) for a, b in sorted(pairs, key=lambda pair: pair[1])):
        if after.checked:
            continue
        free = not after.categories.all() and not after.named.all() and not after.printed_units
        gain = Gain(
            row=after,
            evidence=before.evidence if before.evidence != after.evidence else None,
            fact_keys=tuple(before.fact_keys) if before.fact_keys and before.fact_keys != after.fact_keys else None,
            any_of=before.any_of and not after.any_of,
            categories=tuple(before.categories.all()) if free else (),
            named=tuple((n.unit, n.part) for n in before.named.all() if free and n.unit.is_valid_on(today)),
            dropped=before.dropped and not after.dropped,
        )
        if gain.words:
            found.append(gain)
    return found


def units_no_more(plan: Plan) -> dict[int, str]:
    """Of each unit that the plan names and that does not exist today, a sentence on what to do; two queries."""
    named = NamedUnit.objects.filter(deliverable__table__plan=plan, deliverable__dropped=False).select_related("unit")
    gone = {one.unit_id: one.unit for one in named if not one.unit.is_valid_on(clock.today())}
    heirs: dict[int, list[str]] = {}
    for succession in UnitSuccession.objects.filter(predecessor__in=list(gone)).select_related("successor"):
        heirs.setdefault(succession.predecessor_id, []).append(succession.successor.short_name)
    return {
        pk: f"点名的“{unit.short_name}”已停用"
        + (f"，职能由{'、'.join(heirs[pk])}承接" if pk in heirs else "")
        + "，请改定责任单位。"
        for pk, unit in gone.items()
    }


def evidence_words(evidence: Mapping[str, bool]) -> str:
    """PDF 正式文件（必交）、图片; 不限 where nothing is asked for."""
    kinds = {kind.value: kind.label for kind in Deliverable.Evidence}
    return "、".join(f"{kinds.get(k, k)}{'（必交）' if must else ''}" for k, must in evidence.items()) or "不限"


def _rows(plan: Plan) -> list[Deliverable]:
    rows = Deliverable.objects.filter(table__plan=plan).select_related("table__category")
    return list(rows.prefetch_related("categories", "named__unit"))


# A sheet's title stands where a table's category would, and bears its year.
_YEAR = re.compile(r"[0-9]{4}年度?")


def _row(row: Deliverable) -> Row:
    categories = [str(category) for category in row.categories.all()]
    named = [_part(one.unit, one.part) for one in row.named.all()]
    # A sheet names the category row by row, a document table by table: the same row, so the same name here.
    printed = row.table.category.name if row.table.category else _YEAR.sub("", row.table.category_name)
    alone = len(categories) == 1
    return Row(
        key=row.public_id,
        category=plain(categories[0] if alone else printed),
        item=row.item,
        material=row.material,
        deadline=row.deadline_text,
        due=row.due,
        condition=row.condition,
        units="、".join(named if alone else categories + named),
        note=row.note,
    )


def _in_year(row: Deliverable, old: int | None, year: int | None) -> Row:
    """The row as it would read in another year."""
    plainly = _row(row)
    if not old or not year or old == year:
        return plainly
    words = moved_years(plainly.deadline, year - old)
    due: date | None
    if row.deadline_rule == BY_HAND:
        due = same_day(row.due, year - old) if row.due else None
    else:
        due = read_deadline(words, year=year).due
    return Row(
        key=plainly.key,
        category=plainly.category,
        item=in_year(plainly.item, old, year),
        material=in_year(plainly.material, old, year),
        deadline=words,
        due=due,
        condition=plainly.condition,
        units=plainly.units,
        note=in_year(plainly.note, old, year),
    )


def _part(unit: Unit, part: str) -> str:
    return f"{unit.short_name}（{NamedUnit.Part(part).label}）"


def _fact(key: str) -> str:
    try:
        return label_of(key)
    except UnknownFact:
        return key


@dataclass(frozen=True)
class ShownLine:
    """A line of the comparison as a page shows it: labels, and each changed text in pieces."""

    line: Line
    labels: list[str]
    item: list[Piece]
    material: list[Piece]
    deadline: list[Piece]
    details: list[tuple[str, list[Piece]]]

    @property
    def moved(self) -> str:
        """推后 17 天, 提前 3 天, or nothing."""
        days = self.line.days or 0
        return f"推后 {days} 天" if days > 0 else f"提前 {-days} 天" if days else ""


def shown(line: Line, labels: Mapping[Change, str]) -> ShownLine:
    """The line with its changes marked; a row that stands in one plan only is shown unmarked."""

    def _marked(name: str) -> list[Piece]:
        old, new = (getattr(row or line.shown, name) for row in (line.before, line.after))
        return pieces(old, new)

    named = (("condition", "条件"), ("units", "责任单位"), ("note", "备注"))
    return ShownLine(
        line=line,
        labels=[labels[change] for change in Change if change in line.changes],
        item=_marked("item"),
        material=_marked("material"),
        deadline=_marked("deadline"),
        details=[(label, runs) for name, label in named if (runs := _marked(name))],
    )
