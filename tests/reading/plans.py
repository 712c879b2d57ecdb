"""Documents for the tests of the reader: a plan of a city that does not exist, and the shared real ones."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import xlsxwriter

SHARED = Path(__file__).parents[3] / "shared"
HEADER = ("序号", "事项", "材料", "完成时限")

TEXT = """# 云岭市法治建设办公室文件

云法建办〔2016〕8 号

云岭市法治建设办公室
关于印发云岭市2016年规范执法工作方案的通知

各区县人民政府，市政府各部门：

现将《云岭市2016年规范执法工作方案》印发给你们，请于3月5日前将联络员名单报市法治建设办公室。

# 云岭市 2016 年规范执法工作方案

根据《山南省规范执法办法》（山政发〔2015〕2号）和《云岭市法治规划（2015—2020年）》，制定本方案。

## 一、总体要求

（一）明确目标。按照《云岭市会议纪要》（云政纪〔2014〕5号）推进工作，2015年6月底各区县已经完成摸底。

（二）压实责任。市法治建设办公室要在二月底前组织一次培训，市财政局、市司法局应当于第三季度末完成检查，并在年底考

核中运用结果。各区县政府每月底前要报送进度。

附件：
1.各区县政府年度任务分解表
2.市政府部门任务分工表

附件1

各区县政府年度任务分解表

序号\t事项\t材料\t完成时限
一\t宣传工作\t宣传报道或者图片\t２ 月 底
\t\t宣传总结（涉及宣传的单位）\t
二\t培训工作\t培训通知\t

三\t检查工作\t检查报告\t2月30日前

市政府部门任务分工表

序号\t事项\t牵头单位\t配合单位\t完成时限\t备注
1\t建立台账\t市司法局\t市财政局、市公安局（交警支队、特警支队）\t六月中旬\t重点

经费表

科目\t金额
培训\t3万元
"""


def shared(path: str) -> Path:
    """A file of the shared folder; the test is skipped where that folder does not exist."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"没有共享资料 {path}")
    return found


def truth() -> dict[str, Any]:
    """What a person read in the plan of Zhengzhou."""
    result: dict[str, Any] = json.loads(shared("plans/zhengzhou-2017.expected.json").read_text("utf-8"))
    return result


def word_file(*parts: str | list[tuple[str, ...]]) -> bytes:
    """A Word file of paragraphs and tables; "^" in a cell merges it with the one above, "<" with the one before."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=len(part), cols=len(part[0]))
        for r, row in enumerate(part):
            for c, text in enumerate(row):
                if text == "^":
                    table.cell(r - 1, c).merge(table.cell(r, c))
                elif text == "<":
                    table.cell(r, c - 1).merge(table.cell(r, c))
                else:
                    table.cell(r, c).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook(*sheets: tuple[str, list[tuple[object, ...]]], merged: tuple[str, ...] = ()) -> bytes:
    """A workbook of named sheets of rows; `merged` are ranges of the first sheet, dates are shown as days."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    for number, (name, rows) in enumerate(sheets):
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(place, column, value, day if isinstance(value, date) else None)
        for cells in merged if number == 0 else ():
            first = cells.split(":")[0]
            column, place = ord(first[0]) - 65, int(first[1:]) - 1
            sheet.merge_range(cells, rows[place][column])
    book.close()
    return stream.getvalue()
