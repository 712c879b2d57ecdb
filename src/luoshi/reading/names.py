"""Names of units in a row."""

from __future__ import annotations

import re

_BRACKET = {"（": 1, "(": 1, "）": -1, ")": -1}


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
