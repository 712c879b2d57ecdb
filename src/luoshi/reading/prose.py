"""Dated duties in running text: a sentence that obliges a body and names a day by which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from luoshi.reading import flags as say
from luoshi.reading.blocks import Paragraph
from luoshi.reading.citations import mask_titles
from luoshi.reading.deadlines import find_phrases, read_deadline
from luoshi.reading.model import Deadline, Duty, Flag, UnitName
from luoshi.reading.names import split_names
from luoshi.reading.numerals import squeeze

_STOP = re.compile("[。！？!?；;\n]")
_COMMA = re.compile("[，,：:]")
_MODAL = re.compile("将|要|应当|应|必须|须|务必|需要|需|负责|拟|请|原则上|于|在")
_BODY = re.compile(
    r"(?!对|把|将|为|按|在|由于|以|通过|结合|根据)[^。；]{0,30}?"
    r"(?:政府|办公室|部门|单位|机构|组织|委员会|委|(?<!全)部|局|厅|办|院|队|组|处|科|站|所|中心|学校|企业|公司|协会|街道|乡镇"
    r"|地区|各地|县|区|市|省)(?:[（(][^（）()]*[）)])?"
)
_COMMAS = re.compile("[，,、]")
_AND = re.compile("以及|和|及")
_OPENING = re.compile(r"^\s*(?:由|其中|同时|[一二三四五六七八九十]是)")
_FILLER = re.compile(r"(?:[，,\s]|将|要|应当|应|必须|须|务必|需|请|拟|在|于)*")
_REPEATED = re.compile("每|逐[年月季周]|定期")
_PAST = re.compile("已经?$|已[在于]$")
_AS_ATTRIBUTE = re.compile(r"[^，。；,]{0,20}[中内里]|的")
_MIN_WORDS = 4
_MAX_SENTENCE = 2000
_MAX_NAMES = 300


def read_duties(paragraphs: Iterable[Paragraph], *, year: int | None, skip: frozenset[int]) -> tuple[Duty, ...]:
    """The dated duties in order; `skip` are blocks that cannot hold any, such as the titles."""
    duties: list[Duty] = []
    for paragraph in paragraphs:
        if paragraph.block not in skip and not paragraph.heading:
            for sentence in _sentences(mask_titles(paragraph.text), paragraph.text):
                duties += _duties(*sentence, paragraph, year)
    return tuple(duties)


def overlong(paragraphs: Iterable[Paragraph]) -> tuple[Flag, ...]:
    """A flag for each paragraph with a sentence too long to be one, in which no duty is sought."""
    return tuple(
        say.flag("skipped-sentence", f"有一句超过{_MAX_SENTENCE}字，没有在其中找期限。", paragraph.source)
        for paragraph in paragraphs
        if any(len(sentence) > _MAX_SENTENCE for sentence in _STOP.split(mask_titles(paragraph.text)))
    )


def _sentences(masked: str, text: str) -> Iterator[tuple[str, str]]:
    """Each sentence, masked and as printed, of equal length; what is too long to be one is left out."""
    start = 0
    for stop in [*(found.start() for found in _STOP.finditer(masked)), len(masked)]:
        if start < stop <= start + _MAX_SENTENCE:
            yield masked[start:stop], text[start:stop]
        start = stop + 1


def _duties(masked: str, text: str, paragraph: Paragraph, year: int | None) -> Iterator[Duty]:
    phrases = find_phrases(masked)
    for start, end in phrases:
        clause_start, clause_end = _clause(masked, start, end, phrases)
        who = _who(masked, start, end, clause_end)
        asked = masked[end - 1] == "前" and re.search("请|务必|必须|须", masked[clause_start:start])
        if not (who or asked) or _PAST.search(masked[:start]) or _is_attribute(masked, start, end):
            continue
        names, bound = who or ((), clause_start)
        begin = max(clause_start, min(bound, start))
        begin += len((_FILLER.match(masked[begin:start]) or [""])[0])
        deadline = _deadline(masked[clause_start:start], text[start:end], year)
        flags = [replace(one, source=paragraph.source) for one in deadline.flags]
        flags += [] if names else [say.flag("no-unit", "这句话有期限，但没有写明由谁办。", paragraph.source)]
        words_of_duty = text[begin:clause_end].strip()
        yield Duty(
            words_of_duty,
            tuple(UnitName(name) for name in names),
            replace(deadline, flags=()),
            paragraph.source,
            tuple(flags),
        )


def _deadline(before: str, phrase: str, year: int | None) -> Deadline:
    repeated = _REPEATED.search(before)
    return read_deadline(before[repeated.start() :] + phrase if repeated else phrase, year=year)


def _clause(masked: str, start: int, end: int, phrases: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """From comma to comma around the phrase; one clause more where hardly anything follows the phrase."""
    inside = {place for a, b in phrases for place in range(a, b)}
    commas = [found.start() for found in _COMMA.finditer(masked) if found.start() not in inside]
    left = max((comma + 1 for comma in commas if comma < start), default=0)
    rights = [*(comma for comma in commas if comma >= end), len(masked)]
    if len(squeeze(masked[end : rights[0]])) < _MIN_WORDS and len(rights) > 1 and not masked[left:start].strip():
        return left, rights[1]
    return left, rights[0]


def _is_attribute(masked: str, start: int, end: int) -> bool:
    """Whether the phrase only describes a noun, as in 在年底考核中."""
    return masked[start - 1 : start] in ("在", "于") and _AS_ATTRIBUTE.match(masked, end) is not None


def _who(masked: str, start: int, end: int, clause_end: int) -> tuple[tuple[str, ...], int] | None:
    """The bodies obliged, and where what they must do begins: in the same clause, after the phrase, or before."""
    commas = [found.end() for found in _COMMA.finditer(masked, max(0, start - _MAX_NAMES), start)]
    opening = [0] if start <= _MAX_NAMES else []
    clauses = [*reversed(commas), *opening]
    near, *far = clauses or [start]
    return (
        _who_before(masked, near, start, far)
        or _who_after(masked, end, clause_end)
        or next(
            (who for place, left in enumerate(far) if (who := _who_before(masked, left, start, far[place + 1 :]))), None
        )
    )


def _who_before(masked: str, left: int, start: int, further: Sequence[int]) -> tuple[tuple[str, ...], int] | None:
    """The bodies from `left` to a word of obligation or to the phrase itself, and those in clauses before them."""
    ends = [(modal.start(), modal.end()) for modal in _MODAL.finditer(masked, left, start)]
    for stop, begin in [*ends, (start, start)]:
        names = _bodies(masked[left:stop])
        if names:
            for clause in further:
                names = _bodies(masked[clause:stop]) or names
            return names, begin
    return None


def _who_after(masked: str, end: int, clause_end: int) -> tuple[tuple[str, ...], int] | None:
    """The bodies between the phrase and the word of obligation: 9月底前，各县要…"""
    for modal in _MODAL.finditer(masked, end, clause_end):
        names = _bodies(masked[end : modal.start()])
        if names:
            return names, 0
    return None


def _bodies(text: str) -> tuple[str, ...]:
    """The names in `text` if it is nothing but names of bodies, else none."""
    if len(text) > _MAX_NAMES:
        return ()
    names: list[str] = []
    for name in split_names(_OPENING.sub("", text, count=1), _COMMAS):
        parts = split_names(name, _AND)  # 和 joins two bodies, or is part of a name: 工业和信息化部
        names += parts if all(_BODY.fullmatch(part) for part in parts) else [name]
    return tuple(names) if names and all(_BODY.fullmatch(name) for name in names) else ()
