import io
from datetime import date

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from tests.reading.plans import HEADER, TEXT, word_file

from luoshi.reading import read
from luoshi.reading.model import Row, UnitName


def word_rows(*rows: tuple[str, ...], name: str = "各街道2016年度任务分解表") -> tuple[Row, ...]:
    return read(word_file("2016年工作方案", name, [HEADER, *rows]), "a.docx").tables[0].rows


def flags(row: Row) -> list[str]:
    return [flag.code for flag in row.flags]


def test_merged_cells_of_a_word_table_are_inherited() -> None:
    rows = word_rows(("一", "调解", "名单", "7月中旬"), ("^", "^", "图片", "^"), ("二", "培训", "通知", "8月底"))
    got = [(row.ordinal, row.item, row.material, row.deadline.due, row.inherited, flags(row)) for row in rows]
    assert got == [
        ("一", "调解", "名单", date(2016, 7, 20), (), []),
        ("一", "调解", "图片", date(2016, 7, 20), ("item", "deadline"), ["inherited-item", "inherited-deadline"]),
        ("二", "培训", "通知", date(2016, 8, 31), (), []),
    ]


def test_deadline_merged_over_two_items_is_inherited_alone() -> None:
    rows = word_rows(("一", "调解", "名单", "7月中旬"), ("二", "培训", "通知", "^"))
    assert [(row.ordinal, row.item, row.deadline.due, row.inherited) for row in rows] == [
        ("一", "调解", date(2016, 7, 20), ()),
        ("二", "培训", date(2016, 7, 20), ("deadline",)),
    ]


def test_empty_deadline_cell_of_a_word_table_is_a_gap() -> None:
    rows = word_rows(("一", "调解", "名单", "7月中旬"), ("", "", "图片", ""))
    assert (rows[1].item, rows[1].inherited, rows[1].deadline.due) == ("调解", ("item",), None)
    assert flags(rows[1]) == ["inherited-item", "no-deadline"]


def test_row_across_the_word_table_is_a_caption() -> None:
    draft = read(
        word_file("2016年方案", [HEADER, ("重点工作", "<", "<", "<"), ("一", "培训", "通知", "8月底")]), "a.docx"
    )
    assert [row.item for row in draft.tables[0].rows] == ["培训"]
    assert [flag.code for flag in draft.flags] == ["skipped-row", "assumed-year"]


def test_tables_side_by_side_with_a_repeated_heading_are_one() -> None:
    first, second = [HEADER, ("一", "培训", "通知", "8月底")], [HEADER, ("二", "检查", "报告", "9月底")]
    draft = read(word_file("2016年方案", first, "", second), "a.docx")
    assert [[row.item for row in table.rows] for table in draft.tables] == [["培训", "检查"]]
    assert [flag.code for flag in draft.flags] == ["joined-table", "assumed-year"]


def test_text_in_revision_marks_is_read_as_accepted_and_flagged() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("2016年")
    for mark, words in (("w:ins", "工作方案"), ("w:del", "草案")):
        change = OxmlElement(mark)
        change.append(paragraph.add_run(words)._r)
        paragraph._p.append(change)
    numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId()
    numbering.set(qn("w:val"), "3")
    stream = io.BytesIO()
    document.save(stream)
    draft = read(stream.getvalue(), "a.docx")
    assert draft.title == "2016年工作方案"
    assert [flag.code for flag in draft.flags] == ["auto-numbering", "tracked-changes"]


def test_word_file_without_words_gives_an_empty_draft_with_a_flag() -> None:
    draft = read(word_file(), "a.docx")
    assert (draft.title, [flag.code for flag in draft.flags]) == (None, ["no-text", "no-year"])


def test_rows_of_a_text_table_take_over_only_within_an_item() -> None:
    rows = read(TEXT.encode(), "a.txt").tables[0].rows
    got = [(row.ordinal, row.item, row.deadline.text, row.deadline.due, row.inherited, flags(row)) for row in rows]
    assert got == [
        ("一", "宣传工作", "２ 月 底", date(2016, 2, 29), (), ["any-of"]),
        ("一", "宣传工作", "２ 月 底", date(2016, 2, 29), ("item", "deadline"),
         ["inherited-item", "inherited-deadline", "condition"]),
        ("二", "培训工作", "", None, (), ["no-deadline"]),
        ("三", "检查工作", "2月30日前", None, (), ["deadline-unread"]),
    ]  # fmt: skip
    assert [(row.any_of, row.condition) for row in rows] == [
        (True, None), (False, "涉及宣传的单位"), (False, None), (False, None),
    ]  # fmt: skip


def test_row_points_to_the_line_it_was_printed_on() -> None:
    rows = read(TEXT.encode(), "a.txt").tables[0].rows
    assert [row.source.as_dict() for row in rows] == [
        {"block": 18, "row": 2}, {"block": 18, "row": 3}, {"block": 18, "row": 4}, {"block": 19, "row": 1},
    ]  # fmt: skip


def test_units_are_named_with_their_part() -> None:
    table = read(TEXT.encode(), "a.txt").tables[1]
    assert (table.kind, table.category) == ("tasks", "市政府部门")
    assert table.rows[0].units == (
        UnitName("市司法局", "lead"), UnitName("市财政局", "support"),
        UnitName("市公安局（交警支队、特警支队）", "support"),
    )  # fmt: skip


def test_table_that_is_no_task_table_has_no_rows() -> None:
    table = read(TEXT.encode(), "a.txt").tables[2]
    assert (table.name, table.kind, table.rows) == ("经费表", "other", ())


def test_table_with_points_is_scoring() -> None:
    table = read("考核\n序号\t事项\t分值\t完成时限\n1\t培训\t5\t6月底\n".encode(), "a.txt").tables[0]
    assert (table.kind, table.rows) == ("scoring", ())
