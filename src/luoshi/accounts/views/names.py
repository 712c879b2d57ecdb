"""Pages: what a unit is called and who takes over its work."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from luoshi.accounts.actions import add_alias, drop_alias, rename_unit, succeed
from luoshi.accounts.forms import AliasForm, RenameForm, SucceedForm
from luoshi.accounts.models import Unit, UnitName
from luoshi.accounts.queries.units import in_use, possible_successors
from luoshi.kit import clock
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.ids import row_number
from luoshi.kit.request import Request, sent


@require_http_methods(["GET", "POST"])
def unit_names(request: Request, public_id: str) -> HttpResponse:
    """Former names to look at; aliases to add and to drop."""
    unit = _managed(request, public_id)
    form = AliasForm(request.POST if request.method == "POST" and "drop" not in request.POST else None)
    try:
        if "drop" in request.POST:
            alias = unit.names.filter(pk=row_number(request.POST["drop"]) or 0).first()
            if alias is None:
                raise Http404
            drop_alias(alias, by=request.actor)
            messages.success(request, f"已撤销别名“{alias.name}”。")
            return redirect("accounts:unit_names", unit.public_id)
        if form.is_valid():
            made = add_alias(unit, form.cleaned_data["name"], by=request.actor)
            messages.success(request, f"已登记别名“{made.name}”。")
            return redirect("accounts:unit_names", unit.public_id)
    except Refused as refused:
        return _names_page(request, unit, form, refused.reasons)
    return _names_page(request, unit, form)


def _names_page(request: Request, unit: Unit, form: AliasForm, reasons: tuple[str, ...] = ()) -> HttpResponse:
    names = list(unit.names.all())
    page = {
        "unit": unit,
        "form": form,
        "reasons": reasons,
        "former": [name for name in names if name.kind == UnitName.Kind.FORMER],
        "aliases": [n for n in names if n.kind == UnitName.Kind.ALIAS and in_use(n, clock.today())],
    }
    status = 409 if reasons else 422 if form.errors else 200
    return render(request, "accounts/unit_names.html", page, status=status)


@require_http_methods(["GET", "POST"])
def unit_rename(request: Request, public_id: str) -> HttpResponse:
    """Give the unit another name; the old one stays findable."""
    unit = _managed(request, public_id)
    first = {"name": unit.name, "short_name": unit.short_name, "day": clock.today()}
    form = RenameForm(*sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            rename_unit(unit, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, f"已更名为{unit.name}。")
            return redirect(unit)
    page = {"unit": unit, "form": form, "title": "更名", "button": "更名",
            "words": "原名称记为曾用名，仍可查到；已下达的任务和回执不变。"}  # fmt: skip
    return render(request, "accounts/unit_form.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def unit_succeed(request: Request, public_id: str) -> HttpResponse:
    """Note who takes over the work of the unit; the unit itself ends the day before."""
    unit = _managed(request, public_id)
    units = possible_successors(unit, request.actor)
    form = SucceedForm(*sent(request), units=units, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            succeed(unit, given["successor"], day=given["day"], note=given["note"], by=request.actor)
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, f"{unit.short_name}的职能已并入{given['successor'].name}。")
            return redirect(unit)
    page = {"unit": unit, "form": form, "title": "职能并入其他单位", "button": f"停用{unit.short_name}，职能并入",
            "words": "本单位用到承接日期的前一天。拆分的，逐家登记；合并的，在每一家的页面上登记。"}  # fmt: skip
    return render(request, "accounts/unit_form.html", page, status=422 if form.errors else 200)


def _managed(request: Request, public_id: str) -> Unit:
    unit = get_visible(Unit, request.actor, public_id)
    if not request.actor.may("accounts.manage", unit):
        raise Forbidden("您的身份不能改变单位的名称和隶属。")
    return unit


def _tell(form: RenameForm | SucceedForm, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(None, reason)
