"""Each public action leaves exactly one act, and none when it is refused. An action without a row fails.

The rows stand in `tests/<room>/acts.py`: action → (arguments when it succeeds, arguments when it is refused or None),
made fresh for each, because what one action changes is not there for the next.
"""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from types import ModuleType

import pytest
from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.workflow.engine import take

ROOMS = ("accounts", "plans", "calendar", "obligations")
BY = Actor.system("测试")


def modules(room: str) -> list[ModuleType]:
    """The module `actions` of a room, or the files of the folder."""
    package = import_module(f"luoshi.{room}.actions")
    inner = [found.name for found in pkgutil.iter_modules(getattr(package, "__path__", []))]
    return [package, *(import_module(f"luoshi.{room}.actions.{name}") for name in inner)]


def actions() -> dict[str, object]:
    """All public functions of the rooms' actions."""
    found = {}
    for room in ROOMS:
        for module in modules(room):
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and not name.startswith("_"):
                    found[f"{room}.{name}"] = function
    return found


def rows(cast: people.Cast, room: str) -> dict[str, tuple]:
    """The rows of one room."""
    return {f"{room}.{name}": row for name, row in import_module(f"tests.{room}.acts").rows(cast).items()}


def expected(name: str, number: int) -> bool:
    """Whether so many acts are right: one, or what the room says of an action that touches several records."""
    room, _, action = name.partition(".")
    several = getattr(import_module(f"tests.{room}.acts"), "SEVERAL_ACTS", {})
    return number == several.get(action, 1)


def acts() -> int:
    """How many acts there are."""
    return Entry.objects.filter(kind=Entry.Kind.ACT).count()


def test_every_action_has_a_row(cast):
    assert set(actions()) == {name for room in ROOMS for name in rows(cast, room)}


@pytest.mark.parametrize("name", sorted(actions()))
def test_action_leaves_one_act_and_none_when_refused(name, cast):
    good, bad = rows(cast, name.partition(".")[0])[name]
    if bad:
        before = acts()
        with pytest.raises((Refused, Forbidden)):
            actions()[name](*bad[0], **bad[1])
        assert acts() == before
    before = acts()
    actions()[name](*good[0], **good[1])
    assert expected(name, acts() - before)


def test_dry_run_of_an_import_leaves_none(cast):
    from tests.accounts.acts import CSV

    before = Entry.objects.count()
    import_units = actions()["accounts.import_units"]
    import_units(CSV, root=cast.office, by=BY, dry_run=True)
    assert Entry.objects.count() == before


def test_move_that_breaks_in_an_effect_leaves_nothing(cast, plan, monkeypatch):
    from luoshi.obligations.models import Obligation, Review

    obligation = people.submitted(cast, plan)
    before = acts()
    monkeypatch.setattr(Review.objects, "create", lambda **_: (_ for _ in ()).throw(RuntimeError("disk")))
    with pytest.raises(RuntimeError):
        take(obligation, "accept", by=cast["reviewer"])
    assert (Obligation.objects.get(pk=obligation.pk).state, acts()) == ("submitted", before)
