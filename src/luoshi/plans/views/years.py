"""Pages: a plan copied into the next year, and a plan beside that of the year before."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.audit.writer import record_access
from luoshi.kit.access import get_visible
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.plans.actions.renewing import copy_plan, take_over
from luoshi.plans.comparing import Change, counts
from luoshi.plans.creation_forms import CopyForm
from luoshi.plans.exports import comparison_sheet
from luoshi.plans.models import Plan
from luoshi.plans.queries.comparison import comparable, comparison, gains, open_copies, shown

LABELS = {
    Change.SAME: "相同",
    Change.WORDS: "文字有改动",
    Change.MOVED: "期限有变化",
    Change.ADDED: "新增",
    Change.DROPPED: "没有再列",
}


@require_http_methods(["GET", "POST"])
def plan_copy(request: Request, public_id: str) -> HttpResponse:
    """Copy a plan into another year; a second copy for the same year is asked about first."""
    plan = get_visible(Plan, request.actor, public_id)
    if not request.actor.may("plans.manage", plan):
        raise Forbidden("您的身份不能复制这份方案。")
    form = CopyForm(*sent(request), initial={"year": (plan.year or 0) + 1})
    drafts: list[Plan] = []
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["year"]
        try:
            new = copy_plan(plan, year, by=request.actor, again=form.cleaned_data["again"])
            return redirect("plans:plan_confirm", new.public_id)
        except Refused as refused:
            drafts = list(open_copies(plan, year))
            for reason in refused.reasons:
                form.add_error("year", reason)
    page = {"plan": plan, "form": form, "drafts": drafts}
    return render(request, "plans/plan_copy.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def plan_compare(request: Request, public_id: str) -> HttpResponse:
    """What changed since another plan; a draft can take over what that one knew."""
    plan = get_visible(Plan, request.actor, public_id)
    others, previous = _beside(request, plan)
    may_take = request.actor.may("plans.manage", plan) and plan.state == Plan.State.DRAFT
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        if not request.actor.may("plans.manage", plan):
            raise Forbidden("您的身份不能修改这份方案。")
        if previous is None:
            raise Http404
        try:
            taken = take_over(plan, previous, by=request.actor)
        except Refused as refused:
            reasons = refused.reasons
        else:
            words = f"{taken.rows} 行沿用了《{previous.title}》的设置。不合适的，可在核对页撤销这一步。"
            messages.success(request, words)
            return redirect("plans:plan_confirm", plan.public_id)
    lines = comparison(plan, previous) if previous else []
    found = counts(lines)
    kind = request.GET.get("kind", "")
    page = {
        "plan": plan,
        "others": others,
        "previous": previous,
        "kind": kind,
        "kinds": [(change.value, LABELS[change], found[change]) for change in Change],
        "both": sum({Change.WORDS, Change.MOVED} <= line.changes for line in lines),
        "total": len(lines),
        "lines": [shown(line, LABELS) for line in lines if not kind or kind in line.changes],
        "gains": gains(plan, previous) if previous and may_take else [],
        "may_take": may_take,
        "reasons": reasons,
    }
    return render(request, "plans/plan_compare.html", page, status=409 if reasons else 200)


@require_safe
def compare_sheet(request: Request, public_id: str) -> HttpResponse:
    """The comparison as an Excel sheet."""
    plan = get_visible(Plan, request.actor, public_id)
    _, previous = _beside(request, plan)
    if previous is None:
        raise Http404
    data = comparison_sheet(plan, [shown(line, LABELS) for line in comparison(plan, previous)])
    record_access("plans.export_comparison", by=request.actor, label="导出方案比较", subject=plan.ref)
    return workbook_answer(data, f"{plan.year or ''}年方案与上年比较")


def _beside(request: Request, plan: Plan) -> tuple[list[Plan], Plan | None]:
    """The plans to choose from, and the one that was asked for: else the forerunner, else the latest earlier one."""
    others = list(comparable(plan, request.actor))
    wanted = request.GET.get("with") or request.POST.get("with") or ""
    if wanted:
        chosen = next((one for one in others if one.public_id == wanted), None)
        if chosen is None:
            raise Http404
        return others, chosen
    own = next((one for one in others if one.pk == plan.previous_id), None)
    earlier = next((one for one in others if one.kind == plan.kind and (one.year or 0) < (plan.year or 9999)), None)
    return others, own or earlier
