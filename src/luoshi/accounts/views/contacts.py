"""Pages: the people responsible in a unit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from luoshi.accounts.actions import Details, add_contact, change_contact, end_contact
from luoshi.accounts.forms import ContactForm
from luoshi.accounts.models import Contact, Unit
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent


@require_http_methods(["GET", "POST"])
def contact_add(request: Request, public_id: str) -> HttpResponse:
    """Note a person responsible."""
    unit = get_visible(Unit, request.actor, public_id)
    if not request.actor.may("accounts.profile", unit):
        raise Forbidden("您的身份不能登记这个单位的联系人。")
    duty = request.GET.get("duty", "")
    form = ContactForm(*sent(request), initial={"duty": duty if duty in Contact.Duty.values else Contact.Duty.LEADER})
    if request.method == "POST" and form.is_valid():
        try:
            contact = add_contact(unit, form.details(), by=request.actor)
        except Refused as refused:
            form.add_error(None, refused.reasons[0])
        else:
            messages.success(request, f"已登记{contact}。")
            return redirect(unit)
    page = {"unit": unit, "form": form, "title": "登记联系人", "button": "登记",
            "words": "登记后列入通讯录。这里不开账号；要登录办理的，请到“账号”开户。"}  # fmt: skip
    return render(request, "accounts/unit_form.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def contact_change(request: Request, public_id: str) -> HttpResponse:
    """Change what is noted, or who it is: the old entry ends, a new one begins."""
    contact = _kept(request, public_id)
    first = {name: getattr(contact, name) for name in Details.__dataclass_fields__}
    form = ContactForm(*sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = change_contact(contact, form.details(), by=request.actor)
        except Refused as refused:
            form.add_error(None, refused.reasons[0])
        else:
            messages.success(request, f"已改为{made}。")
            return redirect(contact.unit)
    page = {"unit": contact.unit, "form": form, "title": f"修改{contact}", "button": "保存", "contact": contact,
            "words": "原来的登记到昨天为止，仍留在记录里；新的从今天起。"}  # fmt: skip
    return render(request, "accounts/unit_form.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def contact_end(request: Request, public_id: str) -> HttpResponse:
    """Ask once, then take the person off the directory."""
    contact = _kept(request, public_id)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            end_contact(contact, by=request.actor)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"{contact}已不在通讯录里。")
            return redirect(contact.unit)
    page = {"title": "停止联系人", "button": "停止", "back": contact.unit, "reasons": reasons,
            "lines": [f"{contact.unit.name}：{contact}",
                      "从今天起不再列入通讯录，登记仍留在记录里。账号和身份不随之改变。"]}  # fmt: skip
    return render(request, "accounts/ask.html", page, status=409 if reasons else 200)


def _kept(request: Request, public_id: str) -> Contact:
    contact = get_visible(Contact, request.actor, public_id)
    if not request.actor.may("accounts.profile", contact.unit):
        raise Forbidden("您的身份不能登记这个单位的联系人。")
    return contact
