"""Files made to take down whoever opens them: refused, or read no further than is good."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import File
from PIL import Image
from tests.files import made, office
from tests.files.sending import files_no_larger_than

from luoshi.files import archives, pdf, pictures, texts
from luoshi.files.checks import EVIDENCE
from luoshi.files.examining import examine
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.files.previews import page_image
from luoshi.files.trial import MOST_PAGES
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
O = "http://www.ofdspec.org/2016"  # noqa: E741 - as the standard has it
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def own_folder(db: None, tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path


def offer(content: bytes, name: str) -> Blob:
    return take_in(File(io.BytesIO(content), name=name), by=Actor(name="周文博"), allowed=EVIDENCE)


def refusal(content: bytes, name: str) -> str:
    """The one sentence of the refusal, which has left nothing behind."""
    with pytest.raises(Refused) as caught:
        offer(content, name)
    assert [path for path in Path(django_settings.DATA_DIR).rglob("*") if path.is_file()] == []
    (reason,) = caught.value.reasons
    assert re.search("[\u4e00-\u9fff].*。$", reason)
    return reason


# Archives


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archive_packed_as_office_files_are_not_is_refused(packing: int) -> None:
    """Those ways of packing are unpacked whole, however small the part claims to be: a kilobyte may hold gigabytes."""
    out = io.BytesIO(office.word("正文"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/media/image1.bmp", bytes(1000), compress_type=packing)
    assert "打不开，不是 Word 文档" in refusal(out.getvalue(), "炸弹.docx")


def test_end_of_an_archive_cannot_hide_how_large_its_table_is(tmp_path: Path) -> None:
    """The sign of the end stands once more inside the end, where nobody looks."""
    whole = bytearray(office.word("正文"))
    end = whole.rfind(b"PK\x05\x06")
    struct.pack_into("<L", whole, end + 12, 200_000_000)
    whole[end + 4 : end + 8] = b"PK\x05\x06"
    place = tmp_path / "archive"
    place.write_bytes(whole)
    with pytest.raises(archives.TooBig), archives.opened(place):
        pass


def test_program_is_found_where_the_types_are_written_in_two_bytes_a_character() -> None:
    types = '<?xml version="1.0" encoding="UTF-16"?><T t="application/vnd.ms-office.vbaProject"/>'
    book = office.workbook("甲", more={"xl/a.bin": b"x", "[Content_Types].xml": types.encode("utf-16")})
    assert "含宏" in refusal(book, "台账.xlsx")


def test_program_is_found_whatever_the_case_of_its_name() -> None:
    """Names in compound files are told apart without regard to case."""
    assert "含宏" in refusal(office.wps("正文", more={"MACROS": bytes(40)}), "说明.wps")


# XML


def test_empty_texts_without_number_take_no_time() -> None:
    words = "<si/>" * 200_000
    book = office.archive(
        {"xl/workbook.xml": f"<workbook xmlns='{S}'/>", "xl/sharedStrings.xml": f"<sst xmlns='{S}'>{words}</sst>"}
    )
    assert examine(offer(book, "台账.xlsx")).first_text == ""


@pytest.mark.parametrize(
    ("name", "part", "space"), [("说明.docx", "word/document.xml", W), ("台账.xlsx", "xl/sharedStrings.xml", S)]
)
def test_words_are_looked_for_at_the_beginning_of_a_part_only(name: str, part: str, space: str) -> None:
    """What comes later is not even read, so it may be what it likes."""
    xml = f"<d xmlns='{space}'>{'<a/>' * (texts.MOST_READ // 4 + 20_000)}</wrong>"
    assert examine(offer(office.archive({"xl/workbook.xml": "<w/>", part: xml}), name)).first_text == ""


def test_page_of_a_fixed_layout_that_is_read_whole_has_a_limit() -> None:
    start = f"<o:OFD xmlns:o='{O}'><o:DocRoot>D.xml</o:DocRoot></o:OFD>"
    document = f"<o:Document xmlns:o='{O}'><o:Pages><o:Page BaseLoc='P.xml'/></o:Pages></o:Document>"
    page = f"<o:Page xmlns:o='{O}'>{'<a/>' * (texts.MOST_TREE // 4)}</o:Page>"
    whole = office.archive({"OFD.xml": start, "D.xml": document, "P.xml": page})
    assert refusal(whole, "附件.ofd") == "“附件.ofd”展开后过大，不像正常的文件。请转成 PDF 再传。"


# Pictures


def layered_jpeg(width: int, height: int, layers: int) -> bytes:
    """A progressive JPEG that goes over its picture so many times, for some sixty bytes each."""

    def part(name: bytes, content: bytes) -> bytes:
        return b"\xff" + name + struct.pack(">H", len(content) + 2) + content

    blocks = -(-width // 8) * -(-height // 8)
    bits = ("0" + "1" * 14) * -(-blocks // 32767)
    bits += "1" * (-len(bits) % 8)
    nothing = bytes(int(bits[place : place + 8], 2) for place in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
    return b"".join([
        b"\xff\xd8", part(b"\xe1", b"\xff\xda\xff\xd9" * 300), part(b"\xdb", bytes([0, *[1] * 64])),
        part(b"\xc2", struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"),
        part(b"\xc4", b"\0\x01" + bytes(15) + b"\0"), part(b"\xc4", b"\x10\x01" + bytes(15) + b"\xe0"),
        part(b"\xda", b"\x01\x01\0\0\0\0"), bytes(-(-blocks // 8)),
        (part(b"\xda", b"\x01\x01\0\x01\x3f\0") + nothing) * layers, b"\xff\xd9", b"\xff\xda" * 300,
    ])  # fmt: skip


def test_jpeg_of_endless_layers_is_refused() -> None:
    reason = refusal(layered_jpeg(800, 600, pictures.MOST_LAYERS), "照片.jpg")
    assert reason == "“照片.jpg”分了太多层保存，打开要很久。请用看图软件另存为 JPEG 再传。"


def test_jpeg_of_some_layers_is_taken_whatever_lies_before_and_behind() -> None:
    assert offer(layered_jpeg(800, 600, 20), "照片.jpg").kind == "jpeg"


def noted_jpeg(*notes: tuple[int, int, int, bytes]) -> bytes:
    """A picture that says it is stored turned, and besides what no camera writes: tag, type, count and value."""
    turned = (0x0112, 3, 1, b"\6\0\0\0")
    entries = b"".join(struct.pack("<HHL", *note[:3]) + note[3] for note in sorted((turned, *notes)))
    out = io.BytesIO()
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(notes) + 1) + entries + bytes(300)
    Image.linear_gradient("L").resize((80, 40)).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    "note",
    [
        (0x010F, 5, 1, b"\x08\0\0\0"),
        (0x010F, 11, 1, b"\x08\0\0\0"),
        (0x0132, 4, 1, b"\xff\xff\xff\xff"),
        (0x011A, 2, 4, b"abc\0"),
        (0x8769, 9, 1, b"\xf0\xff\xff\xff"),
        (0x8825, 2, 3, b"ab\0\0"),
    ],
)
def test_senseless_notes_of_a_camera_neither_hide_the_picture_nor_its_fingerprint(
    note: tuple[int, int, int, bytes],
) -> None:
    blob = offer(noted_jpeg(note), "照片.jpg")
    with Image.open(page_image(blob, 1)) as image:
        assert image.format == "JPEG"
    seen = examine(blob)
    assert (seen.failed, len(seen.phash)) == (False, 32)


def test_picture_that_cannot_be_drawn_is_no_fault_of_ours() -> None:
    """Its dots are whole, but it says of more colours than there can be how transparent they are."""
    out = io.BytesIO()
    Image.new("P", (4, 1)).save(out, "PNG")
    more = b"tRNS" + bytes(300)
    more = struct.pack(">L", 300) + more + struct.pack(">L", zlib.crc32(more))
    whole = out.getvalue()
    place = whole.find(b"IDAT") - 4
    blob = offer(whole[:place] + more + whole[place:], "图.png")
    with pytest.raises(Refused, match="画不出来"):
        page_image(blob, 1)
    assert examine(blob).failed


def test_full_disk_leaves_no_half_page_image(tmp_path: Path) -> None:
    blob = offer(made.picture("JPEG", (1200, 1200)), "照片.jpg")
    with files_no_larger_than(100), pytest.raises(Refused, match="磁盘满了"):
        page_image(blob, 1)
    assert [path for path in (tmp_path / "previews").rglob("*") if path.is_file()] == []


# PDF


def pdf_of_forms(depth: int, width: int, *, among: int = 0) -> bytes:
    """A page that draws so many forms, each of which draws as many, and so on; and empty pages before and behind it."""
    drawn = [b"/X Do " * width] * (depth - 1) + [b"0 0 1 1 re f " * width]
    kids = b"4 0 R " * among + b"3 0 R" + b" 4 0 R" * among
    return made.assemble(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, 2 * among + 1),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 5 0 R "
        b"/Resources << /XObject << /X 6 0 R >> >> >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
        *(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> "
            b"/Length %d >>\nstream\n%s\nendstream" % (number, len(content), content)
            for number, content in enumerate(drawn, start=7)
        ),
    )


@pytest.fixture
def little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 2)


@pytest.mark.usefixtures("little_time")
def test_pdf_that_grows_without_end_is_refused_and_the_service_lives() -> None:
    reason = refusal(pdf_of_forms(9, 10), "通知.pdf")
    assert reason == "“通知.pdf”太复杂，打开要占用太多内存或时间。请用“打印成 PDF”重新生成，或者拆成几个再传。"


def test_pdf_that_takes_all_memory_is_refused_and_the_service_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MEGABYTES", 200)
    assert "太多内存" in refusal(pdf_of_forms(6, 10), "通知.pdf")


def test_pdf_with_some_forms_is_taken() -> None:
    assert offer(pdf_of_forms(2, 10), "通知.pdf").pages == 1


@pytest.mark.usefixtures("little_time")
def test_page_far_behind_is_tried_before_it_is_drawn() -> None:
    blob = offer(pdf_of_forms(9, 10, among=MOST_PAGES), "汇编.pdf")
    assert blob.pages == 2 * MOST_PAGES + 1
    with pytest.raises(Refused, match="画不出来"):
        page_image(blob, MOST_PAGES + 1)
    assert page_image(blob, MOST_PAGES + 2).exists()
