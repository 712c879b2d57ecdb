"""Which unit a printed name means: by full name, short name, alias and former name, or nearly."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from luoshi.accounts.models import Unit, UnitName, UnitSuccession

NEAR_ENOUGH = 0.6  # of shared pairs of characters; below it a guess helps nobody
MOST = 5
KINDS = "省市州盟县区旗"
PLACE = re.compile(r"^(.{1,8}?)(省|市|自治州|州|盟|县|区|旗)")


@dataclass(frozen=True)
class Match:
    """A unit that a name may mean. `score` is 1.0 where the names are the same; `how` says by which name, in words."""

    unit: Unit
    score: float
    how: str


def match_units(names: Collection[str], *, within: Unit, day: date) -> dict[str, list[Match]]:
    """For each printed name the units below `within` that it may mean on that day, best first, at most five.

    Where a name is exactly a unit's, only such units are given. Units that are no more are followed to those that
    do their work on the day. Three questions to the database, whatever the number of names.
    """
    units = Unit.objects.filter(path__startswith=within.path).select_related("category")
    book = _Book(units, _places(within.name), day)
    return {name: book.look_up(name) for name in names}


def match_unit(words: str, day: date) -> list[tuple[Unit, float]]:
    """The same for one name among all units, as pairs of unit and score."""
    units = list(Unit.objects.select_related("category"))
    places = {place for unit in units if unit.parent_id is None for place in _places(unit.name)}
    return [(match.unit, match.score) for match in _Book(units, places, day).look_up(words)]


def plain(name: str) -> str:
    """A name as it is compared: without spaces and signs of no width, letters of one width, 人民政府 as 政府."""
    shown = [c for c in unicodedata.normalize("NFKC", name) if not c.isspace() and unicodedata.category(c) != "Cf"]
    return "".join(shown).replace("人民政府", "政府").lower()


def variants(name: str, places: Collection[str] = ()) -> list[str]:
    """The name itself, and it without the city's own name or a leading 市, 省, 区, 县."""
    whole = plain(name)
    found = [whole]
    for place in sorted(map(plain, places), key=len, reverse=True):
        rest = whole[len(place) :]
        if whole.startswith(place) and rest and (place[-1] in KINDS or rest[0] not in KINDS):
            found.append(rest)
            break
    else:
        if whole[:1] in tuple(KINDS) and len(whole) > 2:
            found.append(whole[1:])
    return [one for one in found if one]


def _places(name: str) -> set[str]:
    """明江市 and 明江 for 明江市依法行政工作领导小组办公室."""
    found = PLACE.match(plain(name))
    return {found.group(0), found.group(1)} if found else set()


class _Book:
    """All names of many units, ready to be asked."""

    def __init__(self, units: Iterable[Unit], places: Collection[str], day: date) -> None:
        self.places, self.day = places, day
        self.units = {unit.pk: unit for unit in units}
        self.after: dict[int, list[int]] = {}
        for before, after, since in UnitSuccession.objects.values_list("predecessor_id", "successor_id", "day"):
            if since <= day:
                self.after.setdefault(before, []).append(after)
        self.whole: dict[str, list[tuple[int, str]]] = {}
        self.shorter: dict[str, list[tuple[int, str]]] = {}
        self.pairs: dict[str, list[int]] = {}
        self.keys: list[tuple[Counter[str], int, str]] = []
        for unit_id, name, how in self._names():
            first, *others = variants(name, self.places) or [""]
            self.whole.setdefault(first, []).append((unit_id, how))
            for key in (first, *others):
                self.shorter.setdefault(key, []).append((unit_id, how))
            last = [first, *others][-1]
            for pair in set(_pairs(last)):
                self.pairs.setdefault(pair, []).append(len(self.keys))
            self.keys.append((Counter(_pairs(last)), unit_id, how))

    def _names(self) -> Iterator[tuple[int, str, str]]:
        for unit in self.units.values():
            yield unit.pk, unit.name, "全称"
            yield unit.pk, unit.short_name, "简称"
        for name in UnitName.objects.all():
            dropped = name.kind == UnitName.Kind.ALIAS and name.valid_to and name.valid_to < self.day
            if name.unit_id in self.units and not dropped:
                yield name.unit_id, name.name, name.get_kind_display()

    def look_up(self, name: str) -> list[Match]:
        """The units one name may mean."""
        keys = variants(name, self.places)
        if not keys:
            return []
        exact = self._living((pk, 1.0, how) for pk, how in self.whole.get(keys[0], []))
        if not exact:
            exact = self._living((pk, 1.0, how) for key in keys for pk, how in self.shorter.get(key, []))
        return exact or self._near(keys[-1])

    def _near(self, key: str) -> list[Match]:
        """Names that share most of their pairs of characters."""
        asked = Counter(_pairs(key))
        seen = Counter(number for pair in asked for number in self.pairs.get(pair, []))
        found = []
        for number, _ in seen.most_common(60):
            pairs, unit_id, _how = self.keys[number]
            score = 2 * sum((asked & pairs).values()) / (sum(asked.values()) + sum(pairs.values()))
            if score >= NEAR_ENOUGH:
                found.append((unit_id, min(round(score, 2), 0.99), "相近"))
        return self._living(found)[:MOST]

    def _living(self, found: Iterable[tuple[int, float, str]]) -> list[Match]:
        """Best first, each unit once; units that are no more give way to those that do their work."""
        best: dict[int, Match] = {}
        for unit_id, score, how in found:
            for unit, words in self._followed(unit_id, how):
                if unit.pk not in best or best[unit.pk].score < score:
                    best[unit.pk] = Match(unit, score, words)
        return sorted(best.values(), key=lambda match: (-match.score, match.unit.order, match.unit.pk))

    def _followed(self, unit_id: int, how: str) -> list[tuple[Unit, str]]:
        start, seen, found, open_ = unit_id, set[int](), [], [unit_id]
        while open_:
            at = open_.pop(0)
            unit = self.units.get(at)
            if at in seen or unit is None:
                continue
            seen.add(at)
            if unit.is_valid_on(self.day):
                found.append((unit, how if at == start else f"承接{self.units[start].short_name}的职能"))
            else:
                open_ += self.after.get(at, [])
        return found


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)] or [text]
