"""Two plans side by side: which rows are the same, which changed, which came and went. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import product

# Our own choice: from this likeness of item and material on, two rows are taken for the same task.
LIKENESS = 0.6
# Our own choice: fewer equal characters than this between two changes are shown as changed with them.
SHORT_RUN = 2
# Our own choice: of longer texts only so many characters are matched, and no changes are marked within them.
LONGEST = 2000

WORDED = ("item", "material", "deadline", "condition", "units", "note")


@dataclass(frozen=True)
class Row:
    """A row as plain words. `category` separates rows that are never compared; `key` is the caller's own name for it.

    Of two plans of different years the older one's words and dates are given as they would read in the newer year.
    """

    key: str
    category: str
    item: str
    material: str
    deadline: str = ""
    due: date | None = None
    condition: str = ""
    units: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """What rows are matched by."""
        return f"{self.item}\n{self.material}"


class Change(StrEnum):
    """What happened to a row; words and date may both have changed."""

    SAME = "same"
    WORDS = "words"
    MOVED = "moved"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Line:
    """One row of the comparison; `days` is by how much its last day moved, None where one of the two is not known."""

    before: Row | None
    after: Row | None
    changes: frozenset[Change]
    days: int | None = None

    @property
    def shown(self) -> Row:
        """The newer of the two."""
        row = self.after or self.before
        assert row is not None  # noqa: S101 - a line has at least one of the two
        return row


@dataclass(frozen=True)
class Piece:
    """A run of characters: in both texts (`kind` is empty), only in the older (`del`) or only in the newer (`ins`)."""

    kind: str
    text: str


def compare(before: Sequence[Row], after: Sequence[Row]) -> list[Line]:
    """Every row of both plans exactly once: in the order of the newer one, then what was dropped."""
    pairs = match(before, after)
    partner = {new: old for old, new in pairs}
    gone = set(range(len(before))) - {old for old, _ in pairs}
    lines = [_line(before[partner[place]] if place in partner else None, row) for place, row in enumerate(after)]
    return lines + [Line(before[place], None, frozenset({Change.DROPPED})) for place in sorted(gone)]


def by_category(lines: Sequence[Line]) -> list[Line]:
    """The same lines, those of one category together, in the order in which the categories first appear."""
    places: dict[str, int] = {}
    for line in lines:
        places.setdefault(line.shown.category, len(places))
    return sorted(lines, key=lambda line: places[line.shown.category])


def counts(lines: Iterable[Line]) -> dict[Change, int]:
    """How many rows each change has; a row whose words and date changed counts under both."""
    found = Counter(change for line in lines for change in line.changes)
    return {change: found[change] for change in Change}


def match(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[int, int]]:
    """Which row of one plan is which of the other, as places; the most alike are paired first, each row once.

    Among equals the same deadline decides, then the place. Swapping the plans swaps the pairs.
    """
    pairs = _greedy(_equal(before, after), before, after)
    olds, news = {old for old, _ in pairs}, {new for _, new in pairs}
    rest = _alike(
        [(place, row) for place, row in enumerate(before) if place not in olds],
        [(place, row) for place, row in enumerate(after) if place not in news],
    )
    return sorted(pairs + _greedy(rest, before, after))


def pieces(before: str, after: str) -> list[Piece]:
    """The change of a text as runs of characters; runs that are not `ins` make the older, those not `del` the newer."""
    if before != after and max(len(before), len(after)) > LONGEST:
        return [run for run in (Piece("del", before), Piece("ins", after)) if run.text]
    found: list[tuple[str, str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        run = (before[a:b], after[c:d])
        short = kind == "equal" and b - a < SHORT_RUN and a > 0 and b < len(before)
        found.append(("equal" if kind == "equal" and not short else "change", *run))
    joined: list[tuple[str, str, str]] = []
    for name, old, new in found:
        if joined and joined[-1][0] == name:
            joined[-1] = (name, joined[-1][1] + old, joined[-1][2] + new)
        else:
            joined.append((name, old, new))
    runs = [
        run
        for name, old, new in joined
        for run in ([Piece("", new)] if name == "equal" else [Piece("del", old), Piece("ins", new)])
    ]
    return [run for run in runs if run.text]


def _line(before: Row | None, after: Row) -> Line:
    if before is None:
        return Line(None, after, frozenset({Change.ADDED}))
    changes = set()
    if any(_plain(getattr(before, name)) != _plain(getattr(after, name)) for name in WORDED if name != "deadline"):
        changes.add(Change.WORDS)
    rephrased = _plain(before.deadline) != _plain(after.deadline)
    if before.due != after.due:
        changes.add(Change.MOVED)
    elif rephrased:
        changes.add(Change.MOVED if after.due is None else Change.WORDS)
    days = (after.due - before.due).days if before.due and after.due else None
    return Line(before, after, frozenset(changes or {Change.SAME}), days)


Candidate = tuple[float, int, int]


def _equal(before: Sequence[Row], after: Sequence[Row]) -> list[Candidate]:
    places: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(after):
        places.setdefault((row.category, row.text), []).append(place)
    return [(1.0, old, new) for old, row in enumerate(before) for new in places.get((row.category, row.text), ())]


def _alike(before: list[tuple[int, Row]], after: list[tuple[int, Row]]) -> list[Candidate]:
    letters = {text: _letters(text) for text in {row.text[:LONGEST] for _, row in [*before, *after]}}
    matchers = {text: SequenceMatcher(None, "", text, autojunk=False) for text in letters}
    found = []
    for (old, a), (new, b) in product(before, after):
        if a.category != b.category:
            continue
        # In a fixed order, because the ratio of two texts depends on which comes first.
        one, other = sorted((a.text[:LONGEST], b.text[:LONGEST]))
        # A bound that costs little: what the two have in common in any order.
        if 2 * len(letters[one] & letters[other]) < LIKENESS * (len(one) + len(other)):
            continue
        matchers[other].set_seq1(one)
        likeness = matchers[other].ratio()
        if likeness >= LIKENESS:
            found.append((likeness, old, new))
    return found


def _letters(text: str) -> frozenset[tuple[str, int]]:
    """The characters of a text in any order, the second of a kind apart from the first."""
    return frozenset((sign, nth) for sign, often in Counter(text).items() for nth in range(often))


def _greedy(candidates: list[Candidate], before: Sequence[Row], after: Sequence[Row]) -> list[tuple[int, int]]:
    def _rank(candidate: Candidate) -> tuple[float, bool, int, int]:
        likeness, old, new = candidate
        return (-likeness, before[old].deadline != after[new].deadline, abs(old - new), old + new)

    pairs: list[tuple[int, int]] = []
    olds: set[int] = set()
    news: set[int] = set()
    for _, old, new in sorted(candidates, key=_rank):
        if old not in olds and new not in news:
            pairs.append((old, new))
            olds.add(old)
            news.add(new)
    return pairs


def _plain(text: str) -> str:
    return "".join(text.split())
