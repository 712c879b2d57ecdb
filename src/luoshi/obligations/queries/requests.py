"""Reads of requests: the queue of an office, what a decision would do, and how others on the same row were decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from luoshi.calendar.queries import work_calendar
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.ids import row_number
from luoshi.obligations.drafts import OWED
from luoshi.obligations.models import DutyRequest, Obligation
from luoshi.obligations.standing import standing
from luoshi.plans.models import Deliverable

Kind, State = DutyRequest.Kind, DutyRequest.State
LISTED = 10  # so many open requests of others stand beside the one that is being decided


@dataclass(frozen=True)
class RequestFilter:
    """What the queue is narrowed by; the state is «open» unless another is asked for."""

    kind: str = ""
    state: str = State.OPEN
    category: str = ""
    words: str = ""

    @classmethod
    def sent(cls, fields: Mapping[str, str]) -> RequestFilter:
        """From the fields of an address; what makes no sense is left out."""
        kind, state = fields.get("kind", ""), fields.get("state", State.OPEN)
        return cls(
            kind=kind if kind in Kind.values else "",
            state=state if state in {*State.values, ""} else State.OPEN,
            category=fields.get("category", ""),
            words=fields.get("q", "").strip(),
        )


def request_queue(actor: Actor) -> QuerySet[DutyRequest]:
    """The requests that this actor may decide, or might have: of the plans of his office, not of units he is in."""
    found = visible_to(DutyRequest, actor).filter(obligation__plan__unit=actor.unit_id or 0)
    found = found.filter(actor.reached("obligations.decide", "obligation__unit__path"))
    return found.exclude(obligation__unit__in=actor.member_of).order_by("asked_at", "pk")


def listed_requests(actor: Actor, asked: RequestFilter) -> QuerySet[DutyRequest]:
    """Those of the queue that were asked for; open ones oldest first, others latest first."""
    found = request_queue(actor)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.state:
        found = found.filter(state=asked.state)
    if category := row_number(asked.category):
        found = found.filter(obligation__unit__category=category)
    if asked.words:
        unit = Q(obligation__unit__name__icontains=asked.words) | Q(obligation__unit__short_name__icontains=asked.words)
        found = found.filter(unit | Q(obligation__deliverable__material__icontains=asked.words))
    return found if asked.state == State.OPEN else found.order_by("-asked_at", "-pk")


@dataclass(frozen=True)
class Counted:
    """下达 N of a plan or of one unit in it, and 适用 M before and after."""

    name: str
    duties: int
    before: int
    after: int


@dataclass(frozen=True)
class DayMove:
    """The day that one duty is owed by, before and after, and how the duty stands with it today."""

    request: DutyRequest
    before: date
    before_stands: str
    after: date
    after_stands: str
    workdays: int


@dataclass(frozen=True)
class RequestEffect:
    """What granting would do: the counts, plans first and then units, and for extensions the days."""

    counts: tuple[Counted, ...]
    moves: tuple[DayMove, ...]


def effect_of_requests(requests: Sequence[DutyRequest], *, day: date | None = None) -> RequestEffect:
    """What granting them all today would do, as granting works it out; nothing is written.

    What is owed no more changes nothing: it cannot be granted. `day` is the one to be granted instead of those asked
    for. Three queries whatever the number, two more for the calendar where a day moves.
    """
    owed = [request for request in requests if request.obligation.state in OWED]
    out = [request.obligation for request in owed if request.kind == Kind.NOT_APPLICABLE]
    later = [request for request in owed if request.kind == Kind.EXTENSION and (day or request.wanted_due)]
    return RequestEffect(_counts(requests, out), _moves(later, day) if later else ())


def _counts(requests: Sequence[DutyRequest], out: Iterable[Obligation]) -> tuple[Counted, ...]:
    plans = {request.obligation.plan_id: request.obligation.plan for request in requests}
    units = {
        (request.obligation.plan_id, request.obligation.unit_id): request.obligation.unit.short_name
        for request in requests
    }
    duties = Obligation.objects.order_by().filter(plan__in=plans)
    applies = Count("pk", filter=~Q(state__in=Obligation.OUTSIDE))
    of_plan = {row["plan"]: row for row in duties.values("plan").annotate(duties=Count("pk"), applies=applies)}
    some = duties.filter(unit__in={unit for _, unit in units}).values("plan", "unit")
    of_unit = {(r["plan"], r["unit"]): r for r in some.annotate(duties=Count("pk"), applies=applies)}
    less, less_of = Counter[int](), Counter[tuple[int, int]]()
    for duty in out:
        less[duty.plan_id] += 1
        less_of[duty.plan_id, duty.unit_id] += 1
    lines = [(plan.title, of_plan[pk], less[pk]) for pk, plan in plans.items()]
    lines += [(name, of_unit[key], less_of[key]) for key, name in units.items()]
    return tuple(Counted(name, row["duties"], row["applies"], row["applies"] - fewer) for name, row, fewer in lines)


def _moves(requests: Iterable[DutyRequest], day: date | None) -> tuple[DayMove, ...]:
    calendar, today, found = work_calendar(), clock.today(), []
    for request in requests:
        duty, after = request.obligation, day or request.wanted_due
        assert after is not None  # noqa: S101 - the caller has left out those without one
        term = duty.correction_due if duty.state == Obligation.State.RETURNED else None
        if term is None and duty.plan.moves_rest_days:
            after = calendar.next_workday(after)
        due, correction = (duty.due, after) if term else (after, None)
        then = standing(duty.state, due, duty.first_submitted_at, today, correction)
        days = calendar.workdays_between(duty.owed_by, after)
        found.append(DayMove(request, duty.owed_by, duty.standing.phrase, after, then.phrase, days))
    return tuple(found)


@dataclass(frozen=True)
class DaysAround:
    """How many working days are left to the day a duty is owed by, and days some working days after that one."""

    left: int
    later: tuple[tuple[int, date], ...]


def days_around(duty: Obligation) -> DaysAround:
    """What helps to choose a day; two queries."""
    calendar = work_calendar()
    later = tuple((count, calendar.add_workdays(duty.owed_by, count)) for count in (5, 10, 15))
    return DaysAround(calendar.workdays_between(clock.today(), duty.owed_by), later)


@dataclass(frozen=True)
class SameRow:
    """The units that owe the same row: how many, how many of them do not, and what the others asked for.

    `tally` counts it in words, kind by kind; of the open ones only so many are listed, and `more` are not.
    """

    units: int
    outside: int
    tally: list[str]
    requests: list[DutyRequest]
    more: int


def same_row(request: DutyRequest, actor: Actor) -> SameRow:
    """For treating equals equally: what others asked for on this row and how it was decided; open ones come last."""
    row: Deliverable = request.obligation.deliverable
    duties = visible_to(Obligation, actor).filter(deliverable=row)
    others = visible_to(DutyRequest, actor).filter(obligation__deliverable=row).exclude(pk=request.pk)
    found = list(others.exclude(state=State.TAKEN_BACK).order_by("-asked_at", "-pk"))
    decided = [one for one in found if one.state != State.OPEN]
    waiting = [one for one in found if one.state == State.OPEN]
    return SameRow(
        units=duties.count(),
        outside=duties.filter(state__in=Obligation.OUTSIDE).count(),
        tally=_tally(found),
        requests=decided + waiting[:LISTED],
        more=len(waiting[LISTED:]),
    )


def _tally(found: Iterable[DutyRequest]) -> list[str]:
    """申请延期 5 件：同意 3 件，待决定 2 件."""
    counts = Counter((one.kind, one.state) for one in found)
    lines = []
    for kind in Kind:
        states = [(state, counts[kind, state]) for state in (State.GRANTED, State.REFUSED, State.OPEN)]
        if total := sum(number for _, number in states):
            parts = "，".join(f"{state.label} {number} 件" for state, number in states if number)
            lines.append(f"{kind.label} {total} 件：{parts}")
    return lines
