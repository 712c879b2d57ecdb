"""Plain text and Markdown: lines are paragraphs, lines with tabs are rows of a table."""

from __future__ import annotations

import codecs
import re

from luoshi.reading.blocks import Block, Blocks, Cell, Grid, Line, Paragraph, Unreadable
from luoshi.reading.model import Source

MAX_TEXT = 5 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_HEADING = re.compile(r"#{1,6}\s+")
_BULLET = re.compile(r"[-*+]\s+")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|={3,})")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> str:
    """The text of `data`: by its byte order mark, else UTF-8, else GB 18030; raises `Unreadable`."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _plain(data[len(mark) :], encoding)
    try:
        return _plain(data, "utf-8")
    except Unreadable:
        return _plain(data, "gb18030")


def _plain(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("文件不是可识别的文本（可用UTF-8或GB 18030编码）。") from error
    if _CONTROL.search(text):
        raise Unreadable("文件里有非文本的内容，不是文本文件或已损坏。")
    return text


def read_text(data: bytes) -> Blocks:
    """The blocks of a text file; raises `Unreadable` where it is no text or holds none."""
    if len(data) > MAX_TEXT:
        raise Unreadable(f"文本文件超过{MAX_TEXT // 1024 // 1024}MB，没有读。")
    text = decode(data)
    if not text.strip():
        raise Unreadable("文件是空的，没有文字。")
    blocks: list[Block] = []
    rows: list[str] = []
    for line in [*text.splitlines(), ""]:
        if _is_row(line, after_row=bool(rows)):
            rows.append(line)
            continue
        if rows:
            blocks.append(_grid(len(blocks) + 1, rows))
            rows = []
        words = line.strip()
        if words and not _RULE.fullmatch(words):
            blocks.append(_paragraph(len(blocks) + 1, words))
    return Blocks(tuple(blocks))


def _is_row(line: str, *, after_row: bool) -> bool:
    """A tab between words makes a row; tabs before them only where a row goes on with empty cells."""
    if "\t" not in line or not line.strip():
        return False
    return "\t" in line.strip() or after_row or line.startswith("\t\t")


def _paragraph(block: int, words: str) -> Paragraph:
    heading = _HEADING.match(words)
    if heading:
        return Paragraph(block, words[heading.end() :], heading=True)
    bullet = _BULLET.match(words)
    return Paragraph(block, words[bullet.end() :] if bullet else words)


def _grid(block: int, rows: list[str]) -> Grid:
    lines = tuple(
        Line(Source(block, number), tuple(Cell(cell.strip()) for cell in row.split("\t")))
        for number, row in enumerate(rows, start=1)
    )
    return Grid(block, lines, merges_known=False)
