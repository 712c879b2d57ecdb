"""Columns of the matrix: rows of several task tables that ask for the same thing share a column. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luoshi.obligations.models import Obligation

# Our own short heads for the materials of service-oriented enforcement plans; a material that none of
# them names gets the beginning of its own words. First match wins.
LABELS = (
    ("年度推进服务型行政执法建设实施方案", "实施方案"),
    ("明确培育对象", "培育对象"),
    ("调解队伍名单", "调解名单"),
    ("调解人员名单", "调解名单"),
    ("行政调解室", "调解室"),
    ("标兵", "标兵培育"),
    ("论坛、观摩", "学习交流"),
    ("行政指导案例", "行政指导"),
    ("行政指导文书", "行政指导"),
    ("互联网+行政执法”的举措", "互联网+"),
    ("指导、验收", "指导验收"),
    ("培训考试", "培训考试"),
    ("督导检查", "督导检查"),
    ("创新举措", "创新举措"),
)


def short_label(material: str, item: str) -> str:
    """At most six characters for the head of a column."""
    plain = "".join(material.split())
    return next((label for words, label in LABELS if words in plain), (item or plain)[:6])


Key = tuple[date, str, int]


def column_keys(obligations: Iterable[Obligation]) -> list[Key]:
    """The column of each obligation: due date, short head, and a running number.

    Rows of different categories with the same date and head share a column; two such rows of one unit do not, and are
    numbered in the order of the plan. What is not owed stands in the column of its row even where the date of that
    was moved since.
    """
    obligations = list(obligations)
    dates: dict[int, Counter[date]] = {}
    for obligation in obligations:
        if obligation.state not in obligation.OUTSIDE:
            dates.setdefault(obligation.deliverable_id, Counter())[obligation.due] += 1
    usual = {pk: counts.most_common(1)[0][0] for pk, counts in dates.items()}
    seen: Counter[tuple[int, date, str]] = Counter()
    keys: dict[int, Key] = {}
    for obligation in sorted(obligations, key=lambda one: (one.deliverable.order, one.deliverable_id)):
        row = obligation.deliverable
        label = short_label(row.material, row.item)
        outside = obligation.state in obligation.OUTSIDE
        due = usual.get(row.pk, obligation.due) if outside else obligation.due
        keys[obligation.pk] = (due, label, seen[obligation.unit_id, due, label])
        seen[obligation.unit_id, due, label] += 1
    return [keys[obligation.pk] for obligation in obligations]
