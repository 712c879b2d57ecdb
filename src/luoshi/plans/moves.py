"""The moves of a plan."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from luoshi.plans.models import Deliverable, Plan
from luoshi.plans.queries import assignments, unanswered
from luoshi.workflow.engine import Move, Step, define

S = Plan.State


def has_year_and_rows(step: Step) -> Iterator[str]:
    """A plan without a year or without a row makes no duties."""
    if not step.obj.year:
        yield "没有读出年度。请废弃这份草稿，检查原件标题后重新上传。"
    if not Deliverable.objects.filter(table__plan=step.obj).exists():
        yield "没有读出任务分解表。请废弃这份草稿，检查原件后重新上传。"


def is_not_issued_yet(step: Step) -> Iterator[str]:
    """The same document, or the same number in the same year, is issued once."""
    plan = step.obj
    same = Q(source=plan.source_id)
    if plan.doc_number:
        same |= Q(doc_number=plan.doc_number, year=plan.year)
    if Plan.objects.filter(same, unit=plan.unit_id, state=S.ISSUED).exclude(pk=plan.pk).exists():
        yield "同一份方案已经下达过，再次下达会让各单位的任务翻倍。请废弃这份草稿。"


def tables_have_units(step: Step) -> Iterator[str]:
    """Each table names a category that has units today."""
    concerned = {assignment.deliverable.table_id for assignment in assignments(step.obj)}
    for table in step.obj.tables.select_related("category"):
        if table.category and table.pk not in concerned and table.deliverables.exists():
            yield f"“{table.category}”这一类现在没有单位，“{table.name}”生成不了任务。请先导入单位。"
        if table.category is None:
            yield f"“{table.name}”没有对上单位类别“{table.category_name}”。请先导入这一类单位，再重新上传方案。"


def rows_are_dated(step: Step) -> Iterator[str]:
    """Each row has a date; none is invented here."""
    for row in Deliverable.objects.filter(table__plan=step.obj, due=None).select_related("table"):
        yield f"“{row.table.name}”的“{row.material}”没有读出到期日。请在原件中写明期限后重新上传。"


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
        guards=(is_not_issued_yet, has_year_and_rows, tables_have_units, rows_are_dated, functions_are_stated),
        effects=(note_time,),
        via="obligations:plan_issue",
    ),
    Move("discard", "废弃草稿", frozenset({S.DRAFT}), S.DISCARDED, "plans.manage", asks="请写明为什么废弃。"),
    born={S.DRAFT},
)
