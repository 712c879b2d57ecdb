"""What was handed in: every receipt within sight, narrowed by what a person asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from luoshi.accounts.permissions import leads
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Evidence, Obligation, Review, Submission
from luoshi.obligations.queries.duty_filter import year_sent
from luoshi.obligations.queries.found import PARTS, Parts, in_parts, part_words

Verdict = Review.Verdict
OUTCOMES = {
    "waiting": "待审",
    "accepted": "审核通过",
    "returned": "退回",
    "revoked": "撤销通过",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True)
class HandedInFilter:
    """What the list is narrowed by; empty means all."""

    year: int | None = None
    outcome: str = ""
    unit: str = ""
    words: str = ""

    @classmethod
    def sent(cls, fields: Mapping[str, str]) -> HandedInFilter:
        """From the fields of an address; what makes no sense is left out."""
        outcome = fields.get("outcome", "")
        return cls(
            year=year_sent(fields),
            outcome=outcome if outcome in OUTCOMES else "",
            unit=fields.get("unit", "").strip()[:100],
            words=fields.get("q", "").strip()[:100],
        )

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.year or self.outcome or self.unit or self.words)


@dataclass(frozen=True)
class HandedIn:
    """One line of the list: what was handed in, what it is made of, what came of it, and where searched words stand."""

    submission: Submission
    parts: Parts
    outcome: str
    review: Review | None
    found: str = ""

    @property
    def kind(self) -> str:
        """What kind of thing it is."""
        if self.submission.kind == Submission.Kind.NOTHING:
            return "零报告"
        return "平台事实" if self.parts.facts else "材料"

    @property
    def sign(self) -> str:
        """The sign of that: of a standing that means the same, else the one for what does not count."""
        same = {"waiting": "submitted", "accepted": "accepted", "returned": "returned", "revoked": "returned"}
        return same.get(self.outcome, "waived")

    @property
    def words(self) -> str:
        """What came of it."""
        if self.outcome:
            return OUTCOMES[self.outcome]
        return "不再计算" if self.submission.withdrawn_at else "未审"


def handed_in(actor: Actor, asked: HandedInFilter) -> QuerySet[Submission]:
    """What went out and was asked for, newest first: who leads units sees all of theirs, others their own unit's.

    Each is annotated with `verdict`, the one that stands.
    """
    found = visible_to(Submission, actor).filter(submitted_at__isnull=False)
    if not leads(actor):
        found = found.filter(obligation__unit=actor.unit_id)
    verdict = Review.objects.filter(submission=OuterRef("pk")).order_by("-at", "-pk").values("verdict")
    found = found.annotate(verdict=Subquery(verdict[:1]))
    if asked.year:
        found = found.filter(obligation__plan__year=asked.year)
    if asked.outcome:
        found = found.filter(_with_outcome(asked.outcome))
    if asked.unit:
        names_unit = ("obligation__unit__name", "obligation__unit__short_name", "unit_name")
        found = found.filter(_any(names_unit, asked.unit))
    if asked.words:
        row = "obligation__deliverable"
        places = ("receipt_number", "statement", f"{row}__material", f"{row}__item", f"{row}__table__name")
        parts = Evidence.objects.filter(in_parts(asked.words), submission=OuterRef("pk"))
        found = found.filter(_any(places, asked.words) | Exists(parts))
    return found.order_by("-submitted_at", "-pk")


def lines_of(found: Iterable[Submission], words: str = "") -> list[HandedIn]:
    """What the list shows of each, once loaded `for_lines`; where the words stand that were searched for."""
    return [HandedIn(one, Parts.of(one.evidence.all()), _outcome(one), one.review, _where(one, words)) for one in found]


def for_lines(found: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same with what a line shows, so that no line asks again."""
    found = found.select_related("obligation__unit", "obligation__deliverable__table", "obligation__plan")
    return found.defer("obligation__plan__reading").prefetch_related("reviews", PARTS)


def years_handed_in(actor: Actor) -> list[int]:
    """The years of the plans for which something was handed in, latest first; one query."""
    found = handed_in(actor, HandedInFilter()).exclude(obligation__plan__year=None).order_by("-obligation__plan__year")
    years = found.values_list("obligation__plan__year", flat=True).distinct()
    return [year for year in years if year]


def receipt_list(found: QuerySet[Submission]) -> list[str]:
    """Number and digest of each receipt in order of time, as `luoshi verify --receipts` reads them; one query."""
    rows = found.order_by("submitted_at", "pk").values_list("receipt_number", "digest")
    return [f"{number} {digest}" for number, digest in rows]


def _where(one: Submission, words: str) -> str:
    """The part in whose name or address the words stand, where neither the row nor the receipt has them."""
    sought, row = words.casefold(), one.obligation.deliverable
    if not words or sought in f"{row.material}\n{row.item}\n{one.receipt_number}".casefold():
        return ""
    parts = (part for part in one.evidence.all() if sought in f"{part.name}\n{part.url}".casefold())
    return next((part_words(part) for part in parts), "情况说明" if sought in one.statement.casefold() else "")


def _outcome(one: Submission) -> str:
    if one.withdrawn_at:
        return "" if one.review else "withdrawn"
    if one.review:
        return str(one.review.verdict)
    return "waiting" if one.obligation.state == Obligation.State.SUBMITTED else ""


def _with_outcome(outcome: str) -> Q:
    """The same for a list with `verdict`."""
    if outcome == "withdrawn":
        return Q(withdrawn_at__isnull=False, verdict=None)
    if outcome == "waiting":
        return Q(withdrawn_at=None, verdict=None, obligation__state=Obligation.State.SUBMITTED)
    return Q(withdrawn_at=None, verdict=outcome)


def _any(fields: Iterable[str], words: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": words})
    return found
