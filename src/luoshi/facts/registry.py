"""The registry: facts by key, each measured over many units at once; and where the database uses which key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Period:
    """From one day to another, both counted."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """A period does not end before it begins."""
        if self.end < self.start:
            raise ValueError(f"period ends on {self.end}, before it begins on {self.start}")

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    def __str__(self) -> str:
        """2017年, or 2017年1月1日至2017年6月30日."""
        if self == Period.year(self.start.year):
            return f"{self.start.year}年"
        return "至".join(f"{day.year}年{day.month}月{day.day}日" for day in (self.start, self.end))


@dataclass(frozen=True)
class FactFile:
    """A file that a fact brings along as proof: its name for people, the number of its blob, its hash."""

    name: str
    blob_id: int
    sha256: str


@dataclass(frozen=True)
class Fact:
    """What is so about one unit: a value, a Chinese sentence that says it, what it counts (`Record.ref`), its files."""

    value: bool | int | Decimal
    statement: str
    refs: tuple[str, ...] = ()
    files: tuple[FactFile, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether there is anything to it: yes, or more than nothing."""
        return bool(self.value)


@dataclass(frozen=True)
class Source:
    """A registered fact: its key and what people call it."""

    key: str
    label: str


class UnknownFact(KeyError):
    """No room has registered a fact under this key."""

    def __init__(self, key: str) -> None:
        """Keep the key."""
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        """Which key, and what there is."""
        return f"没有登记“{self.key}”这项事实。已登记：{'、'.join(sorted(_measures)) or '无'}。"


Measure = Callable[[Collection[int], Period], Mapping[int, Fact]]
Uses = Callable[[], Iterable[tuple[str, str]]]

_measures: dict[str, tuple[str, Measure]] = {}
_uses: list[Uses] = []


def register(key: str, *, label: str) -> Callable[[Measure], Measure]:
    """Register the function that measures the fact `key` over units (numbers of rows) in a period.

    It asks the database at most three times, however many units it is asked about.
    """

    def register(function: Measure) -> Measure:
        if key in _measures:
            raise ValueError(f"fact {key} is registered twice")
        _measures[key] = (label, function)
        return function

    return register


def measure(key: str, units: Collection[int], period: Period) -> dict[int, Fact]:
    """The fact for each of the units about which it can be stated; raises UnknownFact."""
    function = _known(key)[1]
    if not units:
        return {}
    found = function(units, period)
    return {unit: found[unit] for unit in units if unit in found}


def label_of(key: str) -> str:
    """What people call the fact; raises UnknownFact."""
    return _known(key)[0]


def sources() -> tuple[Source, ...]:
    """All registered facts by key."""
    return tuple(Source(key, label) for key, (label, _) in sorted(_measures.items()))


def uses(function: Uses) -> Uses:
    """Register a function that names each key its room keeps in the database, and where: pairs (key, where)."""
    _uses.append(function)
    return function


def unknown_keys() -> list[tuple[str, str]]:
    """Each key that the database uses and nobody has registered, with where it is used."""
    return sorted({(key, where) for function in _uses for key, where in function() if key not in _measures})


def _known(key: str) -> tuple[str, Measure]:
    if key not in _measures:
        raise UnknownFact(key)
    return _measures[key]
