"""The request as views get it: with the actor on it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from luoshi.kit.actor import Actor


class Request(HttpRequest):
    """Middleware has put `actor` there; `user` is the person behind it. For types only, never instantiated."""

    actor: Actor
    user: Any
    login_failed: str


def sent(request: Request) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile[bytes]] | None]:
    """The fields and files of a form that was sent, even an empty one; nothing where a page is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
