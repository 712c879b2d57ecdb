"""Pages: the coded reasons for returning, in their versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.obligations.actions.reasons import add_reason, change_reason, move_reason, retire_reason
from luoshi.obligations.forms.organising import NewReasonForm, WordingForm
from luoshi.obligations.models import ReturnReason
from luoshi.obligations.queries.reasons import reason_lines, versions_of
from luoshi.obligations.views.organising import own_office


@require_http_methods(["GET", "POST"])
def reason_list(request: Request) -> HttpResponse:
    """Those in use in their order, and those retired; the manager at the head moves them, the others look."""
    own_office(request)
    may = request.actor.may("obligations.change_reasons", ReturnReason())
    if request.method == "POST":
        if not may:
            raise Forbidden("退回理由各级共用，由最上级办公室的管理员维护。")
        reason = get_visible(ReturnReason, request.actor, request.POST.get("reason", ""))
        try:
            move_reason(reason, by=request.actor, up=request.POST.get("act") == "up")
        except Refused as refused:
            messages.error(request, refused.reasons[0])
        return redirect("obligations:reason_list")
    in_use, retired = reason_lines()
    page = {"in_use": in_use, "retired": retired, "may_change": may, "tab": "reasons"}
    return render(request, "obligations/reason_list.html", page)


@require_http_methods(["GET", "POST"])
def reason_new(request: Request) -> HttpResponse:
    """A new reason."""
    if not request.actor.may("obligations.change_reasons", ReturnReason()):
        raise Forbidden("退回理由各级共用，由最上级办公室的管理员维护。")
    form = NewReasonForm(request.POST if request.method == "POST" else None, initial={"source": "本办公室规定"})
    if request.method == "POST" and form.is_valid():
        try:
            made = add_reason(form.cleaned_data["code"], form.wording(), by=request.actor)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("code", reason)
        else:
            messages.success(request, f"已增加“{made}”，审核时可以选。")
            return redirect("obligations:reason_list")
    return render(request, "obligations/reason_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def reason_change(request: Request, public_id: str) -> HttpResponse:
    """Change the reason, or retire it, with its versions beside."""
    reason = get_visible(ReturnReason, request.actor, public_id)
    posted = request.POST if request.method == "POST" else None
    initial = {"label": reason.label, "advice": reason.advice, "is_void": not reason.counts_as_submitted}
    form = WordingForm(posted, initial=initial)
    retires = posted is not None and posted.get("act") == "retire"
    if retires or (posted is not None and form.is_valid()):
        try:
            if retires:
                messages.success(request, f"已停用“{retire_reason(reason, by=request.actor)}”，审核时不再出现。")
            else:
                changed = change_reason(reason, form.wording(), by=request.actor)
                messages.success(request, f"“{changed}”已是第 {changed.version} 版，今后的退回用这一版。")
        except Refused as refused:
            form = form if form.is_bound and not retires else WordingForm(initial=initial)
            messages.error(request, " ".join(refused.reasons))
            return _change(request, reason, form, status=409)
        return redirect("obligations:reason_list")
    return _change(request, reason, form, status=422 if form.errors else 200)


def _change(request: Request, reason: ReturnReason, form: WordingForm, *, status: int) -> HttpResponse:
    page = {"reason": reason, "form": form, "versions": versions_of(reason)}
    return render(request, "obligations/reason_change.html", page, status=status)
