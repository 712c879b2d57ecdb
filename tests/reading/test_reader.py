import hashlib
from pathlib import Path
from typing import Any

import pytest
from tests.reading.plans import TEXT, shared, truth

from luoshi.reading import read
from luoshi.reading.flags import CODES, DOUBTS
from luoshi.reading.model import Draft


def plain(text: str | None) -> str:
    return "".join((text or "").split())


def zhengzhou(kind: str) -> Draft:
    name = f"zhengzhou-2017.{kind}"
    return read(shared(f"plans/{name}").read_bytes(), name)


def codes(draft: Draft) -> list[tuple[str, int | None]]:
    return [(flag.code, flag.source.block if flag.source else None) for flag in draft.flags]


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_head_of_the_real_plan_equals_the_truth(kind: str) -> None:
    draft, wanted = zhengzhou(kind), truth()
    for field in ("title", "plan_title", "doc_number", "issuer"):
        assert plain(getattr(draft, field)) == plain(wanted[field])
    assert draft.year == wanted["year"]
    assert draft.year_from == "郑州市 2017 年推进服务型行政执法建设 工作实施方案"
    assert [plain(paper) for paper in draft.based_on] == wanted["based_on"]
    assert [plain(paper) for paper in draft.cites] == wanted["cites"]


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_tables_of_the_real_plan_equal_the_truth(kind: str) -> None:
    def wanted_row(row: dict[str, Any]) -> tuple[object, ...]:
        words = (row["ordinal"], row["item"], row["material"], row["deadline_text"])
        return (*map(plain, words), row["due"], row["inherited"], row["conditional"])

    def read_row(row: dict[str, Any]) -> tuple[object, ...]:
        words = (row["ordinal"], row["item"], row["material"], row["deadline"]["text"])
        return (*map(plain, words), row["deadline"]["due"], row["inherited"], row["condition"] is not None)

    tables, wanted = zhengzhou(kind).as_dict()["tables"], truth()["tables"]
    assert [table["name"] for table in tables] == [table["name"] for table in wanted]
    assert [list(table["columns"]) for table in tables] == [table["columns"] for table in wanted]
    assert [[read_row(row) for row in table["rows"]] for table in tables] == [
        [wanted_row(row) for row in table["rows"]] for table in wanted
    ]


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_tables_of_the_real_plan_know_whom_they_bind(kind: str) -> None:
    tables = zhengzhou(kind).tables
    assert [table.category for table in tables] == ["县（市、区）政府", "派出机构", "市政府部门", "法律法规授权组织"]
    conditions = [[row.condition for row in table.rows if row.condition] for table in tables]
    assert conditions == [[], [], ["具有行政调解职能的部门"] * 2, ["具有行政调解职能的单位"] * 2]
    assert [[row.ordinal for row in table.rows if row.any_of] for table in tables] == [[], [], ["二"], []]


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_duties_of_the_office_in_the_real_plan_equal_the_truth(kind: str) -> None:
    duties = [
        {"text": duty["text"], "due": duty["deadline"]["due"], "who": "、".join(one["name"] for one in duty["who"])}
        for duty in zhengzhou(kind).as_dict()["duties"]
    ]
    assert duties == truth()["prose_duties_of_the_office"]


@pytest.mark.parametrize(
    ("kind", "flags"),
    [
        (
            "txt",
            [
                ("joined-paragraph", 12), ("joined-paragraph", 15), ("joined-paragraph", 18), ("joined-paragraph", 23),
                ("joined-table", 34), ("joined-table", 37), ("joined-table", 41), ("missing-annex-heading", 35),
                ("missing-annex-heading", 42), ("possible-typo", 21), ("assumed-year", 6),
            ],
        ),
        (
            "docx",
            [
                ("joined-paragraph", 14), ("joined-paragraph", 21), ("missing-annex-heading", 32),
                ("missing-annex-heading", 37), ("possible-typo", 19), ("assumed-year", 6),
            ],
        ),
    ],
)  # fmt: skip
def test_real_plan_is_flagged_where_it_is_doubtful(kind: str, flags: list[tuple[str, int]]) -> None:
    draft = zhengzhou(kind)
    assert codes(draft) == flags
    in_rows = [flag.code for table in draft.tables for row in table.rows for flag in row.flags]
    counts = {code: in_rows.count(code) for code in sorted(set(in_rows))}
    assert counts == {"any-of": 1, "condition": 4, "inherited-deadline": 4, "inherited-item": 14, "possible-typo": 1}


@pytest.mark.parametrize(("kind", "doubts"), [("txt", 8), ("docx", 8)])
def test_real_plan_has_a_handful_of_doubts(kind: str, doubts: int) -> None:
    found = [flag.code for flag in zhengzhou(kind).all_flags() if flag.code in DOUBTS]
    assert len(found) == doubts
    assert set(found) == {"missing-annex-heading", "possible-typo", "inherited-deadline"}


def test_doubts_are_flags() -> None:
    assert set(CODES) > DOUBTS


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_outline_of_the_real_plan_is_its_headings(kind: str) -> None:
    outline = [(one.level, one.number, one.title) for one in zhengzhou(kind).outline]
    assert [title for level, _, title in outline if level == 1] == ["指导思想", "工作任务", "工作要求"]
    assert [number for level, number, _ in outline if level == 2] == [*"一二三四五", *"一二三四"]


def test_fictional_plan_is_read_in_full() -> None:
    draft = read(TEXT.encode(), "云岭.txt")
    assert draft.file.as_dict() == {
        "name": "云岭.txt", "type": "txt", "sha256": hashlib.sha256(TEXT.encode()).hexdigest(), "pages": None,
    }  # fmt: skip
    assert draft.title == "云岭市法治建设办公室 关于印发云岭市2016年规范执法工作方案的通知"
    assert draft.plan_title == "云岭市 2016 年规范执法工作方案"
    assert draft.doc_number == "云法建办〔2016〕8 号"
    assert draft.issuer == "云岭市法治建设办公室"
    assert (draft.year, draft.year_from) == (2016, "云岭市 2016 年规范执法工作方案")
    assert draft.based_on == ("山政发〔2015〕2号", "《云岭市法治规划（2015—2020年）》")
    assert draft.cites == ("云政纪〔2014〕5号",)
    assert codes(draft) == [
        ("joined-paragraph", 12), ("joined-table", 19), ("missing-annex-heading", 20),
        ("item-as-material", 21), ("unknown-table", 23), ("assumed-year", 7),
    ]  # fmt: skip


def test_gb18030_and_utf16_text_are_read_like_utf8() -> None:
    wanted = read(TEXT.encode(), "a.txt").tables
    assert read(TEXT.encode("gb18030"), "a.txt").tables == wanted
    assert read(TEXT.encode("utf-16"), "a.md").tables == wanted


def test_year_given_overrules_the_document_and_says_so() -> None:
    draft = read(TEXT.encode(), "a.txt", year=2018)
    assert (draft.year, draft.year_from) == (2018, "由使用者指定")
    assert draft.tables[0].rows[0].deadline.as_dict()["due"] == "2018-02-28"
    assert [code for code, _ in codes(draft)][-2:] == ["year-differs", "assumed-year"]


def test_document_without_a_year_gives_no_dates() -> None:
    draft = read("工作方案\n\n序号\t事项\t完成时限\n1\t培训\t6月底\n".encode(), "a.txt")
    assert (draft.year, draft.tables[0].rows[0].deadline.due) == (None, None)
    assert [flag.code for flag in draft.all_flags()] == ["item-as-material", "no-year", "no-year"]


def test_text_without_a_plan_gives_an_empty_draft() -> None:
    draft = read("你好".encode(), "a.txt")
    assert (draft.title, draft.tables, draft.duties) == (None, (), ())


def test_reading_page_of_the_docs_names_every_flag() -> None:
    page = Path(__file__).parents[2] / "docs/reference/reading.md"
    named = {line.split("`")[1] for line in page.read_text("utf-8").splitlines() if line.startswith("| `")}
    assert named == set(CODES)
