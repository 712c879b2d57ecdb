"""ZIP files from outside. What one may hold, and how far it may unpack, stands here once."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MEGABYTE = 1024 * 1024
MAX_ENTRIES = 10_000
MAX_UNPACKED = 400 * MEGABYTE
# Sheets of repeated cells shrink far, but not so far; below this size nothing can do harm.
MAX_RATIO, HARMLESS = 200, 20 * MEGABYTE
# An XML part that is read into memory.
MAX_XML = 40 * MEGABYTE
# The table of contents is read whole, so it is measured before.
MAX_TABLE = 4 * MEGABYTE
# All that office files use. The others that ZIP knows are unpacked without a limit, whatever size the file tells.
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MACROS = re.compile(r"(?:^|/)vbaProject\.bin$|^xl/macrosheets/", re.IGNORECASE)
_TYPES = "[Content_Types].xml"


class Damaged(Exception):
    """The content is not what its head says."""


class TooBig(Exception):
    """Unpacked it would be far larger than an office file is."""


class Locked(Exception):
    """It opens only with a password."""


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, within the limits; raises Damaged, TooBig or Locked, also for what is found while it is read."""
    if _table_size(path) > MAX_TABLE:
        raise TooBig
    try:
        with zipfile.ZipFile(path) as archive:
            _weigh(archive)
            yield archive
    except (Damaged, TooBig, Locked):
        raise
    except Exception as error:  # zipfile, its decompressors and the XML parser raise many kinds for damaged data
        raise Damaged from error


def part(archive: zipfile.ZipFile, name: str, *, most: int = MAX_XML) -> IO[bytes]:
    """An XML part of at most so many bytes, opened for reading."""
    if archive.getinfo(name).file_size > most:
        raise TooBig
    return archive.open(name)


def read_through(archive: zipfile.ZipFile) -> None:
    """Read all of it once; raises where a part is not whole."""
    for info in archive.infolist():
        with archive.open(info) as content:
            while content.read(MEGABYTE):
                pass


def holds_macros(archive: zipfile.ZipFile) -> bool:
    """Whether an office file brings a program along, under its usual name or only by its type."""
    if any(_MACROS.search(name) for name in archive.namelist()):
        return True
    if _TYPES not in archive.namelist():
        return False
    with part(archive, _TYPES) as types:
        # The noughts are those of UTF-16, in which it may be written too.
        return bool(re.search(rb"vbaProject|macroEnabled", types.read().replace(b"\0", b""), re.IGNORECASE))


def _weigh(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
        raise TooBig
    if unpacked > HARMLESS and unpacked > MAX_RATIO * max(packed, 1):
        raise TooBig
    if any(e.flag_bits & 1 for e in entries):
        raise Locked
    if any(e.compress_type not in _PACKINGS for e in entries):
        raise Damaged


def _table_size(path: Path) -> int:
    """The size of the table of contents: the largest that anything like an end of the file tells, in either form."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 66_000, 0))
        tail = file.read()
    told = [0]
    for sign, form, place in ((b"PK\x05\x06", "<L", 12), (b"PK\x06\x06", "<Q", 40)):
        for found in re.finditer(re.escape(sign), tail):
            if found.start() + place + struct.calcsize(form) <= len(tail):
                told += struct.unpack_from(form, tail, found.start() + place)
    return max(size for size in told if size != 0xFFFFFFFF)
