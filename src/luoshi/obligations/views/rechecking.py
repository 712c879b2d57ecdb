"""Pages: drawing verdicts for a second look, a round with what anyone needs to draw it again, the second look."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.audit.writer import record_access
from luoshi.kit import clock
from luoshi.kit.access import get_visible
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.obligations.actions.rechecking import draw_round, record_recheck
from luoshi.obligations.checking import findings_of
from luoshi.obligations.draw import script
from luoshi.obligations.forms.organising import OpinionForm, SamplingForm
from luoshi.obligations.kinds import asked_kinds
from luoshi.obligations.models import Recheck, RecheckRound
from luoshi.obligations.proof import frozen_facts
from luoshi.obligations.queries.rechecking import opinion_of, rechecks_to_do, round_lines, round_page, with_papers
from luoshi.obligations.recheck_sheet import recheck_sheet
from luoshi.obligations.shares import reviewers_of
from luoshi.obligations.views.organising import own_office

AT_ONCE = 8  # of what waits for a second look, the rest stands in the rounds


@require_http_methods(["GET", "POST"])
def recheck_list(request: Request) -> HttpResponse:
    """The rounds and how far the second look agreed; the manager draws another."""
    office = own_office(request)
    may = request.actor.may("obligations.organise", office)
    today = clock.today()
    initial = {"since": (today.replace(day=1) - timedelta(days=1)).replace(day=1), "until": today, "per_cent": 10}
    form = SamplingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            drawn = draw_round(office, form.sampling(), by=request.actor)
        except Forbidden:
            raise
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, f"备选 {len(drawn.candidates)} 件，抽出 {drawn.rechecks.count()} 件。")
            return redirect(drawn)
    lines, total = round_lines(request.actor)
    page = {"form": form, "lines": lines, "total": total, "may_draw": may, "tab": "rechecks",
            "reviewers": len(reviewers_of(office.pk)), "mine": rechecks_to_do(request.actor)[:AT_ONCE],
            "waiting": rechecks_to_do(request.actor).count()}  # fmt: skip
    return render(request, "obligations/recheck_list.html", page, status=422 if form.errors else 200)


@require_safe
def recheck_round(request: Request, public_id: str) -> HttpResponse:
    """One round: list, seed and sample, the lines of Python that draw it again, and what was found."""
    drawn = get_visible(RecheckRound, request.actor, public_id)
    found = round_page(drawn, request.actor)
    page = {"round": drawn, "found": found, "script": script(drawn.seed, drawn.candidates, found.total.drawn)}
    return render(request, "obligations/recheck_round.html", page)


@require_safe
def recheck_sheet_file(request: Request, public_id: str) -> HttpResponse:
    """The round as an Excel sheet."""
    drawn = get_visible(RecheckRound, request.actor, public_id)
    found = round_page(drawn, request.actor)
    record_access(
        "obligations.export_round", by=request.actor, label="导出复核", subject=drawn.ref,
        note=f"{len(found.lines)} 件",
    )  # fmt: skip
    return workbook_answer(recheck_sheet(found.lines), "复核")


@require_http_methods(["GET", "POST"])
def recheck_detail(request: Request, public_id: str) -> HttpResponse:
    """The second look: the papers first, and what was decided only after one's own opinion."""
    recheck = with_papers(Recheck.objects.filter(pk=get_visible(Recheck, request.actor, public_id).pk)).get()
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = record_recheck(recheck, by=request.actor, accept=given["opinion"] == "accept", note=given["note"])
        except Forbidden:
            raise
        except Refused as refused:
            form.add_error("note", " ".join(refused.reasons))
        else:
            messages.success(request, "与原结论一致，已记下。" if done.agrees else "与原结论不一致，已记下。")
            return redirect(done)
    submission = recheck.review.submission
    may, opinion = request.actor.may("obligations.recheck", recheck), opinion_of(recheck)
    shown = may or bool(opinion)
    evidence = list(submission.evidence.select_related("blob")) if shown else []
    page = {
        "recheck": recheck,
        "obligation": submission.obligation,
        "submission": submission,
        "evidence": evidence,
        "frozen": frozen_facts(evidence, actor=request.actor),
        "findings": findings_of(submission, viewer=request.actor) if shown else None,
        "kinds": asked_kinds(submission.obligation.deliverable),
        "may": may and not opinion,
        "opinion": opinion,
        "shown": shown,
        "following": rechecks_to_do(request.actor).first(),
        "form": form,
    }
    return render(request, "obligations/recheck_detail.html", page, status=422 if form.errors else 200)
