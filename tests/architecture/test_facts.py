"""Every registered fact asks the database as often for one unit as for all, and at most three times."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import cast as people

from luoshi.accounts.models import Unit
from luoshi.facts import registry
from luoshi.facts.registry import Fact, Period, measure, sources


def questions(key: str, units: list[int]) -> int:
    """How often measuring asks the database."""
    with CaptureQueriesContext(connection) as captured:
        measure(key, units, Period.year(2017))
    return len(captured)


def dear(cast: people.Cast) -> dict[str, tuple[int, int]]:
    """Facts that ask too often: the most questions for one unit alone, and the questions for all units."""
    units = list(Unit.objects.values_list("pk", flat=True))
    costs = {
        source.key: (max(questions(source.key, [unit]) for unit in units), questions(source.key, units))
        for source in sources()
    }
    return {key: cost for key, cost in costs.items() if cost[0] != cost[1] or cost[1] > 3}


def test_facts_ask_at_most_three_questions_whatever_the_number_of_units(cast):
    people.submitted(cast, people.issued_plan(cast))
    assert dear(cast) == {}


@pytest.mark.parametrize("often", [1, 4])
def test_fact_that_asks_for_each_unit_or_too_often_is_noticed(often, cast, monkeypatch):
    def each(units, period):
        return {unit: Fact(Unit.objects.filter(pk=unit).exists(), "在名单中。") for unit in units for _ in range(often)}

    def often_for_all(units, period):
        return [Unit.objects.filter(pk__in=units).count() for _ in range(often)] and {}

    measure_it = each if often == 1 else often_for_all
    monkeypatch.setattr(registry, "_measures", {"test.dear": ("贵", measure_it)})
    assert set(dear(cast)) == {"test.dear"}
