"""What is shown of a file: its pages as images, upright, without anything the original carried along."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.base import File
from PIL import Image, ImageCms
from tests.cast import pdf
from tests.files import made, office

from luoshi.files.checks import EVIDENCE, PLAN
from luoshi.files.disk import path_of
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.files.previews import WIDTH, page_image
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F
RED, GREEN, WHITE = (220, 20, 20), (20, 160, 20), (255, 255, 255)
SECRETS = (b"SecretCam", b"secret remark", b"secret packet", b"Secret profile")


@pytest.fixture(autouse=True)
def own_folder(db: None, tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path


def offer(content: bytes, name: str) -> Blob:
    return take_in(File(io.BytesIO(content), name=name), by=Actor(name="周文博"), allowed=EVIDENCE | PLAN)


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def photograph(orientation: int = 1, *, wordy: bool = False) -> bytes:
    """A picture 80 by 40, red on its left half and green on its right, as a camera or telephone stores it."""
    picture, out = Image.new("RGB", (80, 40), RED), io.BytesIO()
    picture.paste(GREEN, (40, 0, 80, 40))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    more = {}
    if wordy:
        exif[MAKE] = "SecretCam"
        exif[GPS] = {1: "N", 2: (34.0, 45.0, 0.0), 3: "E", 4: (113.0, 40.0, 0.0)}
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        more = {"comment": b"secret remark", "xmp": b"<x>secret packet</x>", "icc_profile": profile}
    picture.save(out, "JPEG", quality=95, exif=exif, **more)
    return out.getvalue()


# Of a PDF


def test_page_of_a_pdf_is_drawn(settings) -> None:
    blob = offer(made.plain_pdf(b"1 0 0 rg 0 0 100 100 re f"), "红.pdf")
    with Image.open(page_image(blob, 1)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (WIDTH, WIDTH // 2))
        assert near(image.getpixel((WIDTH // 4, 300)), (255, 0, 0))
        assert near(image.getpixel((3 * WIDTH // 4, 300)), WHITE)


def test_every_page_of_a_pdf_has_its_image() -> None:
    blob = offer(made.plain_pdf(b"", pages=3), "三页.pdf")
    assert blob.pages == 3
    assert len({page_image(blob, number) for number in (1, 2, 3)}) == 3


def test_page_that_is_turned_is_shown_upright() -> None:
    blob = offer(made.plain_pdf(b"1 0 0 rg 0 0 100 100 re f", rotate=90), "转.pdf")
    with Image.open(page_image(blob, 1)) as image:
        assert image.size == (WIDTH, WIDTH * 2)
        assert near(image.getpixel((300, 600)), (255, 0, 0))
        assert near(image.getpixel((300, WIDTH * 2 - 600)), WHITE)


def test_very_long_page_is_kept_small() -> None:
    content = made.plain_pdf(b"").replace(b"[0 0 200 100]", b"[0 0 20 9000]")
    with Image.open(page_image(offer(content, "长.pdf"), 1)) as image:
        assert image.height <= 3 * WIDTH + 1


def test_pdf_opened_by_everybody_but_encrypted_is_drawn() -> None:
    with Image.open(page_image(offer(made.encrypted_pdf(password=""), "限.pdf"), 1)) as image:
        assert near(image.getpixel((300, WIDTH - 300)), (0, 0, 0))
        assert near(image.getpixel((WIDTH - 100, 100)), WHITE)


# Of a picture


@pytest.mark.parametrize(
    ("orientation", "size", "red", "green"),
    [
        (1, (80, 40), (10, 20), (70, 20)),
        (2, (80, 40), (70, 20), (10, 20)),
        (3, (80, 40), (70, 20), (10, 20)),
        (6, (40, 80), (20, 10), (20, 70)),
        (8, (40, 80), (20, 70), (20, 10)),
    ],
)
def test_picture_is_shown_upright(
    orientation: int, size: tuple[int, int], red: tuple[int, int], green: tuple[int, int]
) -> None:
    with Image.open(page_image(offer(photograph(orientation), "照片.jpg"), 1)) as image:
        assert image.size == size
        assert near(image.getpixel(red), RED)
        assert near(image.getpixel(green), GREEN)


def test_picture_is_shown_without_what_it_carried_along() -> None:
    original = photograph(6, wordy=True)
    assert [secret in original for secret in SECRETS[:3]] == [True, True, True]
    place = page_image(offer(original, "照片.jpg"), 1)
    with Image.open(place) as image:
        assert dict(image.getexif()) == {}
        assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert [secret in place.read_bytes() for secret in SECRETS] == [False, False, False, False]


def test_picture_of_a_telephone_is_shown_upright_and_bare() -> None:
    whole = Image.new("RGB", (80, 40), RED)
    whole.paste(GREEN, (40, 0, 80, 40))
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "SecretCam", 6
    exif[GPS] = {1: "N", 2: (34.0, 45.0, 0.0), 3: "E", 4: (113.0, 40.0, 0.0)}
    original = office.heic(whole, exif=exif.tobytes(), xmp=b"<x>secret packet</x>")
    assert [secret in original for secret in (b"SecretCam", b"secret packet")] == [True, True]
    place = page_image(offer(original, "照片.heic"), 1)
    with Image.open(place) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (40, 80), {})
        assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert near(image.getpixel((20, 10)), RED)
        assert near(image.getpixel((20, 70)), GREEN)
    assert [secret in place.read_bytes() for secret in SECRETS] == [False, False, False, False]


def test_original_keeps_every_byte() -> None:
    original = photograph(6, wordy=True)
    blob = offer(original, "照片.jpg")
    page_image(blob, 1)
    assert path_of(blob.sha256).read_bytes() == original


def test_large_picture_is_made_smaller() -> None:
    with Image.open(page_image(offer(made.picture("PNG", (3000, 1500)), "大.png"), 1)) as image:
        assert (image.format, image.size) == ("JPEG", (WIDTH, WIDTH // 2))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_picture_of_every_mode_is_shown(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "PNG")
    with Image.open(page_image(offer(out.getvalue(), "图.png"), 1)) as image:
        assert (image.mode, image.size) == ("RGB", (30, 20))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_white_paper(mode: str) -> None:
    ink, out = Image.new("RGBA", (30, 20), (0, 0, 0, 0)), io.BytesIO()
    ink.paste((0, 0, 0, 255), (10, 0, 30, 20))
    ink.convert(mode).save(out, "PNG")
    with Image.open(page_image(offer(out.getvalue(), "章.png"), 1)) as image:
        assert near(image.getpixel((2, 10)), WHITE)
        assert near(image.getpixel((25, 10)), (0, 0, 0))


def test_scan_in_a_fine_scale_of_grey_keeps_its_shades() -> None:
    scan, out = Image.new("I;16", (30, 20), 65535), io.BytesIO()
    scan.paste(0x8080, (10, 0, 30, 20))
    scan.save(out, "PNG")
    with Image.open(page_image(offer(out.getvalue(), "扫描.png"), 1)) as image:
        assert near(image.getpixel((2, 10)), WHITE)
        assert near(image.getpixel((25, 10)), (128, 128, 128))


# Kept and refused


def test_image_is_made_once() -> None:
    blob = offer(pdf().read(), "材料.pdf")
    first = page_image(blob, 1)
    made_at = first.stat().st_mtime_ns
    path_of(blob.sha256).unlink()
    assert page_image(blob, 1) == first
    assert first.stat().st_mtime_ns == made_at


def test_image_lies_alone_beside_the_blobs(tmp_path: Path) -> None:
    place = page_image(offer(pdf().read(), "材料.pdf"), 1)
    assert [path for path in (tmp_path / "previews").rglob("*") if path.is_file()] == [place]


@pytest.mark.parametrize("number", [0, -1, 4, 10**9])
def test_page_out_of_range_is_refused(number: int) -> None:
    blob = offer(made.plain_pdf(b"", pages=3), "三页.pdf")
    with pytest.raises(Refused) as caught:
        page_image(blob, number)
    assert caught.value.reasons == ("这个文件没有这一页可以预览。请下载原件查看。",)


def test_picture_has_one_page_only() -> None:
    with pytest.raises(Refused):
        page_image(offer(photograph(), "照片.jpg"), 2)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (made.word(), "方案.docx"),
        ("# 方案".encode(), "方案.txt"),
        (office.ofd(["正文"]), "附件.ofd"),
        (office.mp4(), "录像.mp4"),
    ],
)
def test_file_without_pages_to_show_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(Refused):
        page_image(offer(content, name), 1)


def test_pdf_that_only_claims_a_page_is_refused_at_the_door() -> None:
    content = made.plain_pdf(b"", pages=2).replace(b"5 0 obj\n<< /Type /Page ", b"5 0 obj\n<< /Type /Font ")
    with pytest.raises(Refused) as caught:
        offer(content, "缺页.pdf")
    assert caught.value.reasons == ("“缺页.pdf”已损坏，打不开第 2 页。请重新导出 PDF 再传。",)
