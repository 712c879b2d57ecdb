"""Where parts of a submission, or parts that resemble them, were handed in before. Reads, a fixed number of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Substr

from luoshi.files.models import Examination
from luoshi.files.pictures import BITS, near_pictures
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.checks.case import Case, Part
from luoshi.obligations.checks.papers import number_of
from luoshi.obligations.checks.repeats import How, Likeness
from luoshi.obligations.models import Evidence, FormTemplate, Submission

MOST_NEAR = 30  # pictures, for each; somebody who looks needs one
MOST_OTHERS = 300
HEAD = 600  # characters in which the number of a paper stands


def likenesses(case: Case, *, viewer: Actor) -> list[Likeness]:
    """What resembles the files of the case among all that was ever handed in, for other duties than this one.

    Other versions of the duty, and of those that were handed in together with it, are the same case. So is what the
    unit has withdrawn itself. Files that came along with facts are the platform's, and may serve for several duties.
    """
    parts = [part for part in case.files if not part.evidence.fact_key]
    how: dict[int, list[tuple[Part, How, int]]] = {}
    for part in parts:
        how.setdefault(part.evidence.blob_id or 0, []).append((part, "same", 100))
    own = set(how)
    for part, how_so, blob, percent in (*_near(parts, own), *_of_same_number(parts, own)):
        how.setdefault(blob, []).append((part, how_so, percent))
    others = list(_others(case, how)) if how else []
    seen = (
        set(visible_to(Evidence, viewer).filter(pk__in=[one.pk for one in others]).values_list("pk", flat=True))
        if (others)
        else set()
    )
    return [
        Likeness(part, other, kind, percent, other.pk in seen)
        for other in others
        for part, kind, percent in how[other.blob_id or 0]
        if kind != "number" or other.submission.obligation.unit_id != case.duty.unit_id
    ]


def form_blobs(case: Case) -> set[int]:
    """The blobs of the blank forms that the office offers for the row."""
    forms = FormTemplate.objects.filter(deliverable=case.duty.deliverable_id)
    return set(forms.values_list("blob", flat=True)) if case.files else set()


def _others(case: Case, blobs: Iterable[int]) -> Iterable[Evidence]:
    """Parts on these blobs that went out for other duties, oldest first."""
    versions = Submission.objects.filter(obligation=case.duty).values_list("pk", "together_with")
    together = {pk for pair in versions for pk in pair if pk is not None}
    also = set(case.submission.also.values_list("pk", flat=True)) if case.submission.submitted_at is None else set()
    group = Submission.objects.filter(Q(pk__in=together) | Q(together_with__in=together)).values("obligation")
    same_case = Q(submission__obligation__in=group) | Q(submission__obligation__in={case.duty.pk, *also})
    taken_back = Q(submission__obligation__unit=case.duty.unit_id, submission__withdrawn_at__isnull=False)
    found = Evidence.objects.filter(blob__in=list(blobs), fact_key="", submission__submitted_at__isnull=False)
    found = found.exclude(same_case).exclude(taken_back)
    found = found.select_related("blob", "submission__obligation__unit", "submission__obligation__deliverable")
    found = found.select_related("submission__obligation__plan").defer("submission__obligation__plan__reading")
    return found.order_by("submission__submitted_at", "pk")[:MOST_OTHERS]


def _near(parts: list[Part], own: set[int]) -> list[tuple[Part, How, int, int]]:
    """Pictures that look the same, over all that were ever examined: comparing is faster than narrowing down."""
    pictures = [(part, part.seen.phash) for part in parts if part.seen and part.seen.phash]
    if not pictures:
        return []
    known = list(Examination.objects.exclude(phash="").exclude(pk__in=own).values_list("pk", "phash"))
    return [
        (part, "near", blob, 100 * (BITS - bits) // BITS)
        for part, phash in pictures
        for blob, bits in near_pictures(phash, known)[:MOST_NEAR]
    ]


def _of_same_number(parts: list[Part], own: set[int]) -> list[tuple[Part, How, int, int]]:
    """Papers that bear the same number; a number without letters before it is everybody's."""
    wanted = {part.number.words: part for part in parts if part.number and part.number.letters}
    if not wanted:
        return []
    numbers = {part.number for part in parts if part.number}
    asked = Q()
    for one in numbers:
        serial = Q(first_text__contains=f"{one.serial}号") | Q(first_text__contains=f"{one.serial} 号")
        asked |= Q(first_text__contains=str(one.year)) & serial
    # Reading a head takes time, and 87号 is in 187号 as well.
    rough = re.compile(rf"(?<![0-9])(?:{'|'.join(str(one.serial) for one in numbers)}) ?号")
    papers = Examination.objects.exclude(first_text="").exclude(pk__in=own).annotate(head=Substr("first_text", 1, HEAD))
    found: list[tuple[Part, How, int, int]] = []
    for blob, head in papers.filter(asked).values_list("pk", "head"):
        number = number_of({1: head}) if rough.search(head) else None
        if number and number.words in wanted:
            found.append((wanted[number.words], "number", blob, 100))
    return found
