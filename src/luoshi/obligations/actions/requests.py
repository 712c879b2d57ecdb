"""Requests: a unit asks that a duty does not apply, or for a later day; the office decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import File
from django.db import transaction

from luoshi.audit.writer import record
from luoshi.calendar.queries import work_calendar
from luoshi.files.checks import EVIDENCE
from luoshi.files.intake import take_in
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.ids import new_public_id
from luoshi.obligations.asking import reasons_against_asking
from luoshi.obligations.effects import day_words
from luoshi.obligations.models import DutyRequest, Obligation
from luoshi.workflow.engine import create, move_of, take

Kind = DutyRequest.Kind


@dataclass(frozen=True)
class Asked:
    """What a unit asks for: the day it wants is there for an extension only, a file where it has one."""

    kind: DutyRequest.Kind
    reason: str
    wanted_due: date | None = None
    upload: File[bytes] | None = None


@dataclass(frozen=True)
class Decided:
    """What came of deciding many: the requests that were decided, and those that could not be, with the reasons."""

    done: tuple[DutyRequest, ...]
    refused: tuple[tuple[DutyRequest, tuple[str, ...]], ...]


def ask(obligation: Obligation, asked: Asked, *, by: Actor) -> DutyRequest:
    """Put the request before the office; raises Refused with all reasons."""
    if not by.may("obligations.submit", obligation):
        raise Forbidden("申请由本单位联络员提出。")
    blob = take_in(asked.upload, by=by, allowed=EVIDENCE) if asked.upload else None
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
        if reasons := _reasons_against(obligation, asked):
            raise Refused(*reasons)
        name = str(asked.upload.name)[:255] if asked.upload else ""
        wanted = asked.wanted_due if asked.kind == Kind.EXTENSION else None
        made = DutyRequest(
            obligation=obligation, kind=asked.kind, reason=asked.reason.strip(), wanted_due=wanted,
            blob=blob, blob_name=name, asked_at=clock.now(), asked_by=by.name,
        )  # fmt: skip
        create([made])
        words = f"，希望延到{day_words(wanted)}" if wanted else ""
        record(
            "obligations.ask", by=by, label=f"{asked.kind.label}{words}", subject=obligation.ref,
            note=made.reason, details={"request": made.ref},
        )  # fmt: skip
    return DutyRequest.objects.get(public_id=made.public_id)


def decide(  # noqa: PLR0913 - a decision has that many parts
    request: DutyRequest, verdict: str, *, by: Actor, note: str, day: date | None = None, batch: str = ""
) -> DutyRequest:
    """Grant or refuse (`verdict` is the name of the move); `day` is another day than the one asked for.

    Granted, the duty's day moves or the duty does not apply any more: two acts under one batch number, one on the
    request and one on the duty.
    """
    with transaction.atomic():
        # The duty first: whoever judges or hands in locks it too, so that none of them overtakes the other half-way.
        obligation = Obligation.objects.select_for_update(no_key=True).get(pk=request.obligation_id)
        batch = batch or new_public_id()
        details = {"day": day} if day and verdict == "grant" else {}
        decided = take(request, verdict, by=by, note=note, details=details, batch=batch)
        decided.refresh_from_db()
        if verdict != "grant":
            return decided
        if decided.kind == Kind.NOT_APPLICABLE:
            take(obligation, "rule_out", by=by, note=note, details={"request": decided.ref}, batch=batch)
        else:
            _extend(obligation, decided, by=by, note=note, batch=batch)
    return decided


def decide_many(
    requests: Sequence[DutyRequest], verdict: str, *, by: Actor, note: str, day: date | None = None
) -> Decided:
    """The same decision with one reason for many of one kind, each in a transaction of its own under one batch number.

    Without `day` each extension is granted to the day that its unit asked for.
    """
    reasons = []
    move = move_of(DutyRequest, verdict)
    if not requests:
        reasons.append("请先勾选要决定的申请。")
    if len({request.kind for request in requests}) > 1:
        reasons.append("只能一起决定同一种申请。请按种类筛选后再勾选。")
    if move and move.asks and not note.strip():
        reasons.append(move.asks)
    if reasons:
        raise Refused(*reasons)
    batch = new_public_id()
    done: list[DutyRequest] = []
    refused: list[tuple[DutyRequest, tuple[str, ...]]] = []
    for request in requests:
        try:
            done.append(decide(request, verdict, by=by, note=note, day=day, batch=batch))
        except Refused as error:
            refused.append((request, error.reasons))
    return Decided(tuple(done), tuple(refused))


def _extend(obligation: Obligation, request: DutyRequest, *, by: Actor, note: str, batch: str) -> None:
    """Move the day that the duty has now: the correction term where it was returned with one, else the due date."""
    day, before = request.granted_due, obligation.owed_by
    assert day is not None  # noqa: S101 - keep_decision has written it in this transaction
    if obligation.state == Obligation.State.RETURNED and obligation.correction_due:
        Obligation.objects.filter(pk=obligation.pk).update(correction_due=day)
        action, what = "obligations.move_correction", "补正到期日"
    else:
        due = work_calendar().next_workday(day) if obligation.plan.moves_rest_days else day
        Obligation.objects.filter(pk=obligation.pk).update(stated_due=day, due=due)
        action, what, day = "obligations.move_date", "到期日", due
    label = f"同意延期，把{what}由{day_words(before)}调整为{day_words(day)}"
    details = {"request": request.ref, "from": str(before), "to": str(day)}
    record(action, by=by, label=label, subject=obligation.ref, note=note, details=details, batch=batch)


def _reasons_against(obligation: Obligation, asked: Asked) -> list[str]:
    reasons = reasons_against_asking(obligation, asked.kind)
    if not asked.reason.strip():
        reasons.append("请写明理由，让审核人员能据此决定。")
    if asked.kind == Kind.EXTENSION and (asked.wanted_due is None or asked.wanted_due <= obligation.owed_by):
        reasons.append(f"请选一个晚于{day_words(obligation.owed_by)}的日期。")
    return reasons
