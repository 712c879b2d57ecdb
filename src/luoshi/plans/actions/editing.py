"""Confirming a draft row by row: every function is one step that can be undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused
from luoshi.plans.deadlines import BY_HAND, set_day, set_words
from luoshi.plans.models import Deliverable, Edit, Plan, TaskTable
from luoshi.plans.queries.assignments import all_rows, units_below
from luoshi.plans.queries.doubts import document_doubts, is_open, lacks_units, row_doubts
from luoshi.plans.queries.tree import plans_above
from luoshi.plans.snapshots import ROW_FIELDS, head_mark, head_of, link, restore, row_snapshot
from luoshi.plans.steps import locked_draft, step


@dataclass(frozen=True)
class RowEdit:
    """What a person wants a row to say. `seen` is the revision he looked at; `named` are units with their part."""

    seen: int
    ordinal: str
    item: str
    material: str
    note: str
    deadline_text: str
    due: date | None
    condition: str
    categories: tuple[UnitCategory, ...]
    named: tuple[tuple[Unit, str], ...]
    evidence: Mapping[str, bool]
    fact_keys: tuple[str, ...]
    any_of: bool


def edit_row(row: Deliverable, edit: RowEdit, *, by: Actor) -> None:
    """Change a row. A new day is a person's decision; new words are read again and give their own day.

    Raises Refused where somebody else has changed the row since it was looked at.
    """
    plan = row.table.plan
    with step(plan, "edit_row", f"修改“{row.material[:30]}”", by=by) as told:
        fresh = _fresh(row, edit.seen)
        before = row_snapshot(fresh)
        if edit.due is not None and edit.due != fresh.due:
            fresh.deadline_text = edit.deadline_text
            set_day(fresh, edit.due)
        elif edit.deadline_text != fresh.deadline_text or (edit.due is None and fresh.due is not None):
            set_words(fresh, edit.deadline_text, year=plan.year)
        fresh.checked = fresh.checked and fresh.due is not None
        if edit.item != fresh.item:
            fresh.inherited = [name for name in fresh.inherited if name != "item"]
            fresh.flags = [flag for flag in fresh.flags if flag["code"] != "inherited-item"]
        for name in ("ordinal", "item", "material", "note", "condition", "any_of"):
            setattr(fresh, name, getattr(edit, name))
        fresh.evidence, fresh.fact_keys = dict(edit.evidence), list(edit.fact_keys)
        wanted = {"categories": [c.pk for c in edit.categories], "named": [[u.pk, part] for u, part in edit.named]}
        if wanted != {name: before[name] for name in wanted}:
            fresh.flags = [flag for flag in fresh.flags if flag["code"] != "unmatched-unit"]
            fresh.categories.clear()
            fresh.named.all().delete()
            link([(fresh, wanted)])
        changed = {n: v for n, v in (row_snapshot(fresh) | wanted).items() if v != before[n] and n != "revision"}
        if changed:
            fresh.revision += 1
            fresh.save()
        told.update(row=fresh.public_id, before={name: before[name] for name in changed}, after=changed)


def check_row(row: Deliverable, *, by: Actor, checked: bool = True) -> None:
    """Mark a row as looked at, with which its doubts are settled; or take the mark back.

    Refused without a date, and without units where there are units below to choose from.
    """
    label = f"{'核对' if checked else '取消核对'}“{row.material[:30]}”"
    with step(row.table.plan, "check_row", label, by=by) as told:
        fresh = _fresh(row)
        if checked and fresh.due is None:
            raise Refused("这一行还没有到期日，请先填写。")
        if checked and lacks_units(fresh) and units_below(row.table.plan):
            raise Refused("这一行还没有责任单位，请先选单位类别或者写明单位。")
        Deliverable.objects.filter(pk=fresh.pk).update(checked=checked)
        told.update(row=fresh.public_id, checked=checked, doubts=row_doubts(fresh))


def drop_row(row: Deliverable, *, by: Actor, dropped: bool = True) -> None:
    """Leave a row out of the duties, or take it back in. It stays in the draft and can be seen there."""
    label = f"{'不作为任务' if dropped else '恢复为任务'}：“{row.material[:30]}”"
    with step(row.table.plan, "drop_row", label, by=by) as told:
        Deliverable.objects.filter(pk=_fresh(row).pk).update(dropped=dropped)
        told.update(row=row.public_id, dropped=dropped)


def add_row(table: TaskTable, *, by: Actor, after: Deliverable | None = None) -> Deliverable:
    """Add an empty row behind another one, or at the end; it has a doubt until it is filled in."""
    with step(table.plan, "add_row", f"在“{table.name[:30]}”增加一行", by=by) as told:
        before = _fresh(after) if after else None
        row = Deliverable(table=_fresh_table(table), ordinal=before.ordinal if before else "")
        row.item = before.item if before else ""
        _insert(row, before)
        told["row"] = row.public_id
    return row


def split_row(row: Deliverable, first: str, second: str, *, by: Actor) -> Deliverable:
    """Make two rows of one: the materials are given, everything else is the same. Returns the new row."""
    if not first.strip() or not second.strip():
        raise Refused("拆成两项，两项材料都要写。")
    with step(row.table.plan, "split_row", f"拆成两项：“{row.material[:30]}”", by=by) as told:
        fresh = _fresh(row)
        content = row_snapshot(fresh)
        copied = {name: content[name] for name in ROW_FIELDS if name not in ("public_id", "order", "revision")}
        new = Deliverable(table=fresh.table, due=fresh.due, **copied | {"material": second.strip()})
        _insert(new, fresh)
        link([(new, content)])
        Deliverable.objects.filter(pk=fresh.pk).update(material=first.strip(), revision=fresh.revision + 1)
        told.update(row=fresh.public_id, new=new.public_id, before=fresh.material, after=[first.strip(), new.material])
    return new


def merge_rows(row: Deliverable, *, by: Actor) -> None:
    """Take the next row of the table into this one, which keeps date, condition and units; differences are doubts."""
    with step(row.table.plan, "merge_rows", f"合并两行：“{row.material[:30]}”", by=by) as told:
        fresh = _fresh(row)
        if fresh.dropped:
            raise Refused("这一行不作为任务，不能并入别的行。请先恢复为任务。")
        following = fresh.table.deliverables.filter(dropped=False, order__gt=fresh.order).first()
        if following is None:
            raise Refused("后面没有可以合并的行。")
        one, other = row_snapshot(fresh), row_snapshot(following)
        materials = (fresh.material.rstrip("；;。"), following.material)
        fresh.material = "；".join(words for words in materials if words)
        fresh.note = "；".join(words for words in (fresh.note, following.note) if words)
        for code, names, words in (
            ("merged-date", ("due",), f"期限不同（{fresh.deadline_text}、{following.deadline_text}）"),
            ("merged-rows", ("condition",), f"条件不同（{fresh.condition or '无'}、{following.condition or '无'}）"),
            ("merged-rows", ("evidence", "fact_keys", "any_of"), "证明材料的要求不同"),
            ("unmatched-unit", ("categories", "named", "printed_units"), "责任单位不同"),
        ):
            if any(one[name] != other[name] for name in names):
                message = f"合并的两行{words}，现取前一行的，请核对。"
                fresh.flags = [*fresh.flags, {"code": code, "message": message, "source": None}]
                fresh.checked = False
        fresh.checked = fresh.checked and following.checked
        fresh.revision += 1
        fresh.save()
        told.update(row=fresh.public_id, merged=following.public_id, words=following.material)
        following.delete()


@dataclass(frozen=True)
class BulkEdit:
    """What to change in many rows at once; None leaves a thing as it is.

    `evidence` names the kinds to change: required, welcome, or None for not asked.
    """

    evidence: Mapping[str, bool | None] | None = None
    categories: tuple[UnitCategory, ...] | None = None
    due: date | None = None
    dropped: bool | None = None
    checked: bool | None = None


def edit_rows(plan: Plan, rows: Collection[Deliverable], edit: BulkEdit, *, by: Actor) -> int:
    """Change chosen rows in one step and say how many changed; a row without a date is not marked as looked at.

    Raises Refused for no rows.
    """
    changed: list[str] = []
    if not rows:
        raise Refused("没有选中任何行。请先勾选要一起修改的行。")
    with step(plan, "edit_rows", f"勾选 {len(rows)} 行一起修改", by=by) as told:
        for row in Deliverable.objects.filter(pk__in=[row.pk for row in rows], table__plan=plan):
            before = row_snapshot(row)
            if edit.evidence is not None:
                wanted = row.evidence | dict(edit.evidence)
                row.evidence = {kind: needed for kind, needed in wanted.items() if needed is not None}
            if edit.due is not None:
                set_day(row, edit.due)
            if edit.dropped is not None:
                row.dropped = edit.dropped
            if edit.checked is not None:
                row.checked = edit.checked and row.due is not None
            if edit.categories is not None:
                row.flags = [flag for flag in row.flags if flag["code"] != "unmatched-unit"]
                row.named.all().delete()
                row.categories.set(edit.categories)
            if row_snapshot(row) != before:
                row.revision += 1
                row.save()
                changed.append(row.public_id)
        told.update(rows=changed, to=_told(edit))
    return len(changed)


@dataclass(frozen=True)
class HeadEdit:
    """The head of a plan as a person wants it."""

    title: str
    doc_number: str
    issuer: str
    year: int | None
    basis: str
    superior: Plan | None
    moves_rest_days: bool
    needs_sign_off: bool
    correction_days: int
    seen: str = ""


def edit_head(plan: Plan, edit: HeadEdit, *, by: Actor) -> None:
    """Change title, number, year and what the plan answers; a new year reads all deadlines again that name none.

    Raises Refused where the head has changed since `edit.seen`, or where the plan above is none of a unit above.
    """
    with step(plan, "edit_head", "修改方案的题头", by=by) as told:
        fresh = Plan.objects.select_related("superior").get(pk=plan.pk)
        if edit.seen and edit.seen != head_mark(fresh):
            raise Refused("题头刚被别人改过，您的修改没有保存。请看过最新内容后再改。")
        if edit.superior not in (None, fresh.superior) and edit.superior not in plans_above(fresh.unit):
            raise Refused("上级方案只能是上级单位已经下达的方案。请重新选择。")
        before = head_of(fresh)
        for name in before:
            setattr(fresh, name, getattr(edit, name))
        fresh.save()
        if edit.year != before["year"]:
            rows = Deliverable.objects.filter(table__plan=fresh).exclude(deadline_rule=BY_HAND)
            told["moved"] = [row.public_id for row in rows if _read_again(row, edit.year)]
        changed = {name: value for name, value in head_of(fresh).items() if value != before[name]}
        told.update(before={name: before[name] for name in changed}, after=changed)


def set_category(table: TaskTable, category: UnitCategory | None, *, by: Actor) -> None:
    """Say which category of units a table is for."""
    with step(table.plan, "set_category", f"“{table.name[:30]}”对应{category or '逐行指定'}", by=by) as told:
        fresh = _fresh_table(table)
        told.update(table=fresh.public_id, before=str(fresh.category or ""), category=str(category or ""))
        TaskTable.objects.filter(pk=fresh.pk).update(category=category)


def add_table(plan: Plan, name: str, category: UnitCategory | None, *, by: Actor) -> Deliverable:
    """Add a table with one empty row, which has a doubt until it is filled in; returns the row."""
    if not name.strip():
        raise Refused("请写任务表的名称。")
    with step(plan, "add_table", f"增加任务表“{name.strip()[:30]}”", by=by) as told:
        last = plan.tables.order_by("order").last()
        order = last.order + 1 if last else 1
        table = TaskTable.objects.create(plan=plan, order=order, name=name.strip()[:200], category=category)
        row = Deliverable(table=table)
        _insert(row, None)
        told.update(table=table.public_id, name=table.name, category=str(category or ""))
    return row


def take_duty(plan: Plan, index: int, *, by: Actor, units: Collection[Unit] = ()) -> Deliverable:
    """Make a row of a dated duty found in the prose; where no unit is given it is the issuing unit's own."""
    duties = plan.office_duties
    if not 0 <= index < len(duties):
        raise Refused("正文里没有这一条。请刷新页面。")
    duty = duties[index]
    with step(plan, "take_duty", f"正文任务列入：“{duty['text'][:30]}”", by=by) as told:
        table = plan.tables.filter(name="正文中的任务").first() or TaskTable.objects.create(
            plan=plan, order=plan.tables.count() + 1, name="正文中的任务"
        )
        if Deliverable.objects.filter(table__plan=plan, source__duty=index).exists():
            raise Refused("这一条已经列入。")
        deadline: dict[str, Any] = duty["deadline"]
        row = Deliverable(
            table=table, item="正文中的任务", material=duty["text"], source=duty["source"] | {"duty": index},
            flags=duty["flags"], deadline_text=deadline["text"][:200], deadline_rule=deadline["rule"][:200],
            due=date.fromisoformat(deadline["due"]) if deadline["due"] else None,
        )  # fmt: skip
        _insert(row, None)
        link([(row, {"categories": [], "named": [[unit.pk, "lead"] for unit in (units or [plan.unit])]})])
        told.update(row=row.public_id, words=duty["text"])
    return row


def settle_doubt(plan: Plan, index: int, *, by: Actor) -> None:
    """A doubt about the document as a whole has been looked at."""
    with step(plan, "settle_doubt", "处理全文提示", by=by) as told:
        fresh = Plan.objects.get(pk=plan.pk)
        told["doubt"] = next((d.message for d in document_doubts(fresh) if d.index == index), "")
        if told["doubt"] and index not in fresh.settled:
            Plan.objects.filter(pk=fresh.pk).update(settled=sorted({*fresh.settled, index}))


def accept_doubts(plan: Plan, note: str, *, by: Actor) -> int:
    """Accept every doubt that is left as it stands, in words that stay on record; returns how many there were."""
    if not note.strip():
        raise Refused("请写明为什么可以按原样接受。")
    with step(plan, "accept_doubts", "其余疑点按原样接受", by=by) as told:
        fresh = Plan.objects.get(pk=plan.pk)
        rows = [row for row in all_rows(fresh) if is_open(row) and row.due]
        if units_below(fresh):
            rows = [row for row in rows if not lacks_units(row)]
        open_ones = [doubt.index for doubt in document_doubts(fresh) if not doubt.settled]
        Deliverable.objects.filter(pk__in=[row.pk for row in rows]).update(checked=True)
        Plan.objects.filter(pk=fresh.pk).update(settled=sorted({*fresh.settled, *open_ones}))
        told.update(note=note.strip(), rows=[row.public_id for row in rows], document=open_ones)
    return len(rows) + len(open_ones)


def undo(plan: Plan, *, by: Actor, last: int | None = None) -> str:
    """Take back the last step and say which it was; raises Refused where there is none.

    `last` is the step that the person saw on the button: a second click, or another's step since, takes back nothing.
    """
    with transaction.atomic():
        fresh = locked_draft(plan, by=by)
        found = Edit.objects.filter(plan=fresh).first()
        if found is None:
            raise Refused("没有可以撤销的步骤。")
        if last is not None and found.pk != last:
            raise Refused("这一步已经撤销，或者刚有新的修改。请看过最新内容后再撤销。")
        restore(fresh, found.before)
        found.delete()
        Plan.objects.filter(pk=fresh.pk).update(edited_at=clock.now())
        record("plans.undo", by=by, label="撤销一步", subject=fresh.ref, details={"undone": found.label})
    return found.label


def _told(edit: BulkEdit) -> dict[str, Any]:
    told: dict[str, Any] = {"due": edit.due.isoformat() if edit.due else None, "evidence": edit.evidence}
    told |= {"dropped": edit.dropped, "checked": edit.checked}
    told["categories"] = None if edit.categories is None else [str(category) for category in edit.categories]
    return {name: value for name, value in told.items() if value is not None}


def _read_again(row: Deliverable, year: int | None) -> bool:
    """Read the words in another year and say whether the day moved; doubts about where the words come from stay."""
    due, inherited = row.due, row.inherited
    kept = [flag for flag in row.flags if flag["code"] in ("inherited-deadline", "merged-date", "copied-date")]
    set_words(row, row.deadline_text, year=year)
    row.inherited, row.flags = inherited, kept + row.flags
    row.revision += row.due != due
    row.save()
    return row.due != due


def _fresh(row: Deliverable, seen: int | None = None) -> Deliverable:
    """The row as it stands; raises Refused where it is gone, or is not as it was `seen`."""
    fresh = Deliverable.objects.select_related("table").filter(pk=row.pk).first()
    if fresh is None or seen not in (None, fresh.revision):
        raise Refused("这一行刚被别人改过，您的修改没有保存。请看过最新内容后再改。")
    return fresh


def _fresh_table(table: TaskTable) -> TaskTable:
    fresh = TaskTable.objects.select_related("category").filter(pk=table.pk).first()
    if fresh is None:
        raise Refused("这张表刚被别人改过，您的修改没有保存。请看过最新内容后再改。")
    return fresh


def _insert(row: Deliverable, after: Deliverable | None) -> None:
    """Save the row behind another one of its table, or as the last; the rows are numbered without gaps."""
    rows = list(row.table.deliverables.order_by("order", "pk"))
    place = next((i for i, one in enumerate(rows, start=1) if after and one.pk == after.pk), len(rows))
    for number, one in enumerate([*rows[:place], row, *rows[place:]], start=1):
        one.order = number
    Deliverable.objects.bulk_update(rows, ["order"])
    row.save()
