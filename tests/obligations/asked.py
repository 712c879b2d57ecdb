"""What units and office ask each other, in every state, for the tests of the house."""

from __future__ import annotations

from datetime import date

from tests import cast as people

from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.questions import answer_question, ask_question
from luoshi.obligations.actions.requests import Asked, ask, decide
from luoshi.obligations.actions.samples import propose_sample
from luoshi.obligations.actions.templates import add_template, remove_template
from luoshi.obligations.models import DutyRequest, FormTemplate, Obligation, Question, Revocation, Sample
from luoshi.plans.models import Deliverable, Plan
from luoshi.workflow.engine import take

Kind = DutyRequest.Kind
WHY = "机构改革，职能划出。"


def request(cast: people.Cast, plan: Plan, words: str = "调解室") -> DutyRequest:
    """The department asks that its duty of those words does not apply, with a file."""
    duty = people.obligation(plan, cast.department, words)
    return ask(duty, Asked(Kind.NOT_APPLICABLE, WHY, None, people.pdf("三定规定")), by=cast["liaison"])


def question(cast: people.Cast, plan: Plan, *, shown: bool | None = None, words: str = "实施方案") -> Question:
    """The department asks about its duty of those words; answered where `shown` says for whom."""
    duty = people.obligation(plan, cast.department, words)
    asked = ask_question(duty, f"要不要盖章？{duty.questions.count()}", by=cast["liaison"])
    if shown is None:
        return asked
    return answer_question(asked, "要。", by=cast["manager"], seen="", shown_to_all=shown)


def template(cast: people.Cast, plan: Plan, name: str = "样式") -> FormTemplate:
    """A template for the departments' row of their own plan."""
    return add_template(people.obligation(plan, cast.department).deliverable, people.pdf(name), by=cast["manager"])


def accepted(cast: people.Cast, plan: Plan, words: str = "实施方案") -> Obligation:
    """The department's duty of those words, handed in and accepted."""
    duty = people.obligation(plan, cast.department, words)
    Deliverable.objects.filter(pk=duty.deliverable_id).update(evidence={})
    if duty.state == Obligation.State.PENDING:
        hand_in(duty, by=cast["liaison"], files=[people.pdf(words)])
    return take(Obligation.objects.get(pk=duty.pk), "accept", by=cast["reviewer"])


def sample(cast: people.Cast, plan: Plan, words: str = "实施方案", move: str = "consent") -> Sample:
    """That duty as an example, answered by the unit with the move."""
    made = propose_sample(accepted(cast, plan, words).current, by=cast["manager"], why="写得清楚。")
    return take(made, move, by=cast["liaison"]) if move else made


def spread(cast: people.Cast) -> None:
    """All of it in every state, on plans of its own."""
    first, second, third = (people.issued_plan(cast, number) for number in (51, 52, 53))
    take(request(cast, first), "take_back", by=cast["liaison"])
    decide(request(cast, first), "refuse", by=cast["manager"], note="有这项职能。")
    decide(request(cast, second), "grant", by=cast["head"], note="同意。")
    request(cast, third)
    later = Asked(Kind.EXTENSION, "汛期。", date(2017, 11, 20))
    ask(people.obligation(third, cast.district, "行政指导"), later, by=cast["district_liaison"])
    for shown in (None, False, True):
        question(cast, first, shown=shown)
    template(cast, first)
    remove_template(template(cast, first, "旧样式"), by=cast["manager"])
    for plan, move in ((first, "consent"), (second, "decline"), (third, "")):
        sample(cast, plan, move=move)
    take(sample(cast, people.issued_plan(cast, 54)), "remove", by=cast["manager"])
    revoked(cast, sample(cast, people.issued_plan(cast, 55)))


def revoked(cast: people.Cast, shown: Sample) -> None:
    """What the sample shows was accepted by mistake; a later version is accepted in its place."""
    duty = shown.submission.obligation
    Revocation.objects.create(
        submission=shown.submission, note="假的。", proposed_at=clock.now(), proposed_by_id=cast["manager"].user_id,
        proposed_by_name=cast["manager"].name,
    )  # fmt: skip
    take(Obligation.objects.get(pk=duty.pk), "revoke", by=cast["reviewer"], note="假的。")
    hand_in(duty, by=cast["liaison"], files=[people.pdf("真的")])
    take(Obligation.objects.get(pk=duty.pk), "accept", by=cast["reviewer"])


def more(cast: people.Cast, duty: Obligation, *, by: Actor) -> None:
    """Two more questions and a template about the duty's row, and a request where it is still owed."""
    for words in ("图片要几张？", "可以合在一个文件里吗？"):
        made = ask_question(duty, words, by=by)
        answer_question(made, "可以。", by=cast["manager"], seen="", shown_to_all=True)
    add_template(duty.deliverable, people.pdf(f"样式{duty.pk}"), by=cast["manager"])
    if duty.state == Obligation.State.PENDING:
        ask(duty, Asked(Kind.NOT_APPLICABLE, WHY), by=by)


NAMES = {
    "request_detail", "request_file", "request_page", "question_answer", "deliverable_help", "template_file",
    "template_remove", "sample_propose", "sample_detail", "sample_file", "sample_page",
}  # fmt: skip


def arguments(name: str, cast: people.Cast, plan: Plan) -> list[object]:
    """What the address of that name is called with."""
    if name.startswith("request_"):
        return [request(cast, plan).public_id, *([1] if name == "request_page" else [])]
    if name.startswith("question_"):
        return [question(cast, plan).public_id]
    if name == "deliverable_help":
        return [plan.public_id, people.obligation(plan, cast.department).deliverable.public_id]
    if name.startswith("template_"):
        return [template(cast, plan).public_id]
    if name == "sample_propose":
        return [accepted(cast, plan).current.public_id]
    shown = sample(cast, plan)
    piece = [shown.submission.evidence.get().public_id] if name != "sample_detail" else []
    return [shown.public_id, *piece, *([1] if name == "sample_page" else [])]
