"""Pages: asking for an extension or that a duty does not apply, the queue of requests, deciding."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts.models import UnitCategory
from luoshi.audit.queries import history_lines
from luoshi.audit.writer import record_access
from luoshi.files.serve import serve, serve_page
from luoshi.kit.access import get_visible
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.obligations.actions.requests import Asked, Decided, ask, decide, decide_many
from luoshi.obligations.asking import reasons_against_asking
from luoshi.obligations.asking_sheets import request_sheet
from luoshi.obligations.forms.requests import DecisionForm, RequestForm
from luoshi.obligations.models import DutyRequest, Obligation
from luoshi.obligations.queries.requests import (
    RequestFilter,
    days_around,
    effect_of_requests,
    listed_requests,
    request_queue,
    same_row,
)

Kind = DutyRequest.Kind
MOST = 200  # so many are decided in one go


@require_http_methods(["GET", "POST"])
def request_new(request: Request, public_id: str) -> HttpResponse:
    """Ask; whoever may not now is told why on the page of the duty."""
    duty = get_visible(Obligation, request.actor, public_id)
    if not request.actor.may("obligations.submit", duty):
        raise Forbidden("申请由本单位联络员提出。")
    wanted = request.GET.get("kind")
    kind = Kind(wanted) if wanted in Kind.values else Kind.EXTENSION
    if reasons := reasons_against_asking(duty, kind):
        messages.error(request, reasons[0])
        return redirect(duty)
    form = RequestForm(*sent(request), kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            ask(duty, Asked(kind, **form.cleaned_data), by=request.actor)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, f"已向{duty.plan.unit.short_name}{kind.label}，决定以前仍按现在的到期日办理。")
            return redirect(duty)
    page = {"obligation": duty, "kind": kind, "form": form, "days": days_around(duty)}
    return render(request, "obligations/request_new.html", page, status=422 if form.errors else 200)


@require_safe
def request_list(request: Request) -> HttpResponse:
    """What was asked of the own office; what waits for a decision, oldest first."""
    _only_deciders(request)
    asked = RequestFilter.sent(request.GET.dict())
    found = listed_requests(request.actor, asked)
    if request.GET.get("form") == "xlsx":
        rows = list(found)
        record_access("obligations.export_requests", by=request.actor, label="导出申请", note=f"{len(rows)} 件")
        return workbook_answer(request_sheet(rows), "申请")
    query = request.GET.copy()
    query.pop("page", None)
    page = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "asked": asked,
        "kinds": Kind.choices,
        "states": DutyRequest.State.choices,
        "categories": UnitCategory.objects.all(),
        "query": f"{query.urlencode()}&" if query else "",
    }
    return render(request, "obligations/request_list.html", page)


@require_http_methods(["GET", "POST"])
def request_detail(request: Request, public_id: str) -> HttpResponse:
    """One request: what was asked, what granting would do, how others were decided; and deciding it."""
    one = get_visible(DutyRequest, request.actor, public_id)
    may_decide = request.actor.may("obligations.decide_request", one)
    if request.method == "POST" and not may_decide:
        raise Forbidden("您的身份不能决定这件申请，或者您是这个单位的人员。")
    form = DecisionForm(
        request.POST if request.method == "POST" else None, kind=one.kind, initial={"day": one.wanted_due}
    )
    if request.method == "POST" and form.is_valid() and form.cleaned_data["move"] in ("grant", "refuse"):
        given = form.cleaned_data
        try:
            decided = decide(one, given["move"], by=request.actor, note=given["note"], day=given.get("day"))
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(
                request,
                f"{one.obligation.unit.short_name}的{one.get_kind_display()}，已答复“{decided.get_state_display()}”。",
            )
            return redirect("obligations:request_list")
    day = form.cleaned_data.get("day") if form.is_bound else None
    page = {
        "asked": one,
        "obligation": one.obligation,
        "form": form if may_decide and one.state == DutyRequest.State.OPEN else None,
        "effect": effect_of_requests([one], day=day) if one.state == DutyRequest.State.OPEN else None,
        "may_take_back": request.actor.may("obligations.request", one),
        "others": same_row(one, request.actor),
        "history": history_lines(one),
    }
    return render(request, "obligations/request_detail.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def request_decide(request: Request) -> HttpResponse:
    """Several of one kind: what granting them would do, and one reason for all."""
    _only_deciders(request)
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("r")[:MOST]
    open_ones = request_queue(request.actor).filter(public_id__in=chosen, state=DutyRequest.State.OPEN)
    requests = list(open_ones)
    if not requests or len({one.kind for one in requests}) > 1:
        words = "只能一起决定同一种申请。请按种类筛选后再勾选。" if requests else "请先勾选要决定的申请。"
        messages.error(request, words)
        return redirect("obligations:request_list")
    kind = Kind(requests[0].kind)
    form = DecisionForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid() and form.cleaned_data["move"] in ("grant", "refuse"):
        given = form.cleaned_data
        try:
            outcome = decide_many(requests, given["move"], by=request.actor, note=given["note"], day=given.get("day"))
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            _tell(request, outcome)
            return redirect("obligations:request_list")
    day = form.cleaned_data.get("day") if form.is_bound else None
    page = {"requests": requests, "kind": kind, "form": form, "effect": effect_of_requests(requests, day=day)}
    return render(request, "obligations/request_decide.html", page, status=422 if form.errors else 200)


@require_safe
def request_file(request: Request, public_id: str) -> FileResponse:
    """What was attached to a request."""
    one = get_visible(DutyRequest, request.actor, public_id)
    if one.blob is None:
        raise Http404
    return serve(one.blob, name=one.blob_name, by=request.actor, subject=one.ref)


@require_safe
def request_page(request: Request, public_id: str, number: int) -> FileResponse:
    """One page of what was attached, as an image."""
    one = get_visible(DutyRequest, request.actor, public_id)
    if one.blob is None:
        raise Http404
    try:
        return serve_page(one.blob, number)
    except Refused as refused:
        raise Http404 from refused


def _only_deciders(request: Request) -> None:
    if not request.actor.may("obligations.decide"):
        raise Forbidden("申请由方案制发单位的办公室管理员和办公室负责人决定。")


def _tell(request: Request, outcome: Decided) -> None:
    if outcome.done:
        verdict = outcome.done[0].get_state_display()
        messages.success(request, f"{len(outcome.done)} 件申请已答复“{verdict}”。")
    for one, reasons in outcome.refused:
        messages.error(
            request, f"{one.obligation.unit.short_name}“{one.obligation.deliverable.material[:30]}”：{reasons[0]}"
        )
