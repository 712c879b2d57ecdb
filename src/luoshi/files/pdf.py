"""PDF through pdfium: how many pages, what the first one says, which are blank, whether it is signed."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageStat

from luoshi.files import trial
from luoshi.files.disk import hash_of
from luoshi.files.texts import LONGEST, readable

# pdfium is not safe for two threads at once, and one process serves many. Hold it for a page, not for a document.
PDFIUM = threading.Lock()
# What opening a file for the first time may cost: one at a time, and not again for the same bytes.
SECONDS, MEGABYTES = 30, 1024
_TRIAL = threading.Lock()
_TAME: set[tuple[str, int]] = set()
_REMEMBERED = 10_000
_SMALL = 120  # dots across, for seeing whether anything is on a page
_FEW = 12  # so few letters may be there without being seen
_PAPER, _SPREAD = 225, 20  # how dark paper may be, and how much one sheet may differ from place to place


class PageDamaged(Exception):
    """A page that the file only claims to have."""

    def __init__(self, number: int) -> None:
        """Keep which page it is, from 1."""
        super().__init__(number)
        self.number = number


class TooMuch(Exception):
    """More time or memory than any honest file takes."""


def try_out(path: Path, number: int = 0) -> None:
    """Open a file in a process of its own, before anybody opens it here; raises TooMuch where that process is ended.

    It tries the first pages and the last, or only page `number` (from 1) where that is given.
    """
    key = (hash_of(path), number)
    if key in _TAME:
        return
    told = [str(SECONDS), str(MEGABYTES), *([str(number)] if number else [])]
    with _TRIAL:
        try:
            subprocess.run(
                [sys.executable, "-I", trial.__file__, str(path), *told],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                timeout=2 * SECONDS, check=True,
            )  # fmt: skip
        except subprocess.SubprocessError as error:
            raise TooMuch from error
    if len(_TAME) >= _REMEMBERED:
        _TAME.clear()
    _TAME.add(key)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The document; raises PdfiumError where it cannot be opened. Whoever uses it holds PDFIUM for each use."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(path)
    try:
        yield document
    finally:
        with PDFIUM:
            document.close()


def count(document: Any) -> int:
    """How many pages it has; raises PageDamaged where one of the first twenty or the last cannot be opened."""
    with PDFIUM:
        pages = len(document)
        for number in sorted({*range(min(pages, 20)), max(pages - 1, 0)}) if pages else ():
            try:
                document[number].close()
            except pypdfium2.PdfiumError as error:
                raise PageDamaged(number + 1) from error
        return pages


def first_text(document: Any) -> str:
    """The text of the first page; "" where it has none, as scans have."""
    with PDFIUM:
        page = document[0]
        try:
            return readable(_text(page, 2 * LONGEST))
        finally:
            page.close()


def text_of(document: Any, number: int, longest: int) -> str:
    """The beginning of the text of page `number` (from 1) as pdfium gives it, line by line; "" where there is none."""
    with PDFIUM:
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            return ""
        try:
            return _text(page, longest)
        finally:
            page.close()


def is_signed(document: Any) -> bool:
    """Whether a signature field holds a signature over a range of bytes; not whether it is valid."""
    with PDFIUM:
        return any(
            pdfium.FPDFSignatureObj_GetByteRange(pdfium.FPDF_GetSignatureObject(document.raw, number), None, 0) > 0
            for number in range(max(pdfium.FPDF_GetSignatureCount(document.raw), 0))
        )


def is_blank(document: Any, number: int) -> bool:
    """Whether nothing is to be seen on page `number` (from 1): no text, and nothing drawn or only paper."""
    with PDFIUM:
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            return False
        try:
            if len("".join(_text(page, 200).split())) > _FEW:
                return False
            if pdfium.FPDFPage_CountObjects(page.raw) == 0 and pdfium.FPDFPage_GetAnnotCount(page.raw) == 0:
                return True
            scale = _SMALL / max(page.get_width(), page.get_height(), 1)
            drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        finally:
            page.close()
    return _only_paper(drawn.convert("L"))


def _text(page: Any, longest: int) -> str:
    try:
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    try:
        return str(text.get_text_range(0, min(text.count_chars(), longest)))
    finally:
        text.close()


def _only_paper(sheet: Image.Image) -> bool:
    """A scanned sheet is not quite white, and dark at its edges."""
    edge = (sheet.width * 3 // 100, sheet.height * 3 // 100)
    inner = sheet.crop((edge[0], edge[1], max(sheet.width - edge[0], 1), max(sheet.height - edge[1], 1)))
    darkest, lightest = ImageStat.Stat(inner).extrema[0]
    return darkest >= _PAPER and lightest - darkest <= _SPREAD
