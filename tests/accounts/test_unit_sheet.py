"""A CSV of units is read as people export it; every fault is an error that names its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.accounts.unit_sheet import ANSWERS, HEADERS, MAX_ROWS, UnitLine, read_units

HEAD = "类别,单位名称,简称,编码,行政调解职能,上级单位"
ROW = "市政府部门,明江市环境保护局,市环保局,990201,是,"
GOOD = f"{HEAD}\n{ROW}\n"
LINE = UnitLine(
    line=2, category="市政府部门", name="明江市环境保护局", short_name="市环保局", code="990201", parent="",
    functions={"行政调解职能": "yes"},
)  # fmt: skip
BLANK_UNKNOWN = "“行政调解职能”一列中的空白不改变已填报的；没有填报过的仍是未填报，下达前须补填。"
BLANK_NO = "“行政调解职能”一列只有“是”和空白，按打勾表理解：空白为“没有”。"
NO_COLUMN = "没有“行政调解职能”一列：各单位的这项职能不变，没有填报过的仍是未填报。"


def errors(text: str) -> list[str]:
    return read_units(text.encode()).errors


def answers(*given_answers: str) -> list[str | None]:
    """What the file says of each unit, when its column of functions holds these."""
    rows = [f"部门,单位{number},,,{answer}," for number, answer in enumerate(given_answers)]
    return [line.functions.get("行政调解职能") for line in read_units("\n".join([HEAD, *rows]).encode()).lines]


def notes(*given_answers: str) -> list[str]:
    rows = [f"部门,单位{number},,,{answer}," for number, answer in enumerate(given_answers)]
    return read_units("\n".join([HEAD, *rows]).encode()).notes


# Reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_sheet_is_read_in_every_usual_encoding(encoding: str, ending: str) -> None:
    sheet = read_units(GOOD.replace("\n", ending).encode(encoding))
    assert (sheet.lines, sheet.errors, sheet.notes) == ([LINE], [], [])


def test_columns_are_known_by_their_name_not_their_place() -> None:
    text = "上级单位,编码,行政调解职能,单位名称,简称,类别\n,990201,是,明江市环境保护局,市环保局,市政府部门\n"
    assert read_units(text.encode()).lines == [LINE]


def test_columns_may_have_english_names() -> None:
    head = "category,name,short_name,division_code,has_mediation_function,parent,source"
    assert read_units(f"{head}\n{ROW},名录\n".encode()).lines == [LINE]
    assert read_units(f"{head}\n{ROW},名录\n".encode()).notes == []


def test_spaces_around_cells_are_dropped() -> None:
    assert read_units(f" {HEAD} \n  {ROW.replace(',', ' ,　')} \n".encode()).lines == [LINE]


def test_quoted_cell_may_hold_a_comma_and_a_line_break() -> None:
    sheet = read_units(f'{HEAD}\n部门,"甲,乙\n局",甲局,,否,\n'.encode())
    assert [line.name for line in sheet.lines] == ["甲,乙\n局"]


def test_empty_rows_are_passed_over_but_counted() -> None:
    sheet = read_units(f"{HEAD}\n\n,,,,,\n{ROW}\n\n".encode())
    assert [line.line for line in sheet.lines] == [4]
    assert (sheet.errors, sheet.notes) == ([], [])


def test_missing_short_name_is_the_beginning_of_the_name() -> None:
    name = "明江市" + "某" * 40 + "局"
    (line,) = read_units(f"类别,单位名称\n部门,{name}\n".encode()).lines
    assert (line.short_name, line.code, line.parent, line.functions) == (name[:30], "", "", {})


def test_row_may_be_shorter_or_longer_than_the_head() -> None:
    sheet = read_units(f"{HEAD}\n部门,甲局\n部门,乙局,乙,1,否,,多,余\n".encode())
    assert [(line.name, line.code) for line in sheet.lines] == [("甲局", ""), ("乙局", "1")]
    assert sheet.errors == []


# Functions


@pytest.mark.parametrize(("word", "answer"), sorted(ANSWERS.items()))
def test_answer_is_understood(word: str, answer: str) -> None:
    assert answers(word) == [answer]
    assert answers(word.upper()) == [answer]


def test_blank_beside_a_no_states_nothing() -> None:
    assert answers("是", "", "否") == ["yes", None, "no"]
    assert notes("是", "", "否") == [BLANK_UNKNOWN]


def test_blank_in_a_tick_list_is_no() -> None:
    assert answers("是", "", "√") == ["yes", "no", "yes"]
    assert notes("是", "", "√") == [BLANK_NO]


def test_cell_that_is_not_there_is_a_blank() -> None:
    sheet = read_units(f"{HEAD}\n{ROW}\n部门,甲局\n".encode())
    assert [line.functions["行政调解职能"] for line in sheet.lines] == ["yes", "no"]
    assert sheet.notes == [BLANK_NO]


def test_row_without_anything_is_no_blank() -> None:
    assert read_units(f"{HEAD}\n{ROW}\n,,,,,\n".encode()).notes == []


def test_blank_beside_an_unknown_states_nothing() -> None:
    assert answers("是", "", "未知") == ["yes", None, "unknown"]


def test_blanks_only_state_nothing() -> None:
    assert answers("", "") == [None, None]
    assert notes("", "") == [BLANK_UNKNOWN]


def test_ticks_only_need_no_note() -> None:
    assert notes("是", "√") == []


def test_column_that_is_missing_is_noted() -> None:
    assert read_units("类别,单位名称\n部门,甲局\n".encode()).notes == [NO_COLUMN]


def test_column_that_is_not_used_is_noted() -> None:
    sheet = read_units(f"{HEAD},电话,\n{ROW},123,x\n".encode())
    assert sheet.notes == ["未使用的列：电话。", "未使用的列：（空列名）。"]
    assert sheet.lines == [LINE]


# Errors


@pytest.mark.parametrize("data", [b"", b"\n", b",,,\n", b"\xef\xbb\xbf", "　\n".encode()])
def test_file_without_a_head_is_empty(data: bytes) -> None:
    assert read_units(data).errors == ["文件是空的。第一行应是表头：类别,单位名称,简称,编码,行政调解职能,上级单位。"]


@pytest.mark.parametrize("data", [b"\xff\xff\xff", GOOD.encode("utf-16"), b"\x00"])
def test_file_that_is_no_text_is_refused(data: bytes) -> None:
    assert read_units(data).errors == [
        "文件不是 Excel（xlsx），也不是 UTF-8 或 GB 18030 编码的文本。请在 Excel 中另存为 xlsx。"
    ]


def test_workbook_that_is_broken_is_refused() -> None:
    (error,) = read_units(b"PK\x03\x04\x00\x00").errors
    assert error.endswith("。")


def test_cell_beyond_the_limit_of_the_reader_is_refused() -> None:
    assert errors(f"{HEAD}\n部门,{'甲' * (csv.field_size_limit() + 1)}\n") == [
        "文件不是完整的 CSV 表格。请重新导出后再试。"
    ]


@pytest.mark.parametrize(
    ("head", "missing"), [("单位名称", "类别"), ("类别", "单位名称"), ("简称,编码", "类别、单位名称")]
)
def test_missing_columns_are_named(head: str, missing: str) -> None:
    assert errors(f"{head}\n甲\n") == [f"表头缺少：{missing}。"]


def test_too_many_rows_are_refused() -> None:
    rows = [f"部门,单位{number}" for number in range(MAX_ROWS)]
    assert errors("\n".join(["类别,单位名称", *rows])) == [f"超过 {MAX_ROWS} 行。请分几个文件导入。"]
    assert len(read_units("\n".join(["类别,单位名称", *rows[:-1]]).encode()).lines) == MAX_ROWS - 1


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",甲局,,,,", "缺类别"),
        ("部门,,甲,,,", "缺单位名称"),
        (",,甲,,,", "缺类别；缺单位名称"),
        (f"部门,{'甲' * 101},,,,", "单位名称超过 100 个字"),
        (f"{'部' * 61},甲局,,,,", "类别超过 60 个字"),
        (f"部门,甲局,{'甲' * 31},,,", "简称超过 30 个字"),
        (f"部门,甲局,,{'9' * 31},,", "编码超过 30 个字"),
        ("部门,甲局,,,也许,", "行政调解职能“也许”看不懂，请填 是、否 或 未知"),
        ("部门,明江市环境保护局,,,否,", "“明江市环境保护局”与第 2 行重复"),
        (",明江市环境保护局,,,也许,", "缺类别；“明江市环境保护局”与第 2 行重复；"
                                      "行政调解职能“也许”看不懂，请填 是、否 或 未知"),
    ],
)  # fmt: skip
def test_fault_of_a_row_is_named_with_its_line(row: str, fault: str) -> None:
    sheet = read_units(f"{GOOD}{row}\n".encode())
    assert sheet.errors == [f"第 3 行：{fault}。"]
    assert [line.name for line in sheet.lines] == ["明江市环境保护局"]


def test_every_bad_row_is_named() -> None:
    assert errors(f"{HEAD}\n,甲局,,,,\n{ROW}\n部门,,,,,\n") == ["第 2 行：缺类别。", "第 4 行：缺单位名称。"]


# Properties

CELL = st.sampled_from(["", "是", "否", "部门", "甲局", "乙局", " ", "√", "x" * 40]) | st.text(max_size=8)
TABLE = st.lists(st.lists(CELL, max_size=8), max_size=6)
HEADING = st.lists(st.sampled_from([*HEADERS, "电话", ""]), max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: f"{HEAD}\n{text}".encode()))
def test_any_bytes_are_read_or_told_of(data: bytes) -> None:
    sheet = read_units(data)
    assert all(error.endswith("。") for error in sheet.errors)


@settings(max_examples=300, deadline=None)
@given(HEADING, TABLE)
def test_any_table_is_read_into_lines_that_can_be_stored(heading: list[str], rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["类别", "单位名称", *heading], *rows])
    sheet = read_units(out.getvalue().encode())
    names = [line.name for line in sheet.lines]
    assert len(names) == len(set(names))
    for line in sheet.lines:
        assert 0 < len(line.category) <= 60
        assert 0 < len(line.name) <= 100
        assert 0 < len(line.short_name) <= 30
        assert len(line.code) <= 30
        assert set(line.functions.values()) <= {"yes", "no", "unknown"}


@given(st.binary(max_size=40))
def test_any_name_in_any_bytes_can_be_written_again(noise: bytes) -> None:
    for line in read_units(f"{HEAD}\n".encode("gb18030") + b"a," + noise).lines:
        assert line.name.encode().decode() == line.name
