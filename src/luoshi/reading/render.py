"""The draft as a page of text, for people at a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from luoshi.reading.model import Deadline, Draft, Flag, Row, Source, Table

_NOT_FOUND = "（未找到）"


def to_text(draft: Draft) -> str:
    """Head, outline, tables, duties and everything flagged, in Chinese, ending in a line break."""
    parts = [_head(draft)]
    if draft.outline:
        lines = [f"{'  ' * (one.level - 1)}{one.number} {one.title}" for one in draft.outline]
        parts.append("\n".join(["提纲", *lines]))
    parts += [_table(table) for table in draft.tables]
    if draft.duties:
        lines = [_duty_line(duty.text, [who.name for who in duty.who], duty.deadline) for duty in draft.duties]
        parts.append("\n".join(["正文中有期限的任务", *lines]))
    if draft.flags:
        parts.append("\n".join(["请核对", *(f"- {_flag(one)}" for one in draft.flags)]))
    return "\n\n".join(parts) + "\n"


def _head(draft: Draft) -> str:
    year = f"{draft.year}（依据：{draft.year_from}）" if draft.year is not None else None
    fields = (
        ("文件", draft.file.name),
        ("标题", draft.title),
        ("方案", draft.plan_title),
        ("文号", draft.doc_number),
        ("发文机关", draft.issuer),
        ("年份", year),
        ("依据", "、".join(draft.based_on)),
        ("引用", "、".join(draft.cites)),
    )
    return "\n".join(_padded(label, 10) + _flat(value or _NOT_FOUND) for label, value in fields)


def _table(table: Table) -> str:
    title = f"{_flat(table.name) or '（无表名）'}（{len(table.rows)}行）"
    if table.kind != "tasks":
        return f"{title}：不是任务表，没有读"
    rows = [("序号", "完成时限", "最后日期", "事项", "材料")] + [_cells(row) for row in table.rows]
    widths = [max(_width(row[column]) for row in rows) + 2 for column in range(4)]
    lines = [title]
    for cells, row in zip(rows, [None, *table.rows], strict=True):
        lines.append("".join(_padded(cell, width) for cell, width in zip(cells, widths, strict=False)) + cells[4])
        lines += [f"    ! {one.message}" for one in row.flags] if row else []
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    return (_flat(row.ordinal), _flat(row.deadline.text), _due(row.deadline), _flat(row.item), _flat(row.material))


def _duty_line(text: str, who: Sequence[str], deadline: Deadline) -> str:
    return f"- {_due(deadline)}  {'、'.join(who) or '（未写明）'}：{_flat(text)}"


def _due(deadline: Deadline) -> str:
    return deadline.due.isoformat() if deadline.due else "待定"


def _flag(one: Flag) -> str:
    return f"{one.message}{_place(one.source)}"


def _place(source: Source | None) -> str:
    if source is None:
        return ""
    return f"（第{source.block}段" + (f"第{source.row}行）" if source.row is not None else "）")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - _width(text))
