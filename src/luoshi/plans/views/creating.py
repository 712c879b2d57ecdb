"""Pages: the ways to begin a plan, the empty form, the Excel sheet, a task in between."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts.models import Unit
from luoshi.kit import clock
from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.plans.actions.creating import create_plan, create_task
from luoshi.plans.creation_forms import BlankPlanForm, TaskForm
from luoshi.plans.models import Plan
from luoshi.plans.template_sheet import template_sheet

OFFERED = 20  # earlier plans in the choice of what to copy


@require_safe
def plan_new(request: Request) -> HttpResponse:
    """The ways to begin a plan; with `source` on to copying that one."""
    unit = _own_unit(request)
    if request.GET.get("source"):
        return redirect("plans:plan_copy", get_visible(Plan, request.actor, request.GET["source"]).public_id)
    earlier = visible_to(Plan, request.actor).filter(unit=unit, state=Plan.State.ISSUED, year__isnull=False)
    page = {
        "earlier": earlier.defer("reading").order_by("-year", "-pk")[:OFFERED],
        "has_below": unit.children.valid_on(clock.today()).exists(),
    }
    return render(request, "plans/plan_new.html", page)


@require_safe
def sheet_template(request: Request) -> HttpResponse:
    """The Excel sheet to fill in."""
    _own_unit(request)
    return workbook_answer(template_sheet(clock.today().year), "方案任务分解表填写样表")


@require_http_methods(["GET", "POST"])
def plan_blank(request: Request) -> HttpResponse:
    """Title and year of a plan that is written here, and on to its rows."""
    unit = _own_unit(request)
    form = BlankPlanForm(*sent(request), initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        plan = create_plan(given["title"], given["year"], unit=unit, by=request.actor, doc_number=given["doc_number"])
        return redirect("plans:plan_confirm", plan.public_id)
    return render(request, "plans/plan_blank.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def task_new(request: Request) -> HttpResponse:
    """A task in between, and on to its dry run."""
    unit = _own_unit(request)
    form = TaskForm(*sent(request), unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            plan = create_task(form.order(), unit=unit, by=request.actor)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            return redirect("obligations:plan_issue", plan.public_id)
    return render(request, "plans/task_new.html", {"form": form}, status=422 if form.errors else 200)


def _own_unit(request: Request) -> Unit:
    if not request.actor.may("plans.manage"):
        raise Forbidden("您的身份不能新建方案。")
    return get_object_or_404(Unit, pk=request.actor.unit_id)
