"""Pages: the queue of what waits for review, and the review desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.forms.review import ReviewForm
from luoshi.obligations.models import Obligation, Submission
from luoshi.obligations.proof import frozen_facts
from luoshi.obligations.queries.review import review_queue


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
    evidence = list(current.evidence.select_related("blob")) if current else []
    page = {
        "obligation": obligation,
        "submission": current,
        "evidence": evidence,
        "frozen": frozen_facts(evidence, actor=request.actor),
        "queue": review_queue(request.actor)[:30],
        "form": form,
    }
    return render(request, "obligations/review_desk.html", page, status=422 if form.errors else 200)
