"""Words of coded reasons. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.obligations.models import ReturnReason


def words_of(reasons: Sequence[ReturnReason], note: str) -> str:
    """The note as the unit reads it: its own words, else what each reason asks for."""
    if note.strip() or not reasons:
        return note.strip()
    return "".join(reason.advice or f"{reason.label}。" for reason in reasons)
