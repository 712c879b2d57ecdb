"""Pages: taking back an acceptance, and the list of what was proposed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.obligations.actions.revoking import decide_revocation, propose_revocation
from luoshi.obligations.forms.revoking import DecisionForm, ProposalForm
from luoshi.obligations.models import Obligation, Recheck
from luoshi.obligations.proof import frozen_facts
from luoshi.obligations.queries.revoking import Panel, consequence, deciders, panel_of, revocations
from luoshi.obligations.views.organising import own_office


@require_http_methods(["GET", "POST"])
def revocation(request: Request, public_id: str) -> HttpResponse:
    """Propose where nothing is proposed yet; decide what another proposed; look on for everybody else at the desk."""
    obligation = get_visible(Obligation, request.actor, public_id)
    panel = panel_of(obligation, request.actor)
    if panel is None:
        raise Forbidden("撤销通过由制发单位的审核人员和负责人办理。")
    posted = request.POST if request.method == "POST" else None
    if posted is not None and "verdict" in posted:
        return _decide(request, obligation, panel, DecisionForm(posted))
    form = ProposalForm(posted, initial={"note": _words_of_recheck(request)})
    if posted is not None and form.is_valid():
        try:
            propose_revocation(obligation, by=request.actor, **form.cleaned_data)
        except Forbidden:
            raise
        except Refused as refused:
            form.add_error("note", " ".join(refused.reasons))
        else:
            messages.success(request, "已提出撤销，等另一人决定。单位现在看不到这件事。")
            return redirect("obligations:revocation", obligation.public_id)
    return _page(request, obligation, panel, {"form": form})


@require_safe
def revocation_list(request: Request) -> HttpResponse:
    """What was proposed in the office, what waits for a decision first."""
    own_office(request)
    page = Paginator(revocations(request.actor), 50).get_page(request.GET.get("page"))
    return render(request, "obligations/revocation_list.html", {"page": page, "tab": "revocations"})


def _decide(request: Request, obligation: Obligation, panel: Panel, form: DecisionForm) -> HttpResponse:
    seen = next((one for one in panel.proposals if one.public_id == request.POST.get("revocation")), None)
    if seen is None:
        raise Http404
    if not form.is_valid():
        return _page(request, obligation, panel, {"decision": form})
    agree = form.cleaned_data["verdict"] == "agree"
    try:
        decide_revocation(seen, by=request.actor, agree=agree, answer=form.cleaned_data["answer"])
    except Forbidden:
        raise
    except Refused as refused:
        if panel.to_decide == seen:
            form.add_error("answer", " ".join(refused.reasons))
            return _page(request, obligation, panel, {"decision": form})
        messages.error(request, " ".join(refused.reasons))
        return redirect(seen)
    unit = obligation.unit.short_name
    told = f"已撤销通过，退回{unit}，单位看得到理由。" if agree else "审核通过不变，决定意见已记下。"
    messages.success(request, told)
    return redirect(obligation)


def _page(request: Request, obligation: Obligation, panel: Panel, given: dict[str, Any]) -> HttpResponse:
    waiting = next((one for one in panel.proposals if one.agreed is None), None)
    proposer = waiting.proposed_by_id if waiting else request.actor.user_id
    submission = waiting.submission if waiting else obligation.current
    evidence = list(submission.evidence.select_related("blob")) if submission else []
    page = {
        "obligation": obligation,
        "panel": panel,
        "waiting": waiting,
        "closed": [one for one in panel.proposals if one.agreed is not None],
        "deciders": deciders(obligation, besides=proposer),
        "form": ProposalForm(),
        "decision": DecisionForm(),
        "then": consequence(obligation, waiting.reasons if waiting else ()),
        "then_void": consequence(obligation, [{"counts_as_submitted": False}]),
        "submission": submission,
        "evidence": evidence,
        "frozen": frozen_facts(evidence, actor=request.actor),
    }
    errors = [form for form in given.values() if form.errors]
    return render(request, "obligations/revocation.html", page | given, status=422 if errors else 200)


def _words_of_recheck(request: Request) -> str:
    """What the second look found, to begin with, where it leads here."""
    one = visible_to(Recheck, request.actor).filter(public_id=request.GET.get("recheck", "")).first()
    return one.note if one and one.agrees is False else ""
