"""The confirm page of a draft: looking at it, and every gesture on it. All answers lead back to the row in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts.models import UnitCategory
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.ids import row_number
from luoshi.kit.request import Request
from luoshi.plans.actions import editing
from luoshi.plans.forms import AcceptForm, BulkForm, HeadForm, NewTableForm, RowForm, TableForm
from luoshi.plans.matching import Matcher
from luoshi.plans.models import Deliverable, Plan, TaskTable
from luoshi.plans.parts import halves
from luoshi.plans.queries.coverage import rest_day_moves
from luoshi.plans.queries.desk import (
    SHOWS,
    WHOLE,
    Wanted,
    desk,
    row_after,
    spoken_duties,
    touched_by_last_step,
)
from luoshi.plans.queries.once import read_once
from luoshi.plans.queries.paper import paper_beside
from luoshi.workflow.engine import options

DraftView = Callable[..., HttpResponse]
KEPT = ("part", "show", "q")  # what the address keeps from gesture to gesture


def draft_page(view: DraftView) -> Callable[..., HttpResponse]:
    """Hand the view the draft; who may not manage it is refused, what is no draft any more leads to its page."""

    @wraps(view)
    def page(request: Request, public_id: str, **kwargs: str) -> HttpResponse:
        """Load, check, hand on."""
        plan = get_visible(Plan, request.actor, public_id)
        if not request.actor.may("plans.manage", plan):
            raise Forbidden("您的身份不能核对这份方案。")
        if plan.state != Plan.State.DRAFT:
            messages.info(request, f"这份方案{plan.get_state_display()}，不再核对草稿。")
            return redirect(plan)
        return view(request, plan, **kwargs)

    return page


@require_safe
@draft_page
def plan_confirm(request: Request, plan: Plan) -> HttpResponse:
    """The original on the left, the draft on the right, and what issuing would make below."""
    return _page(request, plan)


@require_http_methods(["GET", "POST"])
@draft_page
def row_edit(request: Request, plan: Plan, row: str) -> HttpResponse:
    """Save the row in hand, then do what the button says; what cannot be saved is shown as it was typed."""
    found = _row(plan, row)
    if found is None:
        return _gone(request, plan)
    then = request.POST.get("then", "save")
    if request.method != "POST":
        return redirect(_address(request, plan, found))
    form = RowForm(request.POST, row=found, plan=plan)
    try:
        if then not in ("drop", "restore", "uncheck"):
            if not form.is_valid():
                return _page(request, plan, form=form, row=found, status=422)
            editing.edit_row(found, form.edit(), by=request.actor)
        return redirect(_address(request, plan, _then(request, plan, found, then)))
    except Refused as refused:
        found = _row(plan, row)
        if found is None:
            return _gone(request, plan)
        return _page(request, plan, form=form, row=found, problems=refused.reasons, status=409)


@require_http_methods(["GET", "POST"])
@draft_page
def head_edit(request: Request, plan: Plan) -> HttpResponse:
    """Save the head of the draft."""
    if request.method != "POST":
        return redirect(_address(request, plan, part=WHOLE))
    form = HeadForm(request.POST, plan=plan)
    if not form.is_valid():
        return _page(request, plan, head=form, part=WHOLE, status=422)
    try:
        editing.edit_head(plan, form.edit(), by=request.actor)
    except Refused as refused:
        plan = get_visible(Plan, request.actor, plan.public_id)
        return _page(request, plan, part=WHOLE, problems=refused.reasons, status=409)
    return redirect(_address(request, plan, part=WHOLE))


@require_http_methods(["GET", "POST"])
@draft_page
def draft_step(request: Request, plan: Plan, name: str) -> HttpResponse:
    """One gesture on the draft as a whole: undo, accept, settle, duty, bulk, category, table, add."""
    step = STEPS.get(name)
    if request.method != "POST" or step is None:
        return redirect(_address(request, plan))
    try:
        row = step(request, plan)
    except Refused as refused:
        return _page(request, plan, problems=refused.reasons, status=409)
    return redirect(_address(request, plan, row or _row(plan, request.GET.get("row", ""))))


def _then(request: Request, plan: Plan, row: Deliverable, then: str) -> Deliverable | None:
    """What follows the saving, and the row to show next."""
    by = request.actor
    if then == "check":
        editing.check_row(row, by=by)
        return _onward(request, plan, row)
    if then == "drop":
        editing.drop_row(row, by=by)
        return _onward(request, plan, row)
    if then in ("restore", "uncheck"):
        editing.drop_row(row, by=by, dropped=False) if then == "restore" else editing.check_row(
            row, by=by, checked=False
        )
    if then == "split":
        editing.split_row(row, request.POST.get("first", ""), request.POST.get("second", ""), by=by)
    if then == "merge":
        editing.merge_rows(row, by=by)
    if then == "add":
        return editing.add_row(row.table, by=by, after=row)
    return row


def _onward(request: Request, plan: Plan, row: Deliverable) -> Deliverable:
    following = row_after(plan, row, _wanted(request))
    if following is None:
        messages.success(request, "各行都核对过了。" if not request.GET.get("show") else "筛选出的各行都核对过了。")
    return following or row


def _undo(request: Request, plan: Plan) -> Deliverable | None:
    touched = touched_by_last_step(plan)
    label = editing.undo(plan, by=request.actor, last=row_number(request.POST.get("last", "")))
    messages.info(request, f"已撤销：{label}。")
    return _row(plan, touched)


def _accept(request: Request, plan: Plan) -> None:
    number = editing.accept_doubts(plan, _given(AcceptForm(request.POST))["note"], by=request.actor)
    if number:
        messages.success(request, f"{number} 处疑点按原样接受，理由已记入办理经过。")
    else:
        messages.info(request, "没有可以按原样接受的疑点。没有到期日的行，请先填日期。")


def _settle(request: Request, plan: Plan) -> None:
    editing.settle_doubt(plan, _index(request), by=request.actor)


def _duty(request: Request, plan: Plan) -> None:
    index = _index(request)
    printed = plan.office_duties[index]["who"] if 0 <= index < len(plan.office_duties) else []
    units = Matcher([who["name"] for who in printed], within=plan.unit).row(printed).units
    row = editing.take_duty(plan, index, units=[unit for unit, _ in units], by=request.actor)
    messages.success(request, f"已列入“{row.table.name}”，请核对责任单位。")


def _bulk(request: Request, plan: Plan) -> None:
    form = BulkForm(request.POST)
    _given(form)
    rows = list(Deliverable.objects.filter(table__plan=plan, public_id__in=request.POST.getlist("pick")))
    edit = form.edit(request.POST.get("act", ""))
    if rows and edit == editing.BulkEdit():
        raise Refused("没有写明要改什么。请先填到期日、单位类别或者证明材料。")
    changed = editing.edit_rows(plan, rows, edit, by=request.actor)
    same = f"，另有 {len(rows) - changed} 行没有变化" if changed < len(rows) else ""
    messages.info(request, f"{changed} 行已一起修改{same}。")


def _category(request: Request, plan: Plan) -> None:
    category: UnitCategory | None = _given(TableForm(request.POST))["category"]
    editing.set_category(_table_given(request, plan), category, by=request.actor)


def _table(request: Request, plan: Plan) -> Deliverable:
    given = _given(NewTableForm(request.POST))
    return editing.add_table(plan, given["name"], given["category"], by=request.actor)


def _add(request: Request, plan: Plan) -> Deliverable:
    return editing.add_row(_table_given(request, plan), by=request.actor)


STEPS: dict[str, Callable[[Request, Plan], Deliverable | None]] = {
    "undo": _undo, "accept": _accept, "settle": _settle, "duty": _duty, "bulk": _bulk, "category": _category,
    "table": _table, "add": _add,
}  # fmt: skip


def _given(form: Form) -> dict[str, Any]:
    """What a small form says; its faults are told like any other refusal."""
    if not form.is_valid():
        raise Refused(*(str(error) for errors in form.errors.values() for error in errors))
    return form.cleaned_data


def _index(request: Request) -> int:
    index = row_number(request.POST.get("index", ""))
    return -1 if index is None else index


def _table_given(request: Request, plan: Plan) -> TaskTable:
    table = TaskTable.objects.filter(plan=plan, public_id=request.POST.get("table", "")).first()
    if table is None:
        raise Refused("这张表已经不在草稿里，可能刚被撤销。")
    return table


def _row(plan: Plan, public_id: str) -> Deliverable | None:
    return Deliverable.objects.filter(table__plan=plan, public_id=public_id).select_related("table__plan").first()


def _gone(request: Request, plan: Plan) -> HttpResponse:
    messages.warning(request, "这一行已经不在草稿里，可能刚被合并或者撤销。")
    return redirect(_address(request, plan))


def _wanted(request: Request, *, row: str = "", part: str = "") -> Wanted:
    asked = request.GET
    return Wanted(
        part=part or asked.get("part", ""),
        row=row or asked.get("row", ""),
        show=asked.get("show", "") if asked.get("show") in SHOWS else "",
        words=asked.get("q", "").strip(),
        page=asked.get("page", ""),
    )


def _address(request: Request, plan: Plan, row: Deliverable | None = None, *, part: str = "") -> str:
    """Back to the page: the filters stay, the row is in view."""
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    if part or row:
        kept.pop("part", None)
    kept |= {"part": part} if part else {"row": row.public_id} if row else {}
    url = reverse("plans:plan_confirm", args=[plan.public_id])
    return f"{url}{'?' if kept else ''}{urlencode(kept)}{'#row' if row else ''}"


def _page(  # noqa: PLR0913 - a page that is shown again has that many parts
    request: Request,
    plan: Plan,
    *,
    form: RowForm | None = None,
    head: HeadForm | None = None,
    row: Deliverable | None = None,
    part: str = "",
    problems: Iterable[str] = (),
    status: int = 200,
) -> HttpResponse:
    with read_once():
        wanted = _wanted(request, row=row.public_id if row else "", part=part)
        shown = desk(plan, wanted)
        kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
        filters = {name: value for name, value in kept.items() if name != "part"}
        page = {
            "plan": plan,
            "here": reverse("plans:plan_confirm", args=[plan.public_id]),
            "desk": shown,
            "paper": paper_beside(plan, shown.line.row if shown.line else None),
            "wanted": wanted,
            "shows": SHOWS,
            "keep": urlencode(filters),
            "problems": list(problems),
            "reasons": next((one.reasons for one in options(plan, by=request.actor) if one.move.name == "issue"), ()),
            "bulk": BulkForm(),
        }
        if shown.line:
            page["form"] = form or RowForm(row=shown.line.row, plan=plan)
            # What was typed against an older state stays so; only who has been told of the newer one may overwrite it.
            page["seen"] = form["seen"].value() if form and status == 422 else shown.line.row.revision
            page["halves"] = halves(shown.line.row.material)
        if shown.part == WHOLE:
            page |= {"head": head or HeadForm(plan=plan), "moves": rest_day_moves(plan)}
            page |= {"accept": AcceptForm(), "new_table": NewTableForm()}
            page["duties"] = spoken_duties(plan)
        elif shown.table:
            page["table_form"] = TableForm(table=shown.table)
        return render(request, "plans/plan_confirm.html", page, status=status)
