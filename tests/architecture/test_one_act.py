"""Each public action leaves exactly one act, and none when it is refused. An action without a row fails."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest
from tests import cast as people

from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused
from luoshi.workflow.engine import take

ROOMS = ("accounts", "plans", "obligations")
CSV = "类别,单位名称\n市政府部门,明江市水务局\n".encode()
BY = Actor.system("测试")

# Action → (arguments when it succeeds, arguments when it is refused or None). A person opened with a role is two acts:
# the person and the role are two records.
TWO_ACTS = {"accounts.open_account"}


def rows(cast):
    """Arguments by action, made fresh: what one action changes is not there for the next."""
    plan = people.issued_plan(cast)
    duty = people.obligation(plan, cast.department, "调解室")
    waiting = people.submitted(cast, plan)
    user = cast.people["stranger"].user
    return {
        "accounts.create_unit": ((("明江市水利站", "水利站"), {"by": BY}), None),
        "accounts.import_units": (
            ((CSV,), {"root": cast.office, "by": BY, "dry_run": False}),
            ((b"",), {"root": cast.office, "by": BY, "dry_run": False}),
        ),
        "accounts.create_user": ((("new", "新人"), {"by": BY}), None),
        "accounts.grant_membership": (((user, cast.office, Role.EXPERT), {"by": BY}), None),
        "accounts.open_account": (
            (("new2", "新人", cast.other, Role.LIAISON), {"password": "x" * 12, "by": BY}),
            (("stranger", "别人", cast.other, Role.LIAISON), {"password": "x" * 12, "by": BY}),
        ),
        "accounts.reset_password": (((user,), {"password": "x" * 12, "by": BY}), None),
        "plans.upload_plan": (
            ((people.text_file(),), {"unit": cast.office, "by": cast["manager"]}),
            ((people.pdf(),), {"unit": cast.office, "by": cast["manager"]}),
        ),
        "obligations.issue_plan": (
            ((people.draft_plan(cast, people.PLAN_TEXT.replace("9号", "77号")),), {"by": cast["manager"]}),
            ((plan,), {"by": cast["manager"]}),
        ),
        "obligations.hand_in": (
            ((duty,), {"by": cast["liaison"], "files": [people.pdf()]}),
            ((duty,), {"by": cast["liaison"]}),
        ),
        "obligations.review": (
            ((waiting.current, "accept"), {"by": cast["reviewer"]}),
            ((waiting.current, "return"), {"by": cast["reviewer"]}),
        ),
    }


def actions() -> dict[str, object]:
    """All public functions of the rooms' actions."""
    found = {}
    for room in ROOMS:
        module = import_module(f"luoshi.{room}.actions")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{room}.{name}"] = function
    return found


def acts() -> int:
    """How many acts there are."""
    return Entry.objects.filter(kind=Entry.Kind.ACT).count()


def test_every_action_has_a_row(cast):
    assert set(actions()) == set(rows(cast))


@pytest.mark.parametrize("name", sorted(actions()))
def test_action_leaves_one_act_and_none_when_refused(name, cast):
    good, bad = rows(cast)[name]
    if bad:
        before = acts()
        with pytest.raises(Refused):
            actions()[name](*bad[0], **bad[1])
        assert acts() == before
    before = acts()
    actions()[name](*good[0], **good[1])
    assert acts() - before == (2 if name in TWO_ACTS else 1)


def test_dry_run_of_an_import_leaves_none(cast):
    from luoshi.accounts.actions import import_units

    before = Entry.objects.count()
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
