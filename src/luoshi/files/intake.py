"""Taking a file in: check, keep on disk, and only then tell the database."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from luoshi.audit.writer import record_access
from luoshi.files import disk
from luoshi.files.checks import bears_secret_mark, inspect
from luoshi.files.models import Blob
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused


def take_in(upload: File[bytes], *, by: Actor, allowed: frozenset[Blob.Kind]) -> Blob:
    """Keep an uploaded file and return its blob; raises Refused with one sentence. Not inside a transaction.

    A name with a mark of secrecy is refused before anything is stored; the audit keeps only a hash.
    """
    name = str(upload.name or "未命名")
    if bears_secret_mark(name):
        seen = hashlib.sha256()
        for chunk in upload.chunks():
            seen.update(chunk)
        record_access("files.secret_refused", by=by, label="拒收带密级标志的文件", note=seen.hexdigest())
        raise Refused(
            "文件名带有密级标志，本系统为非涉密系统，没有保存这个文件。请立即告知本单位保密工作人员，按保密规定处理。"
        )
    limit = settings.MAX_UPLOAD
    temporary, sha256, size = disk.receive(upload.chunks(), limit=limit)
    try:
        if size == 0:
            raise Refused(f"“{name}”是空文件。请检查后重新选择。")
        if size > limit:
            raise Refused(f"“{name}”超过 {limit // 1024 // 1024} MB。请压缩或拆分后再传。")
        kind, pages = inspect(temporary, name, allowed=allowed)
        disk.keep(temporary, sha256)
    finally:
        temporary.unlink(missing_ok=True)
    with transaction.atomic():
        blob, _ = Blob.objects.get_or_create(sha256=sha256, defaults={"size": size, "kind": kind, "pages": pages})
    return blob
