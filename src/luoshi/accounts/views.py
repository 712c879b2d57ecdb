"""Pages: choice of 身份, units, import of units."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts.actions import import_units
from luoshi.accounts.forms import UnitImportForm
from luoshi.accounts.models import Unit, UnitCategory
from luoshi.accounts.queries import memberships_of, unit_rows
from luoshi.accounts.unit_csv import decode
from luoshi.kit.access import visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.ids import row_number
from luoshi.kit.request import Request, sent


@require_http_methods(["GET", "POST"])
def identity_choose(request: Request) -> HttpResponse:
    """Choose in which 身份 to act."""
    memberships = memberships_of(request.user)
    if request.method == "POST":
        chosen = next((m for m in memberships if m.public_id == request.POST.get("membership")), None)
        if chosen is None:
            raise Http404
        request.session["membership"] = chosen.public_id
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
        return redirect(target if safe else reverse("workbench:home"))
    return render(
        request, "accounts/identity_choose.html", {"memberships": memberships, "next": request.GET.get("next", "")}
    )


@require_safe
def unit_list(request: Request) -> HttpResponse:
    """Units within reach, by category and name."""
    if not request.actor.may("accounts.view"):
        raise Forbidden("您的身份不能查看单位名单。")
    category, words = request.GET.get("category", ""), request.GET.get("q", "").strip()
    units = visible_to(Unit, request.actor).select_related("category", "parent")
    units = units.prefetch_related("functions", "memberships__user").order_by("category__order", "order", "pk")
    chosen = row_number(category)
    if chosen:
        units = units.filter(category=chosen)
    if words:
        units = units.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__startswith=words))
    page = Paginator(units, 50).get_page(request.GET.get("page"))
    shown = {"page": page, "rows": unit_rows(list(page)), "categories": UnitCategory.objects.all()}
    return render(request, "accounts/unit_list.html", shown | {"category": category, "words": words})


@require_http_methods(["GET", "POST"])
def unit_import(request: Request) -> HttpResponse:
    """Import units: first a dry run with errors by row, then the same file for good."""
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
        text = decode(data) or "" if not result.errors else ""
    return render(request, "accounts/unit_import.html", {"form": form, "result": result, "text": text})
