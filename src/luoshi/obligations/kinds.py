"""The kinds of proof a row asks for, and which of them are missing from what was put together. No database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luoshi.files.models import Blob
from luoshi.obligations.models import Evidence
from luoshi.plans.models import Deliverable

Kind = Deliverable.Evidence
# The formal document may come as the national format for such documents as well (GB/T 33190).
FORMAL = (Blob.Kind.PDF, Blob.Kind.OFD)


@dataclass(frozen=True)
class AskedKind:
    """A kind of proof that a row asks for, and whether it must be there."""

    kind: Kind
    required: bool

    @property
    def label(self) -> str:
        """What people call it."""
        return self.kind.label


def asked_kinds(row: Deliverable) -> list[AskedKind]:
    """The kinds that the row asks for, in the order of the list; a kind that the row does not name is not asked for."""
    return [AskedKind(kind, bool(row.evidence[kind])) for kind in Kind if kind in row.evidence]


def missing_kinds(row: Deliverable, parts: Iterable[Evidence]) -> list[str]:
    """One sentence for each kind that the row requires and the parts lack.

    Where one of the proofs is enough (`any_of`), each kind that the row asks for will do, also one that is optional.
    """
    asked = asked_kinds(row)
    required = {one.kind for one in asked if one.required}
    if not required:
        return []
    there = _kinds_there(list(parts), required)
    if row.any_of:
        if any(there[one.kind] for one in asked):
            return []
        labels = [one.label for one in asked]
        choice = f"{'、'.join(labels[:-1])}或{labels[-1]}" if labels[1:] else labels[0]
        return [f"这项任务要求有{_spaced(choice)}，材料里没有。请补上{'其中一种' if labels[1:] else ''}。"]
    return [_missing(one.kind) for one in asked if one.required and not there[one.kind]]


def _kinds_there(parts: list[Evidence], required: set[Kind]) -> Mapping[Kind, bool]:
    """A report is a link, or one more file than the other required kinds take up."""
    files = [part.blob for part in parts if part.blob]
    pdfs = sum(1 for blob in files if blob.kind in FORMAL)
    pictures = sum(1 for blob in files if blob.is_picture)
    taken_up = min(pdfs, Kind.PDF in required) + min(pictures, Kind.PICTURE in required)
    return {
        Kind.PDF: pdfs > 0,
        Kind.PICTURE: pictures > 0,
        Kind.REPORT: any(part.url for part in parts) or len(files) > taken_up,
    }


def _missing(kind: Kind) -> str:
    how = "网页链接或者另附一个文件都可以。" if kind == Kind.REPORT else ""
    return f"这项任务要求有{_spaced(kind.label)}，材料里没有。请补上。{how}"


def _spaced(label: str) -> str:
    """Latin letters keep a space from the Chinese before them."""
    return f" {label}" if label[0].isascii() else label
