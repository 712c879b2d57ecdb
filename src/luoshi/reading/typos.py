"""Doubtful spellings. Nothing is corrected: the reader only points."""

from __future__ import annotations

import re
from collections.abc import Iterable

from luoshi.reading.flags import typo
from luoshi.reading.model import Flag, Source

_CONFUSED = (
    (re.compile("认证(?=安排|部署|贯彻|履行|抓好|做好|研究)"), "认真"),
    (re.compile("布署"), "部署"),
    (re.compile("既使"), "即使"),
    (re.compile("摸低(?=排查)"), "摸底"),
)
_DOUBLED = re.compile(r"(?=([一-鿿]{2})([一-鿿])\2([一-鿿]{2}))")


class Words:
    """All the words of a document, to ask how it writes elsewhere."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Remembers every run of five characters."""
        self._runs = {text[i : i + 5] for text in texts for i in range(len(text) - 4)}

    def has(self, run: str) -> bool:
        """Whether these five characters stand together somewhere."""
        return run in self._runs


def possible_typos(text: str, source: Source, words: Words) -> tuple[Flag, ...]:
    """Known confusions, and a doubled character where the same words stand elsewhere with it once."""
    flags = []
    for pattern, meant in _CONFUSED:
        for found in pattern.finditer(text):
            printed = text[found.start() : found.end() + 2]
            flags.append(typo(printed, meant + printed[len(meant) :], "常见混淆", source))
    for found in _DOUBLED.finditer(text):
        before, char, after = found.groups()
        if words.has(before + char + after):
            flags.append(typo(before + char * 2 + after, before + char + after, "别处如此写", source))
    return tuple(flags)
