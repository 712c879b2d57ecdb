from datetime import date

from tests.reading.plans import workbook

from luoshi.reading import read
from luoshi.reading.model import Row, UnitName

HEADER = ("序号", "工作任务", "佐证材料", "责任单位", "完成时限", "备注")


def codes(row: Row) -> list[str]:
    return [flag.code for flag in row.flags]


def test_sheet_as_offices_use_it_is_read_in_full() -> None:
    rows: list[tuple[object, ...]] = [
        ("明江市2017年度重点任务分解表",),
        ("填报单位：市司法局",),
        HEADER,
        (1, "培训", "通知", "市司法局（牵头）、市财政局", "6月底", "重点"),
        ("", "", "图片", "市司法局", "", ""),
        (2, "检查", "", "市司法局", date(2017, 9, 10), ""),
        (4, "总结", "报告", "", "长期", ""),
        ("注：材料须盖章",),
    ]
    draft = read(workbook(("任务", rows), merged=("A1:F1", "A4:A5", "B4:B5", "E4:E5")), "a.xlsx")
    assert (draft.file.type, draft.title, draft.year) == ("xlsx", "明江市2017年度重点任务分解表", 2017)
    (table,) = draft.tables
    assert (table.name, table.kind) == ("明江市2017年度重点任务分解表", "tasks")
    got = [(row.ordinal, row.item, row.material, row.deadline.due, row.inherited, row.note) for row in table.rows]
    assert got == [
        ("1", "培训", "通知", date(2017, 6, 30), (), "重点"),
        ("1", "培训", "图片", date(2017, 6, 30), ("item", "deadline"), ""),
        ("2", "检查", "检查", date(2017, 9, 10), (), ""),
        ("4", "总结", "报告", None, (), ""),
    ]
    assert table.rows[0].units == (UnitName("市司法局", "lead"), UnitName("市财政局", "support"))
    assert [codes(row) for row in table.rows] == [
        [], ["inherited-item", "inherited-deadline"], ["item-as-material"],
        ["number-jump", "deadline-unread", "no-unit"],
    ]  # fmt: skip
    assert [flag.code for flag in draft.flags] == ["skipped-row", "assumed-year"]
    assert table.rows[0].as_dict()["note"] == "重点"


def test_columns_stand_in_any_order_and_the_sheet_names_the_table() -> None:
    head = ("完成时间", "牵头单位", "配合单位", "成果", "重点工作", "序号")
    rows: list[tuple[object, ...]] = [head, ("2017年底", "市司法局", "各县（市、区）政府", "清单", "普法", 1)]
    first, second = read(workbook(("区县", rows), ("Sheet2", rows)), "a.xlsx").tables
    assert (first.name, second.name) == ("区县", "")
    (row,) = first.rows
    assert (row.item, row.material, row.deadline.due) == ("普法", "清单", date(2017, 12, 31))
    assert row.units == (UnitName("市司法局", "lead"), UnitName("各县（市、区）政府", "support"))


def test_headings_over_two_lines_are_one() -> None:
    rows: list[tuple[object, ...]] = [
        ("序号", "事项", "责任单位", "", "完成时限"),
        ("", "", "牵头单位", "配合单位", ""),
        (1, "培训", "市司法局", "市财政局", "2017年6月底"),
    ]
    (table,) = read(workbook(("甲", rows), merged=("A1:A2", "B1:B2", "C1:D1", "E1:E2")), "a.xlsx").tables
    assert [row.units for row in table.rows] == [(UnitName("市司法局"), UnitName("市财政局", "support"))]


def test_two_tables_on_one_sheet_are_two() -> None:
    one: list[tuple[object, ...]] = [("甲类任务分解表",), HEADER, (1, "培训", "通知", "市司法局", "2017年6月底", "")]
    two: list[tuple[object, ...]] = [
        ("",),
        ("乙类任务分解表",),
        HEADER,
        (1, "检查", "报告", "市财政局", "2017年7月底", ""),
    ]
    tables = read(workbook(("任务", one + two)), "a.xlsx").tables
    assert [(table.name, [row.item for row in table.rows]) for table in tables] == [
        ("甲类任务分解表", ["培训"]),
        ("乙类任务分解表", ["检查"]),
    ]


def test_sheet_that_is_no_task_table_is_flagged() -> None:
    draft = read(workbook(("经费", [("科目", "金额"), ("培训", 3)])), "a.xlsx")
    assert ([table.kind for table in draft.tables], draft.tables[0].rows) == (["other"], ())
    assert "unknown-table" in [flag.code for flag in draft.flags]
