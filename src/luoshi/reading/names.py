"""Names of units in a row, and the part of each in the work."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luoshi.reading.model import Role, UnitName

_BRACKET = {"（": 1, "(": 1, "）": -1, ")": -1}
_BETWEEN_UNITS = re.compile(r"[、，,；;\n]")
_BETWEEN_CLAUSES = re.compile(r"[，,；;。\n]")
_WORDS: tuple[tuple[str, Role], ...] = (
    ("牵头|主办|主责", "lead"),
    ("配合|协办|协助|协同|参与|参加", "support"),
    ("指导|督导", "guide"),
    ("落实|实施|承办", "implement"),
)
_ANY = "|".join(words for words, _ in _WORDS)
_LABEL = re.compile(rf"(?P<word>{_ANY}|责任)(?:单位|部门|机构)?\s*[:：]\s*")
_LABEL_INSIDE = re.compile(rf"(?<=[^\s、，,；;。\n])\s+(?=(?:{_ANY}|责任)(?:单位|部门|机构)\s*[:：])")
_MARK = re.compile(rf"[（(]\s*(?P<word>{_ANY})(?:单位|部门)?\s*[）)]$")
_VERB = re.compile(rf"(?:负责|按职责|组织|具体|共同)?(?P<word>{_ANY})(?:负责|实施|落实|做好|工作)?$")
_SHARED = re.compile("(?:按照?|根据)?(?:各自)?(?:职责|职能)?(?:分工)?(?:分别|共同)?负责$")
_NOBODY = {"", "无", "/", "／", "-", "—", "——", "－"}


def split_names(text: str, between: re.Pattern[str]) -> list[str]:
    """The parts of `text` that `between` separates, brackets kept whole, empty parts left out."""
    parts: list[str] = []
    start = place = depth = 0
    while place < len(text):
        depth = max(0, depth + _BRACKET.get(text[place], 0))
        found = between.match(text, place) if depth == 0 else None
        if found:
            parts.append(text[start:place])
            start = found.end()
        place = found.end() if found else place + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def read_units(text: str, usual: Role) -> tuple[UnitName, ...]:
    """The units of a cell in printed order; `usual` is the part of those about which the cell says nothing.

    The part may stand in front (牵头单位：…), behind (…牵头，…配合) or in brackets. Where a cell names who leads, the
    others in it support.
    """
    named: list[tuple[str, Role | None]] = []
    label: Role | None = None
    waiting = 0  # the place of the first name that no word has followed yet
    for clause in split_names(_LABEL_INSIDE.sub("；", text), _BETWEEN_CLAUSES):
        words = clause
        labelled = _LABEL.match(words)
        if labelled:
            label = _role(labelled["word"]) or usual
            words = words[labelled.end() :]
            waiting = len(named)
        names, verb = _clause(words)
        if verb and (verb == "lead" or any(role == "lead" for _, role in named)):
            named[waiting:] = [(name, role or verb) for name, role in named[waiting:]]
        named += [(name, role or verb or label) for name, role in names]
        waiting = len(named) if verb or labelled else waiting
    rest: Role = "support" if usual == "lead" and any(role == "lead" for _, role in named) else usual
    return tuple(UnitName(name, role or rest) for name, role in named)


def _clause(text: str) -> tuple[Sequence[tuple[str, Role | None]], Role | None]:
    """The names of a clause, those marked in brackets with their part, and the part that its verb gives to all."""
    words = text.strip().rstrip("。").strip()
    words = words[1:] if words.startswith("由") else words
    found = _VERB.search(words)
    if found:
        words = words[: found.start()]
    shared = None if found else _SHARED.search(words)
    if shared:
        words = words[: shared.start()]
    names: list[tuple[str, Role | None]] = []
    for name in split_names(words, _BETWEEN_UNITS):
        mark = _MARK.search(name)
        plain = name[: mark.start()].strip() if mark else name
        if plain not in _NOBODY:
            names.append((plain, _role(mark["word"]) if mark else None))
    return names, _role(found["word"]) if found else None


def _role(word: str) -> Role | None:
    return next((role for words, role in _WORDS if word in words.split("|")), None)
