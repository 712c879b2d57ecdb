"""Coded reasons: how one reads, and the words of several for the unit. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.obligations.models import ReturnReason


@dataclass(frozen=True)
class Wording:
    """A reason as it is to read: what is wrong, what the unit is to do, whether it counts, and who says so."""

    label: str
    advice: str
    counts_as_submitted: bool
    source: str

    def reasons_against(self) -> list[str]:
        """What is missing."""
        reasons = [] if self.label.strip() else ["请写明理由，如“缺正式文件”。"]
        if not self.source.strip():
            reasons.append("请写明依据：文号、会议纪要，或者“本办公室规定”。")
        if not self.advice.strip():
            reasons.append("请写明怎么补，让单位知道接着做什么。")
        return reasons


def wording_of(reason: ReturnReason) -> Wording:
    """How the reason reads now."""
    return Wording(reason.label, reason.advice, reason.counts_as_submitted, reason.source)


def words_of(reasons: Sequence[ReturnReason], note: str) -> str:
    """The note as the unit reads it: its own words, else what each reason asks for."""
    if note.strip() or not reasons:
        return note.strip()
    return "".join(reason.advice or f"{reason.label}。" for reason in reasons)
