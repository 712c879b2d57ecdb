"""The workbook of a round of second looks; what is not looked at yet tells no first verdict."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kit.sheets import Column, workbook
from luoshi.obligations.queries.rechecking import RecheckLine

COLUMNS = (
    Column("顺序", 6), Column("回执编号", 18), Column("类别", 18), Column("单位", 16), Column("任务", 40, wrap=True),
    Column("原结论", 10), Column("复核", 10), Column("是否一致", 10), Column("复核意见", 50, wrap=True),
    Column("复核人", 10), Column("复核时间", 20),
)  # fmt: skip
AGREES = {None: "", True: "一致", False: "不一致"}


def recheck_sheet(lines: Sequence[RecheckLine]) -> bytes:
    """The lines in the order in which they were drawn."""
    rows = []
    for line in lines:
        one = line.recheck
        duty = one.review.submission.obligation
        rows.append(
            (
                one.order, one.review.submission.receipt_number, str(duty.unit.category or ""), duty.unit.short_name,
                duty.deliverable.material, line.first, line.second, AGREES[one.agrees], one.note, one.reviewer_name,
                one.at,
            )
        )  # fmt: skip
    return workbook("复核", COLUMNS, rows)
