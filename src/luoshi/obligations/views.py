"""Pages: a unit's list, one obligation, handing in, receipt, review, issuing a plan."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.files.serve import serve, serve_page
from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.obligations.actions import hand_in, issue_plan, review
from luoshi.obligations.forms import ReviewForm, SubmissionForm
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.queries import (
    coverage,
    coverage_by_table,
    duty_list,
    history_of,
    last_returns,
    review_queue,
)
from luoshi.obligations.receipts import receipt_lines
from luoshi.plans.models import Plan
from luoshi.workflow.engine import move_of, options


@require_safe
def obligation_list(request: Request) -> HttpResponse:
    """The own unit's obligations by due date, what came back on top."""
    mine = visible_to(Obligation, request.actor).filter(unit=request.actor.unit_id)
    words = request.GET.get("q", "").strip()
    if words:
        mine = mine.filter(Q(deliverable__material__icontains=words) | Q(deliverable__item__icontains=words))
    duties = duty_list(mine)
    page = {"duties": duties, "reasons": last_returns(duties.returned), "words": words}
    return render(request, "obligations/obligation_list.html", page)


@require_safe
def obligation_detail(request: Request, public_id: str) -> HttpResponse:
    """One obligation: what is owed, what was handed in, what was said, what happened."""
    obligation = get_visible(Obligation, request.actor, public_id)
    submissions = obligation.submissions.filter(submitted_at__isnull=False).prefetch_related("evidence__blob")
    page = {
        "obligation": obligation,
        "submissions": submissions.select_related("review").order_by("-version"),
        "options": [o for o in options(obligation, by=request.actor) if not o.reasons or o.move.via],
        "history": history_of(obligation),
    }
    return render(request, "obligations/obligation_detail.html", page)


@require_http_methods(["GET", "POST"])
def obligation_submit(request: Request, public_id: str) -> HttpResponse:
    """Hand in; on success the receipt."""
    obligation = get_visible(Obligation, request.actor, public_id)
    if not request.actor.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能报送这项任务。")
    move = move_of(Obligation, "submit")
    if move is None or obligation.state not in move.sources:
        messages.error(request, f"这项任务当前状态是“{obligation.get_state_display()}”，不能再报送。")
        return redirect(obligation)
    current = obligation.current
    kept = list(current.evidence.all()) if current else []
    form = SubmissionForm(*sent(request), kept=kept)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            submission = hand_in(obligation, by=request.actor, files=given["uploads"], links=given["links"],
                                 keep=given.get("keep", []), statement=given["statement"])  # fmt: skip
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("uploads", reason)
        else:
            return redirect("obligations:receipt_detail", submission.public_id)
    page = {"obligation": obligation, "form": form, "returned": getattr(current, "review", None)}
    return render(request, "obligations/obligation_submit.html", page, status=422 if form.errors else 200)


@require_safe
def receipt_detail(request: Request, public_id: str) -> HttpResponse:
    """The receipt: number, time, content, and how its digest is computed."""
    submission = get_visible(Submission, request.actor, public_id)
    page = {"submission": submission, "lines": receipt_lines(submission)}
    return render(request, "obligations/receipt_detail.html", page)


@require_safe
def evidence_file(request: Request, public_id: str) -> FileResponse:
    """The original file of a piece of evidence."""
    evidence = get_visible(Evidence, request.actor, public_id)
    if evidence.blob is None:
        raise Http404
    return serve(evidence.blob, name=evidence.name, by=request.actor, subject=evidence.ref)


@require_safe
def evidence_page(request: Request, public_id: str, number: int) -> FileResponse:
    """One page of a piece of evidence as an image."""
    evidence = get_visible(Evidence, request.actor, public_id)
    if evidence.blob is None:
        raise Http404
    try:
        return serve_page(evidence.blob, number)
    except Refused as refused:
        raise Http404 from refused


@require_safe
def review_list(request: Request) -> HttpResponse:
    """What waits for review, oldest first."""
    if not request.actor.may("obligations.review"):
        raise Forbidden("您的身份不能审核。")
    page = Paginator(review_queue(request.actor), 50).get_page(request.GET.get("page"))
    return render(request, "obligations/review_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def review_desk(request: Request, public_id: str) -> HttpResponse:
    """One submission beside the queue: look at its pages, accept it or return it with a reason."""
    obligation = get_visible(Obligation, request.actor, public_id)
    if not request.actor.may("obligations.review", obligation):
        raise Forbidden("您的身份不能审核这项任务，或者您是这个单位的人员。")
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            seen = get_visible(Submission, request.actor, form.cleaned_data["submission"])
            if seen.obligation_id != obligation.pk:
                raise Http404
            review(seen, form.cleaned_data["move"], by=request.actor, note=form.cleaned_data["note"])
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("note", reason)
        else:
            verdict = "审核通过" if form.cleaned_data["move"] == "accept" else "退回"
            messages.success(request, f"{obligation.unit.short_name}这一件已{verdict}。")
            upcoming = review_queue(request.actor).first()
            if upcoming is None:
                return redirect("obligations:review_list")
            return redirect("obligations:review_desk", upcoming.public_id)
    current = obligation.current
    page = {
        "obligation": obligation,
        "submission": current,
        "evidence": list(current.evidence.select_related("blob")) if current else [],
        "queue": review_queue(request.actor)[:30],
        "form": form,
    }
    return render(request, "obligations/review_desk.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def plan_issue(request: Request, public_id: str) -> HttpResponse:
    """The dry run, and issuing."""
    plan = get_visible(Plan, request.actor, public_id)
    if not request.actor.may("plans.manage", plan):
        raise Forbidden("您的身份不能下达这份方案。")
    if plan.state != Plan.State.DRAFT:
        messages.info(request, f"这份方案{plan.get_state_display()}，不再试算。")
        return redirect(plan)
    reasons = next((o.reasons for o in options(plan, by=request.actor) if o.move.name == "issue"), ())
    if request.method == "POST":
        try:
            made = issue_plan(plan, by=request.actor)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"已下达 {made.duties} 项任务，其中适用 {made.applicable} 项。")
            return redirect("workbench:plan_matrix", plan.public_id)
    page = {"plan": plan, "coverage": coverage(plan), "lines": coverage_by_table(plan), "reasons": reasons}
    return render(request, "obligations/plan_issue.html", page, status=409 if reasons and request.POST else 200)
