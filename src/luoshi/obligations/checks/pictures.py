"""Photographs: how many, when they were taken, and whether two of them are the same."""

from __future__ import annotations

from datetime import datetime

from luoshi.kit.templatetags.kit import day as in_words
from luoshi.obligations.checks.case import Case, Part
from luoshi.obligations.checks.finding import Finding
from luoshi.obligations.checks.papers import pictures_wanted
from luoshi.obligations.kinds import Kind


def photographs(case: Case) -> list[Finding]:
    """How many there are against how many are asked for, those of another year, and when the others were taken."""
    pictures = [part for part in case.files if part.is_picture]
    row = case.duty.deliverable
    wanted = pictures_wanted(f"{row.material} {row.note}")
    found = [_outside(case, part) for part in pictures if _is_outside(case, part)]
    if wanted > len(pictures) and (pictures or case.asks_for(Kind.PICTURE)):
        others = "文档里的图片机器没有数，" if case.papers else ""
        ask = "请补上，或者在情况说明里写明。" if case.at_home else "请看一眼够不够。"
        words = f"图片 {len(pictures)} 张，任务要求 {wanted} 张，{others}{ask}" if pictures else ""
        words = words or f"没有单独的图片，任务要求 {wanted} 张，{others}{ask}"
        found.append(Finding("few-pictures", "look", words))
    elif pictures:
        found.append(Finding("pictures", "ok", f"图片 {len(pictures)} 张{_when(case, pictures)}。"))
    return found


def _outside(case: Case, part: Part) -> Finding:
    taken = _taken(part)
    assert taken is not None  # noqa: S101 - asked before
    words = f"{part.name}拍摄时间是 {in_words(taken.date())}，不在{case.year}年度内（相机时间也可能没有调准）。"
    ask = f"请确认是{case.year}年的照片。" if case.at_home else "请看一眼是不是这一年的照片。"
    return Finding("photo-year", "look", words + ask, part.evidence)


def _when(case: Case, pictures: list[Part]) -> str:
    """What the cameras noted, in a few words."""
    without = sum(1 for part in pictures if _taken(part) is None)
    if without == len(pictures):
        return "，没有拍摄时间（转发过的照片常常没有）"
    if without:
        return f"，其中 {without} 张没有拍摄时间（转发过的照片常常没有）"
    return "" if any(_is_outside(case, part) for part in pictures) or not case.year else "，都拍于本年度内"


def _is_outside(case: Case, part: Part) -> bool:
    taken = _taken(part)
    return taken is not None and not case.is_in_time(taken.date())


def _taken(part: Part) -> datetime | None:
    try:
        return datetime.strptime(part.seen.taken_at if part.seen else "", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - no zone
    except ValueError:
        return None
