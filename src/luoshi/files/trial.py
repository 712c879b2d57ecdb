"""The program of a process that opens a PDF for the first time, so that nothing worse ends than this process.

pdfium knows no limits: forms within forms, or text without end, grow from a kilobyte to gigabytes, and where memory
ends so does the process. `pdf.try_out` starts this one with limits; what it came through with is then read by the
service. It runs by itself and imports nothing of ours.
"""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

WIDTH = 1240  # of a page image: A4 at 150 dots an inch
MOST_PAGES = 50  # are looked at, from the first; and the last one


def scale_of(page: Any) -> float:
    """How large a page is drawn: to the usual width, and not endlessly high."""
    width, height = page.get_size()
    return float(min(WIDTH / max(width, 1), 3 * WIDTH / max(height, 1)))


def main(path: str, seconds: int, megabytes: int, *numbers: int) -> None:
    """Read and draw these pages (from 1), else the first ones and the last; what is merely broken is not our matter."""
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, megabytes * 1024 * 1024),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # not every system has each of them
            resource.setrlimit(limit, (most, most))
    with suppress(pypdfium2.PdfiumError):
        document = pypdfium2.PdfDocument(path)
        pdfium.FPDF_GetSignatureCount(document.raw)
        pages = len(document)
        for number in numbers or {*range(1, min(pages, MOST_PAGES) + 1), pages}:
            with suppress(pypdfium2.PdfiumError):
                page = document[number - 1]
                page.render(scale=scale_of(page)).close()
                page.get_textpage().close()
                page.close()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
