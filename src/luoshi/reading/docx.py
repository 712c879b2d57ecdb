"""Word files (.docx): paragraphs and tables of the main text, with merged cells as they were merged.

The XML is read directly, because text in revision marks and content controls must not be lost.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from luoshi.reading.blocks import Block, Blocks, Cell, Grid, Line, Paragraph, Unreadable
from luoshi.reading.flags import flag
from luoshi.reading.model import Flag, Source

MAIN_PART = "word/document.xml"
MAX_XML = 40 * 1024 * 1024
MAX_COLUMNS = 64
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPPERS = {_W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_REMOVED = {_W + name for name in ("del", "moveFrom", "rt", "pPr", "rPr", "sdtPr")}
_TEXT_BOXES = {_W + "txbxContent"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PLAIN = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_NOTES = {
    "tracked-changes": "文件里有未定稿的修订痕迹，已按接受全部修订读出，请先定稿再核对。",
    "skipped-text-box": "文本框里的文字没有读，请人工查看。",
    "auto-numbering": "有段落的编号是自动生成的，编号没有读出，提纲可能不全。",
    "nested-table": "有表格套在单元格里，只按文字读出。",
}


def read_docx(data: bytes) -> Blocks:
    """The blocks of a Word file; raises `Unreadable` for what is damaged, locked or too big."""
    body = _root(_main_part(data)).find(_W + "body")
    if body is None:
        raise Unreadable("Word文件里没有正文，可能已损坏。")
    notes: dict[str, Source] = {}
    blocks: list[Block] = []
    for element in _children(body):
        number = len(blocks) + 1
        if element.tag == _W + "tbl":
            blocks.append(_grid(element, number, notes))
        elif element.tag == _W + "p":
            text = _text(element, Source(number), notes).strip()
            if text:
                blocks.append(Paragraph(number, text))
    return Blocks(tuple(blocks), _noted(notes) if blocks else (flag("no-text", "没有读到文字，可能全是图片。"),))


def _noted(notes: dict[str, Source]) -> tuple[Flag, ...]:
    return tuple(flag(code, _NOTES[code], source) for code, source in notes.items())


def _main_part(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(MAIN_PART) as part:
            xml = part.read(MAX_XML + 1)
    except RuntimeError as error:  # how zipfile says that a password is wanted
        raise Unreadable("文件已加密，请去掉密码后再上传。") from error
    except Exception as error:  # zipfile and its decompressors raise many kinds for damaged data
        raise Unreadable("Word文件已损坏，打不开。") from error
    if len(xml) > MAX_XML:
        raise Unreadable("Word文件展开后过大，没有读。")
    return xml


def _root(xml: bytes) -> Any:
    """The parsed part. Documents never declare entities; one that does is refused, not expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("Word文件已损坏，正文不是完整的XML。") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("Word文件的正文带有实体声明，不安全，没有读。")
    return root


def _children(element: Any) -> Iterator[Any]:
    """Paragraphs and tables (or rows, or cells), through the wrappers of controls and revisions."""
    for child in element.iterchildren(tag=etree.Element):
        if child.tag in _WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _text(element: Any, source: Source, notes: dict[str, Source]) -> str:
    parts: list[str] = []
    _collect(element, source, notes, parts)
    return "".join(parts)


def _collect(element: Any, source: Source, notes: dict[str, Source], parts: list[str]) -> None:
    for child in element.iterchildren(tag=etree.Element):
        tag = child.tag
        if tag == _W + "t":
            parts.append(child.text or "")
        elif tag in _PLAIN:
            parts.append(_PLAIN[tag] if child.get(_W + "type") != "page" else "")
        elif tag in _TEXT_BOXES:
            notes.setdefault("skipped-text-box", source)
        elif tag in _REMOVED or tag == _FALLBACK:
            _note_removed(child, source, notes)
        else:
            if tag == _W + "ins":
                notes.setdefault("tracked-changes", source)
            _collect(child, source, notes, parts)


def _note_removed(element: Any, source: Source, notes: dict[str, Source]) -> None:
    if element.tag in (_W + "del", _W + "moveFrom"):
        notes.setdefault("tracked-changes", source)
    number = element.find(_W + "numPr/" + _W + "numId") if element.tag == _W + "pPr" else None
    if number is not None and number.get(_W + "val") != "0":
        notes.setdefault("auto-numbering", source)


def _grid(table: Any, block: int, notes: dict[str, Source]) -> Grid:
    lines: list[Line] = []
    above: tuple[Cell, ...] = ()
    for row in _children(table):
        if row.tag != _W + "tr":
            continue
        source = Source(block, len(lines) + 1)
        if row.find(f"{_W}trPr/{_W}del") is not None:
            notes.setdefault("tracked-changes", source)
            continue
        above = _cells(row, source, above, notes)
        lines.append(Line(source, above))
    return Grid(block, tuple(lines), merges_known=True)


def _cells(row: Any, source: Source, above: tuple[Cell, ...], notes: dict[str, Source]) -> tuple[Cell, ...]:
    """One cell for each column of the grid; a wide cell is followed by empty ones marked `beside`."""
    cells = [Cell("")] * _count(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    for cell in _children(row):
        if cell.tag != _W + "tc":
            continue
        place = len(cells)
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        continues = merge is not None and merge.get(_W + "val", "continue") == "continue"
        if continues and place < len(above):
            cells.append(Cell(above[place].text, above=True))
        else:
            cells.append(Cell(_cell_text(cell, source, notes)))
        cells += [Cell("", beside=True)] * (max(0, _count(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1) - 1))
    return tuple(cells[:MAX_COLUMNS])


def _cell_text(cell: Any, source: Source, notes: dict[str, Source]) -> str:
    parts: list[str] = []
    for child in _children(cell):
        if child.tag == _W + "tbl":
            notes.setdefault("nested-table", source)
            rows = [row for row in _children(child) if row.tag == _W + "tr"]
            parts += [_cell_text(inner, source, notes) for row in rows for inner in _children(row)]
        elif child.tag == _W + "p":
            parts.append(_text(child, source, notes))
    return "\n".join(part for part in parts if part.strip()).strip()


def _count(element: Any, default: int) -> int:
    """The value of a counting element, never beyond `MAX_COLUMNS` whatever a file claims."""
    value = element.get(_W + "val", "") if element is not None else ""
    return min(int(value), MAX_COLUMNS) if value.isascii() and value.isdigit() and len(value) < 6 else default
