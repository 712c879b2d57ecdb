"""What was handed in before or elsewhere: the same file, nearly the same picture, the same number of a paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from luoshi.files.pictures import BITS, NEAR, distance
from luoshi.kit.templatetags.kit import day, short_day
from luoshi.obligations.checks.case import Case, Part
from luoshi.obligations.checks.finding import Finding
from luoshi.obligations.models import Evidence
from luoshi.obligations.standing import CITY_TIME

How = Literal["same", "near", "number"]
STRENGTH: dict[How, int] = {"same": 0, "near": 1, "number": 2}
# Where it was handed in: by another unit, by the unit itself in an earlier year, by the unit for another duty.
ELSEWHERE, EARLIER, OWN = "elsewhere", "earlier", "own"


@dataclass(frozen=True)
class Likeness:
    """That a part resembles another one, how, to how many per cent, and whether who is looking may see that one."""

    part: Part
    other: Evidence
    how: How
    percent: int = 100
    visible: bool = False

    @property
    def order(self) -> tuple[int, bool, int, int]:
        """The strongest first, of those the ones that may be seen, the nearest, the oldest."""
        return STRENGTH[self.how], not self.visible, -self.percent, self.other.pk


def alike(one: str, other: str) -> int:
    """How much two fingerprints of pictures agree, in per cent; 100 only where every bit does."""
    return 100 * (BITS - distance(one, other)) // BITS


def repeats(case: Case, likenesses: Iterable[Likeness]) -> list[Finding]:
    """One sentence for each part and each place it was handed in at; where there is none, that there is none."""
    best: dict[tuple[int, str], list[Likeness]] = {}
    for one in sorted(likenesses, key=lambda one: one.order):
        if where := _where(case, one.other):
            best.setdefault((one.part.evidence.pk, where), []).append(one)
    found = [_sentence(case, where, ones) for (_, where), ones in best.items()]
    if case.files and all(ones[0].how == "number" for ones in best.values()):
        found.append(Finding("no-repeat", "ok", "与以前报送的文件没有重复。"))
    return found + _within(case)


def blank_forms(case: Case, templates: Iterable[int]) -> list[Finding]:
    """Files that are the office's own blank forms; `templates` are the numbers of their blobs."""
    forms = set(templates)
    return [
        Finding("blank-form", "look", f"{part.name}就是办公室提供的空白模板。请填好内容再报。", part.evidence)
        for part in case.files
        if part.evidence.blob_id in forms
    ]


def _where(case: Case, other: Evidence) -> str:
    """ "" where it says nothing about this submission: the unit used its own material again in a later year."""
    duty = other.submission.obligation
    if duty.unit_id != case.duty.unit_id:
        return ELSEWHERE
    then, now = duty.plan.year or 0, case.year or 0
    return EARLIER if then < now else OWN if then == now else ""


def _sentence(case: Case, where: str, ones: list[Likeness]) -> Finding:
    first = ones[0]
    return Finding(
        f"{first.how}-{where}",
        "look",
        _told(case, where, first, _more(first, ones)),
        first.part.evidence,
        first.other if first.visible else None,
        mild=where == OWN,
    )


def _more(first: Likeness, ones: list[Likeness]) -> str:
    alike = {one.other.submission_id for one in ones if one.how == first.how}
    return f"（这样的共 {len(alike)} 处）" if len(alike) > 1 and first.visible else ""


def _told(case: Case, where: str, one: Likeness, more: str) -> str:
    what = "的是同一个文件" if one.how == "same" else f"的一张几乎相同，相似度 {one.percent}%"
    if where == OWN:
        duty = one.other.submission.obligation.deliverable.material[:30]
        return f"{one.part.name}与{case.whose}为“{duty}”报送{what}{more}。请看一眼是否两项都合适。"
    if where == EARLIER:
        ask = "请确认是今年的材料。" if case.at_home else "请并排比较，看是不是今年的材料。"
        return f"{one.part.name}与{case.whose}{_when(case, one.other)}报送{what}{more}。{ask}"
    unit = one.other.submission.obligation.unit.short_name
    whose = f"{unit}{_when(case, one.other)}" if one.visible else "另一个单位"
    if one.how == "number" and one.part.number:
        ask = "联合发文的可以相同，其他情况请核对文号。"
        return f"{one.part.name}的文号 {one.part.number.words} 与{whose}报送的文件相同{more}。{ask}"
    ask = "请并排比较。" if one.visible else "请确认是本单位的材料。"
    return f"{one.part.name}与{whose}报送{what}{more}。{ask}"


def _when(case: Case, other: Evidence) -> str:
    """8月22日, with the year where it is another."""
    at = other.submission.submitted_at
    assert at is not None  # noqa: S101 - only what was handed in is compared with
    words = short_day(at) if at.astimezone(CITY_TIME).year == case.day.year else day(at)
    return f"{words}{'（后已撤回）' if other.submission.withdrawn_at else ''}"


def _within(case: Case) -> list[Finding]:
    """Two files of this submission that are the same; a file that came along with a fact may be there as well."""
    found = []
    for one, other in combinations([part for part in case.files if not part.evidence.fact_key], 2):
        if one.evidence.blob_id == other.evidence.blob_id:
            words = f"{one.name}和{other.name}是同一个文件。请看一眼是否少传了一个。"
        elif one.seen and other.seen and distance(one.seen.phash, other.seen.phash) <= NEAR:
            percent = alike(one.seen.phash, other.seen.phash)
            words = f"{one.name}和{other.name}几乎相同，相似度 {percent}%。请看一眼是否重复。"
        else:
            continue
        found.append(Finding("twice", "look", words, one.evidence, other.evidence))
    return found
