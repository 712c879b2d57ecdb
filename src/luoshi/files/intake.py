"""Taking a file in: check, keep on disk, and only then tell the database."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from luoshi.audit.writer import record_access
from luoshi.files import disk
from luoshi.files.checks import Secret, inspect
from luoshi.files.models import Blob
from luoshi.files.secrecy import bears_secret_mark
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused


def take_in(upload: File[bytes], *, by: Actor, allowed: frozenset[Blob.Kind]) -> Blob:
    """Keep an uploaded file and return its blob; raises Refused with one sentence. Not inside a transaction.

    A name or a first page with a mark of secrecy is refused before anything is kept; the audit has only a hash.
    """
    name = str(upload.name or "未命名")
    if bears_secret_mark(name):
        seen = hashlib.sha256()
        for chunk in upload.chunks():
            seen.update(chunk)
        raise refused_as_secret(seen.hexdigest(), by=by)
    temporary, sha256, size = disk.receive(upload.chunks(), limit=settings.MAX_UPLOAD)
    try:
        check_size(name, size)
        return keep_checked(temporary, name, sha256=sha256, by=by, allowed=allowed)
    finally:
        temporary.unlink(missing_ok=True)


def check_size(name: str, size: int) -> None:
    """Raise Refused for an empty file and for one over the limit."""
    limit = settings.MAX_UPLOAD
    if size <= 0:
        raise Refused(f"“{name}”是空文件。请检查后重新选择。")
    if size > limit:
        raise Refused(f"“{name}”超过 {limit // 1024 // 1024} MB。请压缩或拆分后再传。")


def keep_checked(received: Path, name: str, *, sha256: str, by: Actor, allowed: frozenset[Blob.Kind]) -> Blob:
    """Inspect received bytes, move them to their place and make their row; what is refused stays where it is."""
    try:
        kind, pages = inspect(received, name, allowed=allowed)
    except Secret:
        _note_secret(sha256, by=by)
        raise
    size = received.stat().st_size
    disk.keep(received, sha256)
    with transaction.atomic():
        blob, _ = Blob.objects.get_or_create(sha256=sha256, defaults={"size": size, "kind": kind, "pages": pages})
    return blob


def refused_as_secret(digest: str, *, by: Actor) -> Refused:
    """The refusal of a file whose name bears a mark, once the audit has noted its hash."""
    _note_secret(digest, by=by)
    return Refused(
        "文件名带有密级标志，本系统为非涉密系统，没有保存这个文件。请立即告知本单位保密工作人员，按保密规定处理。"
    )


def _note_secret(digest: str, *, by: Actor) -> None:
    record_access("files.secret_refused", by=by, label="拒收带密级标志的文件", note=digest)
