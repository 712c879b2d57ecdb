"""Pages: the queue of what waits for review, and the review desk."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.accounts.models import UnitCategory
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.criteria import PHRASES, REVIEW_DAYS, SOURCE
from luoshi.obligations.forms.review import LOOK, ReviewForm, rule_of
from luoshi.obligations.models import Obligation, ReturnReason, Submission
from luoshi.obligations.queries.desk import Desk, Remaining, desk_of, last_verdict, remaining_of
from luoshi.obligations.queries.review import (
    KINDS,
    ORDERS,
    QueueRule,
    neighbours,
    next_name,
    pages_ahead,
    queue_counts,
    queue_lines,
    review_queue,
)

PAGE = 50


@require_safe
def review_list(request: Request) -> HttpResponse:
    """What waits for this reviewer, by the rule in the address."""
    if not request.actor.may("obligations.review"):
        raise Forbidden("您的身份不能审核。")
    rule = rule_of(request.GET)
    queue = review_queue(request.actor, rule)
    page = Paginator(queue, PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "lines": queue_lines(list(page), request.actor),
        "counts": queue_counts(queue),
        "rule": rule,
        "orders": [(key, label) for key, (label, _) in ORDERS.items()],
        "kinds": KINDS.items(),
        "categories": UnitCategory.objects.all(),
        "days": REVIEW_DAYS,
    }
    return render(request, "obligations/review_list.html", shown)


@require_http_methods(["GET", "POST"])
def review_desk(request: Request, public_id: str) -> HttpResponse:
    """One submission between the queue and the decision: look at its pages, accept it or return it with reasons."""
    duty = get_visible(Obligation, request.actor, public_id)
    if not request.actor.may("obligations.review", duty):
        raise Forbidden("您的身份不能审核这项任务，或者这项任务不归您审核。")
    rule, question = rule_of(request.GET), None
    form = ReviewForm(request.POST if request.method == "POST" else None, usual=duty.plan.correction_days)
    if request.method == "POST" and form.is_valid() and form.cleaned_data["move"] != LOOK[0]:
        seen = get_visible(Submission, request.actor, form.cleaned_data["submission"])
        if seen.obligation_id != duty.pk:
            raise Http404
        question = _question(request, seen, form)
        if question is None and (address := _judge(request, duty, seen, form, rule)):
            return redirect(address)
    page = _desk(request, duty, rule, form) | {"question": question}
    return render(request, "obligations/review_desk.html", page, status=422 if question or form.errors else 200)


def _question(request: Request, seen: Submission, form: ReviewForm) -> Remaining | None:
    """What is asked once more before what was seen passes; None where all was seen, or the same was asked before."""
    given = form.cleaned_data
    duty = seen.obligation
    if given["move"] != "accept" or duty.state != Obligation.State.SUBMITTED or seen != duty.current:
        return None  # the action tells why it cannot be judged
    question = remaining_of(desk_of(seen, request.actor), given["points"])
    if question is None or question.digest != given["asked"]:
        return question
    if question.doubts and not given["answer"].strip():
        form.add_error("answer", "请写明疑点怎么核对的、结果怎样。")
        return question
    return None


def _judge(request: Request, duty: Obligation, seen: Submission, form: ReviewForm, rule: QueueRule) -> str:
    """Give the verdict; the address of the next one, nothing where it was refused."""
    given, upcoming = form.cleaned_data, next_name(request.actor, rule, duty)
    try:
        done = review(
            seen, given["move"], by=request.actor, note=form.words, reasons=list(given["reasons"]), days=given["days"]
        )
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error("note", reason)
        return ""
    messages.success(request, _told(duty, Obligation.objects.get(pk=done.pk)))
    if not upcoming:
        return reverse("obligations:review_list") + rule.address
    return reverse("obligations:review_desk", args=[upcoming]) + rule.address


def _told(duty: Obligation, done: Obligation) -> str:
    """What came of it, for the head of the next page."""
    words = f"{duty.unit.short_name}这一件"
    if done.state == Obligation.State.ACCEPTED:
        return f"{words}已审核通过。"
    if done.correction_due is None:
        return f"{words}已退回，视为未报送。"
    return f"{words}已退回，补正期到 {done.correction_due.month}月{done.correction_due.day}日。"


def _desk(request: Request, duty: Obligation, rule: QueueRule, form: ReviewForm) -> dict[str, Any]:
    """What the page shows, with the ticks that were sent."""
    current, ticked = duty.current, request.POST.getlist("points")
    around = neighbours(request.actor, rule, duty)
    desk: Desk | None = desk_of(current, request.actor) if current else None
    return {
        "obligation": duty,
        "desk": desk,
        "verdict": last_verdict(duty) if duty.state != Obligation.State.SUBMITTED else None,
        "around": around,
        "ahead": pages_ahead(around.after),
        "rule": rule,
        "rules": [(replace(rule, order=key).address, label, key == rule.order) for key, (label, _) in ORDERS.items()],
        "form": form,
        "left": remaining_of(desk, ticked) if desk else None,
        "reasons": ReturnReason.objects.filter(valid=True),
        "chosen": request.POST.getlist("reasons"),
        "ticked": ticked,
        "source": SOURCE,
        "phrases": PHRASES,
    }
