"""Pages: asking about a duty, the office's list of questions, answering."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.audit.writer import record_access
from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.obligations.actions.questions import answer_question, ask_question
from luoshi.obligations.asking_sheets import question_sheet
from luoshi.obligations.forms.asking import AnswerForm, QuestionForm
from luoshi.obligations.models import Obligation, Question
from luoshi.obligations.queries.asking import asking_on, listed_questions, shown_to

STATES = {"open": "待答复", "answered": "已答复", "": "全部"}


@require_http_methods(["GET", "POST"])
def question_ask(request: Request, public_id: str) -> HttpResponse:
    """Ask; what was answered before stands beside the form."""
    duty = get_visible(Obligation, request.actor, public_id)
    if not request.actor.may("obligations.submit", duty):
        raise Forbidden("提问由本单位联络员提出。")
    form = QuestionForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_question(duty, form.cleaned_data["text"], by=request.actor)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("text", reason)
        else:
            messages.success(request, f"已向{duty.plan.unit.short_name}提问，答复后在这一页的“问答”里看到。")
            return redirect(duty)
    page = {"obligation": duty, "form": form, "asking": asking_on(duty, request.actor)}
    return render(request, "obligations/question_ask.html", page, status=422 if form.errors else 200)


@require_safe
def question_list(request: Request) -> HttpResponse:
    """What was asked about the own office's plans; what waits for an answer, oldest first."""
    if not request.actor.may("obligations.guide"):
        raise Forbidden("提问由方案制发单位的办公室管理员、审核人员答复。")
    state, words = request.GET.get("state", "open"), request.GET.get("q", "").strip()
    state = state if state in STATES else "open"
    found = listed_questions(request.actor, state, words)
    if request.GET.get("form") == "xlsx":
        rows = list(found)
        record_access("obligations.export_questions", by=request.actor, label="导出提问", note=f"{len(rows)} 件")
        return workbook_answer(question_sheet(rows), "提问和答复")
    query = request.GET.copy()
    query.pop("page", None)
    page = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "state": state,
        "states": STATES.items(),
        "words": words,
        "query": f"{query.urlencode()}&" if query else "",
    }
    return render(request, "obligations/question_list.html", page)


@require_http_methods(["GET", "POST"])
def question_answer(request: Request, public_id: str) -> HttpResponse:
    """Answer, or correct the answer."""
    question = get_visible(Question, request.actor, public_id)
    if not request.actor.may("obligations.guide", question.obligation.plan):
        raise Forbidden("提问由方案制发单位的办公室管理员、审核人员答复。")
    now = {"answer": question.answer, "shown_to_all": question.shown_to_all, "seen": question.mark}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            answer_question(question, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("answer", reason)
        else:
            messages.success(request, f"已答复{question.unit.short_name}。")
            return redirect("obligations:question_list")
    others = visible_to(Question, request.actor).filter(deliverable=question.deliverable_id).exclude(pk=question.pk)
    page = {"question": question, "obligation": question.obligation, "form": form}
    page["others"] = shown_to(request.actor, others)
    return render(request, "obligations/question_answer.html", page, status=422 if form.errors else 200)
