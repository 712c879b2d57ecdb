import pytest

from luoshi.reading.blocks import Blocks, Paragraph
from luoshi.reading.flow import mend

TORN = "各县要结合执法工作实际，不断完善工作规范，探索建立"


def test_sentence_over_a_page_break_is_joined_and_flagged() -> None:
    blocks = mend(Blocks((Paragraph(1, TORN), Paragraph(2, "评选制度，提高能力。"))))
    assert blocks.items == (Paragraph(1, TORN + "评选制度，提高能力。"),)
    assert [(flag.code, flag.source.as_dict()) for flag in blocks.flags if flag.source] == [
        ("joined-paragraph", {"block": 2})
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TORN + "制度。", "评选制度，提高能力。"),
        (TORN, "二、工作要求，如下。"),
        (TORN, "（三）工作要求。"),
        (TORN, "附件：1.清单，2.名单。"),
        ("某市人民政府工作方案", "为做好工作，制定本方案。"),
        ("各县政府，各部门：", "现印发给你们，请落实。"),
    ],
)
def test_paragraphs_that_end_or_start_by_themselves_stay_apart(before: str, after: str) -> None:
    blocks = Blocks((Paragraph(1, before), Paragraph(2, after)))
    assert mend(blocks) == blocks
