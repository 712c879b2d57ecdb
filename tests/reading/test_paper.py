from typing import Any

import pytest
from tests.reading.plans import HEADER, TEXT, shared, word_file

from luoshi.reading import read
from luoshi.reading.paper import paper_of


def printed(paper: list[dict[str, Any]], block: int, row: int) -> dict[str, Any]:
    (found,) = (one for one in paper if one["block"] == block)
    (line,) = (one for one in found["rows"] if one["row"] == row)
    return line  # type: ignore[no-any-return]


def test_merged_cells_of_the_paper_are_one() -> None:
    rows = [HEADER, ("重点工作", "<", "<", "<"), ("一", "调解", "名单", "7月中旬"), ("^", "^", "图片", "^")]
    paper = paper_of(read(word_file("2016年工作方案", rows), "a.docx"))
    assert paper[0] == {"block": 1, "kind": "heading", "level": 0, "text": "2016年工作方案"}
    shapes = [
        [(cell["text"], cell["column"], cell["rowspan"], cell["colspan"]) for cell in row["cells"]]
        for row in paper[1]["rows"]
    ]
    assert shapes == [
        [("序号", 0, 1, 1), ("事项", 1, 1, 1), ("材料", 2, 1, 1), ("完成时限", 3, 1, 1)],
        [("重点工作", 0, 1, 4)],
        [("一", 0, 2, 1), ("调解", 1, 2, 1), ("名单", 2, 1, 1), ("7月中旬", 3, 2, 1)],
        [("图片", 2, 1, 1)],
    ]


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_every_row_and_duty_of_the_real_plan_is_found_on_its_paper(kind: str) -> None:
    draft = read(shared(f"plans/zhengzhou-2017.{kind}").read_bytes(), f"a.{kind}")
    paper = paper_of(draft)
    for table in draft.tables:
        for row in table.rows:
            texts = [cell["text"] for cell in printed(paper, row.source.block, row.source.row or 0)["cells"]]
            assert row.material in texts
    for duty in draft.duties:
        assert any(one["block"] == duty.source.block for one in paper)
    assert [one["level"] for one in paper if one.get("text") == "一、指导思想"] == [1]


def test_paper_is_the_document_as_printed_and_no_part_of_the_draft_as_data() -> None:
    draft = read(TEXT.encode(), "a.txt")
    kept = "".join(one["text"] for one in paper_of(draft) if one["kind"] != "table")
    assert "并在年底考" in kept
    assert printed(paper_of(draft), 18, 3)["cells"][0] == {"text": "", "column": 0, "rowspan": 1, "colspan": 1}
    assert not {"blocks", "titles", "paper"} & set(draft.as_dict())
