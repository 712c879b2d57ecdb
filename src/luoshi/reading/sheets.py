"""Worksheets as text: each cell as a person sees it, each sheet as rows."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from luoshi.reading.blocks import Unreadable
from luoshi.reading.workbook import DAMAGED, LOCKED, MAX_COLUMNS, MAX_ROWS, open_workbook

MAX_SHEETS = 50
EMPTY = "Excel文件里没有内容。"
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible worksheet with something in it; `merges` are (first, last) cells as (row, column), from 0."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()


def read_rows(data: bytes) -> list[list[str]]:
    """The cells of the first visible worksheet that is not empty, trimmed, row by row from the top of the sheet.

    Numbers carry no needless decimals, dates read 2017年9月10日, a merged cell has its text in its first place only.
    Raises `Unreadable`, and nothing else, with one Chinese sentence for what cannot be read.
    """
    return [list(row) for row in read_sheets(data, only_first=True)[0].rows]


def read_sheets(data: bytes, *, only_first: bool = False) -> list[Sheet]:
    """The visible worksheets with something in them, at least one; raises `Unreadable` as `read_rows` does."""
    package = open_workbook(data)
    found: list[Sheet] = []
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.data))
        places = [place for place, one in enumerate(book.sheets_metadata) if _is_shown(one)]
        if len(places) > MAX_SHEETS:
            raise Unreadable(f"工作表超过{MAX_SHEETS}张，没有读。")
        for place in places:
            sheet = _sheet(book.get_sheet_by_index(place), package.months(book.sheet_names[place]))
            if sheet:
                found.append(sheet)
            if found and only_first:
                break
    except (Unreadable, KeyboardInterrupt, SystemExit):
        raise
    except calamine.PasswordError as error:
        raise Unreadable(LOCKED) from error
    except BaseException as error:  # a panic inside the library is not even an Exception
        raise Unreadable(DAMAGED) from error
    if not found:
        raise Unreadable(EMPTY)
    return found


def _is_shown(sheet: calamine.SheetMetadata) -> bool:
    return sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible


def _sheet(sheet: calamine.CalamineSheet, months: set[tuple[int, int]]) -> Sheet | None:
    rows = tuple(
        tuple(_words(value, (place, column) in months) for column, value in enumerate(row))
        for place, row in enumerate(sheet.to_python(skip_empty_area=False))
    )
    if not any(any(row) for row in rows):
        return None
    if len(rows) > MAX_ROWS or len(rows[0]) > MAX_COLUMNS:
        raise Unreadable(DAMAGED)
    return Sheet(sheet.name, rows, tuple(sheet.merged_cell_ranges or ()))


def _words(value: Any, as_month: bool) -> str:
    """What the cell says, as it would be typed; a month typed into a cell is kept there as its first day."""
    words = str(value).strip()
    if isinstance(value, bool):
        words = words.upper()
    elif isinstance(value, float):
        words = str(int(value)) if value.is_integer() and abs(value) < 1e18 else format(value, ".15g")
    elif isinstance(value, date):
        words = f"{value.year}年{value.month}月" + ("" if as_month else f"{value.day}日")
        if isinstance(value, datetime) and value.time() != time():
            words += f"{value:%H:%M}"
    elif isinstance(value, time):
        words = f"{value:%H:%M}"
    elif isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        words = f"{minutes // 60}:{minutes % 60:02}"
    return words
