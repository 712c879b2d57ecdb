"""What the reader returns. Every `as_dict` gives plain JSON values under fixed keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from luoshi.reading.blocks import Block

DeadlineKind = Literal["date", "none"]
TableKind = Literal["tasks", "indicators", "scoring", "other"]
Role = Literal["lead", "support", "guide", "implement"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands: the block, and in a table the printed row, both counted from 1."""

    block: int
    row: int | None = None
    page: int | None = None

    def as_dict(self) -> dict[str, int]:
        """Only what is known: text and Word files have no pages of their own."""
        known = {"page": self.page, "block": self.block, "row": self.row}
        return {key: value for key, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a person should know about what was read: a stable code and a Chinese sentence."""

    code: str
    message: str
    source: Source | None = None

    def as_dict(self) -> dict[str, Any]:
        """`source` is null where the flag concerns the whole document or a bare phrase."""
        return {
            "code": self.code,
            "message": self.message,
            "source": self.source.as_dict() if self.source else None,
        }


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline phrase as printed, and the last day allowed where it can be known."""

    text: str
    kind: DeadlineKind = "none"
    start: date | None = None
    due: date | None = None
    rule: str = ""
    year_assumed: bool = False
    soft: bool = False
    flags: tuple[Flag, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Dates in ISO form."""
        return {
            "text": self.text,
            "kind": self.kind,
            "start": self.start.isoformat() if self.start else None,
            "due": self.due.isoformat() if self.due else None,
            "rule": self.rule,
            "year_assumed": self.year_assumed,
            "soft": self.soft,
            "flags": [flag.as_dict() for flag in self.flags],
        }


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as printed and its part in the work."""

    name: str
    role: Role = "lead"

    def as_dict(self) -> dict[str, str]:
        """Name and role."""
        return {"name": self.name, "role": self.role}


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading of the document; level 1 is the outermost."""

    level: int
    number: str
    title: str
    source: Source

    def as_dict(self) -> dict[str, Any]:
        """Level, number without its punctuation, title, source."""
        return {
            "level": self.level,
            "number": self.number,
            "title": self.title,
            "source": self.source.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a task table; `inherited` names the fields that come from the row above."""

    ordinal: str
    item: str
    material: str
    deadline: Deadline
    source: Source
    units: tuple[UnitName, ...] = ()
    note: str = ""
    inherited: tuple[str, ...] = ()
    condition: str | None = None
    any_of: bool = False
    flags: tuple[Flag, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The row with its deadline, its source and its own flags."""
        return {
            "ordinal": self.ordinal,
            "item": self.item,
            "material": self.material,
            "units": [unit.as_dict() for unit in self.units],
            "deadline": self.deadline.as_dict(),
            "note": self.note,
            "inherited": list(self.inherited),
            "condition": self.condition,
            "any_of": self.any_of,
            "source": self.source.as_dict(),
            "flags": [flag.as_dict() for flag in self.flags],
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A printed table; only one of kind `tasks` has rows."""

    name: str
    kind: TableKind
    category: str | None
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    source: Source

    def as_dict(self) -> dict[str, Any]:
        """`columns` binds each printed heading to its meaning."""
        return {
            "name": self.name,
            "kind": self.kind,
            "category": self.category,
            "columns": dict(self.columns),
            "rows": [row.as_dict() for row in self.rows],
            "source": self.source.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Duty:
    """A dated duty found in running text."""

    text: str
    who: tuple[UnitName, ...]
    deadline: Deadline
    source: Source
    flags: tuple[Flag, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The words of the duty, who is obliged, by when, and where it stands."""
        return {
            "text": self.text,
            "who": [unit.as_dict() for unit in self.who],
            "deadline": self.deadline.as_dict(),
            "source": self.source.as_dict(),
            "flags": [flag.as_dict() for flag in self.flags],
        }


@dataclass(frozen=True, slots=True)
class FileInfo:
    """The file that was read; `pages` is None where the format has no fixed pages."""

    name: str
    type: str
    sha256: str
    pages: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Name, type, checksum, pages."""
        return {"name": self.name, "type": self.type, "sha256": self.sha256, "pages": self.pages}


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything read from one document. Texts are verbatim; what was not found is None or empty.

    `blocks` is the document itself, for `paper_of`; `titles` are its blocks that hold the title.
    """

    file: FileInfo
    title: str | None = None
    plan_title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    year: int | None = None
    year_from: str | None = None
    based_on: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    outline: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    duties: tuple[Duty, ...] = ()
    flags: tuple[Flag, ...] = ()
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    titles: frozenset[int] = field(default=frozenset(), repr=False)

    def all_flags(self) -> tuple[Flag, ...]:
        """The flags of the document, then those of its rows, then those of its duties."""
        rows = tuple(flag for table in self.tables for row in table.rows for flag in row.flags)
        return self.flags + rows + tuple(flag for duty in self.duties for flag in duty.flags)

    def as_dict(self) -> dict[str, Any]:
        """The draft as JSON values."""
        return {
            "file": self.file.as_dict(),
            "title": self.title,
            "plan_title": self.plan_title,
            "doc_number": self.doc_number,
            "issuer": self.issuer,
            "year": self.year,
            "year_from": self.year_from,
            "based_on": list(self.based_on),
            "cites": list(self.cites),
            "outline": [heading.as_dict() for heading in self.outline],
            "tables": [table.as_dict() for table in self.tables],
            "duties": [duty.as_dict() for duty in self.duties],
            "flags": [flag.as_dict() for flag in self.flags],
        }
