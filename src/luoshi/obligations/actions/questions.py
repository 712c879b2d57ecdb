"""Questions on a duty and their answers."""

from __future__ import annotations

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.models import Obligation, Question


def ask_question(obligation: Obligation, text: str, *, by: Actor) -> Question:
    """Put a question about the duty to the office whose plan it is."""
    if not by.may("obligations.submit", obligation):
        raise Forbidden("提问由本单位联络员提出。")
    text = text.strip()
    reasons = []
    if not text:
        reasons.append("请写明要问什么。")
    if obligation.unit_id == obligation.plan.unit_id:
        reasons.append("这是本单位自己方案的任务，不用向本单位提问。")
    with transaction.atomic():
        Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
        if text and obligation.questions.filter(text=text, answered_at=None).exists():
            reasons.append("同样的问题已经提过，还在等待答复。")
        if reasons:
            raise Refused(*reasons)
        made = Question.objects.create(
            deliverable_id=obligation.deliverable_id, obligation=obligation, unit_id=obligation.unit_id, text=text,
            asked_at=clock.now(), asked_by=by.name,
        )  # fmt: skip
        record(
            "obligations.ask_question", by=by, label="提问", subject=obligation.ref, note=text,
            details={"question": made.ref},
        )  # fmt: skip
    return made


def answer_question(question: Question, answer: str, *, by: Actor, seen: str, shown_to_all: bool) -> Question:
    """Answer, or correct the answer that is there; what it was before stays in the audit.

    `seen` is the mark of the question as the person saw it: where somebody else has answered since, it is refused.
    With `shown_to_all` every unit that owes the row reads question and answer, without the name of the unit that asked.
    """
    if not by.may("obligations.guide", question.deliverable.table.plan):
        raise Forbidden("答复由方案制发单位的办公室管理员、审核人员办理。")
    answer = answer.strip()
    with transaction.atomic():
        question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        if not answer:
            raise Refused("请写明答复。")
        if seen != question.mark:
            raise Refused(f"{question.answered_by}刚刚答复了这个问题。请看过现在的答复，需要时再更正。")
        if (answer, shown_to_all) == (question.answer, question.shown_to_all):
            raise Refused("答复没有改动。")
        before = {"answer": question.answer, "shown_to_all": question.shown_to_all} if question.answered_at else None
        question.answer, question.shown_to_all = answer, shown_to_all
        question.answered_at, question.answered_by = clock.now(), by.name
        question.save(update_fields=["answer", "shown_to_all", "answered_at", "answered_by"])
        record(
            "obligations.answer_question", by=by, label="更正答复" if before else "答复提问",
            subject=question.obligation.ref, note=answer,
            details={"question": question.ref, "before": before, "shown_to_all": shown_to_all},
        )  # fmt: skip
    return question
