from tests.reading.plans import TEXT

from luoshi.reading import read, to_text


def test_text_for_people_shows_the_head_the_rows_and_the_flags() -> None:
    lines = to_text(read(TEXT.encode(), "a.txt")).splitlines()
    assert lines[3] == "文号      云法建办〔2016〕8 号"
    start = lines.index("各区县政府年度任务分解表（4行）")
    assert lines[start + 1 : start + 4] == [
        "序号  完成时限   最后日期    事项      材料",
        "一    ２ 月 底   2016-02-29  宣传工作  宣传报道或者图片",
        "    ! 本行写有“或者”，几项材料任选其一即可。",
    ]
    assert "- 2016-02-29  市法治建设办公室：二月底前组织一次培训" in lines


def test_empty_draft_is_a_page_too() -> None:
    page = to_text(read("你好".encode(), "a.txt"))
    assert page.splitlines()[1] == "标题      （未找到）"
    assert page.endswith("\n")
