"""Bytes on disk: written beside their place, synced, then renamed. Pure of database."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from luoshi.kit.errors import Refused

# A full disk, a full quota, and a file larger than the account may write.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def path_of(sha256: str) -> Path:
    """Where the blob with this hash lies."""
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256


def incoming() -> Path:
    """The folder of what is on its way in."""
    folder = Path(settings.DATA_DIR) / "files" / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def part_of(public_id: str) -> Path:
    """Where the bytes of an upload gather."""
    return incoming() / f"{public_id}.part"


class Full(Refused):
    """There is no room for more; nothing that was there is lost."""


@contextmanager
def room_needed() -> Iterator[None]:
    """Turn a full disk into a refusal; what lay there before is untouched."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise Full("服务器的磁盘满了，这次传的没有存下，先前的都还在。请告诉系统管理员，腾出空间后再传。") from error


def receive(chunks: Iterable[bytes], *, limit: int) -> tuple[Path, str, int]:
    """Write chunks to a temporary file; returns it with hash and size. Stops one chunk after `limit` bytes."""
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=incoming())
    try:
        with room_needed(), os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
                if size > limit:
                    break
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name), digest.hexdigest(), size


def keep(temporary: Path, sha256: str) -> None:
    """Move a received file to its place for good; returns only when the disk has it."""
    place = path_of(sha256)
    with room_needed():
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(place)
        for folder in (place.parent, place.parent.parent):
            _sync(folder)


@contextmanager
def locked(part: Path) -> Iterator[int]:
    """The file, made where it is missing, for one at a time; gives its descriptor."""
    is_new = not part.exists()
    handle = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if is_new:
            _sync(part.parent)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)  # and with it the lock


def add(part: int, piece: Path, *, at: int) -> None:
    """Put a piece behind the first `at` bytes of an open file, in place of anything there; synced, or as before."""
    os.ftruncate(part, at)
    os.lseek(part, at, os.SEEK_SET)
    try:
        with room_needed(), piece.open("rb") as source, os.fdopen(os.dup(part), "wb") as out:
            shutil.copyfileobj(source, out, 1024 * 1024)
            out.flush()
            os.fsync(part)
    except BaseException:
        os.ftruncate(part, at)
        raise


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def twin(part: Path) -> Iterator[Path]:
    """A second name for the same bytes, to be moved away while the first stays until the database knows."""
    other = part.with_suffix(".whole")
    other.unlink(missing_ok=True)
    other.hardlink_to(part)
    try:
        yield other
    finally:
        other.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
