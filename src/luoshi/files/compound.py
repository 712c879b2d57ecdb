"""Compound files (OLE): the streams that a file of the older office formats holds, enough to tell what it is."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property
from mmap import mmap

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_END = 0xFFFFFFFA  # from here on numbers of sectors are marks, not places
_ENTRY = 128
_MOST_ENTRIES = 8192


@dataclass(frozen=True, slots=True)
class _Stream:
    start: int
    size: int
    is_root: bool


class Compound:
    """The file, read in place; raises ValueError or struct.error where it is damaged."""

    def __init__(self, data: bytes | mmap) -> None:
        """Read the head and the directory."""
        if data[:8] != SIGNATURE or len(data) < 512:
            raise ValueError("no compound file")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sizes of sectors")
        self._sector, self._mini_sector = 1 << shift, 1 << mini_shift
        self._fat_count, directory = struct.unpack_from("<LL", data, 44)
        self._cutoff, self._mini_start = struct.unpack_from("<LL", data, 56)
        (self._more_start,) = struct.unpack_from("<L", data, 68)
        self._streams = self._directory(self._chain(directory, _MOST_ENTRIES * _ENTRY))

    @property
    def names(self) -> frozenset[str]:
        """The names of all streams and storages, at every depth."""
        return frozenset(self._streams)

    def read(self, name: str, limit: int) -> bytes:
        """The first bytes of a stream; nothing where there is no such stream."""
        stream = self._streams.get(name)
        if stream is None:
            return b""
        size = min(stream.size, limit)
        if stream.size >= self._cutoff:
            return self._chain(stream.start, size)[:size]
        return self._mini_chain(stream.start, size)[:size]

    def _directory(self, raw: bytes) -> dict[str, _Stream]:
        streams: dict[str, _Stream] = {}
        for place in range(0, len(raw) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", raw, place + 64)
            if kind not in (1, 2, 5) or not 2 <= length <= 64:
                continue
            name = raw[place : place + length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<LL", raw, place + 116)
            streams.setdefault(name, _Stream(start, size, kind == 5))
        if not any(stream.is_root for stream in streams.values()):
            raise ValueError("no root")
        return streams

    @cached_property
    def _fat(self) -> list[int]:
        """For each sector the one after it; never more than the file has sectors."""
        places = [*struct.unpack_from("<109L", self._data, 76)][: self._fat_count]
        step, more = self._sector // 4, self._more_start
        if self._fat_count > len(self._data) // self._sector // step + 1:
            raise ValueError("a table larger than the file")
        while more < _END and len(places) < self._fat_count:
            row = struct.unpack(f"<{step}L", self._at(more))
            places, more = [*places, *row[:-1]], row[-1]
        table: list[int] = []
        for place in places[: self._fat_count]:
            if place < _END:
                table += struct.unpack(f"<{step}L", self._at(place))
        return table

    @cached_property
    def _mini(self) -> tuple[bytes, list[int]]:
        """The stream that small streams lie in, and for each of its sectors the one after it."""
        root = next(stream for stream in self._streams.values() if stream.is_root)
        raw = self._chain(self._mini_start, len(self._data))
        return self._chain(root.start, root.size), [*struct.unpack(f"<{len(raw) // 4}L", raw[: len(raw) // 4 * 4])]

    def _at(self, number: int) -> bytes:
        place = (number + 1) * self._sector
        found = self._data[place : place + self._sector]
        if not found:
            raise ValueError("a sector beyond the end")
        return found.ljust(self._sector, b"\0")

    def _chain(self, start: int, limit: int) -> bytes:
        """The sectors of a chain up to `limit` bytes; a chain that runs in a circle ends by the limit of the file."""
        out, number = bytearray(), start
        most = min(limit, len(self._data))
        while number < _END and len(out) < most:
            out += self._at(number)
            if number >= len(self._fat):
                raise ValueError("a chain that leads nowhere")
            number = self._fat[number]
        return bytes(out)

    def _mini_chain(self, start: int, limit: int) -> bytes:
        store, table = self._mini
        out, number = bytearray(), start
        while number < _END and len(out) < limit:
            place = number * self._mini_sector
            if number >= len(table) or place >= len(store):
                raise ValueError("a chain that leads nowhere")
            out += store[place : place + self._mini_sector]
            number = table[number]
        return bytes(out)
