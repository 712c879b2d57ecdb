"""Who a row of a document means: printed names of units and categories against those on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from luoshi.accounts.matching import match_units
from luoshi.accounts.models import Unit, UnitCategory
from luoshi.kit import clock
from luoshi.plans.parts import unwritten
from luoshi.plans.queries.names import plain

SURE = 0.9  # our own choice: a match below it is asked, not taken


@dataclass(frozen=True)
class Matched:
    """What the printed names of one row came to; `unknown` are those to which nobody on record answers, or several."""

    categories: tuple[UnitCategory, ...]
    units: tuple[tuple[Unit, str], ...]
    unknown: tuple[str, ...]


class Matcher:
    """Matches many rows with a few queries: the names of all rows are looked up at once."""

    def __init__(self, names: Collection[str], *, within: Unit) -> None:
        """Look the names up among the categories, and among the unit and those below it today."""
        found = list(UnitCategory.objects.all())
        often = Counter(plain(category.name) for category in found)
        self._categories = {plain(one.name): one for one in found if often[plain(one.name)] == 1}
        rest = {name for name in names if plain(name) not in self._categories}
        self._units = match_units(rest, within=within, day=clock.today()) if rest else {}

    def category(self, name: str) -> UnitCategory | None:
        """The category that a table or row names."""
        return self._categories.get(plain(name))

    def row(self, printed: Iterable[dict[str, Any]]) -> Matched:
        """The printed units of a row (name and role) as categories, units with their part, and unknown names."""
        printed = list(printed)
        # The reader calls a unit without a part leading; several such are equals.
        equal = len(printed) > 1 and {one["role"] for one in printed} == {"lead"}
        categories: dict[int, UnitCategory] = {}
        units: dict[int, tuple[Unit, str]] = {}
        unknown = []
        for one in printed:
            category = self.category(one["name"])
            found = [match for match in self._units.get(one["name"], []) if match.score >= SURE]
            if category is not None:
                categories[category.pk] = category
            elif len({match.unit.pk for match in found}) == 1:
                part = unwritten(len(printed)) if equal else one["role"]
                units.setdefault(found[0].unit.pk, (found[0].unit, part))
            else:
                unknown.append(one["name"])
        return Matched(tuple(categories.values()), tuple(units.values()), tuple(unknown))
