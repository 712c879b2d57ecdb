"""Reads of what units and their office ask each other about a row: questions, templates and samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import DutyRequest, FormTemplate, Obligation, Question, Sample
from luoshi.obligations.samples import exemplary, is_exemplary
from luoshi.plans.models import Deliverable, Plan

FEW = 5  # so many samples of a row are shown beside the work


@dataclass(frozen=True)
class ShownQuestion:
    """A question as this reader may see it: who asked is told only to the unit itself and its office."""

    question: Question
    asker: str
    may_answer: bool


@dataclass(frozen=True)
class Help:
    """What is at hand for a row: blank forms, and what other units have handed in well."""

    templates: list[FormTemplate]
    samples: list[Sample]

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.templates or self.samples)


@dataclass(frozen=True)
class DutyAsking:
    """All that was asked about one duty, as this reader may see it; `samples` by the submission they show."""

    requests: list[DutyRequest]
    questions: list[ShownQuestion]
    help: Help
    samples: Mapping[int, Sample]

    @property
    def open(self) -> DutyRequest | None:
        """The request that waits for a decision."""
        return next((one for one in self.requests if one.state == DutyRequest.State.OPEN), None)


def asking_on(duty: Obligation, actor: Actor) -> DutyAsking:
    """What the page of a duty shows; five queries."""
    asked = visible_to(DutyRequest, actor).filter(obligation=duty).order_by("-asked_at", "-pk")
    questions = visible_to(Question, actor).filter(deliverable=duty.deliverable_id)
    questions = questions.filter(Q(obligation=duty) | Q(shown_to_all=True, answered_at__isnull=False))
    samples = visible_to(Sample, actor).filter(submission__obligation=duty).order_by("pk")
    return DutyAsking(
        requests=list(asked),
        questions=shown_to(actor, questions),
        help=help_for(duty.deliverable, duty.plan, actor),
        samples={sample.submission_id: sample for sample in samples},
    )


def shown_to(actor: Actor, questions: Iterable[Question]) -> list[ShownQuestion]:
    """The questions with who asked, as far as this reader is told."""
    return [
        ShownQuestion(one, _asker(one, actor), actor.may("obligations.guide", one.obligation.plan)) for one in questions
    ]


def _asker(question: Question, actor: Actor) -> str:
    if question.unit_id == actor.unit_id:
        return "本单位"
    return question.unit.short_name if actor.may("obligations.view", question.obligation) else "有单位"


def help_for(row: Deliverable, plan: Plan, actor: Actor) -> Help:
    """Templates and samples of a row of the plan that this reader may open, with last year's of the same task."""
    templates = visible_to(FormTemplate, actor).filter(deliverable=row, removed_at=None)
    same = Q(deliverable=row) | Q(deliverable__table__plan=plan.previous_id or 0, deliverable__item=row.item)
    shown = visible_to(Sample, actor).filter(same, exemplary(), state=Sample.State.SHOWN)
    shown = shown.exclude(submission__obligation__unit=actor.unit_id or 0).order_by("-answered_at", "-pk")
    return Help(list(templates), [one for one in shown if _is_of(one, row, plan)][:FEW])


def _is_of(sample: Sample, row: Deliverable, plan: Plan) -> bool:
    """Whether it is of the row itself, or of the one that the year before asked for in the same words but the year."""
    before = sample.submission.obligation.plan
    asked = sample.deliverable.material.replace(str(before.year), str(plan.year))
    return sample.deliverable_id == row.pk or asked == row.material


@dataclass(frozen=True)
class RowHelp:
    """All that the office offers for a row and was asked about it, and for how many units it applies.

    Beside each sample whether it stands: what was revoked since is shown to nobody else.
    """

    templates: list[FormTemplate]
    samples: list[tuple[Sample, bool]]
    questions: list[ShownQuestion]
    units: int


def row_help(row: Deliverable, actor: Actor) -> RowHelp:
    """The same for the office: samples in whatever state, questions of every unit; four queries."""
    samples = visible_to(Sample, actor).filter(deliverable=row).order_by("-asked_at", "-pk")
    questions = visible_to(Question, actor).filter(deliverable=row)
    owing = visible_to(Obligation, actor).filter(deliverable=row).exclude(state__in=Obligation.OUTSIDE)
    return RowHelp(
        templates=list(visible_to(FormTemplate, actor).filter(deliverable=row, removed_at=None)),
        samples=[(one, is_exemplary(one.submission)) for one in samples.prefetch_related("submission__reviews")],
        questions=shown_to(actor, questions),
        units=owing.count(),
    )


def question_queue(actor: Actor) -> QuerySet[Question]:
    """The questions on the plans of the actor's office, those without an answer first, oldest first."""
    found = visible_to(Question, actor).filter(obligation__plan__unit=actor.unit_id or 0)
    return found.order_by(F("answered_at").asc(nulls_first=True), "asked_at", "pk")


def listed_questions(actor: Actor, state: str, words: str) -> QuerySet[Question]:
    """Those of the queue in the state asked for («open», «answered», or all) that contain the words."""
    found = question_queue(actor)
    if state == "open":
        found = found.filter(answered_at=None)
    elif state == "answered":
        found = found.exclude(answered_at=None).order_by("-answered_at", "-pk")
    if words:
        unit = Q(unit__name__icontains=words) | Q(unit__short_name__icontains=words)
        said = Q(text__icontains=words) | Q(answer__icontains=words) | Q(deliverable__material__icontains=words)
        found = found.filter(unit | said)
    return found


def samples_asked_of(actor: Actor) -> QuerySet[Sample]:
    """The samples for which the actor's own unit is asked, as long as there is something to consent to."""
    asked = visible_to(Sample, actor).filter(submission__obligation__unit=actor.unit_id or 0, state=Sample.State.ASKED)
    return asked.filter(exemplary())
