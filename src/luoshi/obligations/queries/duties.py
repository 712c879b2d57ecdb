"""Reads of obligations, shaped for one page each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from luoshi.audit.queries import HistoryLine, history_lines
from luoshi.obligations.models import Obligation, Review
from luoshi.obligations.standing import Kind

ASIDE = ("obligations.ask_question", "obligations.answer_question")


def last_returns(obligations: list[Obligation]) -> dict[int, Review]:
    """The verdict by which each returned obligation came back, by its primary key; one query for all."""
    back = Review.objects.exclude(verdict=Review.Verdict.ACCEPTED)
    reviews = back.filter(submission__obligation__in=obligations, submission__withdrawn_at=None).order_by("at", "pk")
    return {review.submission.obligation_id: review for review in reviews.select_related("submission")}


def history_of(obligation: Obligation) -> list[HistoryLine]:
    """What happened to an obligation, oldest first: the issuing of its plan, then every act on it.

    A request that was refused or taken back did nothing to the duty and belongs to its story all the same; one that
    was granted is told by what it did. Questions and answers stand on the page themselves; only corrections are told.
    """
    issued = [line for line in history_lines(obligation.plan) if line.entry.action == "plans.issue"]
    requests = {request.ref: request for request in obligation.requests.all()}
    lines = []
    for line in history_lines(obligation, *requests.values()):
        if line.entry.action in ASIDE and not line.entry.details.get("before"):
            continue
        request = requests.get(line.entry.subject)
        if request is None or line.entry.action == "obligations.take_back":
            lines.append(line)
        elif line.entry.action == "obligations.refuse":
            lines.append(replace(line, sentence=f"{line.sentence}{request.get_kind_display()}"))
    return issued + lines


@dataclass(frozen=True)
class MovedDate:
    """That the due date was changed by amendments: the first day it had, and why it was changed last."""

    first: date
    reason: str


def moved_date(history: Iterable[HistoryLine]) -> MovedDate | None:
    """What its history tells of changes of its due date; None where none was changed by an amendment."""
    moves = [line.entry for line in history if line.entry.action == "obligations.move_date"]
    return MovedDate(date.fromisoformat(moves[0].details["from"]), moves[-1].note) if moves else None


def tally(obligations: Iterable[Obligation]) -> dict[Kind, int]:
    """How many obligations stand how; every kind is there, zero where there is none."""
    counts = dict.fromkeys(Kind, 0)
    for obligation in obligations:
        counts[obligation.standing.kind] += 1
    return counts
