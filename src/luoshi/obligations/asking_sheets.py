"""Workbooks of requests and of questions."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.kit.sheets import Column, workbook
from luoshi.obligations.models import DutyRequest, Question

REQUESTS = (
    Column("单位", 16), Column("类别", 18), Column("任务", 40, wrap=True), Column("申请", 12), Column("情况", 10),
    Column("理由", 40, wrap=True), Column("到期日", 16), Column("希望延到", 16), Column("延到", 16),
    Column("附件", 24, wrap=True), Column("提出时间", 20), Column("提出人", 12), Column("决定时间", 20),
    Column("决定人", 12), Column("决定理由", 40, wrap=True),
)  # fmt: skip
QUESTIONS = (
    Column("单位", 16), Column("任务", 40, wrap=True), Column("问题", 50, wrap=True), Column("提问时间", 20),
    Column("提问人", 12), Column("答复", 50, wrap=True), Column("答复时间", 20), Column("答复人", 12),
    Column("各单位可见", 12),
)  # fmt: skip


def request_sheet(requests: Iterable[DutyRequest]) -> bytes:
    """One line for each request; the due date is the one that the duty has now."""
    lines = []
    for one in requests:
        duty = one.obligation
        lines.append(
            (
                duty.unit.short_name, str(duty.unit.category or ""), duty.deliverable.material, one.get_kind_display(),
                one.get_state_display(), one.reason, duty.owed_by, one.wanted_due, one.granted_due, one.blob_name,
                one.asked_at, one.asked_by, one.decided_at, one.decided_by_name, one.answer,
            )
        )  # fmt: skip
    return workbook("申请", REQUESTS, lines)


def question_sheet(questions: Iterable[Question]) -> bytes:
    """One line for each question."""
    lines = [
        (
            one.unit.short_name, one.deliverable.material, one.text, one.asked_at, one.asked_by, one.answer,
            one.answered_at, one.answered_by, "是" if one.shown_to_all else "否",
        )
        for one in questions
    ]  # fmt: skip
    return workbook("提问和答复", QUESTIONS, lines)
