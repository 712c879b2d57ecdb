"""What an amendment of a plan in force does to whom: worked out before it is done, and once more when it is.

Nothing is written here, so the page that shows the effect and the action that brings it about ask the same function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.kit import clock
from luoshi.obligations.effects import Change, Do, Effect, day_words
from luoshi.obligations.models import Obligation
from luoshi.obligations.standing import standing
from luoshi.plans.models import Amendment, Deliverable, NamedUnit, Plan, TaskTable
from luoshi.plans.queries.assignments import Assignment, assign_to, calendar_of, due_of, units_below

S = Obligation.State
EXTRA_TABLE = "调整增加的任务"


@dataclass(frozen=True)
class MoveDate:
    """Another day for a row: for all its units, or only for those given."""

    kind: ClassVar[Amendment.Kind] = Amendment.Kind.MOVE_DATE
    row: Deliverable
    day: date
    units: tuple[Unit, ...] | None = None


@dataclass(frozen=True)
class Waive:
    """A row is owed no more: by all its units, or only by those given."""

    kind: ClassVar[Amendment.Kind] = Amendment.Kind.WAIVE
    row: Deliverable
    units: tuple[Unit, ...] | None = None


@dataclass(frozen=True)
class AddRow:
    """A new row, not saved, in a table of the plan or (None) in the table of what was added."""

    kind: ClassVar[Amendment.Kind] = Amendment.Kind.ADD_ROW
    row: Deliverable
    table: TaskTable | None = None
    categories: tuple[UnitCategory, ...] = ()
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class ChangeUnits:
    """Units that shall owe a row, and units that shall owe it no more."""

    kind: ClassVar[Amendment.Kind] = Amendment.Kind.CHANGE_UNITS
    row: Deliverable
    add: tuple[Unit, ...] = ()
    off: tuple[Unit, ...] = ()


Wanted = MoveDate | Waive | AddRow | ChangeUnits


def effect_of(plan: Plan, wanted: Wanted) -> Effect:
    """What the amendment would do today; the row is read anew, so that nothing stale is reckoned with."""
    if isinstance(wanted, AddRow):
        return _add_row(plan, wanted)
    row = Deliverable.objects.select_related("table__category").get(pk=wanted.row.pk)
    mine = {o.unit_id: o for o in Obligation.objects.filter(deliverable=row, plan=plan).select_related("unit")}
    if row.dropped or row.table.plan_id != plan.pk:
        return _effect(plan, wanted, row, [], reasons=["这份方案没有这一行任务。请从方案页重新选。"])
    if isinstance(wanted, MoveDate):
        return _move_date(plan, wanted, row, mine)
    if isinstance(wanted, Waive):
        made = [_waived(obligation) for obligation in _chosen(wanted.units, mine)]
        return _effect(plan, wanted, row, made, reasons=_strangers(wanted.units, mine))
    return _change_units(plan, wanted, row, mine)


def _move_date(plan: Plan, wanted: MoveDate, row: Deliverable, mine: dict[int, Obligation]) -> Effect:
    calendar = calendar_of(plan)
    due = calendar.next_workday(wanted.day) if calendar else wanted.day
    made, shifts = [], Counter[tuple[str, str]]()
    for obligation in _chosen(wanted.units, mine):
        if obligation.state in Obligation.OUTSIDE:
            words = obligation.get_state_display()
            made.append(Change(Do.KEEP, obligation.unit, words, f"{words}，不涉及期限", obligation))
            continue
        before, after = _at(obligation, obligation.due), _at(obligation, due)
        do = Do.MOVE if (obligation.stated_due, obligation.due) != (wanted.day, due) else Do.KEEP
        told, then = _words(obligation), _words(obligation, due)
        made.append(Change(do, obligation.unit, told, then, obligation, wanted.day, due))
        if before != after:
            shifts[before, after] += 1
    return _effect(
        plan, wanted, row, made,
        shifts=[f"{number} 项由{before}变为{after}" for (before, after), number in shifts.items()],
        warnings=_rests(wanted.day, due) + _past(due) + _outside(plan, due),
        reasons=_strangers(wanted.units, mine),
        row_due=(row.due, wanted.day) if wanted.units is None else None,
    )  # fmt: skip


def _change_units(plan: Plan, wanted: ChangeUnits, row: Deliverable, mine: dict[int, Obligation]) -> Effect:
    due = due_of(row, calendar_of(plan))
    made, reasons = [], _not_below(plan, wanted.add)
    if due is None:
        return _effect(plan, wanted, row, [], reasons=[*reasons, "这一行没有到期日。请先调整期限。"])
    for unit in wanted.add:
        found = mine.get(unit.pk)
        if found is None:
            assignment = Assignment(row, unit, due, True, "", "")
            made.append(Change(Do.CREATE, unit, "没有这项任务", _anew(due), None, row.due, due, assignment))
        elif found.state in Obligation.OUTSIDE:
            made.append(Change(Do.REINSTATE, unit, found.get_state_display(), _anew(due), found, row.due, due))
        else:
            words = _words(found)
            made.append(Change(Do.KEEP, unit, words, f"{words}；已有这项任务", found))
    made += [_waived(mine[unit.pk]) for unit in wanted.off if unit.pk in mine]
    both = [unit.short_name for unit in wanted.add if unit in wanted.off]
    if both:
        reasons.append(f"{'、'.join(both)}既要增加又要去掉。请只选一边。")
    adds = any(change.do in {Do.CREATE, Do.REINSTATE} for change in made)
    reasons += _strangers(wanted.off, mine)
    return _effect(plan, wanted, row, made, reasons=reasons, warnings=_past(due) if adds else [])


def _add_row(plan: Plan, wanted: AddRow) -> Effect:
    row = wanted.row
    row.table = table_for(plan, wanted.table)
    if row.table.plan_id != plan.pk:
        return _effect(plan, wanted, row, [], reasons=["这份方案没有这张任务表。请重新选。"])
    named = {unit.pk: (unit, NamedUnit.Part.IMPLEMENT.value) for unit in wanted.units}
    found = assign_to(plan, [(row, named, [category.pk for category in wanted.categories])])
    reasons = _not_below(plan, wanted.units)
    unknown = [assignment.unit.short_name for assignment in found if assignment.applies is None]
    if row.due is None:
        reasons.append("没有读出到期日。请填写日期，或者把期限写成“9月底”这样的话。")
    if not found:
        reasons.append("没有单位要办这一行。请选单位类别，或者选责任单位。")
    if unknown:
        reasons.append(
            f"{'、'.join(unknown[:5])}{'等' if len(unknown) > 5 else ''}共 {len(unknown)} 家是否符合“{row.condition}”"
            "还没有填报。请在“单位”中补填后再调整。"
        )
    made = []
    for assignment in found if not reasons else []:
        due = assignment.due
        assert due is not None  # noqa: S101 - a row without a date is refused above
        after = _anew(due) if assignment.applies else f"不适用：{assignment.reason}"
        made.append(Change(Do.CREATE, assignment.unit, "没有这项任务", after, None, row.due, due, assignment))
    warnings = [str(flag["message"]) for flag in row.flags]
    due = due_of(row, calendar_of(plan))
    if row.due and due:
        warnings += _rests(row.due, due) + _past(due)
    return _effect(plan, wanted, row, made, reasons=reasons, warnings=warnings)


def table_for(plan: Plan, table: TaskTable | None) -> TaskTable:
    """The table that was chosen; else the plan's table of what was added, made and not saved where it has none."""
    if table is not None:
        return table
    tables = list(plan.tables.select_related("category"))
    found = next((one for one in tables if one.name == EXTRA_TABLE and one.category_id is None), None)
    return found or TaskTable(plan=plan, order=max((one.order for one in tables), default=0) + 1, name=EXTRA_TABLE)


def _effect(  # noqa: PLR0913 - an effect has that many parts
    plan: Plan,
    wanted: Wanted,
    row: Deliverable,
    made: Sequence[Change],
    *,
    reasons: Iterable[str] = (),
    warnings: Iterable[str] = (),
    shifts: Iterable[str] = (),
    row_due: tuple[date | None, date] | None = None,
) -> Effect:
    """The parts put together, units in their own order, with the counts of the plan."""
    made = sorted(made, key=lambda change: (change.unit.order, change.unit.pk))
    changes = tuple(change for change in made if change.do is not Do.KEEP)
    duties = Obligation.objects.filter(plan=plan).count()
    owed = Obligation.objects.filter(plan=plan).exclude(state__in=Obligation.OUTSIDE).count()
    new = sum(1 for change in changes if change.do is Do.CREATE)
    more = sum(_weight(change) for change in changes)
    told = list(reasons)
    if not told and not changes:
        told = ["这样调整不影响任何任务。请检查所选的单位和日期。"]
    return Effect(
        title=f"{wanted.kind.label}：{row.item} {row.material}",
        changes=changes,
        kept=tuple(change for change in made if change.do is Do.KEEP),
        duties=(duties, duties + new),
        applicable=(owed, owed + more),
        shifts=tuple(shifts),
        warnings=tuple(warnings),
        reasons=tuple(dict.fromkeys(told)),
        row_due=row_due,
        request="\t".join(_told(plan, wanted, row)),
    )


def _weight(change: Change) -> int:
    """By how much the number of duties that apply changes."""
    if change.do is Do.CREATE:
        return 1 if change.assignment and change.assignment.applies else 0
    return {Do.WAIVE: -1, Do.REINSTATE: 1}.get(change.do, 0)


def _told(plan: Plan, wanted: Wanted, row: Deliverable) -> Iterator[str]:
    """What was asked for, for the digest."""
    yield from (plan.public_id, wanted.kind.value, row.material, row.item, row.condition, str(row.due))
    if isinstance(wanted, AddRow):
        yield from (row.table.name, row.ordinal, row.deadline_text, str(sorted(row.evidence.items())))
    else:
        yield row.public_id
    if isinstance(wanted, MoveDate):
        yield from (str(wanted.day), str(wanted.units is None))


def _waived(obligation: Obligation) -> Change:
    words = _words(obligation)
    if obligation.state in Obligation.OUTSIDE:
        return Change(Do.KEEP, obligation.unit, words, f"{words}，不变", obligation)
    if obligation.state == S.ACCEPTED:
        return Change(Do.KEEP, obligation.unit, words, f"{words}，已通过的保留", obligation)
    return Change(Do.WAIVE, obligation.unit, words, S.WAIVED.label, obligation)


def _strangers(units: Iterable[Unit] | None, mine: dict[int, Obligation]) -> list[str]:
    names = [unit.short_name for unit in units or () if unit.pk not in mine]
    return [f"{'、'.join(names)}没有这项任务。请只选有这项任务的单位。"] if names else []


def _chosen(units: Iterable[Unit] | None, mine: dict[int, Obligation]) -> list[Obligation]:
    """The duties of these units; None means all."""
    return [*mine.values()] if units is None else [mine[unit.pk] for unit in units if unit.pk in mine]


def _not_below(plan: Plan, units: Iterable[Unit]) -> list[str]:
    below = {unit.pk for unit in units_below(plan)}
    wrong = [unit.short_name for unit in units if unit.pk not in below]
    return [f"{name}不是{plan.unit.short_name}的下级单位，不能给它增加任务。" for name in wrong]


def _rests(stated: date, due: date) -> list[str]:
    return [f"{day_words(stated)}是休息日，按方案顺延到{day_words(due)}。"] if due != stated else []


def _past(due: date) -> list[str]:
    return [f"{day_words(due)}已经过去，没有报送的单位立即逾期。"] if due < clock.today() else []


def _outside(plan: Plan, due: date) -> list[str]:
    return [f"{day_words(due)}不在方案年度（{plan.year}年）内，请核对。"] if plan.year and due.year != plan.year else []


def _anew(due: date) -> str:
    """How a duty that begins today stands, as a person tells it."""
    return f"{day_words(due)}到期，{standing(S.PENDING, due, None, clock.today()).kind.label}"


def _at(obligation: Obligation, due: date) -> str:
    """How the obligation stands with that due date."""
    return standing(obligation.state, due, obligation.first_submitted_at, clock.today()).kind.label


def _words(obligation: Obligation, due: date | None = None) -> str:
    """The due date and how it stands, as a person tells it; only the state where nothing is owed."""
    if obligation.state in Obligation.OUTSIDE:
        return obligation.get_state_display()
    due = due or obligation.due
    return f"{day_words(due)}到期，{_at(obligation, due)}"
