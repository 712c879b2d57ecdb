"""The confirm page of a draft: the list, the row in hand, what is left to look at, what issuing would make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from luoshi.plans.models import Deliverable, Edit, Plan, TaskTable
from luoshi.plans.queries.assignments import (
    Assignment,
    all_rows,
    assignments,
    calendar_of,
    due_of,
    rows_of,
    units_below,
)
from luoshi.plans.queries.doubts import Doubt, document_doubts, is_open, row_doubts
from luoshi.plans.snapshots import snapshot

WHOLE = "whole"  # the part of the page about the document as a whole
AT_ONCE = 100  # our own choice: how many rows one page lists

STATUS = {"checked": "已核", "doubt": "疑点", "unseen": "未核", "dropped": "不作为任务"}
SIGNS = {"checked": "accepted", "doubt": "near", "unseen": "not_due", "dropped": "not_applicable"}
SHOWS = {"doubts": "只看疑点", "unseen": "只看未核"}


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: a part (a table or the whole), a row, a filter, a page of the list."""

    part: str = ""
    row: str = ""
    show: str = ""
    words: str = ""
    page: str = ""


@dataclass(frozen=True)
class Line:
    """A row as the list shows it; `due` is the day after moving off rest days."""

    row: Deliverable
    due: date | None
    status: str

    @property
    def status_words(self) -> str:
        """The status as people read it."""
        return STATUS[self.status]

    @property
    def sign(self) -> str:
        """The status as a picture."""
        return SIGNS[self.status]

    @property
    def moved(self) -> bool:
        """Whether the day moved off a rest day."""
        return self.due != self.row.due

    @property
    def on_weekend(self) -> bool:
        """Whether the day is a Saturday or a Sunday."""
        return self.due is not None and self.due.weekday() >= 5

    @property
    def doubts(self) -> list[str]:
        """Why the row needs a look."""
        return row_doubts(self.row)

    @property
    def notes(self) -> list[str]:
        """What else was said about reading it."""
        doubts = set(self.doubts)
        return [flag["message"] for flag in self.row.flags if flag["message"] not in doubts]


@dataclass(frozen=True)
class Tab:
    """A table, its number of rows, how many of them have open doubts."""

    table: TaskTable
    rows: int
    doubts: int


@dataclass(frozen=True)
class Reached:
    """The units that a row concerns, by whether it applies to them."""

    made: list[Assignment]
    left_out: list[Assignment]
    unknown: list[Assignment]

    @property
    def total(self) -> int:
        """All of them."""
        return len(self.made) + len(self.left_out) + len(self.unknown)


@dataclass(frozen=True)
class Totals:
    """What issuing the draft as it is would make."""

    rows: int
    tables: int
    units: int
    categories: int
    made: int
    conditional: int
    left_out: int
    unknown: int


@dataclass(frozen=True)
class Group:
    """Rows of one table in the list."""

    table: TaskTable
    lines: list[Line]


@dataclass(frozen=True)
class Desk:
    """The whole page; `alone` where no unit stands below the one whose plan it is."""

    plan: Plan
    part: str
    table: TaskTable | None
    tabs: list[Tab]
    groups: list[Group]
    page: Page[Line]
    line: Line | None
    reached: Reached | None
    before: Deliverable | None
    after: Deliverable | None
    mergeable: bool
    doubt: Deliverable | None
    doubts: int
    document: list[Doubt]
    checked: int
    rows: int
    totals: Totals
    last: Edit | None
    alone: bool

    @property
    def document_open(self) -> int:
        """How many doubts about the whole document are open."""
        return sum(1 for doubt in self.document if not doubt.settled)

    @property
    def number(self) -> int:
        """Which of the tables is shown, counted from 1; 0 where none is."""
        return next((i for i, tab in enumerate(self.tabs, start=1) if tab.table == self.table), 0)


def status_of(row: Deliverable) -> str:
    """How far a row is: one of the keys of STATUS."""
    if row.dropped:
        return "dropped"
    if row.checked:
        return "checked"
    return "doubt" if is_open(row) else "unseen"


def desk(plan: Plan, wanted: Wanted) -> Desk:
    """The page for what the address asks; where it names no row, the first that needs a look."""
    rows = all_rows(plan)
    tables = {table.pk: table for table in plan.tables.select_related("category")}
    calendar = calendar_of(plan)
    lines = {row.pk: Line(row, due_of(row, calendar), status_of(row)) for row in rows}
    document = document_doubts(plan)
    row = _row_in_hand(rows, [one for one in rows if _asked(lines[one.pk], wanted)], tables, wanted)
    listed = [line for line in lines.values() if _asked(line, wanted) or line.row == row]
    part = WHOLE if row is None and not _table_named(tables, wanted) else ""
    table = tables.get(row.table_id) if row else _table_named(tables, wanted)
    if not (wanted.show or wanted.words):
        listed = [line for line in listed if table and line.row.table_id == table.pk]
    page = _page_of(listed, row, wanted.page)
    order = [line.row for line in listed]
    place = order.index(row) if row in order else -1
    doubts = [one for one in rows if is_open(one)]
    return Desk(
        plan=plan,
        part=part,
        table=table,
        tabs=[_tab(one, rows) for one in tables.values()],
        groups=_grouped(page.object_list, tables),
        page=page,
        line=lines[row.pk] if row else None,
        reached=_reached(plan, row) if row and not row.dropped else None,
        before=order[place - 1] if place > 0 else None,
        after=order[place + 1] if 0 <= place < len(order) - 1 else None,
        mergeable=row is not None and _has_following(row, rows),
        doubt=_next_in(rows, row, doubts),
        doubts=len(doubts) + sum(1 for doubt in document if not doubt.settled),
        document=document,
        checked=sum(1 for one in rows if one.checked or one.dropped),
        rows=len(rows),
        totals=_totals(plan),
        alone=not units_below(plan),
        last=Edit.objects.filter(plan=plan).defer("before").first(),
    )


def row_after(plan: Plan, row: Deliverable, wanted: Wanted) -> Deliverable | None:
    """The next row to look at once this one is done: of those the filter shows, behind it first, then from the top."""
    rows = all_rows(plan)
    kept = Wanted(show=wanted.show, words=wanted.words)
    waiting = [one for one in rows if status_of(one) in ("doubt", "unseen")]
    return _next_in(rows, row, [one for one in waiting if _asked(Line(one, one.due, status_of(one)), kept)])


def touched_by_last_step(plan: Plan) -> str:
    """The public name of the first row that undoing the last step would change; nothing where it changes none."""
    last = Edit.objects.filter(plan=plan).first()
    if last is None:
        return ""
    now = {row["public_id"]: row for table in snapshot(plan)["tables"] for row in table["rows"]}
    rows = [row for table in last.before["tables"] for row in table["rows"]]
    return next((row["public_id"] for row in rows if _said(now.get(row["public_id"])) != _said(row)), "")


@dataclass(frozen=True)
class Spoken:
    """A dated duty of the prose: its number, its words, its day, and the row it was taken into, where it was."""

    index: int
    text: str
    who: str
    words: str
    due: date | None
    row: Deliverable | None


def spoken_duties(plan: Plan) -> list[Spoken]:
    """The dated duties of the prose, each with whether it is in the draft already."""
    taken = {row.source.get("duty"): row for row in all_rows(plan)}
    found = []
    for index, duty in enumerate(plan.office_duties):
        day = duty["deadline"]["due"]
        found.append(
            Spoken(
                index=index,
                text=duty["text"],
                who="、".join(who["name"] for who in duty["who"]),
                words=duty["deadline"]["text"],
                due=date.fromisoformat(day) if day else None,
                row=taken.get(index),
            )
        )
    return found


def _said(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {name: value for name, value in row.items() if name not in ("revision", "order")}


def _asked(line: Line, wanted: Wanted) -> bool:
    if wanted.show == "doubts" and line.status != "doubt":
        return False
    if wanted.show == "unseen" and line.status not in ("doubt", "unseen"):
        return False
    row = line.row
    return not wanted.words or wanted.words in f"{row.item}\n{row.material}\n{row.note}\n{row.deadline_text}"


def _table_named(tables: dict[int, TaskTable], wanted: Wanted) -> TaskTable | None:
    return next((table for table in tables.values() if table.public_id == wanted.part), None)


def _row_in_hand(
    rows: list[Deliverable], listed: list[Deliverable], tables: dict[int, TaskTable], wanted: Wanted
) -> Deliverable | None:
    """The row named; else the first with a doubt, the first not looked at, the first, of the part asked for."""
    if wanted.part == WHOLE:
        return None
    named = next((row for row in rows if row.public_id == wanted.row), None)
    if named:
        return named
    table = _table_named(tables, wanted)
    mine = [row for row in listed if table is None or row.table_id == table.pk]
    for status in ("doubt", "unseen"):
        first = next((row for row in mine if status_of(row) == status), None)
        if first:
            return first
    return mine[0] if mine else None


def _next_in(rows: list[Deliverable], row: Deliverable | None, wanted: list[Deliverable]) -> Deliverable | None:
    """The first of the wanted rows behind this one, then from the top; never the row itself."""
    place = next((i for i, one in enumerate(rows) if row and one.public_id == row.public_id), -1)
    chosen = {one.pk for one in wanted}
    return next((one for one in rows[place + 1 :] + rows[: max(place, 0)] if one.pk in chosen), None)


def _has_following(row: Deliverable, rows: list[Deliverable]) -> bool:
    return any(one.table_id == row.table_id and one.order > row.order and not one.dropped for one in rows)


def _page_of(listed: list[Line], row: Deliverable | None, number: str) -> Page[Line]:
    place = next((i for i, line in enumerate(listed) if line.row == row), 0)
    return Paginator(listed, AT_ONCE).get_page(number or place // AT_ONCE + 1)


def _grouped(lines: Iterable[Line], tables: dict[int, TaskTable]) -> list[Group]:
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.row.table_id, []).append(line)
    return [Group(tables[pk], found) for pk, found in groups.items()]


def _tab(table: TaskTable, rows: list[Deliverable]) -> Tab:
    mine = [row for row in rows if row.table_id == table.pk]
    return Tab(table, len(mine), sum(1 for row in mine if is_open(row)))


def _reached(plan: Plan, row: Deliverable) -> Reached:
    mine = [one for one in assignments(plan) if one.deliverable.pk == row.pk]
    return Reached(
        [one for one in mine if one.applies],
        [one for one in mine if one.applies is False],
        [one for one in mine if one.applies is None],
    )


def _totals(plan: Plan) -> Totals:
    rows, made = rows_of(plan), assignments(plan)
    applying = [one for one in made if one.applies]
    return Totals(
        rows=len(rows),
        tables=len({row.table_id for row in rows}),
        units=len({one.unit.pk for one in made}),
        categories=len({one.unit.category_id for one in made}),
        made=len(applying),
        conditional=sum(1 for one in applying if one.deliverable.condition),
        left_out=sum(1 for one in made if one.applies is False),
        unknown=sum(1 for one in made if one.applies is None),
    )
