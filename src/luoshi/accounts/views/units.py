"""Pages: the list of units, one unit, import and export."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts import exports
from luoshi.accounts.actions import import_units
from luoshi.accounts.forms import UnitImportForm
from luoshi.accounts.models import Unit, UnitCategory, UnitName
from luoshi.accounts.permissions import leads
from luoshi.accounts.queries.people import contacts_of, former_contacts, people_of
from luoshi.accounts.queries.units import (
    SHOWN,
    find_units,
    function_lines,
    in_use,
    place_of,
    unit_rows,
    with_people,
)
from luoshi.audit.queries import history_lines
from luoshi.audit.writer import record_access
from luoshi.kit import clock
from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent


@require_safe
def unit_list(request: Request) -> HttpResponse:
    """Units within reach, by category and name; who sees his own unit only is led to its page."""
    if not request.actor.may("accounts.view"):
        raise Forbidden("您的身份不能查看单位名单。")
    if not leads(request.actor):
        return redirect(visible_to(Unit, request.actor).get())
    filters = _filters(request)
    page = Paginator(with_people(find_units(request.actor, **filters)), 50).get_page(request.GET.get("page"))
    shown = {"page": page, "rows": unit_rows(list(page)), "categories": UnitCategory.objects.all(), "shows": SHOWN}
    return render(request, "accounts/unit_list.html", shown | filters | {"query": request.GET.urlencode()})


@require_safe
def unit_export(request: Request) -> HttpResponse:
    """The same list as a workbook, which can be imported again."""
    if not (request.actor.may("accounts.view") and leads(request.actor)):
        raise Forbidden("您的身份不能导出单位名单。")
    units = with_people(find_units(request.actor, **_filters(request)))
    data, number = exports.unit_table(unit_rows(list(units)), root_path=request.actor.unit_path)
    record_access("accounts.export_units", by=request.actor, label="导出单位名单", note=f"{number} 家")
    return workbook_answer(data, "单位名单")


@require_safe
def unit_template(request: Request) -> HttpResponse:
    """An empty list with example lines, to be filled in and imported."""
    if not request.actor.may("accounts.manage"):
        raise Forbidden("您的身份不能导入单位。")
    return workbook_answer(exports.unit_template(), "单位名单模板")


@require_http_methods(["GET", "POST"])
def unit_import(request: Request) -> HttpResponse:
    """Import units: first a dry run with errors by row, then the same list for good."""
    root = visible_to(Unit, request.actor).filter(pk=request.actor.unit_id or 0).first()
    if root is None or not request.actor.may("accounts.manage", root):
        raise Forbidden("您的身份不能导入单位。")
    form = UnitImportForm(*sent(request))
    result, text = None, ""
    if request.method == "POST" and form.is_valid():
        data = form.data_bytes()
        confirmed = request.POST.get("confirm") == "1"
        try:
            result = import_units(data, root=root, by=request.actor, dry_run=not confirmed)
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
            return redirect("accounts:unit_import")
        if confirmed:
            new, changed = len(result.created), len(result.changed)
            messages.success(request, f"已导入单位：新建 {new} 家，更新 {changed} 家，未变 {result.unchanged} 家。")
            return redirect("accounts:unit_list")
        text = form.carried(data) if not result.errors else ""
    page = {"form": form, "result": result, "text": text}
    return render(request, "accounts/unit_import.html", page, status=422 if form.errors else 200)


@require_safe
def unit_detail(request: Request, public_id: str) -> HttpResponse:
    """One unit: what it is, what it can do, what it was called, who answers for it, what happened."""
    actor = request.actor
    unit = get_visible(Unit, actor, public_id)
    names = list(unit.names.all())
    page = {
        "unit": unit,
        "place": place_of(unit, actor),
        "functions": function_lines(unit),
        "former": [name for name in names if name.kind == UnitName.Kind.FORMER],
        "aliases": [n for n in names if n.kind == UnitName.Kind.ALIAS and in_use(n, clock.today())],
        "contacts": contacts_of(unit, actor),
        "former_contacts": former_contacts(unit, actor)[:20],
        "sees_contacts": actor.may("accounts.directory"),
        "people": people_of(unit)[:50],
        "may_manage": actor.may("accounts.manage", unit),
        "may_profile": actor.may("accounts.profile", unit),
        "may_people": actor.may("accounts.people", unit),
        "leads": leads(actor),
        "ended": not unit.is_valid_on(clock.today()),
        "history": history_lines(unit),
    }
    return render(request, "accounts/unit_detail.html", page)


def _filters(request: Request) -> dict[str, str]:
    show = request.GET.get("show", "")
    return {
        "category": request.GET.get("category", ""),
        "words": request.GET.get("q", "").strip(),
        "show": show if show in SHOWN else "",
    }
