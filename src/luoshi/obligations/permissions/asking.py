"""Who asks, who answers, and who reads it: requests, questions, templates and samples."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor
from luoshi.obligations.models import DutyRequest, FormTemplate, Obligation, Question, Sample
from luoshi.obligations.permissions.duties import may_decide, may_view, viewed
from luoshi.obligations.samples import exemplary, is_exemplary
from luoshi.plans.models import Plan


@permission("obligations.guide")
def may_guide(actor: Actor, plan: Plan) -> bool:
    """Who answers questions and offers templates and samples for the office whose plan it is."""
    return actor.is_system or (actor.holds("obligations.guide") and plan.unit_id == actor.unit_id)


@permission("obligations.request")
def may_take_back(actor: Actor, request: DutyRequest) -> bool:
    """The liaison of the unit that asked."""
    return actor.reaches("obligations.submit", request.obligation.unit.path)


@permission("obligations.decide_request")
def may_decide_request(actor: Actor, request: DutyRequest) -> bool:
    """Who decides on the duty."""
    return may_decide(actor, request.obligation)


@permission("obligations.view_request")
def may_view_request(actor: Actor, request: DutyRequest) -> bool:
    """Who sees the duty."""
    return may_view(actor, request.obligation)


@visibility(DutyRequest, permission="obligations.view_request")
def requests_visible_to(actor: Actor) -> QuerySet[DutyRequest]:
    """The same for a list."""
    found = DutyRequest.objects.select_related(
        "obligation__unit__category", "obligation__deliverable__table", "obligation__plan__unit", "blob"
    )
    return found.filter(viewed(actor, "obligation__")).defer("obligation__plan__reading")


@permission("obligations.view_question")
def may_view_question(actor: Actor, question: Question) -> bool:
    """Who sees the duty it was asked on; once shown to all, every unit that owes the row."""
    if may_view(actor, question.obligation):
        return True
    return question.shown_to_all and _owes(actor, question.deliverable_id)


@visibility(Question, permission="obligations.view_question")
def questions_visible_to(actor: Actor) -> QuerySet[Question]:
    """The same for a list."""
    found = Question.objects.select_related("unit", "obligation__unit", "obligation__plan__unit", "deliverable__table")
    found = found.defer("obligation__plan__reading")
    return found.filter(viewed(actor, "obligation__") | (Q(shown_to_all=True) & _owed_by(actor)))


@permission("obligations.view_template")
def may_view_template(actor: Actor, template: FormTemplate) -> bool:
    """The office whose plan it is, and every unit that owes the row while it is offered."""
    plan = template.deliverable.table.plan
    if actor.reaches("obligations.view", plan.unit.path):
        return True
    return template.removed_at is None and _owes(actor, template.deliverable_id)


@visibility(FormTemplate, permission="obligations.view_template")
def templates_visible_to(actor: Actor) -> QuerySet[FormTemplate]:
    """The same for a list."""
    office = actor.reached("obligations.view", "deliverable__table__plan__unit__path")
    found = FormTemplate.objects.select_related("blob", "deliverable__table__plan__unit")
    offered = Q(removed_at=None) & _owed_by(actor)
    return found.filter(office | offered).defer("deliverable__table__plan__reading")


@permission("obligations.consent")
def may_consent(actor: Actor, sample: Sample) -> bool:
    """The liaison or head of the unit whose work it is."""
    return actor.reaches("obligations.consent", sample.submission.obligation.unit.path)


@permission("obligations.remove_sample")
def may_remove_sample(actor: Actor, sample: Sample) -> bool:
    """The office that shows it, or the unit whose work it is: consent may be taken back."""
    return may_guide(actor, sample.submission.obligation.plan) or may_consent(actor, sample)


@permission("obligations.view_sample")
def may_view_sample(actor: Actor, sample: Sample) -> bool:
    """Who sees the duty; once shown, every unit that owes the row, as long as the acceptance stands."""
    if may_view(actor, sample.submission.obligation):
        return True
    shown = sample.state == Sample.State.SHOWN and is_exemplary(sample.submission)
    return shown and _owes(actor, sample.deliverable_id)


@visibility(Sample, permission="obligations.view_sample")
def samples_visible_to(actor: Actor) -> QuerySet[Sample]:
    """The same for a list."""
    found = Sample.objects.select_related(
        "submission__obligation__unit", "submission__obligation__plan__unit", "deliverable__table"
    )
    shown = Q(state=Sample.State.SHOWN) & exemplary() & _owed_by(actor)
    found = found.filter(viewed(actor, "submission__obligation__") | shown)
    return found.defer("submission__obligation__plan__reading")


def _owing(actor: Actor) -> QuerySet[Obligation]:
    """The duties of the actor's own unit, of which he sees the list."""
    owed = Obligation.objects.filter(unit=actor.unit_id or 0)
    return owed if actor.holds("obligations.view") else owed.none()


def _owes(actor: Actor, deliverable_id: int) -> bool:
    return _owing(actor).filter(deliverable=deliverable_id).exists()


def _owed_by(actor: Actor) -> Exists:
    return Exists(_owing(actor).filter(deliverable=OuterRef("deliverable")))
