"""An actor may what his 身份 permits, as far as it reaches, and nothing else."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from tests.cast import PARTS, Cast, issued_plan

from luoshi.accounts.actions import create_unit
from luoshi.accounts.models import Unit
from luoshi.accounts.roles import GRANTS
from luoshi.kit.access import NotVisible, get_visible, permission, permissions, policies, visible_to
from luoshi.kit.actor import Actor, Reach
from luoshi.obligations.models import Obligation

OFFICE, BUREAU, SECTION = "a1/", "a1/b2/", "a1/b2/c3/"
NOBODY = Actor(name="未登录")


def at(path: str, reach: Reach) -> Actor:
    return Actor(name="某人", user_id=1, unit_path=path, grants={"test.view": reach})


@pytest.mark.parametrize(
    ("own", "reach", "path", "reaches"),
    [
        (BUREAU, Reach.OWN, BUREAU, True),
        (BUREAU, Reach.OWN, SECTION, False),
        (BUREAU, Reach.OWN, OFFICE, False),
        (BUREAU, Reach.OWN, "a1/b3/", False),
        (BUREAU, Reach.BELOW, BUREAU, True),
        (BUREAU, Reach.BELOW, SECTION, True),
        (BUREAU, Reach.BELOW, OFFICE, False),
        (BUREAU, Reach.BELOW, "a1/b3/", False),
        (OFFICE, Reach.BELOW, SECTION, True),
        (OFFICE, Reach.BELOW, "a11/", False),
        ("", Reach.BELOW, BUREAU, False),
        ("", Reach.OWN, "", False),
    ],
)
def test_permission_reaches_as_far_as_it_says(own: str, reach: Reach, path: str, reaches: bool) -> None:
    assert at(own, reach).reaches("test.view", path) is reaches


def test_permission_that_is_not_granted_reaches_nowhere() -> None:
    assert not at(BUREAU, Reach.BELOW).reaches("test.change", BUREAU)
    assert not at(BUREAU, Reach.BELOW).holds("test.change")
    assert not NOBODY.reaches("test.view", BUREAU)


def test_system_reaches_everywhere() -> None:
    system = Actor.system("测试")
    assert system.name == "系统（测试）"
    assert system.holds("test.view")
    assert system.reaches("test.view", BUREAU)


@pytest.mark.parametrize("part", [*PARTS, "system", "nobody"])
def test_list_and_single_question_give_the_same_answer(cast: Cast, part: str) -> None:
    create_unit("明江市环境保护局监察支队", "监察支队", by=Actor.system("测试"), parent=cast.department)
    actor = {"system": Actor.system("测试"), "nobody": NOBODY}.get(part) or cast[part]
    for name in ("accounts.view", "accounts.manage", "obligations.view", "plans.view"):
        listed = set(Unit.objects.filter(actor.reached(name, "path")))
        assert listed == {unit for unit in Unit.objects.all() if actor.reaches(name, unit.path)}


def test_reach_below_covers_the_units_below_and_reach_own_does_not(cast: Cast) -> None:
    below = create_unit("明江市环境保护局监察支队", "监察支队", by=Actor.system("测试"), parent=cast.department)
    department = {"unit_path": cast.department.path, "user_id": 1, "name": "某人"}
    own = Actor(grants={"test.view": Reach.OWN}, **department)
    wide = Actor(grants={"test.view": Reach.BELOW}, **department)
    assert set(Unit.objects.filter(own.reached("test.view", "path"))) == {cast.department}
    assert set(Unit.objects.filter(wide.reached("test.view", "path"))) == {cast.department, below}


def test_visible_records_are_those_the_permission_allows(cast: Cast) -> None:
    issued_plan(cast)
    for model, name in policies().items():
        for part in PARTS:
            visible = set(visible_to(model, cast[part]))
            assert visible == {obj for obj in model._default_manager.all() if cast[part].may(name, obj)}


def test_liaison_sees_the_duties_of_his_own_unit_only(cast: Cast) -> None:
    issued_plan(cast)
    assert set(visible_to(Obligation, cast["liaison"])) == set(Obligation.objects.filter(unit=cast.department))
    assert set(visible_to(Obligation, cast["manager"])) == set(Obligation.objects.all())
    assert set(visible_to(Obligation, NOBODY)) == set()


def test_invisible_record_does_not_exist(cast: Cast) -> None:
    issued_plan(cast)
    of = Obligation.objects.filter(unit=cast.department).first()
    assert get_visible(Obligation, cast["liaison"], of.public_id) == of
    with pytest.raises(NotVisible, match=f"obligations.obligation:{of.public_id}"):
        get_visible(Obligation, cast["stranger"], of.public_id)
    with pytest.raises(NotVisible):
        get_visible(Obligation, cast["liaison"], "0" * 16)


def test_may_without_a_record_asks_the_identity_only(cast: Cast) -> None:
    assert cast["reviewer"].may("obligations.review")
    assert not cast["liaison"].may("obligations.review")


def test_reviewer_does_not_review_a_unit_he_belongs_to(cast: Cast) -> None:
    issued_plan(cast)
    of = Obligation.objects.filter(unit=cast.department).first()
    reviewer = cast["reviewer"]
    member = Actor(**{**vars(reviewer), "member_of": reviewer.member_of | {cast.department.pk}})
    assert reviewer.may("obligations.review", of)
    assert not member.may("obligations.review", of)


def test_every_permission_of_a_role_has_its_predicate() -> None:
    assert {name for grants in GRANTS.values() for name in grants} <= permissions()


def test_permission_is_registered_once() -> None:
    with pytest.raises(ValueError, match=r"accounts\.view"):
        permission("accounts.view")(Actor.may)


def test_actor_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        NOBODY.unit_path = OFFICE
