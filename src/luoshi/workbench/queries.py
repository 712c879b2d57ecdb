"""Reads for the front pages: what fell due by category, and the matrix of units and deliverables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.ids import row_number
from luoshi.obligations.models import DutyRequest, Obligation
from luoshi.obligations.queries.duties import tally
from luoshi.obligations.standing import Kind
from luoshi.plans.models import Plan
from luoshi.workbench.columns import Key, column_keys

DONE = (Kind.ACCEPTED, Kind.ACCEPTED_LATE)
OUTSIDE = (Kind.NOT_APPLICABLE, Kind.WAIVED)


@dataclass(frozen=True)
class Progress:
    """One line of the table of categories: what fell due and how it stands."""

    category: str
    category_id: int | None
    units: int
    due: int
    counts: dict[str, int]
    rate: str


def progress(plan: Plan, actor: Actor) -> list[Progress]:
    """What fell due up to today, by category, with a line of totals."""
    today = clock.today()
    obligations = visible_to(Obligation, actor).filter(plan=plan).exclude(state__in=Obligation.OUTSIDE)
    obligations = obligations.select_related("unit__category")
    groups: dict[str, list[Obligation]] = {}
    for obligation in obligations:
        groups.setdefault(obligation.unit.category.name if obligation.unit.category else "其他", []).append(obligation)
    lines = [_progress(name, members[0].unit.category_id, members, today) for name, members in groups.items()]
    order = {c.name: c.order for c in UnitCategory.objects.all()}
    lines.sort(key=lambda line: order.get(line.category, 99))
    if len(lines) > 1:
        lines.append(_progress("合计", None, [o for members in groups.values() for o in members], today))
    return lines


def _progress(name: str, category_id: int | None, members: list[Obligation], today: date) -> Progress:
    due = [o for o in members if o.due <= today]
    counts = tally(due)
    done = sum(counts[kind] for kind in DONE)
    rate = f"{done / len(due):.1%}".replace("%", " %") if due else "—"
    return Progress(
        name, category_id, len({o.unit_id for o in members}), len(due), {k.key: n for k, n in counts.items()}, rate
    )


@dataclass(frozen=True)
class Column:
    """One deliverable across categories, with totals; first of its date or not, with today's line before it or not."""

    key: Key
    label: str
    title: str
    due: date
    done: int
    owed: int
    overdue: int
    is_first: bool
    is_today: bool


@dataclass(frozen=True)
class Row:
    """One unit: a cell for each column, None where its category has no such row."""

    unit: Unit
    cells: list[tuple[Column, Obligation | None]]
    done: int
    due: int
    overdue: int


@dataclass(frozen=True)
class Group:
    """The units of one category, with how many of each column are done and owed."""

    name: str
    rows: list[Row]

    @property
    def totals(self) -> list[tuple[Column, int, int]]:
        """For each column what is done and what is owed; a closed look at the group still tells."""
        found = []
        for members in zip(*(row.cells for row in self.rows), strict=True):
            kinds = [duty.standing.kind for _, duty in members if duty]
            done = sum(1 for kind in kinds if kind in DONE)
            found.append((members[0][0], done, sum(1 for kind in kinds if kind not in OUTSIDE)))
        return found


@dataclass(frozen=True)
class Matrix:
    """Units × deliverables, columns by due date; `spans` has the first column of each date and how many
    there are. `counts` is the legend, over all states; duties, applicable and overdue count what is shown.
    """

    columns: list[Column]
    spans: list[tuple[Column, int]]
    groups: list[Group]
    counts: dict[Kind, int]
    duties: int
    applicable: int
    overdue: int

    @property
    def units(self) -> int:
        """How many units are shown."""
        return sum(len(group.rows) for group in self.groups)


def matrix(plan: Plan, actor: Actor, *, category: str = "", state: str = "") -> Matrix:
    """The matrix of one plan as far as the actor sees it; filtered by category (number) and standing (key).

    Each duty bears as `asked` the kind of the request that waits for a decision on it, if one does.
    """
    today = clock.today()
    everything = visible_to(Obligation, actor).filter(plan=plan).select_related("unit__category")
    waiting = DutyRequest.objects.filter(obligation=OuterRef("pk"), state=DutyRequest.State.OPEN)
    everything = everything.annotate(asked=Subquery(waiting.values("kind")[:1]))
    chosen = row_number(category)
    if chosen:
        everything = everything.filter(unit__category=chosen)
    obligations = list(everything)
    counts = tally(obligations)
    units = {o.unit_id: o.unit for o in obligations}
    if state:
        wanted = {o.unit_id for o in obligations if o.standing.kind.key == state}
        obligations = [o for o in obligations if o.unit_id in wanted]
    cells: dict[int, dict[Key, Obligation]] = {}
    columns: dict[Key, list[Obligation]] = {}
    for key, obligation in zip(column_keys(obligations), obligations, strict=True):
        cells.setdefault(obligation.unit_id, {})[key] = obligation
        columns.setdefault(key, []).append(obligation)
    order = sorted(columns, key=lambda key: (key[0], min(o.deliverable.order for o in columns[key])))
    heads = _columns([(key, columns[key]) for key in order], today)
    groups: dict[str, list[Row]] = {}
    for unit_id in sorted(cells, key=lambda pk: _unit_order(units[pk])):
        unit = units[unit_id]
        name = unit.category.name if unit.category else "其他"
        groups.setdefault(name, []).append(_row(unit, [(head, cells[unit_id].get(head.key)) for head in heads], today))
    spans = [(head, sum(1 for other in heads if other.due == head.due)) for head in heads if head.is_first]
    shown = tally(obligations)
    total = len(obligations)
    listed = [Group(name, rows) for name, rows in groups.items()]
    applicable = total - sum(shown[kind] for kind in OUTSIDE)
    return Matrix(heads, spans, listed, counts, total, applicable, shown[Kind.OVERDUE])


def _unit_order(unit: Unit) -> tuple[int, int, int]:
    return (unit.category.order if unit.category else 99, unit.order, unit.pk)


def _columns(found: list[tuple[Key, list[Obligation]]], today: date) -> list[Column]:
    """The heads of the columns; the line of today stands before the first date that is not over."""
    heads: list[Column] = []
    for key, members in found:
        is_first = not heads or heads[-1].due != key[0]
        is_today = bool(is_first and heads and heads[-1].due < today <= key[0])
        heads.append(_column(key, members, is_first=is_first, is_today=is_today))
    return heads


def _column(key: Key, members: list[Obligation], *, is_first: bool, is_today: bool) -> Column:
    kinds = [o.standing.kind for o in members]
    first = members[0].deliverable
    return Column(
        key=key,
        label=key[1],
        title=first.material,
        due=key[0],
        done=sum(1 for kind in kinds if kind in DONE),
        owed=sum(1 for kind in kinds if kind not in OUTSIDE),
        overdue=kinds.count(Kind.OVERDUE),
        is_first=is_first,
        is_today=is_today,
    )


def _row(unit: Unit, cells: list[tuple[Column, Obligation | None]], today: date) -> Row:
    due = [o for _, o in cells if o and o.due <= today and o.state not in Obligation.OUTSIDE]
    kinds = [o.standing.kind for o in due]
    return Row(unit, cells, sum(1 for k in kinds if k in DONE), len(due), kinds.count(Kind.OVERDUE))
