"""What the machine finds in what was handed in or is being put together, and where. It stops nothing. Reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.accounts.models import Unit, UnitName
from luoshi.files.examining import examinations
from luoshi.files.words import boxes, page_texts
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.checks.case import Case, Part
from luoshi.obligations.checks.documents import documents
from luoshi.obligations.checks.finding import Finding, Findings
from luoshi.obligations.checks.links import known_facts, web_pages
from luoshi.obligations.checks.openness import openness
from luoshi.obligations.checks.papers import Place
from luoshi.obligations.checks.pictures import photographs
from luoshi.obligations.checks.repeats import blank_forms, repeats
from luoshi.obligations.models import Evidence, Submission
from luoshi.obligations.resemblance import form_blobs, likenesses
from luoshi.obligations.standing import CITY_TIME

__all__ = ["Finding", "Mark", "findings_of", "marks_of"]

MOST_MARKS = 6  # dates on one paper


def findings_of(submission: Submission, *, viewer: Actor) -> Findings:
    """What is to be said of a draft or of what was handed in, to this viewer; what asks to be looked at comes first.

    What another unit handed in is named only to who may see it.
    """
    case = _case(submission, viewer=viewer)
    return Findings(
        [
            *repeats(case, likenesses(case, viewer=viewer)),
            *blank_forms(case, form_blobs(case)),
            *openness(case),
            *documents(case),
            *photographs(case),
            *web_pages(case),
            *known_facts(case),
        ]
    )


@dataclass(frozen=True)
class Mark:
    """Where on a page something was read, in parts of its width and height, and what it is."""

    x: float
    y: float
    w: float
    h: float
    label: str

    @property
    def box(self) -> dict[str, str]:
        """The place in per cent, as a picture drawn over the page wants it."""
        sides = {"x": self.x, "y": self.y, "w": self.w, "h": self.h, "right": self.x + self.w, "foot": self.y + self.h}
        return {name: f"{100 * part:.2f}%" for name, part in sides.items()}


def marks_of(evidence: Iterable[Evidence]) -> dict[tuple[int, int], list[Mark]]:
    """Number and dates as they stand on the pages, by primary key and page; only where the words can be placed."""
    found: dict[tuple[int, int], list[Mark]] = {}
    for one in evidence:
        if one.blob is None:
            continue
        part = Part(one, None, page_texts(one.blob))
        for page, labelled in _places(part).items():
            spots = boxes(one.blob, page, [(place.start, place.end) for place, _ in labelled])
            marks = [
                Mark(spot.x, spot.y, spot.w, spot.h, label)
                for spot, (_, label) in zip(spots, labelled, strict=True)
                if spot
            ]
            if marks:
                found[one.pk, page] = marks
    return found


def _places(part: Part) -> dict[int, list[tuple[Place, str]]]:
    found: dict[int, list[tuple[Place, str]]] = {}
    labelled = [(part.number.place, "文号")] if part.number else []
    labelled += [(day.place, day.sort.value) for day in part.days[:MOST_MARKS]]
    for place, label in labelled:
        found.setdefault(place.page, []).append((place, label))
    return found


def _case(submission: Submission, *, viewer: Actor) -> Case:
    evidence = list(submission.evidence.select_related("blob"))
    seen = examinations(one.blob for one in evidence if one.blob)
    parts = []
    for one in evidence:
        examination = seen.get(one.blob_id or 0)
        pages = page_texts(one.blob) if one.blob else {}
        if not pages and examination and examination.first_text:
            pages = {1: examination.first_text}
        parts.append(Part(one, examination, pages))
    duty, at = submission.obligation, submission.submitted_at
    return Case(
        submission=submission,
        parts=tuple(parts),
        names=_names(duty.unit, submission.unit_name),
        day=at.astimezone(CITY_TIME).date() if at else clock.today(),
        at_home=viewer.unit_id == duty.unit_id,
    )


def _names(unit: Unit, then: str) -> tuple[str, ...]:
    """All that the unit is or was called, its name of today first."""
    known = UnitName.objects.filter(unit=unit).values_list("name", flat=True)
    return tuple(dict.fromkeys(name for name in (unit.name, unit.short_name, then, *known) if name))
