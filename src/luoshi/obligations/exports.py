"""Workbooks of this room: a unit's list of duties, and what was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from luoshi.kit.sheets import Cell, Column, workbook
from luoshi.obligations.models import Submission
from luoshi.obligations.queries.duty_list import DutyLine
from luoshi.obligations.queries.handed_in import HandedIn

DUTIES = (
    Column("序号", 6), Column("事项", 20, wrap=True), Column("材料", 44, wrap=True), Column("到期日", 16),
    Column("状态", 16), Column("首次报送", 22), Column("补正到期", 16), Column("回执", 18),
    Column("备注", 44, wrap=True),
)  # fmt: skip
HANDED_IN = (
    Column("回执", 18), Column("报送时间", 22), Column("单位", 28, wrap=True), Column("事项", 18, wrap=True),
    Column("材料", 40, wrap=True), Column("第几次", 8), Column("种类", 10), Column("内容", 24, wrap=True),
    Column("应报日期", 16), Column("迟报（天）", 10), Column("结论", 10), Column("审核人", 12), Column("审核时间", 22),
    Column("意见", 40, wrap=True), Column("撤回时间", 22), Column("校验值", 66),
)  # fmt: skip


def duty_sheet(lines: Iterable[DutyLine], title: str) -> bytes:
    """One line for each duty: by when it is owed, how it stands, and what is to be known about it."""
    rows = [
        (
            number, line.duty.deliverable.item, line.duty.deliverable.material, line.duty.due, line.standing.phrase,
            _moment(line.duty.first_submitted_at), line.duty.correction_due, _receipt(line.current),
            "；".join(_notes(line)),
        )
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip
    return workbook(title, DUTIES, rows)


def submission_sheet(lines: Iterable[HandedIn], title: str) -> bytes:
    """One line for each receipt: what was handed in by whom and when, and what came of it."""
    return workbook(title, HANDED_IN, (_submission_row(line) for line in lines))


def _submission_row(line: HandedIn) -> tuple[Cell, ...]:
    one, review = line.submission, line.review
    row = one.obligation.deliverable
    return (
        one.receipt_number, _moment(one.submitted_at), one.unit_name, row.item, row.material, one.version, line.kind,
        line.parts.words, one.owed_by, one.days_late, line.words, review.reviewer_name if review else "",
        _moment(review.at) if review else None, review.note if review else "", _moment(one.withdrawn_at), one.digest,
    )  # fmt: skip


def _notes(line: DutyLine) -> Iterator[str]:
    duty = line.duty
    yield line.source
    if duty.part:
        yield duty.get_part_display()
    if line.returned:
        words = "、".join([*line.returned.labels, line.returned.note])
        yield f"{line.returned.get_verdict_display()}（{line.returned.reviewer_name}）：{words}"
    if line.is_void:
        yield "视为未报送"
    if line.request:
        yield line.request_words
    if line.is_locked:
        yield "等单位负责人审签"
    elif line.draft:
        yield f"已暂存：{line.draft_words}"
    if duty.state in duty.OUTSIDE:
        yield duty.applicability


def _receipt(current: Submission | None) -> str:
    return (current.receipt_number or "") if current else ""


def _moment(value: datetime | None) -> datetime | None:
    """As the clock of the city shows it: a workbook knows no time zones."""
    return timezone.localtime(value) if value else None
