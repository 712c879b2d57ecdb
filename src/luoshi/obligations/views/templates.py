"""Pages: what an office offers for a row of its plan, and the files of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.audit.queries import history_lines
from luoshi.files.serve import serve
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.obligations.actions.templates import add_template, remove_template
from luoshi.obligations.forms.asking import TemplateForm
from luoshi.obligations.models import FormTemplate
from luoshi.obligations.queries.asking import row_help
from luoshi.plans.models import Deliverable, Plan


@require_http_methods(["GET", "POST"])
def deliverable_help(request: Request, public_id: str, row: str) -> HttpResponse:
    """Templates, samples and questions of one row; sent, it adds a template."""
    plan = get_visible(Plan, request.actor, public_id)
    if not request.actor.may("obligations.guide", plan):
        raise Forbidden("模板和样例由方案制发单位的办公室管理员、审核人员管理。")
    found = Deliverable.objects.select_related("table__plan__unit").filter(table__plan=plan, public_id=row).first()
    if found is None or found.dropped:
        raise Http404
    form = TemplateForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = add_template(found, form.cleaned_data["file"], by=request.actor)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("file", reason)
        else:
            messages.success(request, f"模板“{made.name}”已附上，承担这项任务的单位可以下载。")
            return redirect("obligations:deliverable_help", public_id, row)
    page = {"plan": plan, "row": found, "form": form, "shown": row_help(found, request.actor)}
    page["history"] = history_lines(found)
    return render(request, "obligations/deliverable_help.html", page, status=422 if form.errors else 200)


@require_safe
def template_file(request: Request, public_id: str) -> FileResponse:
    """The file of a template."""
    template = get_visible(FormTemplate, request.actor, public_id)
    return serve(template.blob, name=template.name, by=request.actor, subject=template.ref)


@require_http_methods(["GET", "POST"])
def template_remove(request: Request, public_id: str) -> HttpResponse:
    """Ask once, then offer the template no more."""
    template = get_visible(FormTemplate, request.actor, public_id)
    row = template.deliverable
    if not request.actor.may("obligations.guide", row.table.plan):
        raise Forbidden("模板由方案制发单位的办公室管理员、审核人员撤下。")
    if request.method == "POST":
        try:
            remove_template(template, by=request.actor)
            messages.success(request, f"模板“{template.name}”已撤下。")
        except Refused as refused:
            messages.info(request, refused.reasons[0])
        return redirect("obligations:deliverable_help", row.table.plan.public_id, row.public_id)
    return render(request, "obligations/template_remove.html", {"template": template, "row": row})
