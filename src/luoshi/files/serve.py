"""Answers with a file. The view of the owning room has loaded the owner by `get_visible` before it calls this."""

from urllib.parse import quote

from django.http import FileResponse

from luoshi.audit.writer import record_access
from luoshi.files import disk
from luoshi.files.models import Blob
from luoshi.files.previews import page_image
from luoshi.kit.actor import Actor

TYPES = {
    Blob.Kind.PDF: "application/pdf",
    Blob.Kind.OFD: "application/ofd",
    Blob.Kind.JPEG: "image/jpeg",
    Blob.Kind.PNG: "image/png",
    Blob.Kind.HEIC: "image/heic",
    Blob.Kind.WPS: "application/wps-office.wps",
    Blob.Kind.MP4: "video/mp4",
    Blob.Kind.TEXT: "text/plain; charset=utf-8",
    Blob.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Blob.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def serve(blob: Blob, *, name: str, by: Actor, subject: str) -> FileResponse:
    """The original as a download; noted in the audit before the first byte leaves."""
    record_access("files.download", by=by, label="下载", subject=subject, note=blob.sha256)
    response = FileResponse(disk.path_of(blob.sha256).open("rb"), content_type=TYPES[Blob.Kind(blob.kind)])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def serve_page(blob: Blob, number: int) -> FileResponse:
    """A page as an image, for the page that shows the record.

    This browser alone may keep it for five minutes, so that what is looked at next can be fetched before it is opened.
    """
    response = FileResponse(page_image(blob, number).open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=300"
    return response
