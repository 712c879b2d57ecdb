"""The moves of a plan."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from luoshi.kit import clock
from luoshi.plans.models import Plan
from luoshi.plans.queries.assignments import assignments, rows_of, unanswered, units_below
from luoshi.plans.queries.comparison import units_no_more
from luoshi.plans.queries.doubts import open_doubts
from luoshi.workflow.engine import Move, Step, define

S = Plan.State


def has_year_and_rows(step: Step) -> Iterator[str]:
    """A plan has a year; without a row it makes no duties, and then its signed document is what is issued."""
    if not step.obj.year:
        yield "还没有年度。请在核对页的题头里填写。"
    if not step.obj.signed_id and not rows_of(step.obj):
        yield "没有一行任务。请在核对页增加；只印发方案、不向下级布置任务的，请先附上签发件（PDF）。"


def is_not_issued_yet(step: Step) -> Iterator[str]:
    """The same document, or the same number in the same year, is issued once."""
    plan = step.obj
    same = Q(pk=None)
    if plan.source_id:
        same |= Q(source=plan.source_id)
    if plan.doc_number:
        same |= Q(doc_number=plan.doc_number, year=plan.year)
    if Plan.objects.filter(same, unit=plan.unit_id, state=S.ISSUED).exclude(pk=plan.pk).exists():
        yield "同一份方案已经下达过，再次下达会让各单位的任务翻倍。请废弃这份草稿。"


def doubts_are_settled(step: Step) -> Iterator[str]:
    """Every doubt was looked at, or accepted as it stands in words."""
    left = open_doubts(step.obj, rows_of(step.obj))
    if left:
        yield f"还有 {left} 处疑点没有处理。请到核对页逐处处理，或写明理由后按原样接受。"


def rows_have_units(step: Step) -> Iterator[str]:
    """Each row concerns some unit today; a plan of a unit with none below it makes no duties and needs none."""
    if not units_below(step.obj):
        return
    concerned = {assignment.deliverable.pk for assignment in assignments(step.obj)}
    idle = Counter(
        (row.table.name, "、".join(map(str, row.categories.all())) or str(row.table.category or ""))
        for row in rows_of(step.obj)
        if row.pk not in concerned
    )
    for (table, category), rows in idle.items():
        if category:
            yield f"“{category}”这一类现在没有单位，“{table}”有 {rows} 行生成不了任务。请先导入单位。"
        else:
            yield f"“{table}”有 {rows} 行没有责任单位。请在核对页选单位类别，或逐行写明责任单位。"


def named_units_exist(step: Step) -> Iterator[str]:
    """The units that rows name exist today: nobody hands in for one that is no more."""
    today = clock.today()
    gone = [(row, one) for row in rows_of(step.obj) for one in row.named.all() if not one.unit.is_valid_on(today)]
    advice = units_no_more(step.obj) if gone else {}
    for row, one in gone:
        yield f"“{row.material[:30]}”{advice[one.unit_id]}"


def rows_are_dated(step: Step) -> Iterator[str]:
    """Each row has a date; none is invented here."""
    for row in rows_of(step.obj):
        if row.due is None:
            yield f"“{row.table.name}”的“{row.material or '（空行）'}”没有到期日。请在核对页填写。"


def functions_are_stated(step: Step) -> Iterator[str]:
    """Conditions read the functions of units; unknown is answered first, never taken for no."""
    names = unanswered(step.obj)
    if names:
        more = f"等 {len(names)} 家" if len(names) > 3 else f"共 {len(names)} 家"
        yield f"{'、'.join(names[:3])}{more}是否具有方案要求的职能还没有填报。请在“单位”中补填后再下达。"


def note_time(step: Step) -> Mapping[str, Any]:
    """Keep when the plan was issued."""
    Plan.objects.filter(pk=step.obj.pk).update(issued_at=step.at)
    return {}


define(
    Plan,
    Move(
        "issue",
        "下达",
        frozenset({S.DRAFT}),
        S.ISSUED,
        "plans.manage",
        guards=(
            is_not_issued_yet,
            has_year_and_rows,
            doubts_are_settled,
            rows_have_units,
            named_units_exist,
            rows_are_dated,
            functions_are_stated,
        ),
        effects=(note_time,),
        via="obligations:plan_issue",
    ),
    Move("discard", "废弃草稿", frozenset({S.DRAFT}), S.DISCARDED, "plans.manage", asks="请写明为什么废弃。"),
    born={S.DRAFT},
)
