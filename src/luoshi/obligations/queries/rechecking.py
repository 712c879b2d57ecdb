"""Reads for the second look: what may be drawn from, the rounds, and how far the second look agreed with the first.

Agreement is counted for rounds, categories and verdicts, never for persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from luoshi.accounts.models import Membership, Unit, UnitCategory
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Recheck, RecheckRound, Review, Submission
from luoshi.obligations.shares import reviewers_of

Verdict = Review.Verdict


def verdicts_to_draw_from(
    office: Unit, since: date, until: date, category: UnitCategory | None = None
) -> QuerySet[Review]:
    """The verdicts of the office in these days that no round has drawn yet.

    Without those on its own duties, which are closed as 自查, and without acceptances taken back since.
    """
    revoked = Submission.objects.filter(reviews__verdict=Verdict.REVOKED)
    found = Review.objects.filter(
        verdict__in=(Verdict.ACCEPTED, Verdict.RETURNED), at__date__gte=since, at__date__lte=until,
        submission__obligation__plan__unit=office, submission__receipt_number__isnull=False, rechecks=None,
    )  # fmt: skip
    found = found.exclude(submission__obligation__unit=office).exclude(submission__in=revoked)
    if category:
        found = found.filter(submission__obligation__unit__category=category)
    return found.select_related("submission")


@dataclass(frozen=True)
class Agreement:
    """Of so many drawn so many were looked at again, and so many of these found the same."""

    label: str
    drawn: int
    done: int
    agreeing: int

    @property
    def rate(self) -> str:
        """The share of those looked at again that found the same; a dash where none was yet."""
        return f"{self.agreeing / self.done:.1%}".replace("%", " %") if self.done else "—"


def agreement(label: str, rechecks: Sequence[Recheck]) -> Agreement:
    """The count over these."""
    done = [one for one in rechecks if one.agrees is not None]
    return Agreement(label, len(rechecks), len(done), sum(1 for one in done if one.agrees))


@dataclass(frozen=True)
class RoundLine:
    """A round in the list of rounds."""

    round: RecheckRound
    agreement: Agreement


def round_lines(actor: Actor) -> tuple[list[RoundLine], Agreement]:
    """The rounds of the actor's office, newest first, and the count over all of them."""
    rounds = list(visible_to(RecheckRound, actor).select_related("category").defer("candidates"))
    by_round: dict[int, list[Recheck]] = {}
    every = list(Recheck.objects.filter(round__in=rounds).only("round_id", "agrees"))
    for recheck in every:
        by_round.setdefault(recheck.round_id, []).append(recheck)
    lines = [RoundLine(one, agreement(str(one), by_round.get(one.pk, []))) for one in rounds]
    return lines, agreement("合计", every)


@dataclass(frozen=True)
class RecheckLine:
    """One of a round. What was decided first is told only when the second look is done."""

    recheck: Recheck
    may: bool
    nobody: bool

    @property
    def first(self) -> str:
        """What was decided first."""
        return self.recheck.review.get_verdict_display() if self.recheck.agrees is not None else ""

    @property
    def second(self) -> str:
        """What the second look would have decided."""
        return opinion_of(self.recheck)


@dataclass(frozen=True)
class RoundPage:
    """A round with its lines and counts; `stuck` are those that no reviewer but the first could look at."""

    lines: list[RecheckLine]
    total: Agreement
    by_category: list[Agreement]
    by_verdict: list[Agreement]
    differing: list[RecheckLine]
    stuck: int


def round_page(drawn: RecheckRound, actor: Actor) -> RoundPage:
    """What the page of a round shows."""
    rechecks = list(with_papers(drawn.rechecks.all()))
    able = _able(drawn.office_id)
    lines = [
        RecheckLine(one, one.agrees is None and actor.may("obligations.recheck", one), not _has_another(one, able))
        for one in rechecks
    ]
    done = [one for one in rechecks if one.agrees is not None]
    return RoundPage(
        lines,
        agreement("合计", rechecks),
        _counted(
            sorted(rechecks, key=_order), lambda one: str(one.review.submission.obligation.unit.category or "未分类")
        ),
        _counted(
            sorted(done, key=lambda one: one.review.verdict), lambda one: f"原结论“{one.review.get_verdict_display()}”"
        ),
        [line for line in lines if line.recheck.agrees is False],
        sum(1 for line in lines if line.recheck.agrees is None and line.nobody),
    )


def with_papers(rechecks: QuerySet[Recheck]) -> QuerySet[Recheck]:
    """With all that a line or a page of one shows."""
    duty = "review__submission__obligation"
    return rechecks.select_related(
        "round", f"{duty}__unit__category", f"{duty}__deliverable__table", f"{duty}__plan"
    ).defer(f"{duty}__plan__reading", "round__candidates")  # fmt: skip


def rechecks_to_do(actor: Actor) -> QuerySet[Recheck]:
    """What waits for a second look that this actor may take."""
    if actor.is_system or not actor.holds("obligations.review"):
        return Recheck.objects.none()
    waiting = visible_to(Recheck, actor).filter(agrees=None).exclude(review__reviewer=actor.user_id)
    return waiting.exclude(review__submission__obligation__unit__in=actor.member_of)


def opinion_of(recheck: Recheck) -> str:
    """What the second look would have decided, in words; nothing before it was taken."""
    if recheck.agrees is None:
        return ""
    return "应通过" if recheck.agrees == recheck.review.accepted else "应退回"


def _counted(rechecks: Iterable[Recheck], key: Callable[[Recheck], str]) -> list[Agreement]:
    groups: dict[str, list[Recheck]] = {}
    for one in rechecks:
        groups.setdefault(key(one), []).append(one)
    return [agreement(label, members) for label, members in groups.items()]


def _order(recheck: Recheck) -> int:
    category = recheck.review.submission.obligation.unit.category
    return category.order if category else 99


def _able(office_id: int) -> dict[int, set[int]]:
    """Who reviews for the office today, and the units in which each is a member."""
    able: dict[int, set[int]] = {one.pk: set() for one in reviewers_of(office_id)}
    for one in Membership.objects.valid_on(clock.today()).filter(user__in=able):
        able[one.user_id].add(one.unit_id)
    return able


def _has_another(recheck: Recheck, able: dict[int, set[int]]) -> bool:
    review = recheck.review
    unit = review.submission.obligation.unit_id
    return any(pk != review.reviewer_id and unit not in units for pk, units in able.items())
