"""A unit's own list: what it owes in the order in which it is to be worked off, and what has become of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from luoshi.calendar.queries import work_calendar
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.drafts import OWED
from luoshi.obligations.models import DutyRequest, Obligation, Review, Submission
from luoshi.obligations.proof import Proof, proofs_of
from luoshi.obligations.queries.duty_filter import STATES, DutyFilter
from luoshi.obligations.queries.found import PARTS, Found, Parts, find_in_submissions
from luoshi.obligations.standing import Standing
from luoshi.plans.models import Plan

OPEN = (*OWED, Obligation.State.SUBMITTED)
URGENT = (("returned", "退回，先补正"), ("overdue", "逾期"), ("near", "7 天内到期"))


@dataclass(frozen=True)
class DutyLine:
    """One duty of the list with all that its line tells; `found` says where the words stand that were searched for."""

    duty: Obligation
    standing: Standing
    current: Submission | None = None
    draft: Submission | None = None
    request: DutyRequest | None = None
    proof: Proof | None = None
    waited: int = 0
    found: str = ""

    @property
    def returned(self) -> Review | None:
        """The verdict by which it came back, where it lies with the unit again."""
        return self.current.review if self.current and self.duty.state == Obligation.State.RETURNED else None

    @property
    def countdown(self) -> str:
        """How many days are left, or how it stands: the heading above says already what came back."""
        return self.standing.phrase.removeprefix("退回，")

    @property
    def is_void(self) -> bool:
        """Whether what came back counts as never handed in."""
        return self.duty.state == Obligation.State.RETURNED and self.duty.first_submitted_at is None

    @property
    def advice(self) -> list[str]:
        """How to mend it by the coded reasons, where the reviewer's own words do not say it already."""
        if self.returned is None:
            return []
        told = [str(reason.get("advice", "")) for reason in self.returned.reasons]
        return [words for words in told if words and words not in self.returned.note]

    @property
    def request_words(self) -> str:
        """What the unit asked for that is not decided yet: 已申请延期到 9月20日，待决定."""
        if self.request is None:
            return ""
        day = self.request.wanted_due
        return f"已{self.request.get_kind_display()}{f'到 {day.month}月{day.day}日' if day else ''}，待决定"

    @property
    def draft_words(self) -> str:
        """What the draft holds so far."""
        if self.draft is None:
            return ""
        is_nothing = self.draft.kind == Submission.Kind.NOTHING
        return "零报告" if is_nothing else Parts.of(self.draft.evidence.all()).words

    @property
    def is_locked(self) -> bool:
        """Whether it lies with the unit's head for signing off."""
        return self.draft is not None and self.draft.asked_at is not None

    @property
    def is_direct(self) -> bool:
        """Whether the facts that the platform knows are enough to hand it in."""
        return bool(self.proof and self.proof.suffices) and self.draft is None

    @property
    def direct_words(self) -> str:
        """What can be done with the facts alone."""
        return "直接送审签" if self.duty.plan.needs_sign_off else "直接报送"

    @property
    def button(self) -> str:
        """What the one button of the line says."""
        if self.is_locked:
            return "打开"
        if self.draft:
            return "继续"
        if self.is_direct:
            return self.direct_words
        return "补正" if self.returned else "报送"

    @property
    def is_owed(self) -> bool:
        """Whether the unit has something to hand in."""
        return self.duty.state in OWED

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a verdict."""
        return self.duty.state == Obligation.State.SUBMITTED and self.current is not None

    @property
    def is_done(self) -> bool:
        """Whether it was accepted."""
        return self.duty.state == Obligation.State.ACCEPTED and self.current is not None

    @property
    def is_outside(self) -> bool:
        """Whether it is not owed."""
        return self.duty.state in Obligation.OUTSIDE

    @property
    def source(self) -> str:
        """Whose plan it comes from, in few words."""
        return source_words(self.duty.plan, self.duty.unit_id)

    @property
    def waits_for(self) -> str:
        """Who has to look at what was handed in."""
        own = self.duty.plan.unit_id == self.duty.unit_id
        return "等本单位负责人自查" if own else f"等{self.duty.plan.unit.short_name}审核"


@dataclass(frozen=True)
class DutyGroup:
    """Lines under one heading."""

    key: str
    title: str
    lines: list[DutyLine]


@dataclass(frozen=True)
class DutyList:
    """All lines that were asked for; `counts` by choice of the filter are over all states, whichever was chosen."""

    asked: DutyFilter
    lines: list[DutyLine]
    counts: Counter[str]
    total: int
    years: list[int]
    plans: list[Plan]

    @property
    def urgent(self) -> list[DutyGroup]:
        """What presses, by heading; headings without lines are left out."""
        groups = [DutyGroup(key, title, self._of(key)) for key, title in URGENT]
        return [group for group in groups if group.lines]

    @property
    def quiet(self) -> DutyGroup:
        """What does not press: due later, or whatever else was asked for alone."""
        key = self.asked.standing if self.asked.standing and self.asked.standing not in dict(URGENT) else "not_due"
        return DutyGroup(key, STATES[key][0], self._of(key))

    @property
    def beside(self) -> list[DutyGroup]:
        """What needs nothing of the unit now; nothing where one state was asked for."""
        if self.asked.standing:
            return []
        waiting = DutyGroup("submitted", "等待审核", self._of("submitted"))
        done = DutyGroup("done", "已通过", sorted(self._of("done"), key=_handed_in, reverse=True))
        outside = DutyGroup("outside", "不适用或已免除", self._of("outside"))
        return [waiting, done, *([outside] if outside.lines else [])]

    @property
    def has_several_plans(self) -> bool:
        """Whether a line must say from which plan it comes; one of a 临时任务 always does."""
        return sum(1 for plan in self.plans if plan.kind == Plan.Kind.ANNUAL) > 1

    @property
    def is_mixed(self) -> bool:
        """Whether duties of several years stand in one list."""
        return len({line.duty.plan.year for line in self.lines}) > 1

    @property
    def applicable(self) -> int:
        """How many of the duties apply."""
        return self.total - self.counts["outside"]

    @property
    def primary(self) -> int | None:
        """The one duty whose button is filled: what facts prove comes first, then the first that can be worked on."""
        shown = (line for group in (*self.urgent, self.quiet) for line in group.lines)
        free = [line for line in shown if line.is_owed and not line.is_locked]
        return next((line.duty.pk for line in (*(one for one in free if one.is_direct), *free)), None)

    def _of(self, key: str) -> list[DutyLine]:
        return [line for line in self.lines if line.standing.kind in STATES[key][1]]


def duty_list(actor: Actor, asked: DutyFilter) -> DutyList:
    """The duties of the actor's own unit that he asked for; the number of queries does not depend on how many."""
    mine = visible_to(Obligation, actor).filter(unit=actor.unit_id).select_related("plan__unit")
    plans = plans_of(mine)
    years = sorted({plan.year for plan in plans if plan.year}, reverse=True)
    mine = _narrowed(mine, asked, years)
    found = find_in_submissions(actor, actor.unit_id, asked.words) if asked.words else {}
    if asked.words:
        mine = mine.filter(_says(asked.words) | Q(pk__in=list(found)))
    everything = list(mine)
    counts: Counter[str] = Counter()
    for duty in everything:
        counts.update(key for key, (_, kinds) in STATES.items() if duty.standing.kind in kinds)
    lines = _lines(actor, [duty for duty in everything if duty.standing.kind in asked.kinds], found, asked.words)
    within = [plan for plan in plans if asked.year is None or plan.year == asked.year]
    return DutyList(asked, _sorted(lines, asked.sort), counts, len(everything), years, within)


def plans_of(duties: QuerySet[Obligation]) -> list[Plan]:
    """The plans that the duties come from, newest first; one query."""
    found = Plan.objects.filter(pk__in=duties.order_by().values("plan")).select_related("unit")
    return list(found.defer("reading").order_by("-year", "kind", "-issued_at", "-pk"))


def source_words(plan: Plan, unit: int) -> str:
    """市办方案, 市办临时任务, 本单位方案: whose plan it is, as the unit with that number sees it."""
    whose = "本单位" if plan.unit_id == unit else plan.unit.short_name
    return f"{whose}{'临时任务' if plan.kind == Plan.Kind.TASK else '方案'}"


def current_year(years: Iterable[int]) -> int | None:
    """Of these years the one that is worked in: the latest that has begun, else the first that will."""
    known = sorted(years)
    return max((year for year in known if year <= clock.today().year), default=next(iter(known), None))


def _narrowed(mine: QuerySet[Obligation], asked: DutyFilter, years: list[int]) -> QuerySet[Obligation]:
    if asked.year:
        mine = mine.filter(plan__year=asked.year)
    elif years and not asked.words:
        now = Q(plan__year=current_year(years)) | Q(plan__year=None)
        mine = mine.filter(now | Q(state__in=OPEN))
    if asked.plan:
        mine = mine.filter(plan__public_id=asked.plan)
    if asked.since:
        mine = mine.filter(due__gte=asked.since)
    return mine.filter(due__lte=asked.until) if asked.until else mine


def _says(words: str) -> Q:
    row, plan = ("material", "item", "table__name"), ("title", "doc_number")
    found = Q()
    for field in (*(f"deliverable__{name}" for name in row), *(f"plan__{name}" for name in plan)):
        found |= Q(**{f"{field}__icontains": words})
    return found


def _lines(actor: Actor, duties: list[Obligation], found: Found, words: str) -> list[DutyLine]:
    numbers = [duty.pk for duty in duties]
    handed_in = Submission.objects.standing().filter(obligation__in=numbers).prefetch_related("reviews")
    current = {one.obligation_id: one for one in handed_in}  # by version, so the last one stays
    drafts = {one.obligation_id: one for one in _drafts(actor, numbers)}
    asked = visible_to(DutyRequest, actor).filter(state=DutyRequest.State.OPEN, obligation__in=numbers)
    requests = {one.obligation_id: one for one in asked}
    proofs = proofs_of(duty for duty in duties if duty.state in OWED)
    waiting = {duty.pk for duty in duties if duty.state == Obligation.State.SUBMITTED}
    waited = _waited(one for pk, one in current.items() if pk in waiting)
    return [
        DutyLine(
            duty, duty.standing, current.get(duty.pk), drafts.get(duty.pk), requests.get(duty.pk), proofs.get(duty.pk),
            waited.get(duty.pk, 0), _where(duty, found, words),
        )
        for duty in duties
    ]  # fmt: skip


def _drafts(actor: Actor, numbers: list[int]) -> QuerySet[Submission]:
    """With their parts; who may not put them together does not see them."""
    return visible_to(Submission, actor).filter(submitted_at=None, obligation__in=numbers).prefetch_related(PARTS)


def _waited(submissions: Iterable[Submission]) -> dict[int, int]:
    """How many working days each has waited, by its duty."""
    submissions = list(submissions)
    if not submissions:
        return {}
    calendar, today = work_calendar(), clock.today()
    since = {one.obligation_id: timezone.localtime(one.submitted_at).date() for one in submissions if one.submitted_at}
    return {duty: calendar.workdays_between(first, today) for duty, first in since.items()}


def _where(duty: Obligation, found: Found, words: str) -> str:
    """Where the words stand, unless the line itself shows them."""
    row, sought = duty.deliverable, words.casefold()
    if not words or sought in f"{row.material}\n{row.item}".casefold():
        return ""
    if sought in row.table.name.casefold():
        return f"任务表“{row.table.name}”"
    if sought in f"{duty.plan.title}\n{duty.plan.doc_number}".casefold():
        return f"方案“{duty.plan.title}”"
    return found.get(duty.pk, "")


def _handed_in(line: DutyLine) -> float:
    return line.current.submitted_at.timestamp() if line.current and line.current.submitted_at else 0


def _sorted(lines: list[DutyLine], sort: str) -> list[DutyLine]:
    if sort == "plan":
        return sorted(lines, key=lambda one: (-one.duty.plan_id, *_place(one)))
    if sort == "sent":
        return sorted(lines, key=lambda one: (_handed_in(one), -one.duty.pk), reverse=True)
    return sorted(lines, key=lambda one: (one.duty.owed_by, *_place(one)), reverse=sort == "-due")


def _place(line: DutyLine) -> tuple[int, int, int]:
    row = line.duty.deliverable
    return row.table.order, row.order, line.duty.pk
