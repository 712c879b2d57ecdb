"""Judging what was handed in: verdicts one by one and in batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.ids import new_public_id
from luoshi.obligations.checking import findings_of
from luoshi.obligations.models import Obligation, ReturnReason, Submission
from luoshi.obligations.reasons import words_of
from luoshi.workflow.engine import take


@dataclass(frozen=True)
class Outcome:
    """What came of a verdict over many: those it was given for, and those it could not be, each with the reasons."""

    done: tuple[Obligation, ...]
    refused: tuple[tuple[Submission, tuple[str, ...]], ...]


def review(  # noqa: PLR0913 - a verdict has that many parts
    submission: Submission,
    verdict: str,
    *,
    by: Actor,
    note: str = "",
    reasons: Sequence[ReturnReason] = (),
    days: int | None = None,
    batch: str = "",
) -> Obligation:
    """Accept or return the version that the reviewer has seen (`verdict` is the name of the move).

    Returned with coded `reasons`, words may be left out: the note then says what each reason asks for. `days` is the
    correction term in working days, the plan's where none is given. Accepted with doubts of the machine, the note says
    what came of them. Raises Refused where the unit has handed in another version since, or withdrawn this one.
    """
    doubts = _doubts(submission, verdict, by, note)
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update(no_key=True).get(pk=submission.obligation_id)
        if obligation.state == Obligation.State.SUBMITTED and obligation.current != submission:
            raise Refused("单位已撤回这一件，换了材料重新报送。请看过新的材料再审。")
        details: dict[str, Any] = {"doubts": doubts} if doubts else {}
        if verdict == "return":
            details |= {"reasons": [reason.frozen() for reason in reasons]}
            details |= {"correction_days": days} if days else {}
            note = words_of(reasons, note)
        return take(obligation, verdict, by=by, note=note, details=details, batch=batch)


def review_many(  # noqa: PLR0913 - as above
    submissions: Iterable[Submission],
    verdict: str,
    *,
    by: Actor,
    note: str = "",
    reasons: Sequence[ReturnReason] = (),
    days: int | None = None,
    words: Mapping[int, str] | None = None,
) -> Outcome:
    """The same verdict for many, each in a transaction of its own under one batch number; one act for each.

    `words`, by primary key of the submission, adds to the note what came of its doubts.
    """
    batch = new_public_id()
    done: list[Obligation] = []
    refused: list[tuple[Submission, tuple[str, ...]]] = []
    for submission in submissions:
        own = "\n".join(part for part in (note.strip(), (words or {}).get(submission.pk, "").strip()) if part)
        try:
            done.append(review(submission, verdict, by=by, note=own, reasons=reasons, days=days, batch=batch))
        except (Refused, Forbidden) as error:
            refused.append((submission, error.reasons))
    return Outcome(tuple(done), tuple(refused))


def _doubts(submission: Submission, verdict: str, by: Actor, note: str) -> list[str]:
    """The codes of what the machine asks to look at, once what came of it was put into words.

    Looked at before the transaction: files may have to be read.
    """
    duty = Obligation.objects.get(pk=submission.obligation_id)
    waits = duty.state == Obligation.State.SUBMITTED and duty.current == submission
    if verdict != "accept" or not waits or not by.may("obligations.review", duty):
        return []  # what stands against it otherwise is told in the transaction
    doubts = [doubt.code for doubt in findings_of(submission, viewer=by).doubts]
    if doubts and not note.strip():
        raise Refused(f"还有 {len(doubts)} 处疑点没处理。请核对后写明结果，再审核通过。")
    return list(dict.fromkeys(doubts))
