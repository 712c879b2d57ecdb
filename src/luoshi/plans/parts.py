"""Units and their part in the work, as people write them: 市环保局（牵头）、市统计局（配合）. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

PARTS = {"牵头": "lead", "配合": "support", "指导": "guide", "落实": "implement"}
_WORDS = {code: words for words, code in PARTS.items()}
_PART = re.compile(rf"[（(]\s*({'|'.join(PARTS)})(?:单位)?\s*[）)]\s*$")
_OPEN, _CLOSE, _BETWEEN = "（(", "）)", "、，,；;\n"


def unwritten(count: int) -> str:
    """The part of units whose part nobody wrote: one alone leads, several are equals and 落实 together."""
    return "lead" if count == 1 else "implement"


def split_parts(text: str) -> list[tuple[str, str]]:
    """Names with their part; each name once. Marks inside brackets belong to the name."""
    found: dict[str, str] = {}
    for piece in _pieces(text):
        part = _PART.search(piece)
        name = (piece[: part.start()] if part else piece).strip(" 。\t\r\u3000")
        if name:
            found.setdefault(name, PARTS[part[1]] if part else "")
    written = set(found.values()) - {""}
    # Beside one that leads the others support; beside those that support the others lead.
    rest = ("support" if "lead" in written else "lead") if written else unwritten(len(found))
    return [(name, part or rest) for name, part in found.items()]


def join_parts(named: Iterable[tuple[str, str]]) -> str:
    """The same as text, to be split again."""
    return "、".join(f"{name}（{_WORDS[part]}）" for name, part in named)


def _pieces(text: str) -> list[str]:
    pieces, depth = [""], 0
    for sign in text:
        depth = max(0, depth + (sign in _OPEN) - (sign in _CLOSE))
        if sign in _BETWEEN and not depth:
            pieces.append("")
        else:
            pieces[-1] += sign
    return pieces


def halves(text: str) -> tuple[str, str]:
    """Where a text could be cut in two: at the first mark or word that lists; else all of it and nothing."""
    depth = 0
    for place, sign in enumerate(text):
        depth = max(0, depth + (sign in _OPEN) - (sign in _CLOSE))
        cut = next((word for word in ("；", ";", "、", "和", "或者") if text.startswith(word, place)), "")
        if cut and place and not depth and text[place + len(cut) :].strip():
            return text[:place].strip(), text[place + len(cut) :].strip()
    return text, ""
