"""Bytes on disk: written beside their place, synced, then renamed. Pure of database."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Where the blob with this hash lies."""
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256


def receive(chunks: Iterable[bytes], *, limit: int) -> tuple[Path, str, int]:
    """Write chunks to a temporary file; returns it with hash and size. Stops one chunk after `limit` bytes."""
    folder = Path(settings.DATA_DIR) / "files" / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
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
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(place)
    for folder in (place.parent, place.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
