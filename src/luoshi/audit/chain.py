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
MANY = 200
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
    # A tampered entry may hold half a surrogate pair; it is to be named, not to stop the walk.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the chain: what (code), where (sequence), and the sentence for people."""

    code: str
    sequence: int
    message: str


def walk(entries: Iterable[Entry], *, head: tuple[int, str] | None) -> Iterator[Problem]:
    """Yield every problem of a chain given in order of its sequence; `head` is where it should end."""
    expected, previous, broken = 1, GENESIS, []
    last, whole = (0, GENESIS), True
    for entry in entries:
        if head and entry.sequence > head[0]:
            yield Problem("inserted", entry.sequence, f"第 {entry.sequence} 条在链尾之后，是后来插入的。")
            continue
        for gap in range(expected, entry.sequence):
            yield Problem("removed", gap, f"第 {gap} 条不见了，被删除。")
        joined = entry.sequence == expected and whole
        whole = digest(entry) == entry.digest
        if not whole:
            broken.append(entry)
        elif joined and entry.previous != previous:
            yield Problem("inserted", entry.sequence, f"第 {entry.sequence} 条与前一条接不上，前面有记录被替换或插入。")
        expected, previous, last = entry.sequence + 1, entry.digest, (entry.sequence, entry.digest)
    yield from _changed(broken)
    if head and last[0] < head[0]:
        yield Problem("cut", last[0] + 1, f"链到第 {last[0]} 条为止，应有 {head[0]} 条：尾部被截去。")
    elif head and whole and last != head:
        yield Problem("head", head[0], f"第 {head[0]} 条的校验值与链头不同。")


def _changed(broken: list[Entry]) -> Iterator[Problem]:
    """Tell entries whose content was altered from entries that changed places or were numbered anew."""
    homes = _homes(broken)
    run: tuple[int, int] | None = None  # the entry after the last one numbered anew, and by how much that one was
    for here in (entry.sequence for entry in broken):
        home = homes.get(here)
        if home is None:
            yield Problem("changed", here, f"第 {here} 条的内容被改动。")
        elif run == (here, here - home):
            run = (here + 1, here - home)
        elif _comes_round(here, homes):
            yield Problem("swapped", here, f"第 {here} 条与第 {home} 条被对调。")
        else:
            run = (here + 1, here - home)
            if home < here:
                yield Problem("inserted", home, f"第 {home} 条是后来插入的，其后的记录被重新编号。")
            else:
                yield Problem("removed", here, f"原第 {here} 条不见了，被删除，其后的记录被重新编号。")


def _homes(broken: list[Entry]) -> dict[int, int]:
    """The sequence under which each entry was written, where that can be told."""
    # Beside the neighbours, every broken place is tried only while they are few: each try is a hash.
    places = [entry.sequence for entry in broken] if len(broken) <= MANY else []
    homes, shift = {}, 1
    for entry in broken:
        here = entry.sequence
        for home in (here - shift, here - 1, here + 1, *places):
            if digest(entry, sequence=home) == entry.digest:
                homes[here], shift = home, here - home
                break
    return homes


def _comes_round(start: int, homes: dict[int, int]) -> bool:
    """Whether entries only changed places among themselves: from home to home one comes back to the start."""
    place, seen = homes[start], {start}
    while place in homes and place not in seen:
        seen.add(place)
        place = homes[place]
    return place == start
