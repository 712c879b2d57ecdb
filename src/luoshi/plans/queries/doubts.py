"""What a person has yet to look at in a draft: doubts of the reader, dates that are missing, units not matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from luoshi.plans.models import Deliverable, Plan
from luoshi.reading.flags import DOUBTS

OWN_DOUBTS = frozenset({"unmatched-unit", "copied-date", "merged-date", "merged-rows"})


@dataclass(frozen=True)
class Doubt:
    """One doubt about the whole document: its number among the document's flags, its sentence, settled or not."""

    index: int
    message: str
    source: dict[str, Any] | None
    settled: bool


def is_doubt(flag: dict[str, Any]) -> bool:
    """Whether a flag asks for a decision; the others are notes."""
    return flag["code"] in DOUBTS or flag["code"] in OWN_DOUBTS


def document_doubts(plan: Plan) -> list[Doubt]:
    """The doubts about the document as a whole."""
    settled = set(plan.settled)
    return [
        Doubt(index, flag["message"], flag.get("source"), index in settled)
        for index, flag in enumerate(plan.flags)
        if is_doubt(flag)
    ]


def row_doubts(row: Deliverable) -> list[str]:
    """Why a row needs a look, in sentences; a missing date is always one."""
    found = [flag["message"] for flag in row.flags if is_doubt(flag)]
    if row.due is None and not any("期限" in words or "日期" in words for words in found):
        found.append("这一行还没有到期日，请填写。")
    return found


def lacks_units(row: Deliverable) -> bool:
    """Whether neither the row nor its table says whom it concerns."""
    return not row.table.category_id and not row.named.all() and not row.categories.all()


def is_open(row: Deliverable) -> bool:
    """Whether a row has a doubt that nobody has settled."""
    return not row.dropped and not row.checked and bool(row_doubts(row))


def open_doubts(plan: Plan, rows: Iterable[Deliverable]) -> int:
    """How many doubts are left: rows with open ones, and open ones about the document."""
    return sum(1 for row in rows if is_open(row)) + sum(1 for doubt in document_doubts(plan) if not doubt.settled)
