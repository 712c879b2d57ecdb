"""Kinds of files beside PDF and plain pictures: told apart by their content, and refused where they could do harm."""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import File
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.files import made, office

from luoshi.files.checks import EVIDENCE, PLAN, TEMPLATE, inspect
from luoshi.files.compound import Compound
from luoshi.files.disk import path_of
from luoshi.files.examining import examine
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.files.serve import TYPES, serve
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused

BY = Actor(name="周文博", user_id=7)
WHOLE = {
    "附件.ofd": office.ofd(["关于开展工作的通知"], ["第二页"]),
    "照片.heic": office.heic(),
    "说明.docx": office.word("一、工作情况"),
    "台账.xlsx": office.workbook("序号", "事项"),
    "说明.wps": office.wps("关于开展工作的通知"),
    "录像.mp4": office.mp4(),
}


@pytest.fixture(autouse=True)
def own_folder(db: None, tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path


def offer(content: bytes, name: str, allowed: frozenset[Blob.Kind] = EVIDENCE) -> Blob:
    return take_in(File(io.BytesIO(content), name=name), by=BY, allowed=allowed)


def refusal(content: bytes, name: str, allowed: frozenset[Blob.Kind] = EVIDENCE) -> str:
    """The one sentence of the refusal, which has left nothing behind."""
    with pytest.raises(Refused) as caught:
        offer(content, name, allowed)
    assert [path for path in Path(django_settings.DATA_DIR).rglob("*") if path.is_file()] == []
    (reason,) = caught.value.reasons
    assert re.search("[\u4e00-\u9fff].*。$", reason)
    return reason


# Taken


@pytest.mark.parametrize(
    ("name", "kind", "pages"),
    [
        ("附件.ofd", "ofd", 2),
        ("照片.heic", "heic", 1),
        ("说明.docx", "docx", 1),
        ("台账.xlsx", "xlsx", 1),
        ("说明.wps", "wps", 1),
        ("录像.mp4", "mp4", 1),
    ],
)
def test_kind_is_told_by_content(name: str, kind: str, pages: int) -> None:
    blob = offer(WHOLE[name], name)
    assert (blob.kind, blob.pages) == (kind, pages)
    assert path_of(blob.sha256).read_bytes() == WHOLE[name]


def test_heif_is_the_same_as_heic() -> None:
    assert offer(office.heic(), "照片.HEIF").kind == "heic"


def test_newer_word_document_of_wps_is_a_word_document() -> None:
    assert offer(office.word("正文"), "说明.wps").kind == "docx"


@pytest.mark.parametrize("beginning", [0xA5EC, 0xA5DC])
def test_older_word_document_may_be_named_as_one_of_wps(beginning: int) -> None:
    assert offer(office.wps("正文", beginning=beginning), "说明.wps", TEMPLATE).kind == "wps"


def test_short_streams_of_a_compound_file_are_found_in_the_small_one() -> None:
    found = Compound(office.compound({"a": b"one" * 50, "b": b"two" * 5000, "c": b""}))
    assert found.names == {"Root Entry", "a", "b", "c"}
    assert (found.read("a", 999), found.read("b", 6), found.read("c", 9)) == (b"one" * 50, b"twotwo", b"")


@pytest.mark.parametrize("brand", [b"isom", b"mp42", b"avc1", b"iso5"])
def test_videos_of_telephones_are_taken(brand: bytes) -> None:
    assert offer(office.mp4(brand), "录像.mp4").kind == "mp4"


def test_video_with_something_behind_it_is_taken() -> None:
    assert offer(office.mp4() + b"\0\0\0", "录像.mp4").kind == "mp4"


def test_every_kind_is_served_under_its_type() -> None:
    assert set(TYPES) == set(Blob.Kind)
    blob = offer(WHOLE["录像.mp4"], "录像.mp4")
    answer = serve(blob, name="录像.mp4", by=BY, subject="x:1")
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert b"".join(answer.streaming_content) == WHOLE["录像.mp4"]
    answer.close()


def test_only_pictures_and_pdf_have_a_preview() -> None:
    assert {kind for kind in Blob.Kind if Blob(kind=kind).has_preview} == {"pdf", "jpeg", "png", "heic"}
    assert {kind for kind in Blob.Kind if Blob(kind=kind).is_picture} == {"jpeg", "png", "heic"}


# Refused: not what the name says


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (WHOLE["附件.ofd"], "附件.pdf", "实际是 OFD 版式文件"),
        (WHOLE["照片.heic"], "照片.jpg", "实际是 HEIC 图片"),
        (WHOLE["录像.mp4"], "照片.heic", "实际是 MP4 视频"),
        (WHOLE["照片.heic"], "录像.mp4", "实际是 HEIC 图片"),
        (WHOLE["说明.wps"], "附件.ofd", "实际是 WPS 文字"),
        (made.picture("JPEG"), "说明.wps", "实际是 JPEG 图片"),
        (WHOLE["台账.xlsx"], "说明.wps", "实际是 Excel 工作簿"),
        (office.archive({"a.txt": "文本"}), "说明.docx", "打不开，不是 Word 文档"),
        (office.archive({"OFD.xml": "<OFD/>"}), "附件.ofd", "打不开，不是 OFD 版式文件"),
        (office.archive({"OFD.xml": "<OFD"}), "附件.ofd", "打不开，不是 OFD 版式文件"),
        (office.compound({"Workbook": bytes(5000)}), "说明.wps", "打不开，不是 WPS 文字"),
        (office.compound({"WordDocument": bytes(5000)}), "说明.wps", "打不开，不是 WPS 文字"),
        (office.compound({"Contents": b"WordDocument" * 500}), "说明.wps", "打不开，不是 WPS 文字"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2000), "说明.wps", "打不开，不是 WPS 文字"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "说明.wps", "打不开，不是 WPS 文字"),
        (office.box(b"ftyp", b"avif" + bytes(4) + b"avifmif1miaf") + bytes(300), "照片.heic", "打不开，不是 HEIC 图片"),
        (office.box(b"ftyp", b"mif1" + bytes(4) + b"avifmif1miaf") + bytes(300), "照片.heic", "打不开，不是 HEIC 图片"),
        (office.box(b"ftyp", b"qt  " + bytes(4) + b"qt  ") + bytes(300), "录像.mp4", "打不开，不是 MP4 视频"),
        (b"MZ\x90\x00" + bytes(200), "录像.mp4", "打不开，不是 MP4 视频"),
    ],
)
def test_false_type_is_refused(content: bytes, name: str, found: str) -> None:
    assert refusal(content, name) == f"“{name}”的内容与扩展名不符：{found}。请换成真正的文件再传。"


def test_older_word_document_named_docx_is_told_apart() -> None:
    reason = refusal(WHOLE["说明.wps"], "说明.docx")
    assert reason == "“说明.docx”是旧版 Word 或 WPS 的格式，只改了扩展名。请打开后另存为 docx 或 PDF 再传。"


# Refused: locked, with programs, too large inside, broken


@pytest.mark.parametrize("name", ["说明.docx", "台账.xlsx", "说明.wps"])
def test_office_file_with_a_password_is_refused(name: str) -> None:
    assert refusal(office.locked_word(), name) == f"“{name}”加了密码，审核人打不开。请去掉密码再传。"


def test_other_ways_of_locking_are_found_too() -> None:
    assert "加了密码" in refusal(office.wps("正文", flags=0x0300), "说明.wps")
    assert "加了密码" in refusal(office.locked_zip(), "说明.docx")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (office.macro_word(), "说明.docx"),
        (office.macro_word(), "说明.wps"),
        (office.with_parts(office.word("正文"), {"word/VBAPROJECT.BIN": b"x"}), "说明.docx"),
        (office.workbook("甲", more={"xl/vbaProject.bin": b"x"}), "台账.xlsx"),
        (office.workbook("甲", more={"xl/macrosheets/sheet1.xml": "<x/>"}), "台账.xlsx"),
        (
            office.workbook(
                "甲", more={"xl/a.bin": b"x", "[Content_Types].xml": "<T t='application/vnd.ms-vbaproject'/>"}
            ),
            "台账.xlsx",
        ),
        (office.wps("正文", more={"_VBA_PROJECT": bytes(40)}), "说明.wps"),
    ],
)
def test_macros_are_refused(content: bytes, name: str) -> None:
    assert refusal(content, name) == f"“{name}”含宏，打开时会运行程序。请另存为不含宏的文件，或者转成 PDF 再传。"


def test_macros_are_refused_in_plans_too() -> None:
    assert "含宏" in refusal(office.macro_word(), "方案.docx", PLAN)


@pytest.mark.parametrize("content", [office.zip_bomb(), office.crowded_zip(10_001)])
def test_archive_that_unpacks_too_far_is_refused(content: bytes) -> None:
    assert refusal(content, "炸弹.docx") == "“炸弹.docx”展开后过大，不像正常的文件。请转成 PDF 再传。"


def test_size_that_an_archive_only_claims_is_enough_to_refuse_it() -> None:
    whole = bytearray(office.word("正文"))
    place = whole.find(b"PK\x01\x02")
    struct.pack_into("<L", whole, place + 24, 500 * 1024 * 1024)
    assert "展开后过大" in refusal(bytes(whole), "炸弹.docx")


def test_table_of_contents_is_measured_before_it_is_read() -> None:
    whole = bytearray(office.word("正文"))
    struct.pack_into("<L", whole, whole.rfind(b"PK\x05\x06") + 12, 200_000_000)
    assert "展开后过大" in refusal(bytes(whole), "炸弹.docx")


def test_words_that_would_multiply_are_not_expanded() -> None:
    entities = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "机密★1年 ">{"".join(entities)}'
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f"{bomb}]><w:document xmlns:w='{w}'><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>"
    try:
        blob = offer(office.archive({"word/document.xml": xml}), "说明.docx")
    except Refused as refused:
        assert len(refused.reasons) == 1
    else:
        assert examine(blob).first_text == ""


def test_archive_with_a_broken_part_is_refused() -> None:
    whole = bytearray(office.archive({"word/document.xml": "<d/>", "x/image": bytes(range(256)) * 40}, level=0))
    whole[whole.find(bytes(range(256))) + 70] ^= 0xFF
    assert refusal(bytes(whole), "说明.docx") == "“说明.docx”已损坏，打不开。请打开原件重新保存一份再传。"


def test_word_document_whose_text_is_no_xml_is_refused() -> None:
    assert "已损坏" in refusal(office.archive({"word/document.xml": "<w:document"}), "说明.docx")


def test_ofd_without_a_page_is_refused() -> None:
    assert refusal(office.ofd(), "附件.ofd") == "“附件.ofd”没有一页内容。请重新导出 OFD 再传。"


def test_ofd_whose_page_is_missing_is_refused() -> None:
    parts = {"OFD.xml": "<o:OFD xmlns:o='http://www.ofdspec.org/2016'><o:DocRoot>D.xml</o:DocRoot></o:OFD>"}
    document = (
        "<o:Document xmlns:o='http://www.ofdspec.org/2016'><o:Pages><o:Page BaseLoc='P.xml'/></o:Pages></o:Document>"
    )
    assert "已损坏" in refusal(office.archive({**parts, "D.xml": document}), "附件.ofd")
    assert "已损坏" in refusal(office.archive(parts), "附件.ofd")


@pytest.mark.parametrize("content", [office.mp4()[:-60], office.mp4()[:80], office.box(b"ftyp", b"isom" + bytes(8))])
def test_video_that_was_cut_off_is_refused(content: bytes) -> None:
    assert refusal(content, "录像.mp4") == "“录像.mp4”不完整，放不出来。请把视频重新导出一份再传。"


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_damaged_heic_is_refused(share: float) -> None:
    whole = office.heic()
    assert refusal(whole[: int(len(whole) * share)], "照片.heic") == "“照片.heic”已损坏，打不开。请重新保存图片再传。"


def test_heic_of_too_many_pixels_is_refused() -> None:
    whole = bytearray(office.heic())
    place = whole.find(b"ispe")
    while place >= 0:
        struct.pack_into(">LL", whole, place + 8, 9000, 9000)
        place = whole.find(b"ispe", place + 4)
    assert refusal(bytes(whole), "大.heic") in (
        "“大.heic”的像素超过 4000 万。请缩小后再传。",
        "“大.heic”已损坏，打不开。请重新保存图片再传。",
    )


@pytest.mark.parametrize("claimed", WHOLE)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_brings_anything_but_a_refusal(tmp_path: Path, claimed: str, data: st.DataObject) -> None:
    content = bytearray(WHOLE[claimed])
    for _ in range(data.draw(st.integers(1, 6))):
        near = data.draw(st.integers(0, min(1500, len(content) - 1)))
        place = near if data.draw(st.booleans()) else len(content) - 1 - near
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))] if data.draw(st.booleans()) else content)
    try:
        kind, pages = inspect(path, claimed, allowed=EVIDENCE)
    except Refused as refused:
        assert len(refused.reasons) == 1
    else:
        assert (kind, pages >= 1) == (claimed.rpartition(".")[2], True)
