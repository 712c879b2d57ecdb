"""Workbook files (.xlsx): titles and tables of the visible worksheets, with merged cells as they were merged."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, pairwise

from luoshi.reading.blocks import Block, Blocks, Cell, Grid, Line, Paragraph
from luoshi.reading.columns import known_headings
from luoshi.reading.model import Source
from luoshi.reading.sheets import Sheet, read_sheets

_ENOUGH = 3  # headings that make a row the head of a further table on the same sheet
_BETWEEN_CELLS = "　"


def read_xlsx(data: bytes) -> Blocks:
    """The blocks of a workbook; raises `Unreadable` for what is no xlsx, damaged, locked, empty or too big."""
    blocks: list[Block] = []
    for sheet in read_sheets(data):
        blocks += _blocks(sheet, len(blocks) + 1)
    return Blocks(tuple(blocks))


def _blocks(sheet: Sheet, first: int) -> list[Block]:
    """Lines above a row of headings are titles; from there on it is a table, until the next one begins."""
    numbers = count(first)
    lines = _lines(sheet)
    starts = _starts(lines)
    blocks: list[Block] = []
    for place, (title, head) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(lines)
        for cells in lines[title:head]:
            words = _BETWEEN_CELLS.join(cell.text for cell in cells if cell.text and not cell.above)
            if words:
                blocks.append(Paragraph(next(numbers), words, heading=True))
        if any(cell.text for cells in lines[head:end] for cell in cells):
            blocks.append(_grid(lines[head:end], next(numbers), sheet.name))
    return blocks


def _starts(lines: Sequence[tuple[Cell, ...]]) -> list[tuple[int, int]]:
    """For each table of the sheet where its titles and where its headings begin."""
    heads = [place for place, cells in enumerate(lines) if known_headings(_texts(cells)) >= 2]
    heads = heads[:1] + [place for place in heads[1:] if _is_head(lines[place])]
    if not heads:
        wide = (place for place, cells in enumerate(lines) if sum(bool(cell.text) for cell in cells) > 1)
        return [(0, next(wide, len(lines)))]
    starts = [(0, heads[0])]
    for before, head in pairwise(heads):
        title = head
        while title - 1 > before and _is_title(lines[title - 1]):
            title -= 1
        starts.append((title, head))
    return starts


def _is_head(cells: Sequence[Cell]) -> bool:
    texts = _texts(cells)
    return known_headings(texts) >= _ENOUGH and known_headings(texts) * 2 > sum(bool(text) for text in texts)


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in cells if not cell.above]


def _is_title(cells: Sequence[Cell]) -> bool:
    """An empty line, or one with a single text, may stand above the headings."""
    return not any(cell.above for cell in cells) and sum(bool(cell.text) for cell in cells) <= 1


def _lines(sheet: Sheet) -> list[tuple[Cell, ...]]:
    """The rows with their merges; columns and last rows without any text are left out."""
    grid = [[Cell(text) for text in row] for row in sheet.rows]
    for (top, left), (bottom, right) in sheet.merges:
        for row in range(top, min(bottom + 1, len(grid))):
            for column in range(left, min(right + 1, len(grid[row]))):
                if column > left:
                    grid[row][column] = Cell("", beside=True)
                elif row > top:
                    grid[row][column] = Cell(grid[top][left].text, above=True)
    return [tuple(row) for row in grid]


def _grid(rows: Sequence[tuple[Cell, ...]], block: int, name: str) -> Grid:
    while rows and not any(cell.text and not cell.above for cell in rows[-1]):
        rows = rows[:-1]
    width = max((place + 1 for cells in rows for place, cell in enumerate(cells) if cell.text), default=0)
    left = min((place for cells in rows for place, cell in enumerate(cells) if cell.text), default=0)
    lines = tuple(
        Line(Source(block, number), _alone(cells[left : _end(cells, width)]))
        for number, cells in enumerate(rows, start=1)
    )
    return Grid(block, lines, merges_known=True, name=name)


def _end(cells: Sequence[Cell], width: int) -> int:
    """Where a row ends: with the last column of text, or with the merged cell that reaches further."""
    while width < len(cells) and cells[width].beside:
        width += 1
    return width


def _alone(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """A row with text in its first cell alone is one cell across the table: a caption, a note, a number left over."""
    alone = bool(cells) and bool(cells[0].text) and not any(cell.text or cell.above for cell in cells[1:])
    if not alone or cells[0].above:
        return cells
    return (cells[0], *(Cell("", beside=True) for _ in cells[1:]))
