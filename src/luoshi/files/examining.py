"""What a file tells by its content alone, looked at once: first text, blank pages, fingerprint, camera, signature."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from luoshi.files import archives, camera, formats, pdf, pictures, texts
from luoshi.files.disk import path_of
from luoshi.files.models import Blob, Examination
from luoshi.files.trial import MOST_PAGES

Kind = Blob.Kind


def examine(blob: Blob) -> Examination:
    """What was found out about the file, looking at it now where nobody has yet. Never raises; not in a transaction.

    A file that cannot be looked at gives an empty row with `failed`. Where the bytes are missing nothing is stored, so
    that it is looked at again when they are back.
    """
    return examinations([blob])[blob.pk]


def examinations(blobs: Iterable[Blob]) -> dict[int, Examination]:
    """The same for many at once, by number of the blob: one question for all that were looked at before."""
    wanted = {blob.pk: blob for blob in blobs}
    found = Examination.objects.in_bulk(wanted)
    return {pk: found.get(pk) or _looked_at(blob) for pk, blob in wanted.items()}


def _looked_at(blob: Blob) -> Examination:
    path = path_of(blob.sha256)
    if not path.exists():
        return Examination(blob=blob, failed=True)
    try:
        seen = _look(path, Kind(blob.kind))
    except Exception:  # a file can break a library in more ways than anyone knows
        logging.getLogger(__name__).warning("examination of blob %s failed", blob.sha256, exc_info=True)
        seen = {"failed": True}
    examination, _ = Examination.objects.get_or_create(blob=blob, defaults=seen)
    return examination


def _look(path: Path, kind: Blob.Kind) -> dict[str, Any]:
    """The fields that this kind of file has something to say about."""
    if kind is Kind.PDF:
        return _look_at_pdf(path)
    if kind in (Kind.JPEG, Kind.PNG, Kind.HEIC):
        return _look_at_picture(path)
    if kind in (Kind.OFD, Kind.DOCX, Kind.XLSX):
        with archives.opened(path) as archive:
            text = texts.of_archive(archive).text
            signed = any(name.endswith("Signatures.xml") for name in archive.namelist())
        return {"first_text": text, "signed": signed if kind is Kind.OFD else None}
    if kind is Kind.WPS:
        return {"first_text": formats.compound_page(path).text}
    if kind is Kind.TEXT:
        with path.open("rb") as file:
            return {"first_text": texts.of_plain(file.read(8 * texts.LONGEST)).text}
    return {}


def _look_at_pdf(path: Path) -> dict[str, Any]:
    with pdf.opened(path) as document:
        looked = min(pdf.count(document), MOST_PAGES)
        return {
            "first_text": pdf.first_text(document),
            "blank_pages": [number for number in range(1, looked + 1) if pdf.is_blank(document, number)],
            "pages_looked": looked,
            "signed": pdf.is_signed(document),
        }


def _look_at_picture(path: Path) -> dict[str, Any]:
    with pictures.opened(path) as picture:
        shot = camera.shot(picture)
        seen = pictures.small(picture)
    return {
        "blank_pages": [1] if pictures.is_one_colour(seen) else [],
        "pages_looked": 1,
        "phash": pictures.fingerprint(seen),
        "taken_at": shot.taken_at,
        "latitude": shot.latitude,
        "longitude": shot.longitude,
        "camera": shot.camera,
        "turned": shot.turned,
    }
