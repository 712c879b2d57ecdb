"""Two pieces of evidence side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from luoshi.files.examining import examinations
from luoshi.files.models import Examination
from luoshi.kit.actor import Actor
from luoshi.obligations.checks.repeats import alike
from luoshi.obligations.models import Evidence, Obligation, Submission

ALIKE_FROM = 80  # below it two pictures have nothing to do with each other, and a percentage would only mislead


@dataclass(frozen=True)
class Side:
    """One of the two, opened at a page; `back` and `on` are the queries that turn it, "" where there is no page."""

    evidence: Evidence
    seen: Examination | None
    page: int
    back: str = ""
    on: str = ""

    @property
    def submission(self) -> Submission:
        """What it belongs to."""
        return self.evidence.submission

    @property
    def pages(self) -> int:
        """How many pages can be shown."""
        return _pages(self.evidence)


@dataclass(frozen=True)
class Comparison:
    """Both sides, and in one sentence how far they agree."""

    sides: tuple[Side, Side]
    words: str
    is_same: bool
    back: tuple[str, str]  # where the first is worked on, and what that place is called


def comparison(one: Evidence, other: Evidence, pages: tuple[int, int], *, actor: Actor) -> Comparison:
    """The two at these pages, and for this actor the way back."""
    whole = Evidence.objects.select_related(
        "blob",
        "submission__obligation__unit",
        "submission__obligation__deliverable",
        "submission__obligation__plan",
    )
    both = whole.defer("submission__obligation__plan__reading").in_bulk([one.pk, other.pk])
    one, other = both[one.pk], both[other.pk]
    seen = examinations(part.blob for part in (one, other) if part.blob)
    at, beside = (_within(part, page) for part, page in zip((one, other), pages, strict=True))
    left = _side(one, seen.get(one.blob_id or 0), at, f"?page={{}}&other={beside}")
    right = _side(other, seen.get(other.blob_id or 0), beside, f"?page={at}&other={{}}")
    same = one.blob_id is not None and one.blob_id == other.blob_id
    return Comparison((left, right), _words(left, right, same=same), same, _back(one.submission, actor))


def _back(submission: Submission, actor: Actor) -> tuple[str, str]:
    """To the desk, the draft or what is to be signed off, where the actor may open it; else to receipt or duty."""
    duty = submission.obligation
    if duty.state == Obligation.State.SUBMITTED and actor.may("obligations.review", duty):
        return reverse("obligations:review_desk", args=[duty.public_id]), "回到审核台"
    if submission.submitted_at is not None or actor.may("obligations.submit", duty):
        return submission.get_absolute_url(), "回到报送"
    if submission.asked_at is not None and actor.may("obligations.sign_off", duty):
        return reverse("obligations:sign_off", args=[duty.public_id]), "回到审签"
    return duty.get_absolute_url(), "回到任务"


def _pages(evidence: Evidence) -> int:
    return evidence.blob.pages if evidence.blob and evidence.blob.has_preview else 0


def _within(evidence: Evidence, page: int) -> int:
    return min(max(page, 1), max(_pages(evidence), 1))


def _side(evidence: Evidence, seen: Examination | None, page: int, address: str) -> Side:
    back, on = (address.format(to) if 1 <= to <= _pages(evidence) else "" for to in (page - 1, page + 1))
    return Side(evidence, seen, page, back, on)


def _words(left: Side, right: Side, *, same: bool) -> str:
    if same:
        return "两处是同一个文件，校验值一致。"
    percent = alike(left.seen.phash, right.seen.phash) if left.seen and right.seen else 0
    if percent >= ALIKE_FROM:
        return f"两张图片的画面相似度 {percent}%，文件不是同一个。"
    return "两个文件的校验值不同，请对照内容看。"
