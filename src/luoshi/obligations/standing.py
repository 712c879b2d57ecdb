"""How an obligation stands on a day: the one answer to on time, late, near and overdue. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

NEAR_DAYS = 7  # our own default: a week before the due date a duty counts as near
CITY_TIME = ZoneInfo("Asia/Shanghai")


class Kind(Enum):
    """What a cell shows: its key, its word."""

    ACCEPTED = "accepted", "审核通过"
    ACCEPTED_LATE = "accepted_late", "迟报通过"
    SUBMITTED = "submitted", "待审"
    RETURNED = "returned", "退回"
    NEAR = "near", "临近"
    OVERDUE = "overdue", "逾期"
    NOT_DUE = "not_due", "未到期"
    NOT_APPLICABLE = "not_applicable", "不适用"
    WAIVED = "waived", "已免除"

    @property
    def key(self) -> str:
        """The name in addresses and style sheets."""
        return self.value[0]

    @property
    def label(self) -> str:
        """The word for people."""
        return self.value[1]


@dataclass(frozen=True)
class Standing:
    """Kind, whole days to the day it is owed (negative after it), and days handed in late (0 when on time).

    `is_owed_by_term` tells of what was returned that it has a day by which to come again.
    """

    kind: Kind
    days_left: int
    late_days: int
    is_owed_by_term: bool = False

    @property
    def words(self) -> str:
        """The few words of a narrow cell: 逾 5 天, 剩 5 天, 待审."""
        if self.kind is Kind.OVERDUE:
            return f"逾 {-self.days_left} 天"
        if self.kind is Kind.NEAR:
            return f"剩 {self.days_left} 天" if self.days_left else "今天到期"
        return self.kind.label

    @property
    def phrase(self) -> str:
        """The same for a line of text: 剩 15 天 also where nothing presses, and how late it was."""
        if self.kind is Kind.NOT_DUE:
            return f"剩 {self.days_left} 天"
        if self.is_owed_by_term:
            left = self.days_left
            return f"退回，{f'剩 {left} 天' if left > 0 else f'逾 {-left} 天' if left < 0 else '今天到期'}"
        if self.late_days:
            return f"{self.kind.label}，迟 {self.late_days} 天"
        return self.words


def standing(
    state: str, due: date, first_submitted_at: datetime | None, today: date, correction_due: date | None = None
) -> Standing:
    """The standing of an obligation in `state` on the day `today`.

    The due day itself is still in time. What counts for lateness is when it was first handed in. What was returned
    counts its days to `correction_due`; returned as void it has no first time, and is overdue like what never came.
    """
    is_void = state == "returned" and first_submitted_at is None
    end = correction_due if state == "returned" and correction_due else due
    left = (end - today).days
    late = max(0, (first_submitted_at.astimezone(CITY_TIME).date() - due).days) if first_submitted_at else 0
    if state == "pending":
        kind = Kind.OVERDUE if left < 0 else Kind.NEAR if left <= NEAR_DAYS else Kind.NOT_DUE
    elif is_void and left < 0:
        kind = Kind.OVERDUE
    elif state == "accepted":
        kind = Kind.ACCEPTED_LATE if late else Kind.ACCEPTED
    else:
        kind = {
            "submitted": Kind.SUBMITTED,
            "returned": Kind.RETURNED,
            "not_applicable": Kind.NOT_APPLICABLE,
            "waived": Kind.WAIVED,
        }[state]
    return Standing(kind, left, late, kind is Kind.RETURNED and (is_void or correction_due is not None))
