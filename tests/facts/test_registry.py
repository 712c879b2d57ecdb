"""Facts by key: registering, measuring over many, and keys that the database uses."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from luoshi.facts import registry
from luoshi.facts.checks import every_used_fact_is_registered
from luoshi.facts.registry import (
    Fact,
    Period,
    Source,
    UnknownFact,
    label_of,
    measure,
    register,
    sources,
    unknown_keys,
    uses,
)

YEAR = Period.year(2017)


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    """A registry of its own for each test."""
    monkeypatch.setattr(registry, "_measures", {})
    monkeypatch.setattr(registry, "_uses", [])


def units_with_even_numbers():
    """A fact that can be stated about even numbers only; it remembers what it was asked."""
    asked = []

    @register("rooms.even", label="号码是双数")
    def even(units, period):
        asked.append((tuple(units), period))
        return {unit: Fact(unit, f"号码是{unit}。") for unit in (2, 4, 6) if unit % 2 == 0}

    return asked


def test_fact_is_measured_over_many_units_at_once():
    asked = units_with_even_numbers()
    assert measure("rooms.even", [1, 2, 3, 4], YEAR) == {2: Fact(2, "号码是2。"), 4: Fact(4, "号码是4。")}
    assert asked == [((1, 2, 3, 4), YEAR)]


def test_measure_asks_nothing_about_no_units():
    asked = units_with_even_numbers()
    assert (measure("rooms.even", [], YEAR), asked) == ({}, [])


def test_fact_holds_when_its_value_is_more_than_nothing():
    assert [Fact(value, "").holds for value in (True, 3, False, 0)] == [True, True, False, False]


def test_key_is_registered_once():
    units_with_even_numbers()
    with pytest.raises(ValueError, match=r"rooms\.even is registered twice"):
        units_with_even_numbers()


def test_unknown_key_says_what_there_is():
    units_with_even_numbers()
    with pytest.raises(UnknownFact, match=r"没有登记“rooms\.odd”这项事实。已登记：rooms\.even。"):
        measure("rooms.odd", [1], YEAR)
    with pytest.raises(KeyError):
        label_of("rooms.odd")


def test_sources_are_sorted_by_key():
    units_with_even_numbers()
    register("plans.a", label="甲")(lambda *_: {})
    assert sources() == (Source("plans.a", "甲"), Source("rooms.even", "号码是双数"))
    assert label_of("plans.a") == "甲"


def test_period_of_a_year_holds_both_its_ends():
    assert (YEAR.start, YEAR.end, str(YEAR)) == (date(2017, 1, 1), date(2017, 12, 31), "2017年")
    assert str(Period(date(2017, 1, 1), date(2017, 6, 30))) == "2017年1月1日至2017年6月30日"
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2017, 6, 30), date(2017, 1, 1))


def test_unknown_keys_say_where_they_are_used():
    units_with_even_numbers()
    uses(lambda: [("rooms.even", "任务甲"), ("rooms.gone", "任务乙"), ("rooms.gone", "任务乙")])
    uses(lambda: [("rooms.away", "规则丙")])
    assert unknown_keys() == [("rooms.away", "规则丙"), ("rooms.gone", "任务乙")]


@pytest.mark.django_db
def test_check_finds_an_unknown_key():
    uses(lambda: [("rooms.gone", "任务乙")])
    (error,) = every_used_fact_is_registered(databases=["default"])
    assert (error.id, error.msg) == ("facts.E001", "任务乙 用到没有登记的事实“rooms.gone”。")
    with pytest.raises(CommandError, match=r"rooms\.gone"):
        call_command("check", databases=["default"])
    call_command("check")  # without a database nothing is read


@pytest.mark.django_db
def test_check_is_silent_while_tables_are_missing():
    def missing():
        raise OperationalError("no such table")

    uses(missing)
    assert every_used_fact_is_registered(databases=["default"]) == []
