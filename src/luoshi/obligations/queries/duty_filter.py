"""What a unit's list is narrowed by, as it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from luoshi.kit.ids import row_number
from luoshi.obligations.standing import Kind

# Each choice of the filter: its words, and the standings that belong to it. Those of the matrix have the same keys.
STATES: dict[str, tuple[str, frozenset[Kind]]] = {
    "returned": ("退回", frozenset({Kind.RETURNED})),
    "overdue": ("逾期", frozenset({Kind.OVERDUE})),
    "near": ("7 天内到期", frozenset({Kind.NEAR})),
    "not_due": ("以后到期", frozenset({Kind.NOT_DUE})),
    "submitted": ("待审", frozenset({Kind.SUBMITTED})),
    "done": ("已通过", frozenset({Kind.ACCEPTED, Kind.ACCEPTED_LATE})),
    "accepted": ("按时通过", frozenset({Kind.ACCEPTED})),
    "accepted_late": ("迟报通过", frozenset({Kind.ACCEPTED_LATE})),
    "outside": ("不适用或已免除", frozenset({Kind.NOT_APPLICABLE, Kind.WAIVED})),
}
SORTS = {"due": "到期日从近到远", "-due": "到期日从远到近", "plan": "按方案的顺序", "sent": "最近报送的在前"}


@dataclass(frozen=True)
class DutyFilter:
    """What is asked for; empty means all. Without a year: whatever is still open, of all years."""

    year: int | None = None
    plan: str = ""
    standing: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "due"

    @classmethod
    def sent(cls, fields: Mapping[str, str]) -> DutyFilter:
        """From the fields of an address; what makes no sense is left out."""
        standing, sort = fields.get("state", ""), fields.get("sort", "")
        return cls(
            year=year_sent(fields),
            plan=fields.get("plan", "").strip(),
            standing=standing if standing in STATES else "",
            words=fields.get("q", "").strip()[:100],
            since=day_sent(fields, "from"),
            until=day_sent(fields, "to"),
            sort=sort if sort in SORTS else "due",
        )

    def __bool__(self) -> bool:
        """Whether anything but the year narrows the list."""
        return bool(self.standing or self.narrows)

    @property
    def narrows(self) -> bool:
        """Whether there may be fewer duties than were issued, of whatever state."""
        return bool(self.plan or self.words or self.since or self.until)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The standings that are asked for, all where none was chosen."""
        return STATES[self.standing][1] if self.standing else frozenset(Kind)


def year_sent(fields: Mapping[str, str]) -> int | None:
    """The year in the address, None where there is none that can be meant."""
    year = row_number(fields.get("year", ""))
    return year if year and 1900 < year < 10_000 else None


def day_sent(fields: Mapping[str, str], name: str) -> date | None:
    """The day in the address, None where there is none that can be meant."""
    try:
        return date.fromisoformat(fields.get(name, ""))
    except ValueError:
        return None
