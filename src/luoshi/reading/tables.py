"""Task tables: which column means what, and each row with what it takes over from the row above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from luoshi.reading import flags as say
from luoshi.reading.blocks import Block, Cell, Grid, Line
from luoshi.reading.deadlines import read_deadline
from luoshi.reading.model import Deadline, Flag, Row, Table, TableKind, UnitName
from luoshi.reading.names import split_names
from luoshi.reading.numerals import squeeze
from luoshi.reading.outline import is_annex_heading
from luoshi.reading.typos import possible_typos

# Headings, without white space and brackets, by the meaning of their column; the first that fits wins.
_MEANINGS = (
    ("ordinal", re.compile("序号|编号|项次")),
    ("deadline", re.compile("(?:完成)?(?:时限|期限|时间|时间节点|时间要求|时间安排)|完成(?:时间|时限)(?:要求)?")),
    ("lead", re.compile("(?:牵头|责任|主办|承办|主责)(?:单位|部门)")),
    ("support", re.compile("(?:配合|协办|参与|参加)(?:单位|部门)")),
    ("points", re.compile(".*(?:分值|得分|评分|扣分).*")),
    ("indicator", re.compile(".*指标.*|.*目标值")),
    (
        "material",
        re.compile("(?:报送|提交|佐证|证明|需报送)?材料.*|成果(?:形式)?|工作成果|具体(?:内容|任务|要求|措施)"),
    ),
    ("item", re.compile("事项|(?:重点|主要)?(?:工作)?任务|工作(?:事项|项目|内容)|项目")),
)
_CATEGORY = re.compile(r"各?(?P<category>.+?)(?:[0-9]{4}年)?(?:年度)?(?:重点|主要)?(?:工作)?任务(?:分解|分工)表")
_CONDITION = re.compile(r"[（(](?P<words>[^（）()]*的(?:部门|单位|地区|地方|机构|组织|县（市、区）))[）)]")
_EITHER = re.compile("或者|任选其一|其中之一|之一即可")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_BETWEEN_UNITS = re.compile(r"[、，,；;\n]")
_HEADER_LINES = 3


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
    """The line right above the table, or above its 附件 line, where it is no running text."""
    for block in reversed(blocks[max(0, place - 3) : place]):
        if isinstance(block, Grid) or re.search("[。；;]", block.text):
            return ""
        if not is_annex_heading(block) and not re.match(r"\s*(?:单位|填报|制表)\s*[:：]", block.text):
            return block.text
    return ""


def _table(grid: Grid, name: str, year: int | None, once: frozenset[str]) -> tuple[Table, list[Flag]]:
    header, meanings = _header(grid)
    kind = _kind(meanings)
    if header is None or kind != "tasks":
        table = Table(name, kind, None, _columns(header, meanings), (), grid.source)
        return table, [say.unknown_table(name, grid.source)]
    flags = [
        say.skipped_column(cell.text, header.source)
        for cell, meaning in zip(header.cells, meanings, strict=True)
        if meaning == "other" and cell.text
    ]
    columns = {meaning: place for place, meaning in reversed(list(enumerate(meanings))) if meaning != "other"}
    context = _Context(columns, grid.merges_known, year, once)
    rows: list[Row] = []
    for line in grid.lines[grid.lines.index(header) + 1 :]:
        caption = _caption(line)
        if caption is not None:
            flags += [say.skipped_row(caption, line.source)] if caption else []
        else:
            rows.append(_row(line, rows[-1] if rows else None, len(meanings), context))
    found = _CATEGORY.fullmatch(squeeze(name))
    category = found["category"] if found else None
    return Table(name, kind, category, _columns(header, meanings), tuple(rows), grid.source), flags


def _header(grid: Grid) -> tuple[Line | None, list[str]]:
    """The first of the top lines with two known headings, and the meaning of each of its columns."""
    for line in grid.lines[:_HEADER_LINES]:
        meanings = [_meaning(cell.text) for cell in line.cells]
        repeated = [m if m not in meanings[:place] else "other" for place, m in enumerate(meanings)]
        if sum(meaning != "other" for meaning in repeated) >= 2:
            return line, repeated
    return None, []


def _meaning(heading: str) -> str:
    plain = _BRACKETS.sub("", squeeze(heading))
    return next((meaning for meaning, pattern in _MEANINGS if pattern.fullmatch(plain)), "other")


def _kind(meanings: Sequence[str]) -> TableKind:
    if "points" in meanings:
        return "scoring"
    if ("item" in meanings or "material" in meanings) and ("deadline" in meanings or "lead" in meanings):
        return "tasks"
    return "indicators" if "indicator" in meanings else "other"


def _columns(header: Line | None, meanings: Sequence[str]) -> tuple[tuple[str, str], ...]:
    cells = header.cells if header else ()
    return tuple((cell.text, meaning) for cell, meaning in zip(cells, meanings, strict=True) if cell.text)


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
        item_text, ordinal_text = above.item, above.ordinal
        inherited.append("item")
        flags.append(say.inherited_item(item_text, source))
    deadline, from_above = _deadline(line, above if goes_on else None, context)
    if above is not None and from_above:
        inherited.append("deadline")
        flags.append(say.inherited_deadline(deadline.text, source))
    elif not deadline.text:
        flags.append(say.no_deadline(source))
    flags += [replace(one, source=source) for one in deadline.flags if deadline.text]
    condition = _CONDITION.search(material) or _CONDITION.search(item_text)
    either = _EITHER.search(_BRACKETS.sub("", material)) is not None
    flags += [say.condition(condition["words"], source)] if condition else []
    flags += [say.any_of(source)] if either else []
    for text in (material,) if goes_on else (item_text, material):
        flags += possible_typos(text, source, context.once)
    flags += [say.skipped_cells(source)] if any(cell.text for cell in line.cells[width:]) else []
    return Row(
        ordinal=ordinal_text,
        item=item_text,
        material=material,
        deadline=replace(deadline, flags=()),
        source=source,
        units=_units(line, context),
        inherited=tuple(inherited),
        condition=condition["words"] if condition else None,
        any_of=either,
        flags=tuple(flags),
    )


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
    """The units named in the row, one a piece, as printed."""
    lead = _names(_cell(line, "lead", context).text)
    support = _names(_cell(line, "support", context).text)
    return tuple(UnitName(name) for name in lead) + tuple(UnitName(name, "support") for name in support)


def _names(text: str) -> list[str]:
    return [name for name in split_names(text, _BETWEEN_UNITS) if name != "无"]
