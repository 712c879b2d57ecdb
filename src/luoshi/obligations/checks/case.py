"""What is looked at: one submission with its parts, and all that is known about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from luoshi.files.models import Blob, Examination
from luoshi.obligations.checks.papers import Day, Number, days_of, number_of
from luoshi.obligations.kinds import FORMAL
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.plans.models import Deliverable

WRITTEN = frozenset({*FORMAL, Blob.Kind.DOCX, Blob.Kind.WPS, Blob.Kind.TEXT})


@dataclass(frozen=True)
class Part:
    """One piece of evidence, what its content told, and the text of its pages by number."""

    evidence: Evidence
    seen: Examination | None = None
    pages: Mapping[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """In quotation marks, not too long for a sentence."""
        name = self.evidence.name
        return f"“{name if len(name) <= 40 else f'{name[:24]}…{name[-12:]}'}”"

    @property
    def blob(self) -> Blob | None:
        """The file."""
        return self.evidence.blob

    @property
    def is_picture(self) -> bool:
        """Whether it is a photograph or drawing."""
        return self.blob is not None and self.blob.is_picture

    @property
    def is_written(self) -> bool:
        """Whether it is of a kind that holds a paper."""
        return self.blob is not None and self.blob.kind in WRITTEN

    @property
    def is_formal(self) -> bool:
        """Whether it is of a kind in which formal documents come."""
        return self.blob is not None and self.blob.kind in FORMAL

    @property
    def is_scan(self) -> bool:
        """Whether there are pages to look at and not a word on them."""
        return self.is_formal and not self.pages and not self.is_all_blank and not self.failed

    @property
    def blank_pages(self) -> list[int]:
        """The numbers of the pages on which nothing is to be seen."""
        return list(self.seen.blank_pages) if self.seen else []

    @property
    def is_all_blank(self) -> bool:
        """Whether nothing is to be seen at all, as far as was looked."""
        return bool(self.blank_pages) and self.seen is not None and len(self.blank_pages) == self.seen.pages_looked

    @property
    def failed(self) -> bool:
        """Whether its content could not be looked at."""
        return self.seen is not None and self.seen.failed

    @cached_property
    def number(self) -> Number | None:
        """The number of the paper."""
        return number_of(self.pages)

    @cached_property
    def days(self) -> list[Day]:
        """The dates on the paper, the one it is signed with first."""
        return days_of(self.pages)


@dataclass(frozen=True)
class Case:
    """A submission, the duty it is for, its parts, and the names of the unit.

    `day` is when it was handed in, today for a draft; `at_home` tells that the unit itself is looking.
    """

    submission: Submission
    parts: tuple[Part, ...]
    names: tuple[str, ...]
    day: date
    at_home: bool

    @property
    def duty(self) -> Obligation:
        """The duty it is for."""
        return self.submission.obligation

    @property
    def year(self) -> int | None:
        """The year of the plan."""
        return self.duty.plan.year

    @property
    def whose(self) -> str:
        """How the unit is called by who is looking."""
        return "本单位" if self.at_home else "该单位"

    @property
    def files(self) -> list[Part]:
        """The parts that are files."""
        return [part for part in self.parts if part.blob]

    @property
    def papers(self) -> list[Part]:
        """The files that hold a paper with text."""
        return [part for part in self.files if part.is_written and part.pages]

    def asks_for(self, kind: Deliverable.Evidence) -> bool:
        """Whether the row asks for this kind of proof."""
        return kind in self.duty.deliverable.evidence

    def is_in_time(self, day: date) -> bool:
        """Whether a date lies in the year of the plan, or behind it and not after the day it was owed by."""
        return self.year is None or day.year == self.year or (day.year > self.year and day <= self.duty.due)
