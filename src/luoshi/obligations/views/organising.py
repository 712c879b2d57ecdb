"""Pages: how the reviewing of an office is organised, and who reviews what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts.models import Unit
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.obligations.actions.organising import clear_share, set_share
from luoshi.obligations.forms.organising import ShareForm
from luoshi.obligations.permissions.reviewing import is_inside
from luoshi.obligations.queries.organising import ShareLine, Shares, overview, shares_of


def own_office(request: Request) -> Unit:
    """The unit of whoever works at its review desk; others are refused."""
    if not is_inside(request.actor, request.actor.unit_id or 0):
        raise Forbidden("审核组织由办公室的管理员、审核人员和负责人查看。")
    return get_object_or_404(Unit, pk=request.actor.unit_id)


@require_safe
def review_admin(request: Request) -> HttpResponse:
    """What there is to organise, each with where it stands."""
    return render(request, "obligations/review_admin.html", {"over": overview(own_office(request), request.actor)})


@require_http_methods(["GET", "POST"])
def review_shares(request: Request) -> HttpResponse:
    """Who reviews which category; the manager sets one at a time, the others look."""
    office = own_office(request)
    may = request.actor.may("obligations.organise", office)
    sent: ShareForm | None = None
    if request.method == "POST":
        if not may:
            raise Forbidden("审核分工由本办公室的管理员设定。")
        sent = ShareForm(request.POST, reviewers=shares_of(office).reviewers, auto_id="share_sent_%s")
        if sent.is_valid() and _set(request, office, sent):
            sent = None
    shares = shares_of(office)
    page = {"shares": shares, "rows": _rows(shares, sent), "may_organise": may, "tab": "shares"}
    return render(request, "obligations/review_shares.html", page, status=422 if sent else 200)


def _set(request: Request, office: Unit, form: ShareForm) -> bool:
    given = form.cleaned_data
    category = given["category"]
    try:
        if given["first"]:
            set_share(office, category, by=request.actor, first=given["first"], substitute=given["substitute"])
        else:
            clear_share(office, category, by=request.actor)
    except Forbidden:
        raise
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error("first", reason)
        return False
    people = "、".join(one.name for one in (given["first"], given["substitute"]) if one)
    messages.success(request, f"{category}由{people or '全部审核人员'}审核，现在起生效。")
    return True


def _rows(shares: Shares, sent: ShareForm | None) -> list[tuple[ShareLine, ShareForm]]:
    """Each line with its form; the one that was sent as it was typed."""
    rows = []
    for number, line in enumerate(shares.lines, start=1):
        if sent and sent.data.get("category") == line.category.name:
            rows.append((line, sent))
            continue
        share = line.share
        initial = {
            "category": line.category.name,
            "first": share.first.username if share else "",
            "substitute": share.substitute.username if share and share.substitute else "",
        }
        form = ShareForm(reviewers=shares.reviewers, initial=initial, auto_id=f"share{number}_%s")
        rows.append((line, form))
    return rows
