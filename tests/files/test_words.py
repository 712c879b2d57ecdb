"""The words on the pages of PDFs, and where they stand."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import File
from PIL import Image
from tests.files.made import plain_pdf, scanned_pdf, word, written_pdf

from luoshi.files import disk
from luoshi.files.checks import EVIDENCE
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.files.previews import page_image
from luoshi.files.words import FIRST_PAGES, boxes, page_texts
from luoshi.kit.actor import Actor

pytestmark = pytest.mark.django_db


def kept(content: bytes, name: str = "a.pdf") -> Blob:
    return take_in(File(io.BytesIO(content), name=name), by=Actor.system("测试"), allowed=EVIDENCE)


def test_text_of_first_pages_and_last_is_given_by_number():
    sheets = [[f"这是第{number}页的内容"] for number in range(1, FIRST_PAGES + 4)]
    texts = page_texts(kept(written_pdf(*sheets)))
    assert list(texts) == [*range(1, FIRST_PAGES + 1), FIRST_PAGES + 3]
    assert "这是第13页的内容" in texts[13]


def test_what_has_no_words_gives_nothing():
    assert page_texts(kept(scanned_pdf(Image.new("L", (200, 280), 200)))) == {}
    assert page_texts(kept(word(), "a.docx")) == {}


def test_missing_bytes_give_nothing_and_are_read_when_they_are_back():
    content = written_pdf(["独一无二的一句话"])
    blob = kept(content)
    path = disk.path_of(blob.sha256)
    path.unlink()
    assert page_texts(blob) == {}
    assert boxes(blob, 1, [(0, 2)]) == [None]
    kept(content)
    assert "独一无二" in page_texts(blob)[1]


def test_box_lies_where_the_words_are_drawn():
    blob = kept(written_pdf(["第一行", "示例〔2017〕87号"]))
    text = page_texts(blob)[1]
    first, second = (text.index(words) for words in ("第一行", "示例"))
    upper, lower = boxes(blob, 1, [(first, first + 3), (second, second + 2)])
    # The page is 595 by 842 points; lines begin 60 from the left, at 780 and 756 from the bottom.
    assert upper.x == pytest.approx(60 / 595, abs=0.005)
    assert upper.w == pytest.approx(3 * 16 / 595, abs=0.01)
    assert upper.y < 1 - 780 / 842 < upper.y + upper.h
    assert lower.y - upper.y == pytest.approx(24 / 842, abs=0.003)
    assert lower.w < upper.w


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_box_follows_a_turned_page(rotate):
    """Dark letters are drawn where the box says: the picture is darkest there."""
    drawing = b"BT /F1 20 Tf 20 60 Td (HHHH) Tj ET"
    content = plain_pdf(drawing, rotate=rotate).replace(
        b"/Contents 3 0 R",
        b"/Contents 3 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
    )
    blob = kept(content)
    text = page_texts(blob)[1]
    (box,) = boxes(blob, 1, [(0, len(text))])
    with Image.open(page_image(blob, 1)) as picture:
        grey = picture.convert("L").point(lambda shade: 255 if shade < 128 else 0)
    left, top, right, bottom = grey.getbbox()
    assert box.x - 0.02 <= left / grey.width
    assert right / grey.width <= box.x + box.w + 0.02
    assert box.y - 0.02 <= top / grey.height
    assert bottom / grey.height <= box.y + box.h + 0.02
    assert box.w * box.h < 0.25


def test_no_span_and_no_page_makes_it_fail():
    blob = kept(written_pdf(["几个字"]))
    assert boxes(blob, 1, [(0, 0), (900, 905)]) == [None, None]
    assert boxes(blob, 7, [(0, 1)]) == [None]
