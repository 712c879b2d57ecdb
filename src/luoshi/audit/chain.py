"""The chain itself: how an entry is hashed, and how a chain is walked. Pure but for reading entries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from luoshi.audit.models import Entry

GENESIS = "0" * 64
FIELDS = (
    "kind", "action", "label", "subject", "before", "after", "note", "details", "batch",
    "actor_id", "actor_name", "actor_role", "unit_id", "unit_name", "address",
)  # fmt: skip


def digest(entry: Entry, *, sequence: int | None = None) -> str:
    """SHA-256 over the canonical JSON of all fields and of the previous digest."""
    content: dict[str, Any] = {name: getattr(entry, name) for name in FIELDS}
    content["sequence"] = entry.sequence if sequence is None else sequence
    content["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    content["previous"] = entry.previous
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the chain: what (code), where (sequence), and the sentence for people."""

    code: str
    sequence: int
    message: str


def walk(entries: Iterable[Entry], *, head: tuple[int, str] | None) -> Iterator[Problem]:
    """Yield every problem of a chain given in order of its sequence; `head` is where it should end."""
    expected, previous, broken = 1, GENESIS, []
    last = (0, GENESIS)
    for entry in entries:
        if head and entry.sequence > head[0]:
            yield Problem("inserted", entry.sequence, f"第 {entry.sequence} 条在链尾之后，是后来插入的。")
            continue
        for gap in range(expected, entry.sequence):
            yield Problem("removed", gap, f"第 {gap} 条不见了，被删除。")
        joined = entry.sequence == expected
        if digest(entry) != entry.digest:
            broken.append(entry)
        elif joined and entry.previous != previous:
            yield Problem("inserted", entry.sequence, f"第 {entry.sequence} 条与前一条接不上，前面有记录被替换或插入。")
        expected, previous, last = entry.sequence + 1, entry.digest, (entry.sequence, entry.digest)
    yield from _changed(broken)
    if head and last[0] < head[0]:
        yield Problem("cut", last[0] + 1, f"链到第 {last[0]} 条为止，应有 {head[0]} 条：尾部被截去。")
    elif head and last != head:
        yield Problem("head", head[0], f"第 {head[0]} 条的校验值与另存的链头不同。")


def _changed(broken: list[Entry]) -> Iterator[Problem]:
    """Tell entries that changed places from entries whose content was altered."""
    for entry in broken:
        origin = next((o.sequence for o in broken if digest(entry, sequence=o.sequence) == entry.digest), None)
        if origin is not None:
            yield Problem("swapped", entry.sequence, f"第 {entry.sequence} 条与第 {origin} 条被对调。")
        else:
            yield Problem("changed", entry.sequence, f"第 {entry.sequence} 条的内容被改动。")
