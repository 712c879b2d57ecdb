"""One document in, one draft out."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from luoshi.reading import flags as say
from luoshi.reading.blocks import Blocks, Paragraph, Unreadable
from luoshi.reading.citations import read_citations
from luoshi.reading.docx import MAIN_PART, read_docx
from luoshi.reading.flow import mend
from luoshi.reading.head import Head, read_head
from luoshi.reading.model import Draft, Duty, FileInfo, Flag, Source, Table
from luoshi.reading.outline import is_annex_heading, missing_annex_headings, read_outline
from luoshi.reading.prose import overlong, read_duties
from luoshi.reading.tables import read_tables
from luoshi.reading.text import read_text
from luoshi.reading.typos import possible_typos, written_once
from luoshi.reading.workbook import DAMAGED, ENCRYPTED, LOCKED, MACROS, OLE, WORKBOOK_PART
from luoshi.reading.xlsx import read_xlsx

MAX_BYTES = 50 * 1024 * 1024
GIVEN = "由使用者指定"
READABLE = "目前可读docx、xlsx、txt和md文件"
_WORKBOOKS = ("xlsx", "xlsm", "xltm")
_ZIP = b"PK\x03\x04"
_OTHERS = ((b"%PDF", "PDF"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"{\\rtf", "RTF"))


def read(data: bytes, name: str, *, year: int | None = None) -> Draft:
    """The draft of the document `data` whose file name is `name`.

    `year` overrules the year of the document. Raises `Unreadable`, and nothing else, with one Chinese
    sentence where the file is empty, damaged, encrypted, too big or of a type that is not read.
    """
    kind, blocks = _blocks(data, name)
    info = FileInfo(name, kind, hashlib.sha256(data).hexdigest())
    draft = _draft(info, mend(blocks), year)
    return replace(draft, blocks=blocks.items)  # as printed, not as mended


def _blocks(data: bytes, name: str) -> tuple[str, Blocks]:
    """The type is what the content is; the name decides only what content cannot tell."""
    if not data.strip():
        raise Unreadable("文件是空的，没有内容。")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"文件超过{MAX_BYTES // 1024 // 1024}MB，没有读。")
    if data.startswith(OLE):
        if ENCRYPTED in data:
            raise Unreadable(LOCKED)
        raise Unreadable(f"这是旧版Office文件，请另存为docx或xlsx；{READABLE}。")
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if data.startswith(_ZIP) and _is_workbook(data, suffix):
        if suffix in _WORKBOOKS[1:]:
            raise Unreadable(MACROS)
        return "xlsx", read_xlsx(data)
    if data.startswith(_ZIP) and (suffix == "docx" or MAIN_PART.encode() in data):
        return "docx", read_docx(data)
    for magic, called in _OTHERS:
        if data.startswith(magic):
            raise Unreadable(f"暂不能读{called}文件；{READABLE}。")
    if suffix == "docx":
        raise Unreadable("Word文件已损坏，打不开。")
    if suffix in _WORKBOOKS:
        raise Unreadable(DAMAGED)
    if suffix not in ("txt", "md") or data.startswith(_ZIP):
        raise Unreadable(f"不认识这种文件；{READABLE}。")
    return suffix, read_text(data)


def _is_workbook(data: bytes, suffix: str) -> bool:
    """By the main part; where a file has both or neither, one may be embedded in the other, and its name tells."""
    book, word = WORKBOOK_PART.encode() in data, MAIN_PART.encode() in data
    return book if book != word else suffix in _WORKBOOKS


def _draft(info: FileInfo, blocks: Blocks, given: int | None) -> Draft:
    paragraphs = [block for block in blocks.items if isinstance(block, Paragraph)]
    head = read_head(paragraphs, titled=_title_of_sheet(blocks) if info.type == "xlsx" else None)
    year = given if given is not None else head.year
    once = written_once(_texts(blocks))
    tables, table_flags = read_tables(blocks.items, year=year, once=once)
    duties = read_duties(paragraphs, year=year, skip=head.blocks)
    based_on, cites = read_citations(paragraphs, head)
    flags = [*blocks.flags, *missing_annex_headings(paragraphs), *table_flags, *overlong(paragraphs)]
    for paragraph in paragraphs:
        flags += possible_typos(paragraph.text, paragraph.source, once)
    place = next((p.source for p in paragraphs if p.block in head.blocks and p.text == head.year_from), None)
    flags += _year_flags(given, head, place, tables, duties)
    return Draft(
        file=info,
        title=head.title,
        plan_title=head.plan_title,
        doc_number=head.doc_number,
        issuer=head.issuer,
        year=year,
        year_from=GIVEN if given is not None else head.year_from,
        based_on=based_on,
        cites=cites,
        outline=read_outline([p for p in paragraphs if p.block not in head.blocks]),
        tables=tables,
        duties=duties,
        flags=tuple(flags),
        titles=head.titles,
    )


def _title_of_sheet(blocks: Blocks) -> Paragraph | None:
    """The first line above the first table of a workbook that is not 附件1."""
    for block in blocks.items:
        if not isinstance(block, Paragraph):
            break
        if not is_annex_heading(block):
            return block
    return None


def _texts(blocks: Blocks) -> list[str]:
    texts: list[str] = []
    for block in blocks.items:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts += [cell.text for line in block.lines for cell in line.cells]
    return texts


def _year_flags(
    given: int | None, head: Head, place: Source | None, tables: tuple[Table, ...], duties: tuple[Duty, ...]
) -> list[Flag]:
    """Once for the document: on what year the deadlines without one were read."""
    deadlines = [row.deadline for table in tables for row in table.rows] + [duty.deadline for duty in duties]
    assumed = sum(deadline.year_assumed for deadline in deadlines)
    if given is None and head.year is None:
        return [say.no_year()]
    flags = []
    if given is not None and head.year is not None and given != head.year:
        flags.append(say.year_differs(given, head.year))
    if assumed and given is not None:
        flags.append(say.assumed_year(given, assumed, GIVEN, None))
    elif assumed and head.year is not None:
        flags.append(say.assumed_year(head.year, assumed, head.year_from or "", place))
    return flags
