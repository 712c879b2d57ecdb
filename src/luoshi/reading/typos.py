"""Doubtful spellings. Nothing is corrected: the reader only points."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luoshi.reading.flags import typo
from luoshi.reading.model import Flag, Source

_CONFUSED = (
    (re.compile("认证(?=安排|部署|贯彻|履行|抓好|做好|研究)"), "认真"),
    (re.compile("布署"), "部署"),
    (re.compile("既使"), "即使"),
    (re.compile("摸低(?=排查)"), "摸底"),
)
_DOUBLED = re.compile(r"(?=([一-鿿][一-鿿])([一-鿿])\2(?!\2)([一-鿿]{2}))")


def written_once(texts: Sequence[str]) -> frozenset[str]:
    """Five-character words that the document writes both so and with their third character doubled."""
    wanted = {"".join(found.groups()) for text in texts for found in _DOUBLED.finditer(text)}
    if not wanted:
        return frozenset()
    runs = (text[i : i + 5] for text in texts for i in range(len(text) - 4))
    return frozenset(run for run in runs if run in wanted)


def possible_typos(text: str, source: Source, once: frozenset[str]) -> tuple[Flag, ...]:
    """Known confusions, and a doubled character where the same words stand elsewhere with it once."""
    flags = []
    for pattern, meant in _CONFUSED:
        for found in pattern.finditer(text):
            printed = text[found.start() : found.end() + 2]
            flags.append(typo(printed, meant + printed[len(meant) :], "常见混淆", source))
    for found in _DOUBLED.finditer(text):
        before, char, after = found.groups()
        if before + char + after in once:
            near = before[1:] + char
            flags.append(typo(near + char + after, near + after, "别处如此写", source))
    return tuple(flags)
