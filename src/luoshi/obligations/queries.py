"""Reads of obligations, shaped for one page each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db.models import Max, QuerySet

from luoshi.audit.queries import HistoryLine, history_lines
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Obligation, Review
from luoshi.obligations.standing import Kind
from luoshi.plans.models import Plan
from luoshi.plans.queries import Assignment, assignments


@dataclass(frozen=True)
class Coverage:
    """What issuing a plan makes, in counts: the dry run, the page and the command line show these same numbers."""

    deliverables: int
    duties: int
    conditional: int
    applicable: int
    not_applicable: int
    unknown: int

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def count(plan: Plan, made: list[Assignment]) -> Coverage:
    """The counts over a list of assignments."""
    return Coverage(
        deliverables=sum(table.deliverables.count() for table in plan.tables.all()),
        duties=len(made),
        conditional=sum(1 for a in made if a.deliverable.condition),
        applicable=sum(1 for a in made if a.applies),
        not_applicable=sum(1 for a in made if a.applies is False),
        unknown=sum(1 for a in made if a.applies is None),
    )


def coverage(plan: Plan) -> Coverage:
    """The dry run of issuing the plan today."""
    return count(plan, assignments(plan))


@dataclass(frozen=True)
class CategoryCoverage:
    """One line of the dry run: a table, its units and its counts."""

    table: str
    units: int
    rows: int
    applicable: int
    not_applicable: int
    unknown: int


def coverage_by_table(plan: Plan) -> list[CategoryCoverage]:
    """The dry run, table by table."""
    made = assignments(plan)
    lines = []
    for table in plan.tables.all():
        mine = [a for a in made if a.deliverable.table_id == table.pk]
        lines.append(
            CategoryCoverage(
                table=table.name,
                units=len({a.unit.pk for a in mine}),
                rows=table.deliverables.count(),
                applicable=sum(1 for a in mine if a.applies),
                not_applicable=sum(1 for a in mine if a.applies is False),
                unknown=sum(1 for a in mine if a.applies is None),
            )
        )
    return lines


@dataclass(frozen=True)
class DutyList:
    """A unit's list: what came back first, then what is owed by date, then what is done."""

    returned: list[Obligation]
    owed: list[Obligation]
    waiting: list[Obligation]
    done: list[Obligation]
    not_applicable: list[Obligation]


def duty_list(obligations: Iterable[Obligation]) -> DutyList:
    """Sort obligations, given by due date, into the groups of the list."""
    S = Obligation.State
    groups: dict[str, list[Obligation]] = {state.value: [] for state in S}
    for obligation in obligations:
        groups[obligation.state].append(obligation)
    return DutyList(
        groups[S.RETURNED],
        groups[S.PENDING],
        groups[S.SUBMITTED],
        groups[S.ACCEPTED],
        groups[S.NOT_APPLICABLE],
    )


def review_queue(actor: Actor) -> QuerySet[Obligation]:
    """What waits for review and this actor may review: overdue ones are as old as their submission, oldest first."""
    waiting = visible_to(Obligation, actor).filter(state=Obligation.State.SUBMITTED).exclude(unit__in=actor.member_of)
    return waiting.annotate(handed_in=Max("submissions__submitted_at")).order_by("handed_in", "pk")


def last_returns(obligations: list[Obligation]) -> dict[int, str]:
    """Why each returned obligation came back, by its primary key; one query for all."""
    reviews = Review.objects.filter(submission__obligation__in=obligations, accepted=False).order_by("at")
    return {r.submission.obligation_id: f"{r.note}（{r.reviewer_name}）" for r in reviews.select_related("submission")}


def history_of(obligation: Obligation) -> list[HistoryLine]:
    """What happened to an obligation, oldest first: the issuing of its plan, then every act on it."""
    issued = [line for line in history_lines(obligation.plan) if line.entry.action == "plans.issue"]
    return issued + history_lines(obligation)


def tally(obligations: Iterable[Obligation]) -> dict[Kind, int]:
    """How many obligations stand how; every kind is there, zero where there is none."""
    counts = dict.fromkeys(Kind, 0)
    for obligation in obligations:
        counts[obligation.standing.kind] += 1
    return counts
