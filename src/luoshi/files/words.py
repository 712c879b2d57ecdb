"""The words on the pages of a PDF, and where on a page some of them stand: for looking at and for marking."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from luoshi.files import disk, pdf
from luoshi.files.models import Blob
from luoshi.files.texts import LONGEST

FIRST_PAGES = 10  # where a paper is signed, if not on its last page
_FINE = 10_000  # steps of a page for places on it
_REMEMBERED = 200  # papers; looked at for the list of findings, and once more for the marks


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page as it is shown, in parts of its width and height."""

    x: float
    y: float
    w: float
    h: float


def page_texts(blob: Blob) -> dict[int, str]:
    """The beginning of the text of the first pages and of the last one, by number from 1.

    Pages without text are left out, so a scan gives nothing. Nothing as well where it is no PDF or cannot be read.
    """
    if blob.kind != Blob.Kind.PDF:
        return {}
    try:
        return dict(_texts(blob.sha256))
    except OSError:  # the bytes are missing; nothing is remembered, so that they are read when they are back
        return {}


def boxes(blob: Blob, number: int, spans: list[tuple[int, int]]) -> list[Box | None]:
    """Where each span of the page's text, as `page_texts` gives it, is seen on the page; None where it is not."""
    try:
        with pdf.opened(disk.path_of(blob.sha256)) as document, pdf.PDFIUM:
            page = document[number - 1]
            try:
                return [_box(page, span) for span in spans]
            finally:
                page.close()
    except (OSError, pypdfium2.PdfiumError):
        return [None] * len(spans)


@lru_cache(maxsize=_REMEMBERED)
def _texts(sha256: str) -> tuple[tuple[int, str], ...]:
    """What a hash stands for never changes, so what was read once holds."""
    found = []
    try:
        with pdf.opened(disk.path_of(sha256)) as document:
            with pdf.PDFIUM:
                pages = len(document)
            for number in [*range(1, min(pages, FIRST_PAGES) + 1), *([pages] if pages > FIRST_PAGES else [])]:
                text = pdf.text_of(document, number, 2 * LONGEST)
                if text.strip():
                    found.append((number, text))
    except pypdfium2.PdfiumError:
        pass
    return tuple(found)


def _box(page: Any, span: tuple[int, int]) -> Box | None:
    """The frame around the letters of a span that have any extent."""
    corners: list[tuple[float, float]] = []
    text = page.get_textpage()
    try:
        for place in range(*span):
            letter = pdfium.FPDFText_GetCharIndexFromTextIndex(text.raw, place)
            left, bottom, right, top = text.get_charbox(letter, loose=True) if letter >= 0 else (0, 0, 0, 0)
            if right > left and top > bottom:
                corners += [_seen(page, left, top), _seen(page, right, bottom)]
    finally:
        text.close()
    if not corners:
        return None
    xs, ys = zip(*corners, strict=True)
    x, y = max(min(xs), 0.0), max(min(ys), 0.0)
    w, h = min(max(xs), 1.0) - x, min(max(ys), 1.0) - y
    return Box(x, y, w, h) if w > 0 and h > 0 else None


def _seen(page: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the page where it is when the page is shown, turned and cut as the file says."""
    across, down = pdfium.c_int(), pdfium.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE
