"""Reads for the front pages: to-do per role, and the matrix of units and deliverables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.ids import row_number
from luoshi.obligations.models import Obligation
from luoshi.obligations.queries import review_queue, tally
from luoshi.obligations.standing import Kind
from luoshi.plans.models import Plan
from luoshi.workbench.columns import Key, column_keys

DONE = (Kind.ACCEPTED, Kind.ACCEPTED_LATE)


@dataclass(frozen=True)
class Todo:
    """One thing to do next: why, and the one button."""

    sign: str
    title: str
    why: str
    button: str
    url: str


def todos(actor: Actor, plan: Plan | None) -> list[Todo]:
    """What this actor should do next, most urgent first."""
    found: list[Todo] = []
    if actor.may("obligations.submit"):
        found += _unit_todos(actor)
    if actor.may("plans.manage"):
        drafts = visible_to(Plan, actor).filter(state=Plan.State.DRAFT, unit=actor.unit_id)
        found += [
            Todo(
                "doc",
                f"草稿待核对：{draft.title}",
                "核对读出的任务表和提示，试算后下达。",
                "去核对",
                draft.get_absolute_url(),
            )
            for draft in drafts[:5]
        ]
        if plan is None and not found:
            found.append(
                Todo(
                    "doc",
                    "还没有下达的方案",
                    "上传方案文件，系统读出任务表。",
                    "上传方案",
                    reverse("plans:plan_upload"),
                )
            )
    if actor.may("obligations.review"):
        waiting = review_queue(actor).count()
        if waiting:
            why = "先到先审，审核时可看每一页。"
            found.append(Todo("submitted", f"{waiting} 件待审", why, "去审核", reverse("obligations:review_list")))
    if plan and actor.may("accounts.view") and actor.may("obligations.view"):
        late = visible_to(Obligation, actor).filter(plan=plan, state=Obligation.State.PENDING, due__lt=clock.today())
        units = late.values("unit").distinct().count()
        if units:
            url = f"{reverse('workbench:plan_matrix', args=[plan.public_id])}?state=overdue"
            found.append(
                Todo(
                    "overdue",
                    f"{late.count()} 项逾期，{units} 家单位",
                    "到期未报送，请联系联络员。",
                    "看逾期",
                    url,
                )
            )
    if actor.may("audit.read"):
        why = "登录、拒绝、下载和每一次办理都在这里。"
        found.append(Todo("doc", "审计记录", why, "查看", reverse("audit:entry_list")))
    return found


def _unit_todos(actor: Actor) -> list[Todo]:
    mine = visible_to(Obligation, actor).filter(unit=actor.unit_id)
    counts = tally(mine)
    url = reverse("obligations:obligation_list")
    lines = (
        (Kind.RETURNED, "项被退回", "看退回理由，补正后重新报送。", "去补正"),
        (Kind.OVERDUE, "项逾期", "已过到期日，请尽快报送。", "去报送"),
        (Kind.NEAR, "项 7 天内到期", "请在到期日前报送。", "去报送"),
    )
    return [Todo(k.key, f"{counts[k]} {words}", why, button, url) for k, words, why, button in lines if counts[k]]


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
    obligations = visible_to(Obligation, actor).filter(plan=plan).exclude(state=Obligation.State.NOT_APPLICABLE)
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
            found.append((members[0][0], done, len(kinds) - kinds.count(Kind.NOT_APPLICABLE)))
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
    """The matrix of one plan as far as the actor sees it; filtered by category (number) and standing (key)."""
    today = clock.today()
    everything = visible_to(Obligation, actor).filter(plan=plan).select_related("unit__category")
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
    return Matrix(heads, spans, listed, counts, total, total - shown[Kind.NOT_APPLICABLE], shown[Kind.OVERDUE])


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
        owed=sum(1 for kind in kinds if kind is not Kind.NOT_APPLICABLE),
        overdue=kinds.count(Kind.OVERDUE),
        is_first=is_first,
        is_today=is_today,
    )


def _row(unit: Unit, cells: list[tuple[Column, Obligation | None]], today: date) -> Row:
    due = [o for _, o in cells if o and o.due <= today and o.state != Obligation.State.NOT_APPLICABLE]
    kinds = [o.standing.kind for o in due]
    return Row(unit, cells, sum(1 for k in kinds if k in DONE), len(due), kinds.count(Kind.OVERDUE))
