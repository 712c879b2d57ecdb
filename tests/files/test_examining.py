"""What a file tells by its content is found out once, kept, and never breaks a page."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.base import File
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter
from tests.files import made, office

from luoshi.files.checks import EVIDENCE, PLAN
from luoshi.files.disk import path_of
from luoshi.files.examining import MOST_PAGES, examinations, examine
from luoshi.files.intake import take_in
from luoshi.files.models import Blob, Examination
from luoshi.kit.actor import Actor

MAKE, MODEL, ORIENTATION, EXIF, GPS = 0x010F, 0x0110, 0x0112, 0x8769, 0x8825
A4 = (620, 877)


@pytest.fixture(autouse=True)
def own_folder(db: None, tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path


def offer(content: bytes, name: str) -> Blob:
    return take_in(File(io.BytesIO(content), name=name), by=Actor(name="周文博"), allowed=EVIDENCE | PLAN)


def seen(content: bytes, name: str) -> Examination:
    found = examine(offer(content, name))
    assert not found.failed
    return Examination.objects.get(pk=found.pk)


def view() -> Image.Image:
    """A picture that is not even."""
    whole = Image.linear_gradient("L").resize((160, 120)).convert("RGB")
    ImageDraw.Draw(whole).ellipse((20, 20, 90, 100), fill=(200, 40, 40))
    return whole


def photograph(kind: str = "JPEG", **tags: object) -> bytes:
    """A picture with what a camera writes; the place is 34°45′36″ N, 113°40′12″ E unless told."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[MAKE], exif[MODEL] = tags.get("make", "Canon\0"), tags.get("model", "Canon EOS 80D ")
    exif[ORIENTATION] = tags.get("orientation", 1)
    taken = tags.get("taken", "2017:08-24 10:06:33")
    exif.get_ifd(EXIF).update({0x9003: taken} if taken else {})
    exif.get_ifd(GPS).update(tags.get("gps", {1: "N", 2: (34.0, 45.0, 36.0), 3: "E", 4: (113.0, 40.0, 12.0)}))
    if kind == "HEIF":
        return office.heic(view(), exif=exif.tobytes())
    view().save(out, kind, exif=exif)
    return out.getvalue()


# Pictures


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("HEIF", "a.heic")])
def test_what_the_camera_wrote_is_told(kind: str, name: str) -> None:
    found = seen(photograph(kind), name)
    assert (found.taken_at, found.camera, found.turned) == ("2017-08-24 10:06", "Canon EOS 80D", False)
    assert (found.latitude, found.longitude) == (34.76, 113.67)
    assert (len(found.phash), found.blank_pages, found.pages_looked, found.signed) == (32, [], 1, None)


def test_south_and_west_are_negative_and_maker_goes_before_the_model() -> None:
    gps = {1: "S", 2: (34.0, 45.0, 36.0), 3: "W", 4: (113.0, 40.0, 12.0)}
    found = seen(photograph(gps=gps, make="HUAWEI", model="P10"), "a.jpg")
    assert (found.latitude, found.longitude, found.camera) == (-34.76, -113.67, "HUAWEI P10")


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("HEIF", "a.heic")])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_picture_that_is_stored_turned_is_told(kind: str, name: str, orientation: int) -> None:
    assert seen(photograph(kind, orientation=orientation), name).turned is (orientation != 1)


@pytest.mark.parametrize("taken", ["", "0000:00:00 00:00:00", "2017:13:45 10:06:00", "    :  :     :  :  ", "昨天"])
def test_senseless_time_stays_empty(taken: str) -> None:
    assert seen(photograph(taken=taken), "a.jpg").taken_at == ""


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (134.0, 45.0, 0.0), 3: "E", 4: (113.0, 40.0, 0.0)},
        {1: "N", 2: (34.0, 45.0, 0.0)},
    ],
)
def test_senseless_place_stays_empty(gps: dict[int, object]) -> None:
    found = seen(photograph(gps=gps), "a.jpg")
    assert (found.latitude, found.longitude) == (None, None)


def test_picture_without_notes_is_told_by_its_look_only() -> None:
    out = io.BytesIO()
    view().save(out, "PNG")
    found = seen(out.getvalue(), "a.png")
    assert (found.taken_at, found.camera, found.latitude, found.turned) == ("", "", None, False)
    assert found.phash


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (30, 90, 200)])
def test_picture_of_one_colour_is_blank(colour: tuple[int, int, int]) -> None:
    found = seen(made.picture("JPEG", (600, 400), colour), "a.jpg")
    assert (found.blank_pages, found.phash) == ([1], "")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_notes_of_a_camera_break_nothing(data: st.DataObject) -> None:
    content = bytearray(photograph())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(24, 330))] = data.draw(st.integers(0, 255))
    blob = Blob.objects.create(sha256="0" * 64, size=1, kind="jpeg")
    place = path_of(blob.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    found = examine(blob)
    assert found.latitude is None or -90 <= found.latitude <= 90
    Blob.objects.all().delete()


# PDF


def test_first_page_of_a_pdf_is_read() -> None:
    found = seen(made.written_pdf(["关于开展工作的通知", "各单位："], ["第二页"]), "a.pdf")
    assert (found.first_text, found.blank_pages, found.pages_looked) == ("关于开展工作的通知\n各单位：", [], 2)
    assert (found.signed, found.phash) == (False, "")


def test_signed_pdf_is_told() -> None:
    assert seen(made.written_pdf(["通知"], signed=True), "a.pdf").signed is True


def test_signature_field_that_nobody_signed_is_none() -> None:
    content = made.written_pdf(["通知"], signed=True).replace(
        b"/ByteRange [0 100 200 300]", b"/Reason (not signed yet)  "
    )
    assert seen(content, "a.pdf").signed is False


def test_pages_without_anything_are_blank() -> None:
    content = made.written_pdf(["第一页"], [], ["三"], [" \u3000"])
    assert seen(content, "a.pdf").blank_pages == [2, 4]


def test_drawing_and_white_paper_are_told_apart() -> None:
    assert seen(made.plain_pdf(b"1 0 0 rg 0 0 100 100 re f"), "a.pdf").blank_pages == []
    assert seen(made.plain_pdf(b"1 1 1 rg 0 0 100 100 re f"), "b.pdf").blank_pages == [1]
    assert seen(made.plain_pdf(b"0 0 0 RG 10 50 m 60 50 l S"), "c.pdf").blank_pages == []


def test_scanned_sheets_without_writing_are_blank() -> None:
    paper = Image.new("RGB", A4, (247, 245, 240))
    noisy = Image.blend(paper, Image.effect_noise(A4, 40).convert("RGB"), 0.04).filter(ImageFilter.GaussianBlur(1))
    edged = paper.copy()
    ImageDraw.Draw(edged).rectangle((0, 0, 8, A4[1]), fill=(90, 90, 90))
    line = paper.copy()
    ImageDraw.Draw(line).rectangle((100, 120, 400, 126), fill=(60, 60, 60))
    number = paper.copy()
    ImageDraw.Draw(number).rectangle((306, 810, 314, 822), fill=(40, 40, 40))
    found = seen(made.scanned_pdf(paper, noisy, edged, line, number), "a.pdf")
    assert (found.blank_pages, found.first_text) == ([1, 2, 3], "")


def test_only_the_first_pages_are_looked_at() -> None:
    found = seen(made.plain_pdf(b"", pages=MOST_PAGES + 7), "a.pdf")
    assert (found.pages_looked, found.blank_pages) == (MOST_PAGES, [*range(1, MOST_PAGES + 1)])


# Other documents


@pytest.mark.parametrize(
    ("content", "name", "text", "signed"),
    [
        (office.word("一、工作情况", "", "二、下一步打算"), "a.docx", "一、工作情况\n二、下一步打算", None),
        (office.word_with_box("盒子", "正文"), "a.docx", "正文", None),
        (office.workbook("序号", "事项"), "a.xlsx", "序号\n事项", None),
        (office.wps("关于开展工作的通知", "正文"), "a.wps", "关于开展工作的通知\n正文", None),
        (office.ofd(["关于开展工作的通知", "各单位"], ["二"]), "a.ofd", "关于开展工作的通知\n各单位", False),
        (office.ofd(["通知"], signed=True), "a.ofd", "通知", True),
        ("方案\n正文".encode("gb18030"), "a.txt", "方案\n正文", None),
        (office.mp4(), "a.mp4", "", None),
    ],
)
def test_first_words_of_other_documents(content: bytes, name: str, text: str, signed: bool | None) -> None:
    found = seen(content, name)
    assert (found.first_text, found.signed, found.pages_looked, found.blank_pages) == (text, signed, 0, [])


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (office.word(*["一项工作" * 40] * 50), "a.docx"),
        (office.wps(*["一项工作" * 40] * 50), "a.wps"),
        (office.ofd(["一项工作" * 10] * 80), "a.ofd"),
        (office.workbook(*["一项工作" * 40] * 50), "a.xlsx"),
        (("一项工作" * 40 + "\n").encode() * 50, "a.txt"),
    ],
)
def test_no_more_than_the_beginning_is_kept(content: bytes, name: str) -> None:
    text = seen(content, name).first_text
    assert 1900 < len(text) <= 2000
    plain = text.replace("\n", "")
    assert plain == ("一项工作" * 500)[: len(plain)]


# Once, at once, and never an exception


def test_file_is_looked_at_once() -> None:
    blob = offer(photograph(), "a.jpg")
    first = examine(blob)
    path_of(blob.sha256).write_bytes(b"something else")
    assert examine(blob) == first
    assert Examination.objects.count() == 1
    assert Blob.objects.get().examination.phash == first.phash


def test_intake_does_not_look() -> None:
    offer(photograph(), "a.jpg")
    assert Examination.objects.count() == 0


def test_file_that_breaks_the_examiner_is_told_once_and_stays_empty() -> None:
    blob = offer(made.written_pdf(["通知"]), "a.pdf")
    path_of(blob.sha256).write_bytes(b"%PDF-1.4 nothing more")
    found = examine(blob)
    assert (found.failed, found.first_text, found.blank_pages, found.phash) == (True, "", [], "")
    assert Examination.objects.get().failed


def test_file_whose_bytes_are_missing_is_looked_at_again_when_they_are_back() -> None:
    content = made.written_pdf(["通知"])
    blob = offer(content, "a.pdf")
    path_of(blob.sha256).unlink()
    assert examine(blob).failed
    assert Examination.objects.count() == 0
    path_of(blob.sha256).write_bytes(content)
    assert examine(blob).first_text == "通知"


def test_many_are_asked_for_in_one_question() -> None:
    blobs = [offer(made.written_pdf([f"第{number}号"]), "a.pdf") for number in range(6)]
    found = examinations(blobs)
    assert [found[blob.pk].first_text for blob in blobs] == [f"第{number}号" for number in range(6)]
    with CaptureQueriesContext(connection) as asked:
        assert examinations([*blobs, blobs[0]]) == found
    assert len(asked) == 1
    assert examinations([]) == {}


@pytest.mark.parametrize("question", [1, 2])
def test_two_who_look_at_once_find_the_same(question: int) -> None:
    """Another one looks from beginning to end while the first has asked, or has looked and not yet kept what it saw."""
    blob = offer(photograph(), "a.jpg")
    asked, others = [], []

    def meanwhile(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "files_examination" in sql and not others:
            asked.append(sql)
            if len(asked) == question:
                others.append(Examination.objects.get_or_create(blob=blob, defaults={"camera": "另一个"})[0])
        return answer

    with connection.execute_wrapper(meanwhile):
        found = examine(blob)
    assert (found, found.camera) == (others[0], "另一个")
    assert Examination.objects.count() == 1
