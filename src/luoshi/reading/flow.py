"""Mends what page breaks tore: sentences over two paragraphs, tables over two pages."""

from __future__ import annotations

import re
from dataclasses import replace

from luoshi.reading.blocks import Block, Blocks, Grid, Line, Paragraph
from luoshi.reading.flags import joined_paragraph, joined_table
from luoshi.reading.model import Flag
from luoshi.reading.numerals import squeeze

_ENDED = re.compile(r"[。！？!?；;：:.…—”’」』）)》〉】\]号页日]$")
_STARTS_ANEW = re.compile(
    r"[一二三四五六七八九十]+、|第[一二三四五六七八九十百]+[章节条]|[（(][一二三四五六七八九十0-9]+[)）]|[0-9]+[.．、]|[—\-•·]"
    r"|附件|附[:：]|（?此件|抄送|主送"
)
_MIN_TORN = 15  # shorter ones are titles, addresses, signatures
_MAX_TORN = 5000  # longer ones are no sentence of a plan


def mend(blocks: Blocks) -> Blocks:
    """The same blocks with torn sentences and tables in one piece, each join with a flag."""
    items: list[Block] = []
    flags: list[Flag] = list(blocks.flags)
    torn: dict[int, list[Line]] = {}  # the further lines of a table, by its first block
    for block in blocks.items:
        last = items[-1] if items else None
        if isinstance(last, Paragraph) and isinstance(block, Paragraph) and _is_torn(last, block):
            flags.append(joined_paragraph(last.text[-8:], block.text[:8], block.source))
            items[-1] = Paragraph(last.block, last.text + block.text)
        elif isinstance(last, Grid) and isinstance(block, Grid) and _goes_on(last, block):
            repeated = _header(last) == _header(block)
            flags.append(joined_table(block.source, repeated_header=repeated))
            torn.setdefault(last.block, []).extend(block.lines[1:] if repeated else block.lines)
        else:
            items.append(block)
    return Blocks(tuple(_whole(block, torn) for block in items), tuple(flags))


def _whole(block: Block, torn: dict[int, list[Line]]) -> Block:
    if isinstance(block, Grid) and block.block in torn:
        return replace(block, lines=(*block.lines, *torn[block.block]))
    return block


def _is_torn(before: Paragraph, after: Paragraph) -> bool:
    """A paragraph with running text that stops inside a sentence, before one that does not start anew."""
    if not _MIN_TORN <= len(before.text) <= _MAX_TORN:
        return False
    if before.heading or after.heading or _ENDED.search(before.text) or _STARTS_ANEW.match(after.text):
        return False
    running = "。" in before.text or re.search("[，,]", before.text) is not None
    return running and re.search("[，。,；]", after.text) is not None


def _goes_on(before: Grid, after: Grid) -> bool:
    """Two tables with nothing between them: the same columns, and the second without a heading of its own."""
    if not before.lines or not after.lines or before.name != after.name:
        return False
    width = len(before.lines[0].cells)
    fits = all(len(line.cells) <= width for line in after.lines) and width > 1
    return fits and (_header(before) == _header(after) or not _looks_like_header(after))


def _header(grid: Grid) -> list[str]:
    return [squeeze(cell.text) for cell in grid.lines[0].cells]


def _looks_like_header(grid: Grid) -> bool:
    return bool(grid.lines) and any(text in ("序号", "编号", "项次") for text in _header(grid))
