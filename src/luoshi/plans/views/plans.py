"""Pages: plans, upload, the draft as read."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts.models import Unit
from luoshi.audit.queries import HistoryLine, history_lines
from luoshi.files.serve import serve
from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.plans.actions.uploading import attach_signed, upload_plan
from luoshi.plans.forms import PlanUploadForm, SignedForm
from luoshi.plans.models import Plan
from luoshi.plans.queries.amendments import in_force
from luoshi.plans.queries.assignments import rows_of
from luoshi.plans.queries.doubts import open_doubts
from luoshi.plans.queries.lists import PlanFilter, listed_plans, years_of_plans
from luoshi.plans.queries.tables import tables_of
from luoshi.workflow.engine import options


@require_safe
def plan_list(request: Request) -> HttpResponse:
    """Plans one may see, newest first."""
    asked = PlanFilter.sent(request.GET)
    page = {
        "page": Paginator(listed_plans(request.actor, asked), 20).get_page(request.GET.get("page")),
        "asked": asked,
        "years": years_of_plans(request.actor),
        "kinds": Plan.Kind.choices,
        "states": Plan.State.choices,
        "may_upload": request.actor.may("plans.manage"),
        "may_view": request.actor.may("plans.view"),
    }
    return render(request, "plans/plan_list.html", page)


@require_http_methods(["GET", "POST"])
def plan_upload(request: Request) -> HttpResponse:
    """Upload a document and go to the draft as read."""
    if not request.actor.may("plans.manage"):
        raise Forbidden("您的身份不能上传方案。")
    form = PlanUploadForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        unit = get_object_or_404(Unit, pk=request.actor.unit_id)
        try:
            plan = upload_plan(form.cleaned_data["file"], unit=unit, by=request.actor)
            if visible_to(Plan, request.actor).filter(source=plan.source_id, state=plan.State.DRAFT)[1:].exists():
                messages.warning(request, "同一份文件另有一份草稿。只留一份，另一份请在它的页面上废弃。")
            return redirect("plans:plan_confirm", plan.public_id)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("file", reason)
    return render(request, "plans/plan_upload.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def plan_detail(request: Request, public_id: str) -> HttpResponse:
    """The plan as it stands: head, tables with their deadlines as words, rule and date, what was done to it."""
    plan = get_visible(Plan, request.actor, public_id)
    rows = [row for row in rows_of(plan) if not row.dropped]
    page = {
        "plan": plan,
        "tables": tables_of(plan),
        "rows": len(rows),
        "doubts": open_doubts(plan, rows),
        "may_manage": request.actor.may("plans.manage", plan),
        "options": options(plan, by=request.actor),
        "history": _history(request, plan),
        "in_force": in_force(plan, request.actor),
    }
    return render(request, "plans/plan_detail.html", page)


def _history(request: Request, plan: Plan) -> list[HistoryLine]:
    """What was done to the plan; how a draft came about is for those who manage it."""
    lines = history_lines(plan)
    if request.actor.may("plans.manage", plan):
        return lines
    issued = next((place for place, line in enumerate(lines) if line.entry.action == "plans.issue"), 0)
    return lines[issued:]


@require_safe
def plan_file(request: Request, public_id: str) -> FileResponse:
    """The document as it was uploaded."""
    plan = get_visible(Plan, request.actor, public_id)
    if plan.source is None:
        raise Http404
    return serve(plan.source, name=plan.source_name, by=request.actor, subject=plan.ref)


@require_safe
def signed_file(request: Request, public_id: str) -> FileResponse:
    """The signed document."""
    plan = get_visible(Plan, request.actor, public_id)
    if plan.signed is None:
        raise Http404
    return serve(plan.signed, name=plan.signed_name, by=request.actor, subject=plan.ref)


@require_http_methods(["GET", "POST"])
def signed_attach(request: Request, public_id: str) -> HttpResponse:
    """Attach the signed PDF, and go back to where it is needed."""
    plan = get_visible(Plan, request.actor, public_id)
    if not request.actor.may("plans.manage", plan):
        raise Forbidden("您的身份不能给这份方案附签发件。")
    form = SignedForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            attach_signed(plan, form.cleaned_data["file"], by=request.actor)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("file", reason)
        else:
            messages.success(request, "签发件已附上。")
            return redirect("obligations:plan_issue", public_id) if plan.state == plan.State.DRAFT else redirect(plan)
    page = {"plan": plan, "form": form}
    return render(request, "plans/signed_attach.html", page, status=422 if form.errors else 200)
