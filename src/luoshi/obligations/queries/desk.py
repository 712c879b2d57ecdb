"""Reads for the review desk: one submission with all that a reviewer needs to judge it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from luoshi.calendar.queries import work_calendar
from luoshi.files.examining import examinations
from luoshi.files.models import Examination
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.checking import Finding, Mark, findings_of, marks_of
from luoshi.obligations.checks.finding import Findings
from luoshi.obligations.criteria import Point, points_of
from luoshi.obligations.models import Evidence, Obligation, Review, Submission
from luoshi.obligations.proof import FrozenFact, frozen_facts

LONGEST_TERM = 30  # ours: working days that a correction may be given at most
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Paper:
    """One piece of evidence on the desk: the doubts about it, and whether the version before did not have it.

    `seen` is what its file told by its content, `marks` are the places on each page that the machine read.
    """

    part: Evidence
    seen: Examination | None
    doubts: int
    is_new: bool
    frozen: FrozenFact | None
    marks: Mapping[int, list[Mark]]


@dataclass(frozen=True)
class Change:
    """A version beside the one before it, which came back by `verdict`: what is new, what stayed, what is gone."""

    before: Submission
    verdict: Review
    new: tuple[Evidence, ...]
    kept: tuple[Evidence, ...]
    removed: tuple[Evidence, ...]


@dataclass(frozen=True)
class Desk:
    """What is judged: the version that waits, its papers, what the machine found, and what a person is to look at."""

    submission: Submission
    papers: tuple[Paper, ...]
    findings: Findings
    points: tuple[Point, ...]
    change: Change | None

    @property
    def facts(self) -> int:
        """How many facts of the platform there are among the papers."""
        return sum(1 for paper in self.papers if paper.part.fact is not None)


@dataclass(frozen=True)
class Remaining:
    """What is asked once more before a submission passes: points nobody ticked, and doubts of the machine."""

    unseen: tuple[Point, ...]
    doubts: tuple[Finding, ...]

    @property
    def sentence(self) -> str:
        """还有 1 条没看、1 处疑点没处理。"""
        parts = [f"{len(self.unseen)} 条没看"] if self.unseen else []
        parts += [f"{len(self.doubts)} 处疑点没处理"] if self.doubts else []
        return f"还有 {'、'.join(parts)}。"

    @property
    def digest(self) -> str:
        """The same for the same question only: an answer to another one is none."""
        lines = [point.code for point in self.unseen]
        lines += [f"{doubt.code} {doubt.words} {doubt.evidence and doubt.evidence.pk}" for doubt in self.doubts]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def desk_of(submission: Submission, actor: Actor) -> Desk:
    """All of it for one version, in a number of queries that does not grow with its papers."""
    parts = list(submission.evidence.select_related("blob"))
    findings = findings_of(submission, viewer=actor)
    change = change_of(submission, parts)
    new = {part.pk for part in change.new} if change else set()
    frozen = frozen_facts(parts, actor=actor)
    marks = marks_of(parts)
    seen = examinations(part.blob for part in parts if part.blob)
    papers = [
        Paper(
            part,
            seen.get(part.blob_id or 0),
            sum(1 for finding in findings.doubts if finding.evidence and finding.evidence.pk == part.pk),
            part.pk in new,
            frozen.get(part.pk),
            {page: found for (pk, page), found in marks.items() if pk == part.pk},
        )
        for part in parts
    ]
    points = points_of(submission.obligation.deliverable, submission, parts, returned=change is not None)
    return Desk(submission, tuple(papers), findings, tuple(points), change)


def remaining_of(desk: Desk, seen: Collection[str]) -> Remaining | None:
    """What stands between the ticks (codes of points) and a verdict; None where nothing does."""
    unseen = tuple(point for point in desk.points if point.code not in seen)
    doubts = tuple(desk.findings.doubts)
    return Remaining(unseen, doubts) if unseen or doubts else None


def change_of(submission: Submission, parts: Collection[Evidence]) -> Change | None:
    """What changed since the version that came back last; None where none did."""
    earlier = Submission.objects.standing().filter(obligation=submission.obligation_id, version__lt=submission.version)
    for before in earlier.order_by("-version").prefetch_related("reviews", "evidence__blob"):
        verdict = before.review
        if verdict is None or verdict.accepted:
            continue
        old, now = list(before.evidence.all()), {_same(part) for part in parts}
        then = {_same(part) for part in old}
        return Change(
            before,
            verdict,
            tuple(part for part in parts if _same(part) not in then),
            tuple(part for part in parts if _same(part) in then),
            tuple(part for part in old if _same(part) not in now),
        )
    return None


def _same(part: Evidence) -> tuple[str, object]:
    """What tells two pieces of evidence apart: the bytes, the address, the fact as it was frozen."""
    if part.fact is not None:
        return "fact", (part.fact_key, str(part.fact.get("statement")) if isinstance(part.fact, dict) else "")
    return ("file", part.blob_id) if part.blob_id else ("link", part.url)


def terms() -> list[tuple[int, str]]:
    """The correction terms to choose from, each with its last day: 5 个工作日，到 9月12日 周二."""
    calendar, day = work_calendar(), clock.today()
    found = []
    for count in range(1, LONGEST_TERM + 1):
        day = calendar.add_workdays(day, 1)
        found.append((count, f"{count} 个工作日，到 {day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"))
    return found


def last_verdict(duty: Obligation) -> Review | None:
    """The verdict that stands on what was handed in last, for a duty that waits for none."""
    current = duty.current
    return current.review if current else None
