"""What cannot be taken is refused by one sentence and leaves nothing; what is taken is on disk before the database."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import File
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import pdf
from tests.files import made

from luoshi.audit.models import Entry
from luoshi.files.checks import EVIDENCE, PLAN, inspect
from luoshi.files.disk import path_of
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.files.secrecy import bears_secret_mark
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused

BY = Actor(name="周文博", user_id=7)
MEGABYTE = 1024 * 1024
PDF = pdf("底本").read()


@pytest.fixture(autouse=True)
def own_folder(db: None, tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path
    settings.MAX_UPLOAD = MEGABYTE


def offer(content: bytes, name: str, allowed: frozenset[Blob.Kind] = EVIDENCE) -> Blob:
    return take_in(File(io.BytesIO(content), name=name), by=BY, allowed=allowed)


def stored() -> list[str]:
    """The names of all files on the disk, also of those that were only on their way in."""
    return sorted(path.name for path in Path(django_settings.DATA_DIR).rglob("*") if path.is_file())


def refusal(content: bytes, name: str, allowed: frozenset[Blob.Kind] = EVIDENCE) -> str:
    """The one sentence of the refusal, which has left nothing behind."""
    before, blobs = stored(), Blob.objects.count()
    with pytest.raises(Refused) as caught:
        offer(content, name, allowed)
    assert (stored(), Blob.objects.count()) == (before, blobs)
    (reason,) = caught.value.reasons
    assert re.search("[\u4e00-\u9fff].*。$", reason)
    return reason


# Taken


@pytest.mark.parametrize(
    ("content", "name", "kind", "pages"),
    [
        (PDF, "方案.pdf", "pdf", 1),
        (PDF, "方案.PDF", "pdf", 1),
        (made.plain_pdf(b"", pages=3), "三页.pdf", "pdf", 3),
        (made.picture("JPEG"), "图片.jpg", "jpeg", 1),
        (made.picture("JPEG"), "图片.jpeg", "jpeg", 1),
        (made.picture("PNG"), "图片.png", "png", 1),
    ],
)
def test_evidence_is_taken_by_its_content(content: bytes, name: str, kind: str, pages: int) -> None:
    blob = offer(content, name)
    assert (blob.kind, blob.pages, blob.size) == (kind, pages, len(content))
    assert blob.sha256 == hashlib.sha256(content).hexdigest()
    assert path_of(blob.sha256).read_bytes() == content
    assert stored() == [blob.sha256]


@pytest.mark.parametrize(
    ("content", "name", "kind"), [(made.word(), "方案.docx", "docx"), ("# 方案".encode(), "方案.txt", "text")]
)
def test_plan_is_taken_by_its_content(content: bytes, name: str, kind: str) -> None:
    assert offer(content, name, PLAN).kind == kind


def test_file_of_exactly_the_limit_is_taken() -> None:
    content = PDF + b"\n" * (MEGABYTE - len(PDF))
    assert offer(content, "正好.pdf").size == MEGABYTE


def test_pdf_that_anybody_can_open_is_taken_though_its_owner_set_a_password() -> None:
    assert offer(made.encrypted_pdf(password=""), "只限编辑.pdf").pages == 1


# Refused


def test_empty_file_is_refused() -> None:
    assert refusal(b"", "空.pdf") == "“空.pdf”是空文件。请检查后重新选择。"


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"%PDF-1.4\n" + bytes(500), PDF[:60]])
def test_damaged_pdf_is_refused(content: bytes) -> None:
    assert refusal(content, "坏.pdf") == "“坏.pdf”已损坏，打不开。请重新导出 PDF 再传。"


def test_pdf_without_a_page_is_refused() -> None:
    assert refusal(made.plain_pdf(b"", pages=0), "无页.pdf") == "“无页.pdf”已损坏，打不开。请重新导出 PDF 再传。"


def test_encrypted_pdf_is_refused() -> None:
    content = made.encrypted_pdf(password="secret")
    assert refusal(content, "加密.pdf") == "“加密.pdf”加了密码，审核人打不开。请去掉密码再传。"


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (made.picture("JPEG"), "图片.pdf", "实际是 JPEG 图片"),
        (made.picture("PNG"), "图片.jpg", "实际是 PNG 图片"),
        (PDF, "方案.png", "实际是 PDF"),
        (made.word(), "方案.pdf", "实际是 Word 文档"),
        (b"MZ\x90\x00" + bytes(200), "程序.pdf", "打不开，不是 PDF"),
        (b"<html><script>alert(1)</script></html>", "网页.jpg", "打不开，不是 JPEG 图片"),
    ],
)
def test_false_type_is_refused(content: bytes, name: str, found: str) -> None:
    assert refusal(content, name) == f"“{name}”的内容与扩展名不符：{found}。请换成真正的文件再传。"


@pytest.mark.parametrize(
    "name", ["木马.exe", "网页.html", "图.svg", "没有扩展名", "说明.doc", "录像.mov", "未命名.", ".pdf.exe"]
)
def test_type_that_is_not_asked_for_is_refused(name: str) -> None:
    wanted = "PDF、OFD 版式文件、JPEG 图片、PNG 图片、HEIC 图片、Word 文档、Excel 工作簿、WPS 文字、MP4 视频"
    assert refusal(PDF, name) == f"“{name}”不是可以上传的类型。请上传：{wanted}。"


def test_type_that_only_another_page_asks_for_is_refused() -> None:
    reason = refusal(PDF, "方案.pdf", PLAN)
    assert reason == "“方案.pdf”不是可以上传的类型。请上传：Word 文档、Excel 工作簿、文本。"


@pytest.mark.parametrize("content", [made.word()[:400], b"PK\x03\x04" + bytes(80)])
def test_word_document_that_is_none_is_refused(content: bytes) -> None:
    reason = refusal(content, "方案.docx", PLAN)
    assert reason == "“方案.docx”的内容与扩展名不符：打不开，不是 Word 文档。请换成真正的文件再传。"


def test_workbook_is_taken_as_a_plan_under_its_own_name_only() -> None:
    reason = refusal(made.workbook(), "方案.docx", PLAN)
    assert reason == "“方案.docx”的内容与扩展名不符：实际是 Excel 工作簿。请换成真正的文件再传。"


def test_file_over_the_limit_is_refused() -> None:
    assert refusal(PDF + bytes(MEGABYTE), "大.pdf") == "“大.pdf”超过 1 MB。请压缩或拆分后再传。"


def test_file_over_the_limit_is_not_read_to_its_end() -> None:
    read = []

    class Endless(File):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002
            while True:
                read.append(1)
                yield bytes(64 * 1024)

    with pytest.raises(Refused):
        take_in(Endless(io.BytesIO(), name="无尽.pdf"), by=BY, allowed=EVIDENCE)
    assert (len(read), stored()) == (17, [])


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_damaged_picture_is_refused(kind: str) -> None:
    whole = made.picture(kind, (400, 300))
    name = f"坏.{kind.lower()}"
    assert refusal(whole[: len(whole) // 2], name) == f"“{name}”已损坏，打不开。请重新保存图片再传。"


@pytest.mark.parametrize("size", [(5_000, 8_001), (12_000, 12_000), (20_000, 20_000), (60_000, 60_000)])
def test_decompression_bomb_is_refused(size: tuple[int, int]) -> None:
    content = made.bomb(*size)
    assert len(content) < 200
    assert refusal(content, "炸弹.png") == "“炸弹.png”的像素超过 4000 万。请缩小后再传。"


@pytest.mark.parametrize("size", [(6_300, 6_300), (5_000, 8_000)])
def test_picture_of_many_pixels_is_judged_by_its_content(size: tuple[int, int]) -> None:
    assert refusal(made.bomb(*size), "残.png") == "“残.png”已损坏，打不开。请重新保存图片再传。"


@pytest.mark.parametrize("claimed", ["a.pdf", "a.jpg", "a.png", "a.docx"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_brings_anything_but_a_refusal(tmp_path: Path, claimed: str, data: st.DataObject) -> None:
    wholes = {"a.pdf": PDF, "a.jpg": made.picture("JPEG"), "a.png": made.picture("PNG"), "a.docx": made.word()}
    content = bytearray(wholes[claimed])
    for _ in range(data.draw(st.integers(1, 6))):
        # Heads and tables of contents lie at both ends; there damage does most.
        near = data.draw(st.integers(0, min(600, len(content) - 1)))
        place = near if data.draw(st.booleans()) else len(content) - 1 - near
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))] if data.draw(st.booleans()) else content)
    try:
        kind, pages = inspect(path, claimed, allowed=EVIDENCE | PLAN)
    except Refused as refused:
        assert len(refused.reasons) == 1
    else:
        assert (kind, pages >= 1) == ({"pdf": "pdf", "jpg": "jpeg", "png": "png", "docx": "docx"}[claimed[2:]], True)


# Secrecy


@pytest.mark.parametrize(
    "name",
    [
        "绝密文件.pdf", "关于机密事项.pdf", "【机密】.pdf", "秘密★1年.pdf", "绝 密.pdf", "机\u3000密.pdf",
        "机\u00a0密.jpg", "秘密 ★ 长期.pdf", "秘\t密\n★.pdf", "绝密.ｐｄｆ", "㊙密★.pdf",
    ],
)  # fmt: skip
def test_name_with_a_mark_of_secrecy_is_refused(name: str) -> None:
    before = Entry.objects.count()
    assert refusal(PDF, name).startswith("文件名带有密级标志，本系统为非涉密系统，没有保存这个文件。")
    entry = Entry.objects.get(sequence=before + 1)
    assert (entry.kind, entry.action) == ("access", "files.secret_refused")
    assert (entry.note, entry.subject, entry.details) == (hashlib.sha256(PDF).hexdigest(), "", {})


def test_name_with_a_mark_is_refused_even_where_the_content_is_bad() -> None:
    assert refusal(b"", "机密.exe").startswith("文件名带有密级标志")


@pytest.mark.parametrize(
    "name", ["保密工作责任制.pdf", "秘密.pdf", "商业秘密保护指引.pdf", "密切联系群众.pdf", "机关保密.pdf", "★表彰.pdf"]
)
def test_name_without_a_mark_is_no_secret(name: str) -> None:
    assert not bears_secret_mark(name)


# Kept


def test_same_content_twice_is_one_blob() -> None:
    first, second = offer(PDF, "甲.pdf"), offer(PDF, "乙.pdf")
    assert first == second
    assert (Blob.objects.count(), stored()) == (1, [first.sha256])


def test_two_contents_are_two_blobs() -> None:
    assert offer(PDF, "甲.pdf") != offer(PDF + b"\n", "甲.pdf")
    assert Blob.objects.count() == 2


def test_intake_of_a_file_writes_no_entry() -> None:
    offer(PDF, "甲.pdf")
    assert Entry.objects.count() == 0


def test_blob_is_on_disk_before_its_row() -> None:
    sha256 = hashlib.sha256(PDF).hexdigest()
    seen = []

    def look(execute, sql, params, many, context):
        if sql.startswith("INSERT INTO"):
            seen.append(path_of(sha256).read_bytes() == PDF)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        offer(PDF, "甲.pdf")
    assert seen == [True]


def test_failing_database_loses_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER full BEFORE INSERT ON files_blob BEGIN SELECT RAISE(ABORT, 'database is full'); END"
        )
    with pytest.raises(DatabaseError, match="database is full"), transaction.atomic():
        offer(PDF, "甲.pdf")
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (Blob.objects.count(), stored()) == (0, [sha256])
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER full")
    assert offer(PDF, "甲.pdf").sha256 == sha256
    assert path_of(sha256).read_bytes() == PDF


def test_upload_that_breaks_off_leaves_nothing() -> None:
    class Broken(File):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002
            yield PDF[:100]
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        take_in(Broken(io.BytesIO(), name="断.pdf"), by=BY, allowed=EVIDENCE)
    assert (stored(), Blob.objects.count()) == ([], 0)
