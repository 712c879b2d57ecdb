"""Reading a list of units, CSV or Excel, into rows and errors. Pure: no database."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from luoshi.kit.sheets import as_written
from luoshi.reading import Unreadable
from luoshi.reading.sheets import read_rows

HEADERS = {
    "类别": "category", "category": "category",
    "单位名称": "name", "name": "name",
    "简称": "short_name", "short_name": "short_name",
    "编码": "code", "division_code": "code",
    "上级单位": "parent", "parent": "parent",
    "has_mediation_function": "行政调解职能",
    "来源": "", "source": "",
}  # fmt: skip
# What the export shows besides; an import leaves it as it is.
SHOWN_ONLY = ("曾用名", "别名", "分管负责人", "责任科室", "责任科室负责人", "联络员", "启用日期", "停用日期")
ANSWERS = {"是": "yes", "有": "yes", "yes": "yes", "√": "yes", "1": "yes",
           "否": "no", "没有": "no", "no": "no", "0": "no",
           "未知": "unknown", "unknown": "unknown", "不清楚": "unknown", "未填报": "unknown"}  # fmt: skip
MEDIATION = "行政调解职能"
MAX_ROWS = 10_000


@dataclass(frozen=True)
class UnitLine:
    """One unit as the file has it; `functions` maps the functions it states to yes, no or unknown."""

    line: int
    category: str
    name: str
    short_name: str
    code: str
    parent: str
    functions: dict[str, str]


@dataclass
class UnitSheet:
    """What a list says: good lines, errors by line, and notes on how it was understood."""

    lines: list[UnitLine] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def is_function(heading: str) -> bool:
    """Whether a heading names a function of units, such as 行政调解职能."""
    return heading.endswith("职能") and 2 < len(heading) <= 60


def read_units(data: bytes) -> UnitSheet:
    """Read a workbook, or UTF-8 or GB 18030 text; never raises, every fault is an error that names its line."""
    sheet = UnitSheet()
    try:
        rows = _rows(data)
    except Unreadable as error:
        sheet.errors.append(str(error))
        return sheet
    if not rows or not any(cell.strip() for cell in rows[0]):
        sheet.errors.append("文件是空的。第一行应是表头：类别,单位名称,简称,编码,行政调解职能,上级单位。")
        return sheet
    columns = [_column(cell.strip()) for cell in rows[0]]
    sheet.notes += [f"未使用的列：{c[1:] or '（空列名）'}。" for c in columns if c.startswith("?")]
    shown = [cell.strip() for cell in rows[0] if cell.strip() in SHOWN_ONLY]
    if shown:
        sheet.notes.append(f"只供查看、导入不改变的列：{'、'.join(shown)}。请在单位的页面上改。")
    missing = [name for name, key in (("类别", "category"), ("单位名称", "name")) if key not in columns]
    if missing:
        sheet.errors.append(f"表头缺少：{'、'.join(missing)}。")
    twice = {key for key in columns if key and not key.startswith("?") and columns.count(key) > 1}
    if twice:
        sheet.errors.append(f"表头重复：{'、'.join(_heading(key) for key in sorted(twice))}。请只留一列。")
    if sheet.errors:
        return sheet
    if len(rows) > MAX_ROWS:
        sheet.errors.append(f"超过 {MAX_ROWS} 行。请分几个文件导入。")
        return sheet
    _read_lines(sheet, columns, rows[1:])
    return sheet


def as_text(data: bytes) -> str:
    """The same list as CSV, to be carried along on a page; empty where it cannot be read."""
    if not data.startswith(b"PK"):
        return decode(data) or ""
    try:
        rows = read_rows(data)
    except Unreadable:
        return ""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def decode(data: bytes) -> str | None:
    """The text of UTF-8 or GB 18030 bytes, None where they are neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _rows(data: bytes) -> list[list[str]]:
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return read_rows(data)
    text = decode(data)
    if text is None or "\x00" in text:
        raise Unreadable("文件不是 Excel（xlsx），也不是 UTF-8 或 GB 18030 编码的文本。请在 Excel 中另存为 xlsx。")
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise Unreadable("文件不是完整的 CSV 表格。请重新导出后再试。") from error


def _column(heading: str) -> str:
    """The key of a column: a field, the name of a function, «» for what is passed over, «?…» for what is unknown."""
    if heading in HEADERS:
        return HEADERS[heading]
    if heading in SHOWN_ONLY:
        return ""
    return heading if is_function(heading) else f"?{heading}"


def _heading(key: str) -> str:
    return next((heading for heading, known in HEADERS.items() if known == key and not heading.isascii()), key)


def _read_lines(sheet: UnitSheet, columns: list[str], rows: list[list[str]]) -> None:
    functions = [key for key in columns if is_function(key)]
    blanks = _blank_answers(sheet, columns, functions, rows)
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        values = {key: as_written(cell.strip()) for key, cell in zip(columns, cells, strict=False) if key}
        if not any(values.values()):
            continue
        faults = [f"缺{label}" for label, key in (("类别", "category"), ("单位名称", "name")) if not values.get(key)]
        name = values.get("name", "")
        if name in seen:
            faults.append(f"“{name}”与第 {seen[name]} 行重复")
        limits = (
            ("类别", "category", 60),
            ("单位名称", "name", 100),
            ("简称", "short_name", 30),
            ("编码", "code", 30),
        )
        faults += [f"{label}超过 {most} 个字" for label, key, most in limits if len(values.get(key, "")) > most]
        stated = {key: values.get(key, "") for key in functions}
        faults += [
            f"{key}“{answer}”看不懂，请填 是、否 或 未知"
            for key, answer in stated.items()
            if answer and answer.lower() not in ANSWERS
        ]
        if faults:
            sheet.errors.append(f"第 {number} 行：{'；'.join(faults)}。")
            continue
        seen[name] = number
        answers = {key: ANSWERS[answer.lower()] if answer else blanks[key] for key, answer in stated.items()}
        sheet.lines.append(
            UnitLine(
                line=number,
                category=values["category"],
                name=name,
                short_name=values.get("short_name") or name[:30],
                code=values.get("code", ""),
                parent=values.get("parent", ""),
                functions={key: answer for key, answer in answers.items() if answer},
            )
        )


def _blank_answers(sheet: UnitSheet, columns: list[str], functions: list[str], rows: list[list[str]]) -> dict[str, str]:
    """What a blank says, for each function.

    A column with «yes» and blanks but never a «no» is a tick list: there a blank says no, elsewhere nothing («»).
    """
    if not functions:
        sheet.notes.append(f"没有“{MEDIATION}”一列：各单位的这项职能不变，没有填报过的仍是未填报。")
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    blanks = {}
    for name in functions:
        at = columns.index(name)
        given = [row[at].strip().lower() if len(row) > at else "" for row in filled]
        answers = {ANSWERS.get(value) for value in given if value}
        blanks[name] = "no" if answers == {"yes"} and "" in given else ""
        if blanks[name]:
            sheet.notes.append(f"“{name}”一列只有“是”和空白，按打勾表理解：空白为“没有”。")
        elif "" in given:
            sheet.notes.append(f"“{name}”一列中的空白不改变已填报的；没有填报过的仍是未填报，下达前须补填。")
    return blanks
