"""Exports are workbooks in which no cell can do anything, laid out for A4."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from luoshi.kit import clock
from luoshi.kit.sheets import Column, as_written, safe, workbook
from luoshi.reading.sheets import read_rows

COLUMNS = [Column("单位", 30, wrap=True), Column("数")]


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def test_workbook_is_read_back_as_it_was_written() -> None:
    rows = [["市环保局", 3], ["市统计局", Decimal("1.5")], ["", None], ["区", date(2017, 9, 10)]]
    assert read_rows(workbook("单位名单", COLUMNS, rows)) == [
        ["单位", "数"], ["市环保局", "3"], ["市统计局", "1.5"], ["", ""], ["区", "2017年9月10日"],
    ]  # fmt: skip


def test_moments_are_those_of_the_city_whatever_zone_they_come_in() -> None:
    """What comes from the database is in UTC: an export told the office eight hours less."""
    moment = datetime(2017, 9, 5, 1, 30, tzinfo=UTC)
    data = workbook("签收", [Column("时间"), Column("时间")], [[moment, timezone.localtime(moment)]])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[1] == [datetime(2017, 9, 5, 9, 30)] * 2  # noqa: DTZ001 - as a cell has it


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "=cmd|'/c'!A1"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    data = workbook("单位名单", COLUMNS, [[text, text]])
    assert "<f>" not in part(data, "xl/worksheets/sheet1.xml")
    assert read_rows(data)[1][0].lstrip("'").strip() == text.strip()
    assert safe(text).startswith("'")


@pytest.mark.parametrize("text", ["＝1+1", "＋86", "－1", "＠SUM(A1)", "\n=1"])
def test_wide_signs_and_line_breaks_are_no_way_round(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["=1", "'=1", "''-1", "'甲", "甲", "", "'", "＝甲"])
def test_what_was_made_safe_comes_back_as_it_was_written(text: str) -> None:
    assert as_written(safe(text)) == text


def test_text_that_looks_like_a_number_or_a_link_stays_text() -> None:
    data = workbook("单位名单", COLUMNS, [["00123", "http://example.cn/"]])
    assert read_rows(data)[1] == ["00123", "http://example.cn/"]
    assert "<hyperlink" not in part(data, "xl/worksheets/sheet1.xml")


def test_sheet_prints_on_a4_across_with_its_head_repeated() -> None:
    with clock.at(date(2017, 9, 5)):
        data = workbook("甲&乙[名单]*", COLUMNS, [["一", 1]])
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert re.search(r'<pageSetup [^>]*paperSize="9"[^>]*orientation="landscape"', sheet)
    assert 'state="frozen"' in sheet
    assert "2017年9月5日 09:00 导出" in sheet
    assert "甲&amp;&amp;乙" in sheet
    assert 'name="甲&amp;乙名单"' in part(data, "xl/workbook.xml")


def test_what_the_format_cannot_carry_is_left_out() -> None:
    assert read_rows(workbook("表", COLUMNS, [["甲\x00\x07\ud800乙", 1]]))[1][0] == "甲乙"
    assert len(safe("长" * 40_000)) == 32_767


def test_row_of_another_length_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="zip"):
        workbook("表", COLUMNS, [["甲"]])
