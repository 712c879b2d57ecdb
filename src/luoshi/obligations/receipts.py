"""Receipts: their numbers, and the digest that anyone can compute again from what the receipt shows."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db.models import F

from luoshi.obligations.models import Evidence, ReceiptDay, Submission
from luoshi.obligations.standing import CITY_TIME


def next_number(day: date) -> str:
    """The next number of the day, such as 2017-0905-0012; of two at once the second waits for the first's row."""
    ReceiptDay.objects.get_or_create(day=day)
    ReceiptDay.objects.filter(day=day).update(last=F("last") + 1)
    return f"{day:%Y-%m%d}-{ReceiptDay.objects.get(day=day).last:04}"


def receipt_lines(submission: Submission) -> list[str]:
    """What the digest is computed over, line by line, as the receipt shows it."""
    obligation = submission.obligation
    assert submission.submitted_at is not None  # noqa: S101 - a receipt exists only for what was handed in
    lines = [
        f"编号 {submission.receipt_number}",
        f"时间 {submission.submitted_at.astimezone(CITY_TIME).isoformat(timespec='microseconds')}",
        f"单位 {submission.unit_name}",
        f"任务 {obligation.deliverable.material}",
        f"说明 {hashlib.sha256(submission.statement.encode()).hexdigest()}",
    ]
    if submission.kind == Submission.Kind.NOTHING:
        lines.append("种类 零报告")
    if submission.signed_by:
        lines.append(f"审签 {submission.signed_by}")
    return lines + [_line(evidence) for evidence in submission.evidence.select_related("blob")]


def _line(evidence: Evidence) -> str:
    """A frozen fact stands for itself by its own digest, a file by its hash, a link by its address and snapshot."""
    if evidence.fact is not None:
        digest = evidence.fact.get("digest", "") if isinstance(evidence.fact, dict) else ""
        return f"平台事实 {evidence.name} {digest}"
    if evidence.blob:
        return f"材料 {evidence.name} {evidence.blob.sha256}"
    seen = str(evidence.seen.get("sha256", "")) if isinstance(evidence.seen, dict) else ""
    return f"材料 {evidence.name} {evidence.url} {seen}".rstrip()


def digest_of(submission: Submission) -> str:
    """SHA-256 over the lines of the receipt, joined by line feeds, as UTF-8."""
    return hashlib.sha256("\n".join(receipt_lines(submission)).encode()).hexdigest()
