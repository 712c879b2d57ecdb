"""Page: one verdict over many, looked at before it is given."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.kit.errors import Forbidden
from luoshi.kit.request import Request
from luoshi.obligations.actions.reviewing import Outcome, review_many
from luoshi.obligations.forms.review import BatchForm, rule_of
from luoshi.obligations.models import ReturnReason
from luoshi.obligations.queries.batch import Pick, picks_of

MOST = 50  # as many as a page of the queue has


@require_http_methods(["GET", "POST"])
def review_batch(request: Request) -> HttpResponse:
    """What was ticked in the queue, what is going to happen to it, and then that it happened."""
    if not request.actor.may("obligations.review"):
        raise Forbidden("您的身份不能审核。")
    back = reverse("obligations:review_list") + rule_of(request.GET).address
    names = list(dict.fromkeys(request.POST.getlist("pick")))[:MOST]
    form = BatchForm(request.POST if request.method == "POST" else None)
    if not names or not form.is_valid():
        if request.method == "POST" and not names:
            messages.error(request, "还没有勾选。请先在要办的件前面打勾。")
        if not names or not form.cleaned_data.get("move"):
            return redirect(back)
    accepting = form.cleaned_data["move"] == "accept"
    if accepting:
        form.fields["note"].help_text = "写进每一件的意见，对方看得到。"
    picks = picks_of(names, request.actor, accepting=accepting)
    chosen = _chosen(request, picks, form, accepting=accepting)
    if form.cleaned_data.get("confirmed") and form.is_valid():
        _tell(request, _give(request, chosen, form), form)
        return redirect(back)
    page: dict[str, Any] = {
        "form": form,
        "accepting": accepting,
        "picks": picks,
        "chosen": {pick.submission.pk for pick in chosen},
        "words": {pick.submission.pk: _words(request, pick) for pick in picks},
        "reasons": ReturnReason.objects.filter(valid=True),
        "reason_names": request.POST.getlist("reasons"),
        "back": back,
        "rule": rule_of(request.GET),
    }
    return render(request, "obligations/review_batch.html", page, status=422 if form.errors else 200)


def _chosen(request: Request, picks: list[Pick], form: BatchForm, *, accepting: bool) -> list[Pick]:
    """Those the verdict is for: at first all without doubts, then what was ticked; and what is still missing."""
    open_ones = [pick for pick in picks if not pick.closed]
    if not form.cleaned_data.get("confirmed"):
        return [pick for pick in open_ones if not pick.doubts]
    chosen = [pick for pick in open_ones if pick.submission.public_id in request.POST.getlist("take")]
    if not chosen:
        form.add_error(None, "一件也没有选。请勾选要办的件，或者回到待审。")
    if accepting and any(pick.doubts and not _words(request, pick) for pick in chosen):
        form.add_error(None, "有疑点的件要写明核对结果。没有核对的请去掉勾，回头单独审。")
    if not accepting and not (form.cleaned_data.get("reasons") or form.cleaned_data.get("note", "").strip()):
        form.add_error("note", "请写明退回理由：缺什么、怎么补。")
    return chosen


def _words(request: Request, pick: Pick) -> str:
    return request.POST.get(f"words-{pick.submission.public_id}", "").strip()[:500]


def _give(request: Request, chosen: list[Pick], form: BatchForm) -> Outcome:
    given = form.cleaned_data
    words = {pick.submission.pk: f"疑点核对：{_words(request, pick)}" for pick in chosen if pick.doubts}
    return review_many(
        [pick.submission for pick in chosen], given["move"], by=request.actor, note=given["note"],
        reasons=list(given["reasons"]), days=given["days"], words=words,
    )  # fmt: skip


def _tell(request: Request, outcome: Outcome, form: BatchForm) -> None:
    """How many were done, and of each that was not why."""
    verdict = "审核通过" if form.cleaned_data["move"] == "accept" else "退回"
    if outcome.done:
        messages.success(request, f"已{verdict} {len(outcome.done)} 件。")
    for submission, reasons in outcome.refused:
        duty = submission.obligation
        name = f"{duty.unit.short_name}“{duty.deliverable.material[:30]}”"
        messages.error(request, f"{name}没有办：{''.join(reasons)}")
