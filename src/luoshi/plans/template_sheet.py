"""The Excel sheet in which a plan can be written down and uploaded: made anew each time, never stored."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

FILE_NAME = "方案任务分解表（填写样表）.xlsx"
HEADINGS = (("序号", 6), ("事项", 22), ("材料", 46), ("责任单位", 30), ("完成时限", 16), ("备注", 20))
NOTE = "用时请改写或删去本行"
EXAMPLES = (
    ("1", "示例：制定年度实施方案", "本单位年度实施方案", "县（市、区）政府、市政府部门", "6月中旬", NOTE),
    (
        "2",
        "示例：行政指导工作",
        "行政指导案例及评选通知（具有行政指导职能的部门）",
        "市教育局（牵头）、市水务局（配合）",
        "9月30日前",
        NOTE,
    ),
)
ADVICE = (
    "在“任务分解表”里一行写一项材料，写好后保存，在“新建方案”中点“上传方案文件”上传。",
    "第一行写方案名称，名称里要有年度，期限按这个年度换算。",
    "表头六列的名称请不要改。列可以留空，次序可以调换。",
    "序号、事项与上一行相同的，可以合并单元格；没有合并的空格按空白处理。",
    "材料：要各单位报送什么，写一项。不同期限的材料请分成几行。",
    "责任单位：写单位类别（如市政府部门），或者写单位全称、简称，用顿号隔开；分工写在括号里，如市教育局（牵头）。",
    "责任单位整列留空的，上传后在核对页按表选择单位类别。",
    "完成时限：照公文的写法，如6月中旬、9月底、10月31日前、年底前；没有写年份的按方案的年度计。",
    "6月前、上半年这类有两种读法或者不是一天的写法，上传后要在核对页确定日期。",
    "只对一部分单位适用的，把条件写在材料后面的括号里，如（具有行政调解职能的部门）。",
    "几类单位的任务不同的，可以复制工作表，一类一张，把工作表改成这一类的名称。",
    "本系统为非涉密系统，严禁存储、处理、传输国家秘密和工作秘密。",
)


def template_sheet(year: int) -> bytes:
    """A workbook of two sheets: the table with its title and two example rows, and how to fill it in."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "方案任务分解表"})
    base: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "top", "text_wrap": True}
    head = book.add_format(base | {"bold": True, "bg_color": "#EDF0F4", "border": 1, "valign": "vcenter"})
    cell = book.add_format(base | {"border": 1})
    example = book.add_format(base | {"border": 1, "font_color": "#5C6674"})
    title = book.add_format(base | {"bold": True, "font_size": 14, "align": "center"})
    plain, bold = book.add_format(base), book.add_format(base | {"bold": True, "font_size": 14})

    table = book.add_worksheet("任务分解表")
    table.merge_range(0, 0, 0, len(HEADINGS) - 1, f"示例：{year}年度依法行政工作实施方案", title)
    for column, (heading, width) in enumerate(HEADINGS):
        table.set_column(column, column, width)
        table.write_string(1, column, heading, head)
    for line, row in enumerate(EXAMPLES, start=2):
        for column, words in enumerate(row):
            table.write_string(line, column, words, example)
    for line in range(len(EXAMPLES) + 2, 22):
        for column in range(len(HEADINGS)):
            table.write_blank(line, column, None, cell)
    table.freeze_panes(2, 0)
    table.set_landscape()
    table.set_paper(9)  # A4
    table.fit_to_pages(1, 0)
    table.repeat_rows(0, 1)

    advice = book.add_worksheet("填写说明")
    advice.set_column(0, 0, 96)
    advice.write_string(0, 0, "怎样填写", bold)
    for line, words in enumerate(ADVICE, start=1):
        advice.write_string(line, 0, f"{line}. {words}", plain)
    book.close()
    return out.getvalue()
