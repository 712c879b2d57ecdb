"""Workbook files (.xlsx) before they are opened: what is in the package, how far its sheets reach, what is safe.

The library that reads cells lays a sheet out in memory as far as its last cell and copies each shared text for each
cell that uses it; a small file can ask for more than the machine has. So every part is walked here first,
and only parts that were walked are handed on.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from luoshi.reading.blocks import Unreadable
from luoshi.reading.docx import MAX_XML

WORKBOOK_PART = "xl/workbook.xml"
MAX_ROWS = 10_000
MAX_COLUMNS = 50
MAX_TEXT = 5_000_000
MAX_PARTS = 2_000
DAMAGED = "Excel文件已损坏，打不开。"
TOO_BIG = "Excel文件展开后过大，没有读。"
LOCKED = "文件已加密，请去掉密码后再上传。"
MACROS = "Excel文件带有宏，请另存为不带宏的xlsx后再上传。"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(r"(?P<letters>[A-Za-z]{1,3})(?P<row>[0-9]{1,7})")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MONTH_FORMATS = {17, 27, 55, 57}  # built in: a month of a year, without a day
_NEEDED = {"workbook", "worksheet", "sst", "styleSheet", "Types", "Relationships"}


@dataclass(slots=True)
class Workbook:
    """A package whose parts were walked; `data` holds only those."""

    data: bytes = b""
    shared: list[int] = field(default_factory=list)
    month_styles: frozenset[int] = frozenset()
    month_cells: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)

    def months(self, sheet: str) -> set[tuple[int, int]]:
        """The (row, column), from 0, of the cells of a sheet that show a month without its day."""
        target = self.targets.get(self.sheets.get(sheet, ""), "")
        return self.month_cells.get(target.lstrip("/").removeprefix("xl/"), set())


def open_workbook(data: bytes) -> Workbook:
    """The package made safe; raises `Unreadable` for what is no xlsx, locked, damaged or too big."""
    if data.startswith(OLE):
        raise Unreadable(LOCKED if ENCRYPTED in data else "这是旧版Excel文件，请另存为xlsx后再上传。")
    parts = {name: xml for name, xml in _parts(data).items() if _root_name(xml) in _NEEDED}
    found = Workbook()
    walks = (
        ("sst", _walk_texts),
        ("styleSheet", _walk_styles),
        ("worksheet", _walk_sheet),
        ("workbook", _walk_names),
        ("Relationships", _walk_targets),
    )
    for wanted, walk in walks:
        for name, xml in parts.items():
            if _root_name(xml) == wanted:
                walk(found, name, xml)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(zipfile.ZipInfo(name), xml)
    found.data = stream.getvalue()
    return found


def _parts(data: bytes) -> dict[str, bytes]:
    """The XML parts by name, sizes checked in the directory and again while unpacking."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            parts = {}
            left = MAX_XML
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        parts[entry.filename] = part.read(left + 1)
                    left -= len(parts[entry.filename])
                    if left < 0:
                        raise Unreadable(TOO_BIG)
            return parts
    except Unreadable:
        raise
    except Exception as error:  # zipfile and its decompressors raise many kinds for damaged data
        raise Unreadable(DAMAGED) from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename.lower() for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(LOCKED)
    if "xl/workbook.bin" in names:
        raise Unreadable("这是二进制的Excel文件（xlsb），请另存为xlsx后再上传。")
    if WORKBOOK_PART not in names:
        raise Unreadable("这不是Excel文件（xlsx），没有读。")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(MACROS)
    xml = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in xml) > MAX_XML:
        raise Unreadable(TOO_BIG)


def _root_name(xml: bytes) -> str:
    """The name of the outermost element, "" where there is none that can be read."""
    try:
        for _, element in etree.iterparse(io.BytesIO(xml), events=("start",), **_PARSING):
            return _name(element)
    except (etree.XMLSyntaxError, ValueError):
        pass
    return ""


_PARSING: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def _ends(xml: bytes) -> Iterator[tuple[str, str, Any]]:
    """(event, name, element) in order; an element is emptied once it was seen whole and lies below the root."""
    try:
        walk = etree.iterparse(io.BytesIO(xml), events=("start", "end"), **_PARSING)
        for event, element in walk:
            yield event, _name(element), element
        if walk.root is not None and walk.root.getroottree().docinfo.doctype:
            raise Unreadable("Excel文件带有实体声明，不安全，没有读。")
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(DAMAGED) from error


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)


def _empty(element: Any) -> None:
    """Frees what was read, so that a long part does not stay in memory."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _walk_texts(found: Workbook, _part: str, xml: bytes) -> None:
    for event, name, element in _ends(xml):
        if event == "end" and name == "si":
            found.shared.append(sum(len(text) for text in element.itertext()))
            _empty(element)


def _walk_styles(found: Workbook, _part: str, xml: bytes) -> None:
    months = set(_MONTH_FORMATS)
    styles: list[int] = []
    inside = False
    for event, name, element in _ends(xml):
        if name == "cellXfs":
            inside = event == "start"
        elif event == "end" and name == "numFmt":
            code, number = element.get("formatCode", ""), _whole(element.get("numFmtId"))
            months.discard(number)
            if _shows_month_only(code):
                months.add(number)
        elif event == "end" and name == "xf" and inside:
            styles.append(_whole(element.get("numFmtId")))
    found.month_styles = frozenset(place for place, number in enumerate(styles) if number in months)


def _shows_month_only(code: str) -> bool:
    """Whether a format shows year and month and no day: yyyy"年"m"月"."""
    signs = _QUOTED.sub("", code.split(";", 1)[0]).lower()
    return "y" in signs and "m" in signs and not re.search("[dhs]", signs)


def _walk_sheet(found: Workbook, part: str, xml: bytes) -> None:
    """How far the filled cells reach and how much text they hold, before anything is laid out."""
    row, column, text = -1, -1, 0
    months = found.month_cells.setdefault(part.removeprefix("xl/"), set())
    for event, name, element in _ends(xml):
        if name == "row" and event == "start":
            row, column = (_whole(element.get("r")) - 1 if element.get("r") else row + 1), -1
        elif name == "c" and event == "end":
            row, column = _place(element.get("r"), row, column + 1)
            if len(element):
                if row >= MAX_ROWS or column >= MAX_COLUMNS:
                    raise Unreadable(f"表格超过{MAX_ROWS}行或{MAX_COLUMNS}列，没有读，请删去多余的行列。")
                text += _length(element, found.shared)
                if element.get("s") and _whole(element.get("s")) in found.month_styles:
                    months.add((row, column))
            if text > MAX_TEXT:
                raise Unreadable("表格里的文字过多，没有读。")
        elif name == "row":
            _empty(element)


def _walk_names(found: Workbook, _part: str, xml: bytes) -> None:
    for event, name, element in _ends(xml):
        if event == "end" and name == "sheet":
            identity = next((value for key, value in element.items() if key.endswith("}id")), "")
            found.sheets[element.get("name", "")] = identity


def _walk_targets(found: Workbook, part: str, xml: bytes) -> None:
    if part.lower() == "xl/_rels/workbook.xml.rels":
        for event, name, element in _ends(xml):
            if event == "end" and name == "Relationship":
                found.targets[element.get("Id", "")] = element.get("Target", "")


def _place(address: str | None, row: int, column: int) -> tuple[int, int]:
    if address is None:
        return row, column
    found = _CELL.fullmatch(address)
    if found is None:
        raise Unreadable(DAMAGED)
    place = 0
    for letter in found["letters"].upper():
        place = place * 26 + ord(letter) - 64
    return int(found["row"]) - 1, place - 1


def _length(cell: Any, shared: list[int]) -> int:
    words = "".join(cell.itertext())
    if cell.get("t") != "s":
        return len(words)
    number = _whole(words.strip())
    return shared[number] if number < len(shared) else 0


def _whole(value: str | None) -> int:
    """A whole number of a file; what is none means that the file is damaged."""
    if not value or not value.isascii() or not value.isdigit() or len(value) > 9:
        raise Unreadable(DAMAGED)
    return int(value)
