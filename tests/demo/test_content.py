"""The demonstration city is complete, invented, marked and light."""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from importlib.resources import files
from pathlib import Path

import docx
import pypdfium2
import pytest
from PIL import Image

DATA = Path(str(files("luoshi.demo"))) / "data"
SAMPLES = DATA / "samples"
PDFS = sorted(path.name for path in SAMPLES.glob("*.pdf"))
PICTURES = sorted(path.name for path in SAMPLES.glob("*.jpg"))

OFFICE = "明江市依法行政工作领导小组办公室"
LOCAL, AGENCY, DEPARTMENT, ORGANISATION = "县（市、区）政府", "派出机构", "市政府部门", "法律法规授权组织"

# The first two digits of every code of GB/T 2260.
REAL_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82
}  # fmt: skip
# The units of the real plan that the four tables come from.
REAL_NAMES = {
    "中原区", "二七区", "管城回族区", "金水区", "上街区", "惠济区", "中牟县", "巩义市", "荥阳市", "新密市", "新郑市",
    "登封市", "航空港区", "郑东新区",
}  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def tables() -> list[list[list[str]]]:
    document = docx.Document(str(DATA / "plan-2017.docx"))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def test_units_of_each_kind() -> None:
    counts = Counter(unit["类别"] for unit in rows("units.csv"))
    assert counts == {LOCAL: 12, AGENCY: 4, DEPARTMENT: 49, ORGANISATION: 15}
    assert counts.total() == 80


def test_units_with_a_mediation_function() -> None:
    units = rows("units.csv")
    assert {unit["行政调解职能"] for unit in units} == {"是", "否"}
    counts = Counter(unit["类别"] for unit in units if unit["行政调解职能"] == "是")
    assert counts == {LOCAL: 12, AGENCY: 4, DEPARTMENT: 14, ORGANISATION: 2}
    organisations = [unit for unit in units if unit["类别"] == ORGANISATION and unit["行政调解职能"] == "是"]
    assert {unit["单位名称"] for unit in organisations} == {"明江市邮政管理局", "明江市社会保险局"}


def test_unit_names_and_codes() -> None:
    units = rows("units.csv")
    for column in ("单位名称", "简称", "编码"):
        assert len({unit[column] for unit in units}) == 80, column
    for unit in units:
        assert 2 < len(unit["简称"]) <= 6
        assert unit["上级单位"] == OFFICE
        assert not any(value != value.strip() for value in unit.values())
    names = {unit["单位名称"] for unit in units}
    assert {"明江市法制办公室", "明江市司法局", "明江市环境保护局", "明江市统计局"} <= names
    assert all(unit["单位名称"].startswith("明江市") for unit in units if unit["类别"] in {DEPARTMENT, ORGANISATION})


def test_no_real_place() -> None:
    for unit in rows("units.csv"):
        assert unit["编码"].isdecimal()
        assert len(unit["编码"]) == 6
        assert int(unit["编码"][:2]) not in REAL_PROVINCES
        assert unit["简称"] not in REAL_NAMES
        assert not any(name in unit["单位名称"] for name in REAL_NAMES)
    text = "".join(path.read_text(encoding="utf-8") for path in DATA.glob("*.csv"))
    assert not any(word in text for word in ("郑州", "河南"))


def test_people_are_all_different() -> None:
    people = rows("people.csv")
    assert [person["单位名称"] for person in people] == [unit["单位名称"] for unit in rows("units.csv")]
    names = [person[role] for person in people for role in ("联络员", "负责人")]
    names += [person["姓名"] for person in rows("office.csv")]
    assert len(names) == len(set(names)) == 165
    assert {len(name) for name in names} == {2, 3}


def test_people_of_the_office() -> None:
    roles = Counter(person["身份"] for person in rows("office.csv"))
    assert roles == {"办公室管理员": 1, "审核人员": 2, "督查人员": 1, "办公室负责人": 1}


def test_text_files_are_plain_utf8() -> None:
    for path in DATA.glob("*.csv"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content


def test_plan_head() -> None:
    document = docx.Document(str(DATA / "plan-2017.docx"))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert lines[:3] == [
        f"{OFFICE}文件",
        "示例〔2017〕1号",
        f"{OFFICE}关于印发明江市2017年推进服务型行政执法建设工作实施方案的通知",
    ]
    text = "\n".join(lines)
    assert "9月上旬组织一次行政指导案例评选活动" in text
    assert "市政府法制办公室于9月份组织执法证件年审" in text
    assert not any(word in text for word in ("郑州", "河南", "总书记", "全会"))
    assert "演示材料" in document.sections[0].header.paragraphs[0].text


def test_plan_tables() -> None:
    local, agency, department, organisation = tables()
    assert [len(table) for table in (local, agency, department, organisation)] == [13, 13, 13, 10]
    assert local == agency
    assert local[0] == ["序号", "事项", "材料（PDF格式的正式文件、相关图片和信息报道）", "完成时限"]
    june, july, august, early, september, october, last = (
        "6月中旬", "7月中旬", "8月底", "9月上旬", "9月中旬", "10月中旬", "10月底"
    )  # fmt: skip
    opening = [june, early, july, july]
    for table in (local, department):
        assert [row[3] for row in table[1:]] == [
            *opening, june, august, october, october, august, september, october, last
        ]  # fmt: skip
    assert [row[3] for row in organisation[1:]] == [*opening, august, october, september, october, last]
    assert [row[0] for row in organisation[1:]] == list("一二三三四四五六七")


def test_plan_merges_cells_and_repeats_the_head_of_each_table() -> None:
    document = docx.Document(str(DATA / "plan-2017.docx"))
    for table in document.tables:
        assert len(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")) == 1
        for column in (0, 1, 3):
            assert table.cell(3, column)._tc is table.cell(4, column)._tc
        assert table.cell(3, 2)._tc is not table.cell(4, 2)._tc
        assert table.cell(5, 3)._tc is not table.cell(6, 3)._tc


def test_plan_carries_no_picture() -> None:
    with zipfile.ZipFile(DATA / "plan-2017.docx") as archive:
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if name.endswith((".png", ".jpg", ".jpeg", ".emf"))]


def test_samples_are_listed_and_light() -> None:
    assert len(PDFS) == 6
    assert len(PICTURES) == 2
    listed = rows("samples.csv")
    assert sorted(sample["文件"] for sample in listed) == sorted(PDFS + PICTURES)
    items = {row[1] for table in tables() for row in table[1:]}
    assert {sample["事项"] for sample in listed} <= items
    assert all(path.stat().st_size < 60_000 for path in SAMPLES.iterdir())


@pytest.mark.parametrize("name", PDFS)
def test_paper_is_marked_and_can_be_drawn(name: str) -> None:
    with pypdfium2.PdfDocument(SAMPLES / name) as paper:
        assert 1 <= len(paper) <= 3
        for page in paper:
            assert [round(side) for side in page.get_size()] == [595, 842]
            text = page.get_textpage().get_text_range()
            assert "演示材料" in text
            assert not any(word in text for word in ("绝密", "机密", "秘密", "明江", "郑州"))
            drawn = page.render(scale=0.5).to_pil().convert("L")
            assert sum(drawn.histogram()[:128]) > 500


@pytest.mark.parametrize("name", PDFS)
def test_paper_brings_its_own_fonts(name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    described = len(re.findall(rb"/Type\s*/FontDescriptor", content))
    assert content.count(b"/FontFile3") == described > 0


@pytest.mark.parametrize("name", PICTURES)
def test_picture_opens(name: str) -> None:
    with Image.open(SAMPLES / name) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("JPEG", (1200, 800))
        assert not picture.getexif()
