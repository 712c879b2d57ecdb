"""Task tables: each row with what it takes over from the row above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from luoshi.reading import flags as say
from luoshi.reading.alternatives import choice_in
from luoshi.reading.blocks import Block, Cell, Grid, Line, Paragraph
from luoshi.reading.columns import UNITS, Header, find_header, kind_of
from luoshi.reading.deadlines import read_deadline
from luoshi.reading.model import Deadline, Flag, Row, Source, Table, UnitName
from luoshi.reading.names import read_units
from luoshi.reading.numerals import normalise, number, squeeze
from luoshi.reading.outline import is_annex_heading
from luoshi.reading.typos import possible_typos

_CATEGORY = re.compile(r"各?(?P<category>.+?)(?:[0-9]{4}年)?(?:年度)?(?:重点|主要)?(?:工作)?任务(?:分解|分工)表")
_CONDITION = re.compile(r"[（(](?P<words>[^（）()]*的(?:部门|单位|地区|地方|机构|组织|县（市、区）))[）)]")
_FORM_LINE = re.compile(r"\s*(?:(?:填报|填表|报送|制表|编制)(?:单位|部门|日期|时间|人)?|单位|日期|时间)\s*[:：]")
_UNNAMED = re.compile(r"\s*(?i:sheet|工作表)?\s*[0-9]*\s*")
_BLANK = re.compile(r"[、.．)）(（\s]")


@dataclass(frozen=True, slots=True)
class _Context:
    """What reading a row needs besides the row itself."""

    columns: dict[str, int]
    merges_known: bool
    year: int | None
    once: frozenset[str]


def read_tables(
    blocks: Sequence[Block], *, year: int | None, once: frozenset[str]
) -> tuple[tuple[Table, ...], tuple[Flag, ...]]:
    """Every table in order. Rows are read from tables of kind `tasks`; any other kind leaves a flag."""
    tables: list[Table] = []
    flags: list[Flag] = []
    for place, block in enumerate(blocks):
        if isinstance(block, Grid):
            table, noticed = _table(block, _name(blocks, place), year, once)
            tables.append(table)
            flags += noticed
    return tuple(tables), tuple(flags)


def _name(blocks: Sequence[Block], place: int) -> str:
    """The line right above the table or its 附件 line, where it is no running text; else what the file calls it."""
    for block in reversed(blocks[max(0, place - 3) : place]):
        if isinstance(block, Grid) or re.search("[。；;]", block.text):
            break
        if not is_annex_heading(block) and not _FORM_LINE.match(block.text):
            return block.text
    grid = blocks[place]
    return "" if isinstance(grid, Paragraph) or _UNNAMED.fullmatch(grid.name) else grid.name


def _table(grid: Grid, name: str, year: int | None, once: frozenset[str]) -> tuple[Table, list[Flag]]:
    header = find_header(grid)
    kind = kind_of(header.meanings) if header else "other"
    if header is None or kind != "tasks":
        table = Table(name, kind, None, _columns(header), (), grid.source)
        return table, [say.unknown_table(name, grid.source)]
    flags = [
        say.skipped_column(cell.text, header.line.source)
        for cell, meaning in zip(header.line.cells, header.meanings, strict=True)
        if meaning == "other" and cell.text
    ]
    flags += [say.no_materials(header.line.source)] if "material" not in header.meanings else []
    columns = {meaning: place for place, meaning in enumerate(header.meanings) if meaning != "other"}
    context = _Context(columns, grid.merges_known, year, once)
    rows: list[Row] = []
    for line in grid.lines[header.below :]:
        caption = _caption(line)
        if caption is not None:
            flags += [say.skipped_row(caption, line.source)] if caption else []
        else:
            rows.append(_row(line, rows[-1] if rows else None, len(header.meanings), context))
    found = _CATEGORY.fullmatch(squeeze(name))
    category = found["category"] if found else None
    return Table(name, kind, category, _columns(header), tuple(rows), grid.source), flags


def _columns(header: Header | None) -> tuple[tuple[str, str], ...]:
    if header is None:
        return ()
    cells = zip(header.line.cells, header.meanings, strict=True)
    return tuple((cell.text, meaning) for cell, meaning in cells if cell.text)


def _caption(line: Line) -> str | None:
    """The text of a line that is one cell across the table, "" for an empty line, None for a row."""
    texts = [cell.text for cell in line.cells if cell.text and not cell.above]
    if not texts and not any(cell.above for cell in line.cells):
        return ""
    wide = len(line.cells) > 1 and all(cell.beside for cell in line.cells[1:])
    return texts[0] if wide and texts else None


def _row(line: Line, above: Row | None, width: int, context: _Context) -> Row:
    """One row. What it takes over from `above` stands in `inherited` and leaves a flag."""
    source = line.source
    ordinal, item = _cell(line, "ordinal", context), _cell(line, "item", context)
    material = _cell(line, "material", context).text
    inherited: list[str] = []
    flags: list[Flag] = []
    goes_on = above is not None and _goes_on(ordinal, item, context)
    item_text, ordinal_text = item.text, ordinal.text
    if above is not None and goes_on:
        item_text, ordinal_text = above.item, ordinal.text or above.ordinal
        inherited.append("item")
        flags.append(say.inherited_item(item_text, source))
    elif not material and item_text:
        material = item_text
        flags += [say.item_as_material(source)] if "material" in context.columns else []
    flags += _jump(above, ordinal_text, source)
    deadline, from_above = _deadline(line, above if goes_on else None, context)
    if above is not None and from_above:
        inherited.append("deadline")
        flags.append(say.inherited_deadline(deadline.text, source))
    elif not deadline.text:
        flags.append(say.no_deadline(source))
    flags += [replace(one, source=source) for one in deadline.flags if deadline.text]
    units = _units(line, context)
    flags += [say.row_without_unit(source)] if not units and set(UNITS) & set(context.columns) else []
    condition = _CONDITION.search(material) or _CONDITION.search(item_text)
    either = choice_in(material)
    flags += [say.condition(condition["words"], source)] if condition else []
    flags += [say.any_of(either, source)] if either else []
    for text in dict.fromkeys((material,) if goes_on else (item_text, material)):
        flags += possible_typos(text, source, context.once)
    flags += [say.skipped_cells(source)] if any(cell.text for cell in line.cells[width:]) else []
    return Row(
        ordinal=ordinal_text,
        item=item_text,
        material=material,
        deadline=replace(deadline, flags=()),
        source=source,
        units=units,
        note=_cell(line, "note", context).text,
        inherited=tuple(inherited),
        condition=condition["words"] if condition else None,
        any_of=either is not None,
        flags=tuple(flags),
    )


def _jump(above: Row | None, ordinal: str, source: Source) -> list[Flag]:
    """A flag where the number does not follow the one above; a new section may begin with 1."""
    before, now = _count(above.ordinal) if above else None, _count(ordinal)
    if above is None or before is None or now is None or now in (before + 1, 1) or ordinal == above.ordinal:
        return []
    return [say.number_jump(above.ordinal, ordinal, source)]


def _count(ordinal: str) -> int | None:
    plain = _BLANK.sub("", normalise(ordinal)[0])
    words = plain if plain.isdecimal() else number(plain)
    return int(words) if words and len(words) < 5 else None


def _cell(line: Line, meaning: str, context: _Context) -> Cell:
    place = context.columns.get(meaning)
    return line.cells[place] if place is not None and place < len(line.cells) else Cell("")


def _goes_on(ordinal: Cell, item: Cell, context: _Context) -> bool:
    """A row without an item of its own, merged or empty, belongs to the item above; one with a new number does not."""
    if "item" not in context.columns:
        return False
    return item.above or (not item.text and (ordinal.above or not ordinal.text))


def _deadline(line: Line, above: Row | None, context: _Context) -> tuple[Deadline, bool]:
    """The row's deadline, and whether it is the one of the row above.

    A merged cell always goes on. An empty one does only in plain text, where a merge cannot be told
    from a gap, and only within one item; in a Word file an empty cell is a gap, to be filled by a person.
    """
    cell = _cell(line, "deadline", context)
    if above is not None and "deadline" in context.columns:
        merged = cell.above or (not cell.text and not context.merges_known)
        if merged and above.deadline.text:
            return above.deadline, True
    return read_deadline(cell.text, year=context.year), cell.above


def _units(line: Line, context: _Context) -> tuple[UnitName, ...]:
    """The units named in the row, one a piece, as printed, column by column."""
    return tuple(unit for role in UNITS for unit in read_units(_cell(line, role, context).text, role))
