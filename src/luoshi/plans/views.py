"""Pages: plans, upload, the draft as read."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts.models import Unit
from luoshi.audit.queries import history_lines
from luoshi.files.serve import serve
from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.plans.actions import upload_plan
from luoshi.plans.forms import PlanUploadForm
from luoshi.plans.models import Plan
from luoshi.workflow.engine import options


@require_safe
def plan_list(request: Request) -> HttpResponse:
    """Plans one may see, newest first."""
    plans = visible_to(Plan, request.actor).annotate(rows=Count("tables__deliverables"))
    plans = plans.defer("reading").order_by("-created_at", "-pk")
    page = Paginator(plans, 20).get_page(request.GET.get("page"))
    return render(request, "plans/plan_list.html", {"page": page, "may_upload": request.actor.may("plans.manage")})


@require_http_methods(["GET", "POST"])
def plan_upload(request: Request) -> HttpResponse:
    """Upload a document and go to the draft as read."""
    if not request.actor.may("plans.manage"):
        raise Forbidden("您的身份不能上传方案。")
    form = PlanUploadForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        unit = get_object_or_404(Unit, pk=request.actor.unit_id)
        try:
            return redirect(upload_plan(form.cleaned_data["file"], unit=unit, by=request.actor))
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("file", reason)
    return render(request, "plans/plan_upload.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def plan_detail(request: Request, public_id: str) -> HttpResponse:
    """The plan as read: head, flags, tables with their deadlines as words, rule and date."""
    plan = get_visible(Plan, request.actor, public_id)
    tables = plan.tables.select_related("category").prefetch_related("deliverables")
    doubts = sum(len(row.flags) for table in tables for row in table.deliverables.all()) + len(plan.flags)
    page = {"plan": plan, "tables": tables, "doubts": doubts, "options": options(plan, by=request.actor)}
    page["history"] = history_lines(plan)
    return render(request, "plans/plan_detail.html", page)


@require_safe
def plan_file(request: Request, public_id: str) -> FileResponse:
    """The document as it was uploaded."""
    plan = get_visible(Plan, request.actor, public_id)
    return serve(plan.source, name=plan.source_name, by=request.actor, subject=plan.ref)
