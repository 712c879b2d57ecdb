"""The original beside a draft: its blocks, with the row in hand and the cells it inherits from marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from luoshi.plans.models import Deliverable, Plan

NEAR = 40  # our own choice: of a long table so many printed rows are shown before and behind the row in hand
BLOCKS = 120  # and of a long document so many blocks


@dataclass(frozen=True)
class Cell:
    """A printed cell. `mark` is `this` in the row in hand, `merged` or `above` where the row takes it over."""

    text: str
    rowspan: int
    colspan: int
    mark: str = ""
    tag: str = ""


@dataclass(frozen=True)
class Printed:
    """A printed row."""

    number: int
    cells: list[Cell]
    on: bool = False


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or a table; `skipped` tells how many rows before and behind are not shown."""

    number: int
    kind: str
    level: int | None = None
    text: str = ""
    on: bool = False
    rows: list[Printed] = field(default_factory=list)
    skipped: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Paper:
    """The part of the original that is shown; `cut` where there is more of it."""

    blocks: list[Block]
    cut: bool


def paper_beside(plan: Plan, row: Deliverable | None) -> Paper:
    """The original around the row in hand; from its beginning where there is none."""
    source = row.source if row else {}
    here, line = source.get("block"), source.get("row")
    whole = plan.paper
    middle = next((i for i, block in enumerate(whole) if block["block"] == here), 0)
    first = max(0, min(middle - BLOCKS // 2, len(whole) - BLOCKS))
    shown = whole[first : first + BLOCKS]
    inherits = bool(row and row.inherited)
    blocks = [_block(block, here, line, inherits=inherits) for block in shown]
    return Paper(blocks, len(shown) < len(whole))


def _block(block: dict[str, Any], here: int | None, line: int | None, *, inherits: bool) -> Block:
    on = block["block"] == here
    if block["kind"] != "table":
        return Block(block["block"], block["kind"], block.get("level"), block["text"], on)
    rows = block["rows"]
    numbers = [row["row"] for row in rows]
    place = numbers.index(line) if on and line in numbers else None
    middle = place or 0
    first = max(0, middle - NEAR) if len(rows) > 3 * NEAR else 0
    last = min(len(rows), middle + NEAR) if len(rows) > 3 * NEAR else len(rows)
    marks = _marks(rows, place, inherits=inherits) if place is not None else {}
    printed = list(_printed(rows, first, last, place, marks))
    return Block(block["block"], "table", rows=printed, skipped=(first, len(rows) - last))


def _marks(rows: list[dict[str, Any]], place: int, *, inherits: bool) -> dict[int, tuple[str, str]]:
    """What to say about which cell (by identity): those of the row, and those above it from which it inherits."""
    marks: dict[int, tuple[str, str]] = {
        id(cell): ("this", "") for cell in rows[place]["cells"] if cell["rowspan"] == 1
    }
    if rows[place]["cells"]:
        fullest = max(rows[place]["cells"], key=lambda cell: len(cell["text"]))
        marks[id(fullest)] = ("this", "本行")
    if not inherits:
        return marks
    last = None
    for above in range(place - 1, -1, -1):
        for cell in rows[above]["cells"]:
            if above + cell["rowspan"] > place:
                marks[id(cell)] = ("merged", "")
                if last is None or cell["column"] > last["column"]:
                    last = cell
    if last is not None:
        marks[id(last)] = ("merged", "合并单元格")
    for cell in rows[place]["cells"]:
        upper = None if cell["text"].strip() else _written_above(rows, place, cell["column"])
        if upper is not None:
            marks[id(upper)] = ("above", "承上行")
    return marks


def _written_above(rows: list[dict[str, Any]], place: int, column: int) -> dict[str, Any] | None:
    for above in range(place - 1, 0, -1):
        for cell in rows[above]["cells"]:
            if cell["column"] == column and cell["text"].strip():
                found: dict[str, Any] = cell
                return found
    return None


def _printed(
    rows: list[dict[str, Any]], first: int, last: int, place: int | None, marks: dict[int, tuple[str, str]]
) -> Iterator[Printed]:
    """The rows from first to last; cells that reach in from before are told again, those that reach out are cut."""
    for number in range(first, last):
        cells = [(cell, cell["rowspan"]) for cell in rows[number]["cells"]]
        if number == first:
            cells += [
                (cell, above + cell["rowspan"] - first)
                for above in range(first)
                for cell in rows[above]["cells"]
                if above + cell["rowspan"] > first
            ]
            cells.sort(key=lambda pair: pair[0]["column"])
        yield Printed(
            number,
            [
                Cell(cell["text"], min(span, last - number), cell["colspan"], *marks.get(id(cell), ("", "")))
                for cell, span in cells
            ],
            number == place,
        )
