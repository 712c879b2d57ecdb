"""Pages: the functions of one unit, and one function of many units."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from luoshi.accounts.actions import Statement, ask_function, state_functions
from luoshi.accounts.forms import AnswersForm, FunctionNameForm
from luoshi.accounts.models import Unit, UnitFunction
from luoshi.accounts.queries.units import FunctionRow, function_lines, function_rows, known_functions
from luoshi.accounts.unit_sheet import MEDIATION, is_function
from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request

UNKNOWN = UnitFunction.Answer.UNKNOWN


@require_http_methods(["GET", "POST"])
def unit_functions(request: Request, public_id: str) -> HttpResponse:
    """State the functions of one unit, each with its basis."""
    unit = get_visible(Unit, request.actor, public_id)
    if not request.actor.may("accounts.profile", unit):
        raise Forbidden("您的身份不能填报这个单位的职能。")
    lines = function_lines(unit)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        form = AnswersForm(request.POST, keys=[line.name for line in lines])
        bases = form.bases()
        said = [Statement(unit, name, answer, bases[name]) for name, answer in form.answers().items()]
        try:
            number = state_functions(said, by=request.actor)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"已填报 {number} 项职能。" if number else "没有改动，填报不变。")
            return redirect(unit)
    page = {"unit": unit, "lines": lines, "answers": UnitFunction.Answer.choices, "reasons": reasons}
    return render(request, "accounts/unit_functions.html", page, status=409 if reasons else 200)


@require_http_methods(["GET", "POST"])
def function_table(request: Request) -> HttpResponse:
    """One function over all units within reach, unanswered first; what was changed is saved in one gesture."""
    actor = request.actor
    if not (actor.may("accounts.profile") and actor.may("accounts.manage")):
        raise Forbidden("您的身份不能填报各单位的职能。")
    asked = request.GET.get("name", "").strip()
    name = asked if is_function(asked) else MEDIATION
    rows = function_rows(actor, name)
    named = FunctionNameForm(request.POST if "ask" in request.POST else None)
    form = AnswersForm(request.POST if "ask" not in request.POST and request.method == "POST" else None,
                       keys=[row.unit.public_id for row in rows])  # fmt: skip
    reasons: tuple[str, ...] = ()
    try:
        if named.is_valid():
            root = visible_to(Unit, actor).get(path=actor.unit_path)
            number = ask_function(named.cleaned_data["name"], root=root, by=actor)
            messages.success(
                request, f"已在 {number} 家单位的页面上列出“{named.cleaned_data['name'].strip()}”，待填报。"
            )
            return redirect(_address(named.cleaned_data["name"].strip()))
        if form.is_valid():
            number = state_functions(_changed(rows, form, name), by=actor)
            messages.success(request, f"已填报 {number} 家单位的{name}。" if number else "没有改动，填报不变。")
            return redirect(_address(name))
    except Refused as refused:
        reasons = refused.reasons
    # 200 units are 200 fields of a form, of which a request may have a thousand
    page_of = Paginator(rows, 200).get_page(request.GET.get("page"))
    page = {
        "name": name,
        "names": known_functions(),
        "rows": page_of.object_list,
        "page": page_of,
        "total": len(rows),
        "open": sum(row.line.answer == UNKNOWN for row in rows),
        "answers": UnitFunction.Answer.choices,
        "form": form,
        "named": named,
        "reasons": reasons,
    }
    status = 409 if reasons else 422 if form.errors or named.errors else 200
    return render(request, "accounts/function_table.html", page, status=status)


def _changed(rows: list[FunctionRow], form: AnswersForm, name: str) -> list[Statement]:
    """The answers that are not what is known already, with the one basis that was given."""
    answers, basis = form.answers(), form.cleaned_data["basis"]
    new = [row for row in rows if answers.get(row.unit.public_id, row.line.answer) != row.line.answer]
    return [Statement(row.unit, name, answers[row.unit.public_id], basis) for row in new]


def _address(name: str) -> str:
    return f"{reverse('accounts:function_table')}?{urlencode({'name': name})}"
