"""What every file format is turned into: paragraphs and tables in printed order."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.reading.model import Flag, Source


class Unreadable(Exception):
    """The file cannot be read; the message is one Chinese sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Verbatim text; `heading` where the file itself marks it as a heading."""

    block: int
    text: str
    heading: bool = False

    @property
    def source(self) -> Source:
        """The block."""
        return Source(self.block)


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell; `above` where it is one cell with the one above, `beside` with the one on its left."""

    text: str
    above: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row of a table."""

    source: Source
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed. Where merges are not known, an empty cell may belong to the one above.

    `name` is what the file itself calls the table, not a line above it.
    """

    block: int
    lines: tuple[Line, ...]
    merges_known: bool
    name: str = ""

    @property
    def source(self) -> Source:
        """The block."""
        return Source(self.block)


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of one file and what was noticed while taking it apart."""

    items: tuple[Block, ...]
    flags: tuple[Flag, ...] = ()
