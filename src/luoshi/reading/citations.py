"""The papers a plan rests on, and those it only mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from luoshi.reading.blocks import Paragraph
from luoshi.reading.head import NUMBER, Head
from luoshi.reading.numerals import squeeze
from luoshi.reading.outline import is_heading

_NUMBER = re.compile(rf"[一-鿿]{{1,24}}{NUMBER}")
_BASIS = re.compile("按照|根据|依据|依照|遵照|贯彻|落实")
_OPENING = re.compile("^(?:.*(?:按照|根据|依据|依照|遵照|贯彻|落实))?[和及与]?")


def read_citations(paragraphs: Sequence[Paragraph], head: Head) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the plan is based on (named before its first heading) and what else it cites, each once, in order.

    A paper is known by its number; one without a number by its 《title》. The document itself is not among them.
    """
    own = {squeeze(text).strip("《》") for text in (head.plan_title, head.title, head.doc_number) if text}
    basis: list[str] = []
    cites: list[str] = []
    preamble = True
    for paragraph in paragraphs:
        preamble = preamble and not is_heading(paragraph)
        if paragraph.block in head.blocks:
            continue
        word = _BASIS.search(paragraph.text)
        for place, paper in sorted(_papers(paragraph.text)):
            based = preamble and word is not None and place > word.start()
            (basis if based else cites).append(paper)
    basis = _once(basis, own)
    return tuple(basis), tuple(_once(cites, own | {squeeze(paper).strip("《》") for paper in basis}))


def _once(papers: Iterable[str], known: set[str]) -> list[str]:
    seen = set(known)
    kept = []
    for paper in papers:
        key = squeeze(paper).strip("《》")
        if key not in seen:
            seen.add(key)
            kept.append(paper)
    return kept


def _papers(text: str) -> Iterator[tuple[int, str]]:
    """Each paper with its place. A number in brackets right after a title stands for both."""
    numbered = set()
    for found in _NUMBER.finditer(mask_titles(text)):
        end = found.start()
        while end and text[end - 1] in "（( \n":
            end -= 1
        numbered.add(end)
        yield found.start(), _OPENING.sub("", found[0])
    for start, end in title_spans(text):
        if end not in numbered:
            yield start, text[start:end]


def mask_titles(text: str) -> str:
    """The text, equally long, with each 《title》 made of signs that no pattern knows."""
    chars = list(text)
    for start, end in title_spans(text):
        chars[start:end] = "□" * (end - start)
    return "".join(chars)


def title_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where 《titles》 stand, a title within a title being part of it; an unclosed one is none."""
    depth = start = 0
    for place, char in enumerate(text):
        if char == "《":
            start = place if depth == 0 else start
            depth += 1
        elif char == "》" and depth:
            depth -= 1
            if depth == 0:
                yield start, place + 1
