"""The moves of a request: decided once by the office, or taken back by the unit before that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from luoshi.obligations.models import DutyRequest, Obligation
from luoshi.workflow.engine import Move, Step, define

S = DutyRequest.State


def duty_is_still_owed(step: Step) -> Iterator[str]:
    """What was handed in, ended or ruled out since needs no decision any more."""
    duty = step.obj.obligation
    if duty.state not in (Obligation.State.PENDING, Obligation.State.RETURNED):
        yield f"这项任务现在是“{duty.get_state_display()}”，申请不用再同意。请写明情况，答复“不同意”。"


def day_is_later(step: Step) -> Iterator[str]:
    """A term is extended to a day that is later than the one it has."""
    request = step.obj
    if request.kind != DutyRequest.Kind.EXTENSION:
        return
    day = step.details.get("day") or request.wanted_due
    if day is None or day <= request.obligation.owed_by:
        yield "延到的日期要晚于现在的到期日。请改选日期。"


def keep_decision(step: Step) -> Mapping[str, Any]:
    """Who decided what, when and why."""
    granted = step.move.name == "grant" and step.obj.kind == DutyRequest.Kind.EXTENSION
    day = (step.details.get("day") or step.obj.wanted_due) if granted else None
    DutyRequest.objects.filter(pk=step.obj.pk).update(
        answer=step.note, decided_at=step.at, decided_by=step.by.user_id, decided_by_name=step.by.name, granted_due=day
    )
    return {"obligation": step.obj.obligation.ref, "day": str(day) if day else ""}


define(
    DutyRequest,
    Move("grant", "同意", frozenset({S.OPEN}), S.GRANTED, "obligations.decide_request",
         guards=(duty_is_still_owed, day_is_later), effects=(keep_decision,), asks="请写明同意的理由。",
         via="obligations:request_detail"),
    Move("refuse", "不同意", frozenset({S.OPEN}), S.REFUSED, "obligations.decide_request",
         effects=(keep_decision,), asks="请写明不同意的理由，让单位知道怎么办。", via="obligations:request_detail"),
    Move("take_back", "撤回申请", frozenset({S.OPEN}), S.TAKEN_BACK, "obligations.request"),
    born={S.OPEN},
)  # fmt: skip
