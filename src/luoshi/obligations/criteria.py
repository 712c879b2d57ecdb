"""What a reviewer goes by: how soon to judge, and the points that no machine can see. Our own defaults; no database.

A plan states no such points, so these are ours; whoever changes their words raises `VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.obligations.kinds import FORMAL, asked_kinds
from luoshi.obligations.models import Evidence, Submission
from luoshi.obligations.proof import facts_suffice
from luoshi.plans.models import Deliverable

Kind = Deliverable.Evidence

REVIEW_DAYS = 5  # ours: within so many working days an office should have judged what was handed in
VERSION = 1
SOURCE = f"落实自拟的默认要点，第 {VERSION} 版"


@dataclass(frozen=True)
class Point:
    """One thing to look at, by a stable code: what must be so, and where one sees it."""

    code: str
    words: str
    where: str


BY_KIND = {
    Kind.PDF: Point("formal", "正式文件与任务相符", "看标题、文号、日期、落款。"),
    Kind.PICTURE: Point("picture", "图片看得出时间、地点和内容", "看是不是这项工作的现场。"),
    Kind.REPORT: Point("report", "报道能打开，与任务相符", "看发布单位、日期和内容。"),
}
OTHER = Point("other", "其他材料与任务相符", "不能预览的，请下载看过。")
NOTHING = Point("nothing", "讲清了为什么没有可报的", "看情况说明。")
MENDED = Point("mended", "上次指出的问题已补正", "对照上次退回的理由。")
# What reviewers most often write of a doubt, offered to be taken over.
PHRASES = ("已看原件，属实。", "已与单位核实，属实。")
ALL_POINTS = (MENDED, NOTHING, *BY_KIND.values(), OTHER)


def points_of(row: Deliverable, submission: Submission, parts: Iterable[Evidence], *, returned: bool) -> list[Point]:
    """What is to be looked at in this submission; `returned` tells that the version before came back.

    A kind of proof is looked at where it is there or the row requires it; what facts prove asks for nothing more.
    """
    parts = list(parts)
    points = [MENDED] if returned else []
    if submission.kind == Submission.Kind.NOTHING:
        return [*points, NOTHING]
    there = {_kind_of(part) for part in parts if part.fact is None}
    proven = facts_suffice(row, [part.fact_key for part in parts if part.fact is not None])
    if not proven and not row.any_of:
        there |= {asked.kind for asked in asked_kinds(row) if asked.required}
    points += [point for kind, point in BY_KIND.items() if kind in there]
    return [*points, OTHER] if None in there else points


def _kind_of(part: Evidence) -> Kind | None:
    """The kind that a file or link is looked at as; None where it is none of the three."""
    if part.blob is None:
        return Kind.REPORT
    return Kind.PICTURE if part.blob.is_picture else Kind.PDF if part.blob.kind in FORMAL else None
