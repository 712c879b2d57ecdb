"""An effect of an amendment, in words and counts: each duty before and after. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from luoshi.accounts.models import Unit
from luoshi.obligations.models import Obligation
from luoshi.plans.queries.assignments import Assignment


class Do(Enum):
    """What happens to one duty, and how a sentence counts it."""

    MOVE = "调整 {} 项任务的期限"
    WAIVE = "免除 {} 项任务"
    CREATE = "增加 {} 项任务"
    REINSTATE = "恢复 {} 项任务"
    KEEP = "{} 项不变"


@dataclass(frozen=True)
class Change:
    """One unit's duty before and after, in words; `assignment` is there for a new one.

    `stated` is the day it is due by the plan afterwards, and `due` the last day allowed: another where that day is a
    rest day and the plan moves it.
    """

    do: Do
    unit: Unit
    before: str
    after: str
    obligation: Obligation | None = None
    stated: date | None = None
    due: date | None = None
    assignment: Assignment | None = None

    def as_dict(self) -> dict[str, str]:
        """As it is kept with the amendment."""
        return {
            "do": self.do.name.lower(),
            "unit": self.unit.public_id,
            "name": self.unit.short_name,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True)
class Effect:
    """What an amendment changes, what it names but leaves alone, and the counts of the plan before and after.

    With `reasons` it cannot be done. `row_due` is the day of the row itself, where that changes.
    """

    title: str
    changes: tuple[Change, ...]
    kept: tuple[Change, ...]
    duties: tuple[int, int]
    applicable: tuple[int, int]
    shifts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    row_due: tuple[date | None, date] | None = None
    request: str = field(default="", repr=False)

    @property
    def sentence(self) -> str:
        """What is done, counted."""
        counts = Counter(change.do for change in self.changes)
        return "，".join(do.value.format(counts[do]) for do in Do if counts[do])

    @property
    def digest(self) -> str:
        """The same for the same effect only; what was shown carries it, so that what is done is what was shown."""
        lines = [self.request, str(self.duties), str(self.applicable), str(self.row_due)]
        for change in (*self.changes, *self.kept):
            lines.append("\t".join(change.as_dict().values()) + f"\t{change.stated}\t{change.due}")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """As it is kept with the amendment."""
        return {
            "sentence": self.sentence,
            "shifts": list(self.shifts),
            "duties": list(self.duties),
            "applicable": list(self.applicable),
            "row_due": [str(day) if day else None for day in self.row_due] if self.row_due else None,
            "changes": [change.as_dict() for change in self.changes],
            "kept": [change.as_dict() for change in self.kept],
            "digest": self.digest,
        }


def day_words(day: date) -> str:
    """2017年9月10日."""
    return f"{day.year}年{day.month}月{day.day}日"
