"""Reads for who reviews: the queue of what waits for him, by rule, and its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from luoshi.calendar.queries import work_calendar
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.ids import row_number
from luoshi.obligations.criteria import REVIEW_DAYS
from luoshi.obligations.models import Evidence, Obligation, Review, ReviewShare, Submission
from luoshi.obligations.shares import shares_of_others
from luoshi.obligations.standing import CITY_TIME

WINDOW = 30  # lines of the queue beside the paper
PAGES_AHEAD = 2  # page images of the next duty that a browser fetches meanwhile

OLDEST = "oldest"
ORDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    OLDEST: ("先报先审", ("handed_in", "pk")),
    "due": ("到期早的先审", ("due", "handed_in", "pk")),
    "category": ("按单位类别", ("unit__category__order", "unit__order", "unit", "handed_in", "pk")),
    "item": ("按事项", ("deliverable__item", "deliverable__material", "handed_in", "pk")),
}
KINDS = {
    "overtime": f"等了超过 {REVIEW_DAYS} 个工作日的",
    "correction": "补正件",
    "late": "迟报件",
    "nothing": "零报告",
}


@dataclass(frozen=True)
class QueueRule:
    """In which order, and of which the queue consists: a category (number), words of unit or task, one of KINDS."""

    order: str = OLDEST
    category: str = ""
    words: str = ""
    kind: str = ""

    @property
    def address(self) -> str:
        """As it stands in addresses, with the question mark; empty for the usual rule."""
        given = {"order": self.order if self.order != OLDEST else "", "category": self.category,
                 "q": self.words, "kind": self.kind}  # fmt: skip
        kept = {name: value for name, value in given.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.category or self.words or self.kind)


def review_queue(actor: Actor, rule: QueueRule = QueueRule()) -> QuerySet[Obligation]:
    """What waits for review and this actor may review, in the order of the rule.

    Each has `handed_in`, the time of the version that waits, and `was_returned`, whether an earlier one came back.
    """
    waiting = visible_to(Obligation, actor).filter(state=Obligation.State.SUBMITTED, plan__unit=actor.unit_id or 0)
    waiting = waiting.filter(actor.reached("obligations.review", "unit__path")).exclude(unit__in=actor.member_of)
    waiting = waiting.filter(shares_of_others(actor).leave("unit"))
    last = Submission.objects.standing().filter(obligation=OuterRef("pk")).order_by("-version")
    back = Review.objects.exclude(verdict=Review.Verdict.ACCEPTED)
    back = back.filter(submission__obligation=OuterRef("pk"), submission__withdrawn_at=None)
    waiting = waiting.annotate(
        handed_in=Subquery(last.values("submitted_at")[:1]),
        version=Subquery(last.values("pk")[:1]),
        was_returned=Exists(back),
    )
    if category := row_number(rule.category):
        waiting = waiting.filter(unit__category=category)
    for word in rule.words.split():
        names = Q(unit__name__icontains=word) | Q(unit__short_name__icontains=word)
        waiting = waiting.filter(
            names | Q(deliverable__item__icontains=word) | Q(deliverable__material__icontains=word)
        )
    waiting = _of_kind(waiting, rule.kind)
    return waiting.order_by(*ORDERS.get(rule.order, ORDERS[OLDEST])[1])


def _of_kind(waiting: QuerySet[Any], kind: str) -> QuerySet[Any]:
    version = Submission.objects.filter(pk=OuterRef("version"))
    if kind == "overtime":
        return waiting.filter(handed_in__date__lte=_last_day_over())
    if kind == "correction":
        return waiting.filter(was_returned=True)
    if kind == "late":
        return waiting.filter(Exists(version.filter(submitted_at__date__gt=F("owed_by"))))
    if kind == "nothing":
        return waiting.filter(Exists(version.filter(kind=Submission.Kind.NOTHING)))
    return waiting


def _last_day_over() -> date:
    """The last day of which what was handed in has waited longer than it should."""
    calendar, today = work_calendar(), clock.today()
    day = today
    while calendar.workdays_between(day, today) <= REVIEW_DAYS:
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class QueueCounts:
    """How many wait, how many of them longer than they should, and how many came back once."""

    waiting: int
    overtime: int
    corrections: int


def queue_counts(queue: QuerySet[Obligation]) -> QueueCounts:
    """Count a queue; one query and what the calendar needs."""
    over = Q(handed_in__date__lte=_last_day_over())
    counted = queue.order_by().aggregate(
        waiting=Count("pk"), overtime=Count("pk", filter=over), corrections=Count("pk", filter=Q(was_returned=True))
    )
    return QueueCounts(**counted)


@dataclass(frozen=True)
class QueueLine:
    """One duty of the queue with the version that waits, and how many working days it has waited.

    `stands_in` tells that the category is another's and the actor is the one who stands in for him (B 角).
    """

    duty: Obligation
    submission: Submission
    waited: int
    was_returned: bool
    stands_in: bool
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def over(self) -> int:
        """By how many working days it has waited too long, 0 in time."""
        return max(0, self.waited - REVIEW_DAYS)

    @property
    def waiting(self) -> str:
        """已等 6 个工作日，超 1 天."""
        if not self.waited:
            return "今天报送"
        return f"已等 {self.waited} 个工作日" + (f"，超 {self.over} 天" if self.over else "")

    @property
    def waiting_briefly(self) -> str:
        """The same for a narrow line."""
        return f"超 {self.over} 天" if self.over else f"已等 {self.waited} 天" if self.waited else "今天报送"

    @property
    def made_of(self) -> str:
        """事实 2，文件 4, or 零报告."""
        if self.submission.kind == Submission.Kind.NOTHING:
            return "零报告"
        words = {"facts": "事实", "files": "文件", "links": "链接"}
        return "，".join(f"{label} {self.counts[name]}" for name, label in words.items() if self.counts.get(name))


def queue_lines(duties: Sequence[Any], actor: Actor) -> list[QueueLine]:
    """The lines of a piece of the queue, as `review_queue` gives it: two queries, and what the calendar needs."""
    versions = Submission.objects.filter(pk__in=[duty.version for duty in duties]).annotate(
        files=Count("evidence", filter=Q(evidence__blob__isnull=False)),
        links=Count("evidence", filter=Q(evidence__url__gt="")),
        facts=Count("evidence", filter=Q(evidence__fact__isnull=False)),
    )
    by_duty = {one.obligation_id: one for one in versions}
    shares = ReviewShare.objects.filter(office=actor.unit_id or 0, substitute=actor.user_id or 0)
    others = set(shares.exclude(first=actor.user_id or 0).values_list("category", flat=True))
    calendar, today = work_calendar(), clock.today()
    lines = []
    for duty in duties:
        one = by_duty[duty.pk]
        assert one.submitted_at is not None  # noqa: S101 - the queue holds what was handed in
        day = one.submitted_at.astimezone(CITY_TIME).date()
        counts = {name: getattr(one, name) for name in ("facts", "files", "links")}
        waited = calendar.workdays_between(day, today)
        lines.append(QueueLine(duty, one, waited, duty.was_returned, duty.unit.category_id in others, counts))
    return lines


@dataclass(frozen=True)
class Neighbours:
    """The queue around one duty: the lines beside the paper, how many there are, and the public names before and after.

    `place` is where the duty stands, from 1; 0 where it is not in the queue.
    """

    lines: list[QueueLine]
    total: int
    place: int
    before: str
    after: str


def neighbours(actor: Actor, rule: QueueRule, duty: Obligation) -> Neighbours:
    """The queue as the desk of this duty shows it; after the last one comes the first that is left."""
    queue = review_queue(actor, rule)
    names = list(queue.values_list("public_id", flat=True))
    at = names.index(duty.public_id) if duty.public_id in names else None
    start = 0 if at is None else max(0, min(at - 3, len(names) - WINDOW))
    lines = queue_lines(list(queue.filter(public_id__in=names[start : start + WINDOW])), actor)
    before = names[at - 1] if at else ""
    return Neighbours(lines, len(names), 0 if at is None else at + 1, before, _after(names, duty.public_id))


def next_name(actor: Actor, rule: QueueRule, duty: Obligation) -> str:
    """The public name of what is judged after this duty by the rule; empty where nothing else is left."""
    return _after(list(review_queue(actor, rule).values_list("public_id", flat=True)), duty.public_id)


def _after(names: list[str], name: str) -> str:
    """The next of the names, after the last one the first that is left."""
    at = names.index(name) if name in names else 0
    return next((other for other in [*names[at:], *names[:at]] if other != name), "")


def pages_ahead(name: str) -> list[str]:
    """The addresses of the first page images of the duty with this public name, to be fetched before it is opened."""
    parts = Evidence.objects.filter(submission__obligation__public_id=name, submission__withdrawn_at=None)
    parts = parts.filter(submission__submitted_at__isnull=False).select_related("blob", "submission")
    newest = list(parts.order_by("-submission__version", "order", "pk"))
    for part in newest:
        if part.submission_id == newest[0].submission_id and part.blob and part.blob.has_preview:
            numbers = range(1, min(part.blob.pages, PAGES_AHEAD) + 1)
            return [reverse("obligations:evidence_page", args=[part.public_id, number]) for number in numbers]
    return []
