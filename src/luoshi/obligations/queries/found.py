"""What submissions are made of, counted, and where in them words stand: receipts, files, links, statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Evidence, Submission

Found = dict[int, str]  # number of the duty, and where in what was handed in for it the words stand
# The parts of a submission for a list, which shows their names and numbers only; contents of facts are long.
PARTS = Prefetch("evidence", Evidence.objects.defer("fact", "seen"))


@dataclass(frozen=True)
class Parts:
    """How many files, links and facts a submission is made of."""

    files: int = 0
    links: int = 0
    facts: int = 0

    @classmethod
    def of(cls, evidence: Iterable[Evidence]) -> Parts:
        """Count them; the file that a fact brought along counts as a file."""
        evidence = list(evidence)
        files, links = sum(1 for one in evidence if one.blob_id), sum(1 for one in evidence if one.url)
        return cls(files, links, len(evidence) - files - links)

    @property
    def words(self) -> str:
        """2 个文件、1 个链接."""
        counted = ((self.facts, "项平台事实"), (self.files, "个文件"), (self.links, "个链接"))
        return "、".join(f"{number} {what}" for number, what in counted if number) or "没有材料"


def find_in_submissions(actor: Actor, unit: int | None, words: str) -> Found:
    """The duties of the unit in whose submissions or drafts the words stand, the newest place of each; two queries."""
    found: Found = {}
    mine = visible_to(Submission, actor).filter(obligation__unit=unit)
    sent = mine.filter(Q(receipt_number__icontains=words) | Q(statement__icontains=words)).order_by("version")
    for one in sent:
        in_number = words.casefold() in (one.receipt_number or "")
        found[one.obligation_id] = f"回执 {one.receipt_number}" if in_number else f"{_version(one)}的情况说明"
    parts = visible_to(Evidence, actor).filter(submission__obligation__unit=unit).filter(in_parts(words))
    for part in parts.order_by("submission__version", "order"):
        found[part.submission.obligation_id] = f"{_version(part.submission)}的{part_words(part)}"
    return found


def in_parts(words: str) -> Q:
    """That the words stand in the name or the address of a piece of evidence."""
    return Q(name__icontains=words) | Q(url__icontains=words)


def part_words(part: Evidence) -> str:
    """文件“照片.jpg”."""
    return f"{'文件' if part.blob_id else '链接' if part.url else '平台事实'}“{part.name}”"


def _version(submission: Submission) -> str:
    return f"回执 {submission.receipt_number} " if submission.receipt_number else "暂存"
