"""Files of a draft that come piece by piece; the answers are for the script of the page and carry reasons in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.files import uploads
from luoshi.files.checks import EVIDENCE
from luoshi.files.models import Upload
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.obligations.actions.drafting import add_files
from luoshi.obligations.drafts import reasons_against_editing
from luoshi.obligations.forms.submission import UploadForm
from luoshi.obligations.models import Obligation
from luoshi.obligations.views.submission import submittable

LARGEST_PIECE = 2 * 1024 * 1024
NUMBER = re.compile("[0-9]{1,15}")


@require_http_methods(["GET", "POST"])
def upload_begin(request: Request, public_id: str) -> HttpResponse:
    """Announce a file; the answer says where it goes and how much of it has come already."""
    obligation = submittable(request, public_id)
    if request.method == "GET":
        return redirect("obligations:obligation_submit", public_id)
    form = UploadForm(request.POST)
    if not form.is_valid():
        return _refused("文件的名称或大小没有收到。请重新选择文件。")
    if reasons := reasons_against_editing(obligation):
        return _refused(*reasons, status=409)
    given = form.cleaned_data
    try:
        upload = uploads.begin(
            obligation.ref, given["name"], given["size"], given["stamp"], by=request.actor, allowed=EVIDENCE
        )
    except Forbidden:
        raise
    except Refused as refused:
        return _refused(*refused.reasons)
    return _told(upload, obligation)


@require_http_methods(["GET", "POST"])
def upload_piece(request: Request, public_id: str, upload_id: str) -> HttpResponse:
    """Take a piece as raw bytes; the header Upload-Offset says where in the file it begins."""
    obligation, upload = _upload(request, public_id, upload_id)
    if request.method == "GET":
        return redirect("obligations:obligation_submit", public_id)
    offset, length = request.headers.get("Upload-Offset", ""), str(request.META.get("CONTENT_LENGTH") or "")
    if not (NUMBER.fullmatch(offset) and NUMBER.fullmatch(length)):
        return _refused("传来的内容不完整。请重新选择这个文件，会从断开的地方接着传。", status=400)
    if int(length) > LARGEST_PIECE:
        return _refused("一次传来的内容超过 2 MB。请刷新页面后重新选择文件。", status=413)
    try:
        upload = uploads.append(upload, int(offset), _chunks(request), by=request.actor)
    except uploads.WrongOffset as wrong:
        return _refused(*wrong.reasons, status=409, received=wrong.offset)
    except Refused as refused:
        return _refused(*refused.reasons)
    return _told(upload, obligation)


@require_http_methods(["GET", "POST"])
def upload_finish(request: Request, public_id: str, upload_id: str) -> HttpResponse:
    """Check the whole file and put it into the draft."""
    obligation, upload = _upload(request, public_id, upload_id)
    if request.method == "GET":
        return redirect("obligations:obligation_submit", public_id)
    try:
        blob, name = uploads.finish(upload, by=request.actor, allowed=EVIDENCE)
        add_files(obligation, [(blob, name)], by=request.actor)
    except uploads.WrongOffset as wrong:
        return _refused(*wrong.reasons, status=409, received=wrong.offset)
    except Refused as refused:
        return _refused(*refused.reasons)
    return JsonResponse({"name": name, "reasons": []})


def _upload(request: Request, public_id: str, upload_id: str) -> tuple[Obligation, Upload]:
    """The duty and the person's own upload for it."""
    obligation = submittable(request, public_id)
    upload = get_visible(Upload, request.actor, upload_id)
    if upload.purpose != obligation.ref:
        raise Http404
    return obligation, upload


def _chunks(request: Request) -> Iterator[bytes]:
    """The body as it comes; nothing of it is held in memory as a whole."""
    while chunk := request.read(64 * 1024):
        yield chunk


def _told(upload: Upload, obligation: Obligation) -> JsonResponse:
    where = {"public_id": obligation.public_id, "upload_id": upload.public_id}
    return JsonResponse({
        "upload": upload.public_id,
        "received": upload.size if upload.blob_id else upload.received,
        "piece": reverse("obligations:upload_piece", kwargs=where),
        "finish": reverse("obligations:upload_finish", kwargs=where),
    })  # fmt: skip


def _refused(*reasons: str, status: int = 422, **more: int) -> JsonResponse:
    return JsonResponse({"reasons": list(reasons)} | more, status=status)
