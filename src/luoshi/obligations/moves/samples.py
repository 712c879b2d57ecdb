"""The moves of a sample: shown to others only with the consent of the unit whose work it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from luoshi.obligations.models import Sample
from luoshi.obligations.samples import is_exemplary
from luoshi.workflow.engine import Move, Step, define

S = Sample.State


def is_still_accepted(step: Step) -> Iterator[str]:
    """What was revoked since is no example, also where a later version was accepted."""
    if not is_exemplary(step.obj.submission):
        yield "这一件已不是“审核通过”，不能作为样例。"


def keep_answer(step: Step) -> Mapping[str, Any]:
    """Who answered, and when."""
    Sample.objects.filter(pk=step.obj.pk).update(answered_at=step.at, answered_by=step.by.name)
    return {"submission": step.obj.submission.ref}


define(
    Sample,
    Move("consent", "同意公开", frozenset({S.ASKED}), S.SHOWN, "obligations.consent",
         guards=(is_still_accepted,), effects=(keep_answer,)),
    Move("decline", "不同意公开", frozenset({S.ASKED}), S.DECLINED, "obligations.consent", effects=(keep_answer,)),
    Move("remove", "撤下样例", frozenset({S.ASKED, S.SHOWN}), S.REMOVED, "obligations.remove_sample"),
    born={S.ASKED},
)  # fmt: skip
