"""Numbered headings and the list of annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from luoshi.reading.blocks import Paragraph
from luoshi.reading.flags import missing_annex
from luoshi.reading.model import Flag, Heading
from luoshi.reading.numerals import normalise, squeeze

_CHINESE = "[一二三四五六七八九十百]+"
_LEVELS = (
    (1, re.compile(rf"(?P<number>{_CHINESE})\s*、\s*(?P<rest>.+)", re.DOTALL)),
    (1, re.compile(rf"第(?P<number>{_CHINESE})章\s*(?P<rest>.+)", re.DOTALL)),
    (2, re.compile(rf"[（(]\s*(?P<number>{_CHINESE})\s*[)）]\s*(?P<rest>.+)", re.DOTALL)),
    (3, re.compile(r"(?P<number>[0-9]{1,2})\s*[.．、]\s*(?P<rest>[^0-9\s].*)", re.DOTALL)),
    (4, re.compile(r"[（(]\s*(?P<number>[0-9]{1,2})\s*[)）]\s*(?P<rest>.+)", re.DOTALL)),
)
_LONGEST_TITLE = 40
_ANNEX_LIST = re.compile(r"附件?\s*[:：]\s*(?P<rest>.*)", re.DOTALL)
_ANNEX_ENTRY = re.compile(r"(?P<number>[0-9]{1,2})\s*[.．、]\s*(?P<title>.+)", re.DOTALL)
_ANNEX_HEADING = re.compile(r"附件([0-9]{1,2})[:：]?")


def read_outline(paragraphs: Sequence[Paragraph]) -> tuple[Heading, ...]:
    """The headings in order; one that runs on into text is cut at its first full stop."""
    annexes = {entry.block for entry, _, _ in _annex_entries(paragraphs)}
    headings = (_heading(p) for p in paragraphs if p.block not in annexes)
    return tuple(heading for heading in headings if heading)


def is_heading(paragraph: Paragraph) -> bool:
    """Whether the paragraph opens with a numbered heading."""
    return _heading(paragraph) is not None


def _heading(paragraph: Paragraph) -> Heading | None:
    for level, pattern in _LEVELS:
        found = pattern.fullmatch(paragraph.text)
        if found:
            title = found["rest"].split("。", 1)[0].strip()
            if 0 < len(title) <= _LONGEST_TITLE:
                return Heading(level, found["number"], title, paragraph.source)
    return None


def is_annex_heading(paragraph: Paragraph) -> bool:
    """Whether the paragraph is only a line such as 附件 1."""
    return _ANNEX_HEADING.fullmatch(normalise(paragraph.text)[0]) is not None


def missing_annex_headings(paragraphs: Sequence[Paragraph]) -> tuple[Flag, ...]:
    """One flag for each annex that is listed by number but has no line 附件 N of its own."""
    seen = {found[1] for p in paragraphs if (found := _ANNEX_HEADING.fullmatch(normalise(p.text)[0]))}
    entries = list(_annex_entries(paragraphs))
    last = max((entry.block for entry, _, _ in entries), default=0)
    places = {normalise(p.text)[0]: p for p in reversed(paragraphs) if entries and p.block > last}
    flags = []
    for entry, number, title in entries:
        if number not in seen:
            place = places.get(normalise(title)[0], entry)
            flags.append(missing_annex(number, title, place.source))
    return tuple(flags)


def _annex_entries(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, str, str]]:
    """The numbered lines after 附件： as (paragraph, number, title)."""
    listing = False
    for paragraph in paragraphs:
        opening = _ANNEX_LIST.fullmatch(paragraph.text)
        text = opening["rest"] if opening else paragraph.text
        listing = listing or opening is not None
        entry = _ANNEX_ENTRY.fullmatch(text) if listing else None
        if entry:
            yield paragraph, entry["number"], entry["title"].strip()
        elif squeeze(text):
            listing = False
