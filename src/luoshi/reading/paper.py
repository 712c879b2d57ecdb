"""The document as it was printed, for showing the original beside what was read from it."""

from __future__ import annotations

from typing import Any

from luoshi.reading.blocks import Grid, Line, Paragraph
from luoshi.reading.model import Draft, Heading
from luoshi.reading.numerals import squeeze

_LONGEST_NUMBER = 6  # such as （十二）and a full stop: what a heading has besides its title


def paper_of(draft: Draft) -> list[dict[str, Any]]:
    """The whole document in printed order as JSON values, one entry for each block, with its number and its kind.

    Titles have level 0, numbered headings their own, other headings none; a paragraph that opens with a heading and
    runs on is a paragraph. A table has printed rows of cells, with merged cells as one. The `source` of a row or a duty
    names its block, and in a table its row.
    """
    headings = {heading.source.block: heading for heading in draft.outline}
    return [
        _table(block) if isinstance(block, Grid) else _paragraph(block, headings.get(block.block), draft.titles)
        for block in draft.blocks
    ]


def _paragraph(paragraph: Paragraph, heading: Heading | None, titles: frozenset[int]) -> dict[str, Any]:
    level: int | None = None
    if paragraph.block in titles:
        level = 0
    elif heading and len(squeeze(paragraph.text)) <= len(squeeze(heading.title)) + _LONGEST_NUMBER:
        level = heading.level
    kind = "heading" if paragraph.heading or level is not None else "paragraph"
    return {"block": paragraph.block, "kind": kind, "level": level, "text": paragraph.text}


def _table(grid: Grid) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    above: dict[int, dict[str, Any]] = {}
    for line in grid.lines:
        cells, above = _cells(line, above)
        rows.append({"row": line.source.row, "cells": cells})
    return {"block": grid.block, "kind": "table", "name": grid.name, "rows": rows}


def _cells(line: Line, above: dict[int, dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[int, dict[str, Any]]]:
    """The cells that begin in this row, and for each column the cell that reaches down to it.

    A cell goes on from the row above only where it is exactly as wide there; else it stands for itself.
    """
    cells: list[dict[str, Any]] = []
    reaching: dict[int, dict[str, Any]] = {}
    for column, cell in enumerate(line.cells):
        if cell.beside and column:
            continue
        span = 1
        while column + span < len(line.cells) and line.cells[column + span].beside:
            span += 1
        upper = above.get(column)
        if cell.above and upper is not None and upper["colspan"] == span:
            upper["rowspan"] += 1
            reaching[column] = upper
        else:
            text = "" if cell.above else cell.text
            reaching[column] = {"text": text, "column": column, "rowspan": 1, "colspan": span}
            cells.append(reaching[column])
    return cells, reaching
