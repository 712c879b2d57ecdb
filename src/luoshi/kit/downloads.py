"""Answers with a workbook."""

from urllib.parse import quote

from django.http import HttpResponse

from luoshi.kit import clock
from luoshi.kit.sheets import TYPE


def workbook_answer(data: bytes, title: str) -> HttpResponse:
    """The workbook as a download, named by its title and the day."""
    answer = HttpResponse(data, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}-{clock.today():%Y%m%d}.xlsx"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
