"""The head of a document: title, number, issuer, year, the plan's own title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.reading.blocks import Paragraph
from luoshi.reading.numerals import normalise, squeeze

NUMBER = r"[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d+\s*号"
_NUMBER_LINE = re.compile(rf"[一-鿿（）()\s]{{1,40}}?{NUMBER}")
_PLAN_WORDS = "方案|计划|规划|要点|办法|细则|意见|安排|纲要|分工|清单"
_NOTICE_END = re.compile(r"的\s*(?:通知|通报|意见|函|决定|批复|公告|报告)$")
_PLAN_END = re.compile(rf"(?:{_PLAN_WORDS})\s*(?:[（(][^（）()]*[)）])?$")
_SENTENCE = re.compile(r"[。；;]|[：:]$")
_ISSUED_PLAN = re.compile(r"印发\s*(?P<name>.+?)\s*的\s*通\s*知$", re.DOTALL)
_YEAR = re.compile(r"(?<![0-9—–~\-])(?P<year>(?:19|20)[0-9]{2})年?(?![0-9—–~\-至])")
_RANGE = re.compile(r"[0-9]{4}年?[—–~\-至][0-9]{4}")
_DATE_LINE = re.compile(r"(?P<year>(?:19|20)[0-9]{2})年[0-9]{1,2}月[0-9]{1,2}日")
_LETTERHEAD = re.compile(r"文\s*件$")
_FIRST_LINES = 40


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines say; `blocks` are the paragraphs it was taken from, `titles` those of the titles."""

    title: str | None = None
    plan_title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    year: int | None = None
    year_from: str | None = None
    blocks: frozenset[int] = frozenset()
    titles: frozenset[int] = frozenset()


def read_head(paragraphs: Sequence[Paragraph], *, titled: Paragraph | None = None) -> Head:
    """The head of the document; what is not there is None. `titled` is its title where no line reads like one."""
    first = paragraphs[:_FIRST_LINES]
    number = next((p for p in first if _NUMBER_LINE.fullmatch(p.text)), None)
    letterhead = next((p for p in first if _LETTERHEAD.search(p.text) and not _SENTENCE.search(p.text)), None)
    title, title_blocks = _title(first)
    if title is None and titled is not None:
        title, title_blocks = titled.text, {titled.block}
    plan, plan_blocks = _plan_title(paragraphs, title, title_blocks)
    year, year_from = _year(plan, title, number.text if number else None, paragraphs)
    used = {p.block for p in (number, letterhead) if p} | title_blocks | plan_blocks
    return Head(
        title=title,
        plan_title=plan,
        doc_number=number.text if number else None,
        issuer=_issuer(title, letterhead),
        year=year,
        year_from=year_from,
        blocks=frozenset(used),
        titles=frozenset(title_blocks | plan_blocks),
    )


def _title(first: Sequence[Paragraph]) -> tuple[str | None, set[int]]:
    """The line that ends as a notice does, with the lines above it that belong to it; else the first plan-like line."""
    for place, paragraph in enumerate(first):
        if _SENTENCE.search(paragraph.text):
            break
        if _NOTICE_END.search(paragraph.text):
            start = place
            while start > 0 and not _is_whole(first[start : place + 1]) and _may_open_title(first[start - 1]):
                start -= 1
            parts = first[start : place + 1]
            return " ".join(p.text for p in parts), {p.block for p in parts}
    for paragraph in first:
        if _SENTENCE.search(paragraph.text):
            break
        if _PLAN_END.search(paragraph.text) and not _NUMBER_LINE.fullmatch(paragraph.text):
            return paragraph.text, {paragraph.block}
    return None, set()


def _is_whole(parts: Sequence[Paragraph]) -> bool:
    """Issuer and subject are both there: 关于 stands in it, but not in front."""
    return "关于" in squeeze("".join(p.text for p in parts))[1:] or len(parts) == 4


def _may_open_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    plain = not re.search(r"[。，,；：:]", text) and len(text) <= 50
    return plain and not _LETTERHEAD.search(text) and not _NUMBER_LINE.fullmatch(text)


def _plan_title(
    paragraphs: Sequence[Paragraph], title: str | None, title_blocks: set[int]
) -> tuple[str | None, set[int]]:
    """The plan's title where the plan itself begins, as printed there; else as the notice names it."""
    if title is None:
        return None, set()
    named = _ISSUED_PLAN.search(title)
    if named is None:
        return (title, title_blocks) if _PLAN_END.search(title) else (None, set())
    name = named["name"].strip("《》 \n")
    wanted = squeeze(name)
    rest = [p for p in paragraphs if p.block > max(title_blocks)]
    for place in range(len(rest)):
        joined = ""
        for end in range(place, min(place + 3, len(rest))):
            joined += squeeze(rest[end].text)
            if joined == wanted:
                parts = rest[place : end + 1]
                return " ".join(p.text for p in parts), {p.block for p in parts}
            if not wanted.startswith(joined):
                break
    return name, set()


def _issuer(title: str | None, letterhead: Paragraph | None) -> str | None:
    """Who the title names before 关于, else who stands in the letterhead."""
    before = re.split(r"关\s*于", title, maxsplit=1)[0].strip() if title and re.search(r"关\s*于", title) else ""
    if before:
        return before
    return _LETTERHEAD.sub("", letterhead.text).strip() or None if letterhead else None


def _year(
    plan: str | None, title: str | None, number: str | None, paragraphs: Sequence[Paragraph]
) -> tuple[int | None, str | None]:
    """The one year of the plan's title, of the notice's title, of the number, of the date of signature."""
    for words in (plan, title, number):
        normal = normalise(words)[0] if words else ""
        years = {int(found["year"]) for found in _YEAR.finditer(_RANGE.sub("", normal))}
        if len(years) == 1:
            return years.pop(), words
    for paragraph in paragraphs:
        date = _DATE_LINE.fullmatch(normalise(paragraph.text)[0])
        if date:
            return int(date["year"]), paragraph.text
    return None, None
