"""A frozen fact is plain JSON and tells whether it was touched."""

import json
from datetime import datetime
from decimal import Decimal

import pytest

from luoshi.facts import registry
from luoshi.facts.freezing import freeze, is_untouched
from luoshi.facts.registry import Fact, FactFile, Period, UnknownFact, register
from luoshi.kit import clock

FACT = Fact(
    True, "方案已于2017年6月12日印发。", ("plans.plan:0123456789abcdef",), (FactFile("方案.pdf", 7, "ab" * 32),)
)


@pytest.fixture(autouse=True)
def one_fact(monkeypatch):
    """One registered fact."""
    monkeypatch.setattr(registry, "_measures", {})
    register("plans.issued", label="方案已印发")(lambda *_: {})


def frozen(fact=FACT):
    return freeze("plans.issued", fact, period=Period.year(2017), population=80, at=clock.now())


def test_frozen_fact_holds_what_was_there_as_plain_json():
    made = frozen()
    digest = made.pop("digest")
    assert made == {
        "key": "plans.issued",
        "label": "方案已印发",
        "period": {"start": "2017-01-01", "end": "2017-12-31"},
        "value": True,
        "statement": "方案已于2017年6月12日印发。",
        "refs": ["plans.plan:0123456789abcdef"],
        "files": [{"name": "方案.pdf", "sha256": "ab" * 32}],
        "population": 80,
        "at": "2017-09-05T09:00:00+08:00",
    }
    assert digest == "09f5a1527377d14caca208b34ee424153336422941709f5c9a1f7c76d1c4edf5"


def test_frozen_fact_survives_the_way_through_the_database():
    assert is_untouched(json.loads(json.dumps(frozen(Fact(Decimal("2.50"), "得2.5分。")))))


@pytest.mark.parametrize(
    "change",
    [
        {"value": False},
        {"value": 1},
        {"statement": "方案已于2017年6月2日印发。"},
        {"files": []},
        {"population": 8},
        {"more": "x"},
        {"statement": "\ud800"},
        {"digest": "0" * 64},
    ],
)
def test_changed_fact_is_told(change):
    made = frozen()
    assert is_untouched(made)
    assert not is_untouched(made | change)
    assert not is_untouched({name: value for name, value in made.items() if name != "digest"})


def test_fact_is_frozen_under_a_known_key_at_an_aware_time():
    with pytest.raises(UnknownFact):
        freeze("plans.gone", FACT, period=Period.year(2017), population=1, at=clock.now())
    with pytest.raises(ValueError, match="aware"):
        freeze("plans.issued", FACT, period=Period.year(2017), population=1, at=datetime(2017, 9, 5))  # noqa: DTZ001
