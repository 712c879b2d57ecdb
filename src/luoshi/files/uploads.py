"""Files that come piece by piece and go on where they stopped. The owning room has the pages and checks its record.

The bytes so far lie in `files/incoming/<public id>.part`. What counts is that file, cut to `received`: a piece is first
written and synced, then counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from luoshi.files import disk
from luoshi.files.checks import check_name
from luoshi.files.intake import check_size, keep_checked, refused_as_secret
from luoshi.files.models import Blob, Upload
from luoshi.files.secrecy import bears_secret_mark
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused

LONGEST_NAME = 200


class WrongOffset(Refused):
    """A piece does not begin where the file ends, or the file is not whole yet; `offset` says where to go on."""

    def __init__(self, offset: int) -> None:
        """Keep the right offset."""
        super().__init__("文件还没有传完。请重新选择这个文件，会从断开的地方接着传。")
        self.offset = offset


def begin(  # noqa: PLR0913 - a file is told apart by that much
    purpose: str, name: str, size: int, stamp: str, *, by: Actor, allowed: frozenset[Blob.Kind]
) -> Upload:
    """The upload of this file by this person for this record (`Record.ref`): the one under way, or a new one.

    Its `received` says where to go on; where it is whole, `finish` is all that is left. Raises Refused where name, type
    or size already say that the file cannot be taken.
    """
    if by.user_id is None:
        raise Forbidden("上传文件要先登录。")
    name = _plain_name(name)
    if bears_secret_mark(name):
        raise refused_as_secret(hashlib.sha256(name.encode()).hexdigest(), by=by)
    if len(name) > LONGEST_NAME:
        raise Refused(f"文件名超过 {LONGEST_NAME} 个字。请改短后再传。")
    check_name(name, allowed=allowed)
    check_size(name, size)
    now = clock.now()
    same = {"owner_id": by.user_id, "purpose": purpose, "name": name, "size": size, "stamp": stamp[:40]}
    if not stamp:  # nothing tells whether it is still the same file
        for other in Upload.objects.filter(**same):
            drop(other, by=by)
    with transaction.atomic():
        known = Upload.objects.filter(**same).exists()
        if not known and open_uploads(purpose).filter(owner=by.user_id).count() >= settings.MAX_FILES:
            raise Refused(f"已有 {settings.MAX_FILES} 个文件没有传完。请先传完，或者删去不要的，再传别的。")
        upload, _ = Upload.objects.get_or_create(**same, defaults={"created_at": now, "touched_at": now})
        Upload.objects.filter(pk=upload.pk).update(touched_at=now)
        held = _end(upload)
        if held < upload.received:
            Upload.objects.filter(pk=upload.pk, received=upload.received).update(received=held)
    return Upload.objects.get(pk=upload.pk)


def append(upload: Upload, offset: int, chunks: Iterable[bytes], *, by: Actor) -> Upload:
    """Add a piece that begins at `offset`; on the disk when this returns. Raises WrongOffset where it does not fit."""
    row = _own(upload, by=by)
    if row.blob_id is not None or offset != _end(row):
        raise WrongOffset(_end(row))
    piece, _, size = disk.receive(chunks, limit=row.size - offset)
    try:
        if offset + size > row.size:
            raise Refused(f"“{row.name}”传来的内容比文件本身长，可能传的时候被修改过。请重新选择这个文件再传。")
        with disk.locked(disk.part_of(row.public_id)) as part:
            row = _own(upload, by=by)
            if row.blob_id is not None or offset != _end(row):
                raise WrongOffset(_end(row))
            if offset < row.received:  # the file had lost some: never count what is not synced
                Upload.objects.filter(pk=row.pk, received=row.received).update(received=offset)
            disk.add(part, piece, at=offset)
            same = Upload.objects.filter(pk=row.pk, blob=None, received=offset)
            if not same.update(received=offset + size, touched_at=clock.now()):
                raise WrongOffset(_end(_own(upload, by=by)))
    finally:
        piece.unlink(missing_ok=True)
    return _own(upload, by=by)


def finish(upload: Upload, *, by: Actor, allowed: frozenset[Blob.Kind]) -> tuple[Blob, str]:
    """Take the whole file in and return blob and name; once more gives the same. Not inside a transaction.

    A file that cannot be taken is thrown away together with its upload, and Refused says why.
    """
    _own(upload, by=by)
    path = disk.part_of(upload.public_id)
    with disk.locked(path):
        row = _own(upload, by=by)
        if row.blob is None:
            row.blob = _take(row, path, by=by, allowed=allowed)
            Upload.objects.filter(pk=row.pk).update(blob=row.blob, touched_at=clock.now())
        path.unlink(missing_ok=True)
    return row.blob, row.name


def drop(upload: Upload, *, by: Actor) -> None:
    """Throw away an upload and its bytes; nothing where it is gone already."""
    if not by.may("files.upload", upload):
        raise Forbidden("这个文件是别人在传。请本人来删。")
    path = disk.part_of(upload.public_id)
    with disk.locked(path):
        _throw_away(upload, path)


def open_uploads(purpose: str) -> QuerySet[Upload]:
    """The uploads for this record that are not finished, of everybody, oldest first."""
    return Upload.objects.filter(purpose=purpose, blob=None)


def clear(older_than_days: int) -> int:
    """Throw away uploads that nobody touched for so long, and loose files among the incoming; how many there were."""
    before = clock.now() - timedelta(days=older_than_days)
    old = list(Upload.objects.filter(touched_at__lt=before))
    for upload in old:
        with disk.locked(disk.part_of(upload.public_id)):
            if Upload.objects.filter(pk=upload.pk, touched_at__lt=before).exists():
                _throw_away(upload, disk.part_of(upload.public_id))
    under_way = {disk.part_of(public_id) for public_id in Upload.objects.values_list("public_id", flat=True)}
    loose = [path for path in disk.incoming().iterdir() if path not in under_way and _is_older(path, before)]
    for path in loose:
        path.unlink(missing_ok=True)
    return len(old) + len(loose)


def _plain_name(name: str) -> str:
    """The name without its folders and without characters that nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable()).strip() or "未命名"


def _own(upload: Upload, *, by: Actor) -> Upload:
    """The row as it is now, where it is there and the person's own."""
    if not by.may("files.upload", upload):
        raise Forbidden("这个文件是别人在传。请自己选择文件上传。")
    row = Upload.objects.select_related("blob").filter(pk=upload.pk).first()
    if row is None:
        raise Refused("这个文件传到一半，时间久了已经清除。请重新选择文件上传。")
    return row


def _end(row: Upload) -> int:
    """Where the next piece begins: behind what was counted, or before that where the file has lost some."""
    if row.blob_id is not None:
        return row.size
    try:
        return min(row.received, disk.part_of(row.public_id).stat().st_size)
    except FileNotFoundError:
        return 0


def _take(row: Upload, path: Path, *, by: Actor, allowed: frozenset[Blob.Kind]) -> Blob:
    if _end(row) != row.size:
        raise WrongOffset(_end(row))
    try:
        check_size(row.name, row.size)
        with disk.twin(path) as whole:
            return keep_checked(whole, row.name, sha256=disk.hash_of(whole), by=by, allowed=allowed)
    except disk.Full:
        raise
    except Refused:
        _throw_away(row, path)
        raise


def _throw_away(row: Upload, path: Path) -> None:
    Upload.objects.filter(pk=row.pk).delete()
    path.unlink(missing_ok=True)


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False
