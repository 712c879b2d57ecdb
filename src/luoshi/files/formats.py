"""What a file is, by its content, whatever its name says."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filetype

from luoshi.files import archives, texts
from luoshi.files.compound import SIGNATURE, Compound
from luoshi.files.models import Blob

Kind = Blob.Kind

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
HEIC_FAMILIES = frozenset({b"mif1", b"mif2", b"msf1"})
MP4_BRANDS = frozenset({b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"mmp4", b"3gp4", b"3gp5"})
# How a document in the older Word format, or of WPS, begins: Word 97 and later, Word 6 and 95, their Asian editions.
WORD_BEGINNINGS = frozenset({0xA5EC, 0xA5DC, 0xA697, 0xA698, 0xA699})
_ENCRYPTED, _MOST_BOXES = 0x0100, 10_000


def kind_of(path: Path) -> Blob.Kind | None:
    """The kind that the content is; raises `archives.TooBig` or `Locked` for an archive nobody should unpack."""
    with path.open("rb") as file:
        start = file.read(8192)
    if b"%PDF-" in start[:1024]:
        return Kind.PDF
    if start[:8] == SIGNATURE:
        return _kind_of_compound(path)
    if start[4:8] == b"ftyp":
        return _kind_of_boxes(start)
    if start[:4] == b"PK\x03\x04":
        return _kind_of_archive(path)
    guess = filetype.guess_extension(start)
    return {"jpg": Kind.JPEG, "png": Kind.PNG}.get(guess)


def is_whole_video(path: Path) -> bool:
    """Whether the box that describes a video and one with its pictures are there to their ends; more may follow."""
    whole, place, end = set(), 0, path.stat().st_size
    with path.open("rb") as file:
        for _ in range(_MOST_BOXES):
            file.seek(place)
            head = file.read(16)
            if len(head) < 8:
                break
            size, name = struct.unpack_from(">L4s", head)
            if size == 1 and len(head) == 16:
                (size,) = struct.unpack_from(">Q", head, 8)
            size = size or end - place
            if size < 8 or place + size > end:
                break
            whole.add(name)
            place += size
    return {b"moov", b"mdat"} <= whole


def compound_names(path: Path) -> frozenset[str]:
    """The names of streams and storages; nothing for what is none or cannot be read."""
    try:
        with _compound(path) as compound:
            return compound.names
    except archives.Damaged:
        return frozenset()


def compound_page(path: Path) -> texts.FirstPage:
    """The first words of a Word or WPS document of the older format; raises `archives.Damaged` or `Locked`."""
    with _compound(path) as compound:
        (flags,) = struct.unpack_from("<H", compound.read("WordDocument", 64), 0x0A)
        if flags & _ENCRYPTED:
            raise archives.Locked
        return texts.of_compound(compound)


@contextmanager
def _compound(path: Path) -> Iterator[Compound]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            yield Compound(data)
        except (ValueError, struct.error) as error:
            raise archives.Damaged from error


def _kind_of_compound(path: Path) -> Blob.Kind | None:
    try:
        with _compound(path) as compound:
            if "EncryptedPackage" in compound.names:
                raise archives.Locked
            beginning = compound.read("WordDocument", 64)
    except archives.Damaged:
        return None
    return Kind.WPS if int.from_bytes(beginning[:2], "little") in WORD_BEGINNINGS else None


def _kind_of_boxes(start: bytes) -> Blob.Kind | None:
    (size,) = struct.unpack_from(">L", start)
    brands = [start[place : place + 4] for place in (8, *range(16, min(size, len(start)) - 3, 4))]
    if brands[0] in HEIC_BRANDS or (brands[0] in HEIC_FAMILIES and HEIC_BRANDS & {*brands}):
        return Kind.HEIC
    if brands[0] in MP4_BRANDS or brands[0][:3] == b"iso":
        return Kind.MP4
    return None


def _kind_of_archive(path: Path) -> Blob.Kind | None:
    try:
        with archives.opened(path) as archive:
            names = set(archive.namelist())
            if texts.is_ofd(archive):
                return Kind.OFD
    except archives.Damaged:
        return None
    return Kind.DOCX if "word/document.xml" in names else Kind.XLSX if "xl/workbook.xml" in names else None
