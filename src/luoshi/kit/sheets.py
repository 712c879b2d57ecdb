"""Writing workbooks: every export looks and prints alike, and no cell can do anything in Excel."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.conf import settings
from django.utils import timezone

from luoshi.kit import clock

Cell = str | int | float | Decimal | date | None
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
LONGEST = 32_767  # characters in one cell, set by the format
DAY, MOMENT = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"d"日" hh:mm'


@dataclass(frozen=True)
class Column:
    """One column: its heading, its width in characters, and whether long text breaks into lines."""

    heading: str
    width: float = 14
    wrap: bool = False


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet with the headings in its first row, as bytes; it prints on A4 across.

    Texts are written as text and never as formulas or links; what a spreadsheet would take for a formula after all,
    once it is saved as CSV, begins with an apostrophe. Numbers and dates stay numbers and dates, moments are those of
    the city's clock.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    mark = "（演示）" if settings.DEMO else ""
    book.set_properties({"title": f"{title}{mark}", "created": clock.now().replace(tzinfo=None)})
    sheet = book.add_worksheet(_sheet_name(title, mark))
    base = {"font_name": "宋体", "font_size": 11, "valign": "top"}
    head = book.add_format(
        base | {"bold": True, "bg_color": "#EDF0F4", "bottom": 2, "text_wrap": True, "valign": "vcenter"}
    )
    plain, wrapped = book.add_format(base), book.add_format(base | {"text_wrap": True})
    day, moment = book.add_format(base | {"num_format": DAY}), book.add_format(base | {"num_format": MOMENT})
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, wrapped if column.wrap else plain)
        sheet.write_string(0, at, safe(column.heading), head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for at, (column, value) in enumerate(zip(columns, row, strict=True)):
            style = wrapped if column.wrap else plain
            if value is None or value == "":
                continue
            if isinstance(value, datetime):
                told = timezone.localtime(value) if timezone.is_aware(value) else value  # a cell knows no time zone
                sheet.write_datetime(last, at, told, moment)
            elif isinstance(value, date):
                sheet.write_datetime(last, at, datetime.combine(value, datetime.min.time()), day)
            elif isinstance(value, str):
                sheet.write_string(last, at, safe(value), style)
            else:
                sheet.write_number(last, at, value, style)
    _lay_out(sheet, f"{title}{mark}", last, len(columns))
    book.close()
    return out.getvalue()


def safe(text: str) -> str:
    """The text as a cell may hold it: nothing that a spreadsheet runs, nothing that the format cannot carry."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)
    return (f"'{text}" if _is_dangerous(text) else text)[:LONGEST]


def as_written(text: str) -> str:
    """The text that was made `safe`: without the apostrophe that was put before it."""
    return text[1:] if text.startswith("'") and _is_dangerous(text) else text


def _is_dangerous(text: str) -> bool:
    """Also behind apostrophes of its own, else these would be lost on the way back."""
    return text.lstrip("'").startswith(DANGEROUS)


def _sheet_name(title: str, mark: str) -> str:
    """Excel allows 31 characters and forbids some."""
    name = re.sub(r"[\[\]:*?/\\']", "", title)[: 31 - len(mark)] or "表"
    return f"{name}{mark}"


def _lay_out(sheet: xlsxwriter.worksheet.Worksheet, title: str, rows: int, columns: int) -> None:
    now, words = clock.now(), title[:80].replace("&", "&&")
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, max(columns - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.set_header(f"&C{words}")
    sheet.set_footer(f"&L{now.year}年{now.month}月{now.day}日 {now:%H:%M} 导出&R第 &P 页，共 &N 页")
