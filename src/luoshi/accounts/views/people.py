"""Pages: the accounts of a unit. A password is on the answer that it was made for, and nowhere else."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts.actions import (
    change_liaison,
    deactivate_user,
    end_membership,
    open_account,
    reactivate_user,
    reset_password,
)
from luoshi.accounts.forms import AccountForm, LiaisonForm
from luoshi.accounts.models import Membership, Unit
from luoshi.accounts.passwords import new_password
from luoshi.accounts.permissions import answers_for, grantable
from luoshi.accounts.queries.people import former_people, liaisons, people_of, person_rows
from luoshi.accounts.roles import Role
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent

# What is asked before each act: its title, its button, and what it brings about.
ACTS = {
    "reset": ("重置密码", "重置密码", "原密码立即失效，已登录的页面随之退出。新密码只显示一次，请打印后交给本人。"),
    "end": ("结束身份", "结束身份", "今天是最后一天，明天起不能再以这个身份办理。要立即停止使用，请停用账号。"),
    "close": ("停用账号", "停用账号", "立即不能登录，已登录的页面随之退出。他的身份和办过的事都留在记录里。"),
    "reopen": ("恢复账号", "恢复账号", "恢复后用新密码登录。新密码只显示一次，请打印后交给本人。"),
}


@require_safe
def people_list(request: Request, public_id: str) -> HttpResponse:
    """Who acts for the unit, in which 身份, and how the accounts stand."""
    unit = _unit(request, public_id)
    page = Paginator(people_of(unit), 50).get_page(request.GET.get("page"))
    shown = {
        "unit": unit,
        "page": page,
        "rows": person_rows(list(page), request.actor),
        "former": former_people(unit)[:50],
        "may_open": bool(grantable(request.actor, unit)),
        "may_change": Role.LIAISON in grantable(request.actor, unit) and unit.category_id is not None,
        "has_liaison": bool(liaisons(unit)),
    }
    return render(request, "accounts/people_list.html", shown)


@sensitive_variables("password")
@require_http_methods(["GET", "POST"])
def account_open(request: Request, public_id: str) -> HttpResponse:
    """Open an account; the answer is the sheet with the first password."""
    unit = _unit(request, public_id)
    roles = grantable(request.actor, unit)
    if not roles:
        raise Forbidden("您的身份不能为这个单位开户。")
    form = AccountForm(*sent(request), roles=roles)
    if request.method == "POST" and form.is_valid():
        given, password = form.cleaned_data, new_password()
        role = Role(given["role"])
        try:
            is_new = open_account(given["username"], given["name"], unit, role, password=password,
                                  by=request.actor, contact=form.contact())  # fmt: skip
        except Refused as refused:
            form.add_error(None, "；".join(refused.reasons))
        else:
            if is_new:
                return _sheet(request, unit, given["name"], given["username"], role.label, password)
            messages.success(request, f"{given['name']}已有账号，已授予{role.label}身份，密码不变。")
            return redirect("accounts:people_list", unit.public_id)
    page = {"unit": unit, "form": form, "title": "开户", "button": "开户并显示初始密码",
            "words": "开户后显示开户通知单，初始密码只显示这一次，请打印后交给本人。", "back": "people"}  # fmt: skip
    return render(request, "accounts/unit_form.html", page, status=422 if form.errors else 200)


@sensitive_variables("password")
@require_http_methods(["GET", "POST"])
def liaison_change(request: Request, public_id: str) -> HttpResponse:
    """One liaison goes, another comes, in one act."""
    unit = _unit(request, public_id)
    if Role.LIAISON not in grantable(request.actor, unit):
        raise Forbidden("您的身份不能更换这个单位的联络员。")
    form = LiaisonForm(*sent(request), unit=unit, held=liaisons(unit))
    if request.method == "POST" and form.is_valid():
        given, password = form.cleaned_data, new_password()
        try:
            is_new = change_liaison(unit, given["old"], username=given["username"], contact=form.contact(),
                                    password=password, by=request.actor)  # fmt: skip
        except Refused as refused:
            form.add_error(None, "；".join(refused.reasons))
        else:
            if is_new:
                return _sheet(request, unit, given["name"], given["username"], Role.LIAISON.label, password)
            messages.success(request, f"{given['name']}已任联络员，用原来的账号登录，密码不变。")
            return redirect("accounts:people_list", unit.public_id)
    page = {"unit": unit, "form": form, "title": "更换联络员", "button": "更换联络员",
            "words": "现任的身份到今天为止；新联络员今天起办理，并列入通讯录。", "back": "people"}  # fmt: skip
    return render(request, "accounts/unit_form.html", page, status=422 if form.errors else 200)


@sensitive_variables("password")
@require_http_methods(["GET", "POST"])
def person_act(request: Request, public_id: str, act: str) -> HttpResponse:
    """Ask once, then reset a password, end a 身份, close or open an account."""
    if act not in ACTS:
        raise Http404
    held = get_visible(Membership, request.actor, public_id)
    user, by = held.user, request.actor
    may = held.role in grantable(by, held.unit) if act == "end" else answers_for(by, user)
    if not may:
        raise Forbidden(f"您的身份不能为{user.name}{ACTS[act][0]}。")
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        password = new_password()
        try:
            if act == "reset":
                reset_password(user, password=password, by=by)
            elif act == "reopen":
                reactivate_user(user, password=password, by=by)
            elif act == "close":
                deactivate_user(user, by=by)
            else:
                end_membership(held, by=by)
        except Refused as refused:
            reasons = refused.reasons
        else:
            if act in ("reset", "reopen"):
                return _sheet(request, held.unit, user.name, user.username, held.get_role_display(), password)
            done = "的账号已停用" if act == "close" else f"的{held.get_role_display()}身份到今天为止"
            messages.success(request, f"{user.name}{done}。")
            return redirect("accounts:people_list", held.unit.public_id)
    title, button, words = ACTS[act]
    who = f"{user.name}（{user.username}），{held.unit.name}{held.get_role_display()}"
    page = {"title": title, "button": button, "lines": [who, words], "reasons": reasons, "people_of": held.unit}
    return render(request, "accounts/ask.html", page, status=409 if reasons else 200)


@sensitive_variables("password")
def _sheet(  # noqa: PLR0913, PLR0917 - what the sheet says
    request: Request, unit: Unit, name: str, username: str, role: str, password: str
) -> HttpResponse:
    """The sheet for the person, as the answer itself: nothing keeps the password, a second look does not exist."""
    page = {"unit": unit, "name": name, "username": username, "role": role, "password": password,
            "address": request.build_absolute_uri("/")}  # fmt: skip
    return render(request, "accounts/account_sheet.html", page)


def _unit(request: Request, public_id: str) -> Unit:
    unit = get_visible(Unit, request.actor, public_id)
    if not request.actor.may("accounts.people", unit):
        raise Forbidden("您的身份不能管理这个单位的账号。")
    return unit
