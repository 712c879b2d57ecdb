"""Reading a CSV of units into rows and errors. Pure: no database."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

HEADERS = {
    "类别": "category", "category": "category",
    "单位名称": "name", "name": "name",
    "简称": "short_name", "short_name": "short_name",
    "编码": "code", "division_code": "code",
    "上级单位": "parent", "parent": "parent",
    "行政调解职能": "行政调解职能", "has_mediation_function": "行政调解职能",
    "来源": "", "source": "",
}  # fmt: skip
ANSWERS = {"是": "yes", "有": "yes", "yes": "yes", "√": "yes", "1": "yes",
           "否": "no", "没有": "no", "no": "no", "0": "no",
           "未知": "unknown", "unknown": "unknown", "不清楚": "unknown", "未填报": "unknown"}  # fmt: skip
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
    """What a CSV says: good lines, errors by line, and notes on how it was understood."""

    lines: list[UnitLine] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_units(data: bytes) -> UnitSheet:
    """Read UTF-8 or GB 18030 bytes; never raises, every fault is an error that names its line."""
    sheet = UnitSheet()
    text = decode(data)
    if text is None or "\x00" in text:
        sheet.errors.append("文件不是 UTF-8 或 GB 18030 编码的文本。请在 Excel 中另存为“CSV UTF-8”。")
        return sheet
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        sheet.errors.append("文件不是完整的 CSV 表格。请重新导出后再试。")
        return sheet
    if not rows or not any(cell.strip() for cell in rows[0]):
        sheet.errors.append("文件是空的。第一行应是表头：类别,单位名称,简称,编码,行政调解职能,上级单位。")
        return sheet
    columns = [HEADERS.get(cell.strip(), f"?{cell.strip()}") for cell in rows[0]]
    sheet.notes += [f"未使用的列：{c[1:] or '（空列名）'}。" for c in columns if c.startswith("?")]
    missing = [name for name, key in (("类别", "category"), ("单位名称", "name")) if key not in columns]
    if missing:
        sheet.errors.append(f"表头缺少：{'、'.join(missing)}。")
        return sheet
    if len(rows) > MAX_ROWS:
        sheet.errors.append(f"超过 {MAX_ROWS} 行。请分几个文件导入。")
        return sheet
    _read_rows(sheet, columns, rows[1:])
    return sheet


def _read_rows(sheet: UnitSheet, columns: list[str], rows: list[list[str]]) -> None:
    blank = _blank_answer(sheet, columns, rows)
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        values = {key: cell.strip() for key, cell in zip(columns, cells, strict=False) if key}
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
        answer = values.get("行政调解职能", "")
        if answer and answer.lower() not in ANSWERS:
            faults.append(f"行政调解职能“{answer}”看不懂，请填 是、否 或 未知")
        if faults:
            sheet.errors.append(f"第 {number} 行：{'；'.join(faults)}。")
            continue
        seen[name] = number
        stated = ANSWERS[answer.lower()] if answer else blank
        sheet.lines.append(
            UnitLine(
                line=number,
                category=values["category"],
                name=name,
                short_name=values.get("short_name") or name[:30],
                code=values.get("code", ""),
                parent=values.get("parent", ""),
                functions={"行政调解职能": stated} if stated else {},
            )
        )


def _blank_answer(sheet: UnitSheet, columns: list[str], rows: list[list[str]]) -> str:
    """A column with «yes» and blanks but never a «no» is a tick list: there a blank says no, elsewhere nothing («»)."""
    if "行政调解职能" not in columns:
        sheet.notes.append("没有“行政调解职能”一列：各单位的这项职能不变，没有填报过的仍是未填报。")
        return ""
    at = columns.index("行政调解职能")
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    given = [row[at].strip().lower() if len(row) > at else "" for row in filled]
    answers = {ANSWERS.get(value) for value in given if value}
    if answers == {"yes"} and "" in given:
        sheet.notes.append("“行政调解职能”一列只有“是”和空白，按打勾表理解：空白为“没有”。")
        return "no"
    if "" in given:
        sheet.notes.append("“行政调解职能”一列中的空白不改变已填报的；没有填报过的仍是未填报，下达前须补填。")
    return ""


def decode(data: bytes) -> str | None:
    """The text of UTF-8 or GB 18030 bytes, None where they are neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
