"""Pages: what lies with the unit's head for signing off."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.obligations.actions.handing_in import send_back, sign_and_hand_in
from luoshi.obligations.drafts import OWED
from luoshi.obligations.forms.submission import SignForm
from luoshi.obligations.models import Obligation, Submission
from luoshi.obligations.queries.submission import draft_page, waiting_for_signature

STALE = "联络员取回修改过这一件。请刷新页面，看过新的内容再审签。"
INCOMPLETE = "这一页没有收全。请刷新页面，再点“审签并报送”或者“退回修改”。"


@require_safe
def sign_off_list(request: Request) -> HttpResponse:
    """What waits for the signature of this head, the oldest first."""
    if not request.actor.may("obligations.sign_off"):
        raise Forbidden("审签由单位负责人办理，您的身份不能审签。")
    page = Paginator(waiting_for_signature(request.actor), 50).get_page(request.GET.get("page"))
    return render(request, "obligations/sign_off_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def sign_off(request: Request, public_id: str) -> HttpResponse:
    """What is put before the head, as the reviewer will see it; he signs, or gives it back with words."""
    obligation = get_visible(Obligation, request.actor, public_id)
    if not request.actor.may("obligations.sign_off", obligation):
        raise Forbidden("审签由本单位负责人办理。")
    form = SignForm(*sent(request))
    if request.method == "POST" and not form.is_valid() and not form.has_error("note"):
        form.add_error(None, INCOMPLETE)
    if form.is_bound and form.is_valid():
        try:
            return _answer(request, obligation, form)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
            obligation = get_visible(Obligation, request.actor, public_id)
    draft = obligation.draft
    if obligation.state not in OWED or draft is None or draft.asked_at is None:
        if form.errors:
            messages.error(request, "".join(map(str, form.non_field_errors())))
        else:
            messages.info(request, "这一件已不在审签中。")
        return redirect(obligation)
    page = {
        "obligation": obligation,
        "submission": draft,
        "shown": draft_page(obligation, by=request.actor),
        "form": form,
    }
    return render(request, "obligations/sign_off.html", page, status=409 if form.errors else 200)


def _answer(request: Request, obligation: Obligation, form: SignForm) -> HttpResponse:
    """Sign what was looked at, or send it back."""
    given = form.cleaned_data
    seen = visible_to(Submission, request.actor).filter(obligation=obligation, public_id=given["draft"]).first()
    if seen is None:
        raise Refused(STALE)
    if request.POST.get("then") == "send_back":
        send_back(obligation, by=request.actor, note=given["note"])
        messages.info(request, f"已退回修改，{seen.asked_by or '联络员'}会看到您写的意见。")
        return redirect("obligations:sign_off_list")
    if request.POST.get("then") != "sign":
        raise Refused(INCOMPLETE)
    seen.asked_at = given["asked_at"]
    return redirect(sign_and_hand_in(obligation, by=request.actor, seen=seen))
