"""Answers with a workbook or a text."""

from urllib.parse import quote

from django.http import HttpResponse

from luoshi.kit import clock
from luoshi.kit.sheets import TYPE


def workbook_answer(data: bytes, title: str) -> HttpResponse:
    """The workbook as a download, named by its title and the day."""
    return _download(data, TYPE, title, "xlsx")


def text_answer(text: str, title: str) -> HttpResponse:
    """The text as a download in UTF-8, named by its title and the day."""
    return _download(text.encode(), "text/plain; charset=utf-8", title, "txt")


def _download(data: bytes, kind: str, title: str, ending: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}-{clock.today():%Y%m%d}.{ending}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
