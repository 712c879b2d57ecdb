"""Who reviews what: the share of a category is enforced where one may and in which list, and never leaves work lie."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import cast as people

from luoshi.accounts.actions import create_user, deactivate_user, grant_membership
from luoshi.accounts.models import Membership, Unit, UnitCategory
from luoshi.accounts.queries.identity import actor_of
from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.organising import clear_share, set_share
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.models import Obligation, ReviewShare
from luoshi.obligations.queries.review import review_queue
from luoshi.obligations.shares import shares_of_others

BY = Actor.system("测试")


@pytest.fixture
def office(cast):
    """The office with three reviewers: ours of the cast, and two more."""
    for name in ("second", "third"):
        cast.people[name] = grant_membership(create_user(name, f"审核{name}", by=BY), cast.office, Role.REVIEWER, by=BY)
    return cast


@pytest.fixture
def waiting(office, plan):
    """What waits: one duty of the department and one of the district, which are of two categories."""
    mine = people.submitted(office, plan)
    theirs = people.obligation(plan, office.district)
    hand_in(theirs, by=office["district_liaison"], files=[people.pdf("区")])
    return {"department": mine, "district": Obligation.objects.get(pk=theirs.pk)}


def actor(cast, part):
    """The actor with all the units he is a member of, as a request brings him."""
    return actor_of(cast.people[part].user, cast.people[part].public_id)


def queue(cast, part):
    """The units whose duties stand in the queue of the part."""
    return sorted(one.unit.short_name for one in review_queue(actor(cast, part)))


def share(cast, category, first, substitute=None):
    """Give the category to these parts of the cast."""
    people_of = {part: cast.people[part].user for part in (first, substitute) if part}
    return set_share(
        cast.office, category, by=cast["manager"], first=people_of[first],
        substitute=people_of[substitute] if substitute else None,
    )  # fmt: skip


def also_member(cast, part, unit):
    """The part belongs to the unit besides."""
    grant_membership(cast.people[part].user, unit, Role.OFFICER, by=BY)


def test_what_nobody_has_is_everybodys(office, waiting):
    assert [queue(office, part) for part in ("reviewer", "second", "third")] == [["市环保局", "青溪区"]] * 3


def test_a_category_that_one_has_leaves_the_queue_of_the_others(office, waiting):
    share(office, office.department.category, "reviewer", "second")
    assert [queue(office, part) for part in ("reviewer", "second", "third")] == [
        ["市环保局", "青溪区"], ["市环保局", "青溪区"], ["青溪区"],
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        review(waiting["department"].current, "accept", by=actor(office, "third"))
    done = review(waiting["department"].current, "accept", by=actor(office, "second"), note="已核对原件。")
    assert done.state == "accepted"


def test_a_share_that_changes_nothing_is_refused_and_leaves_no_second_act(office):
    category = office.department.category
    for substitute in ("second", None):
        share(office, category, "reviewer", substitute)
        before = Entry.objects.count()
        with pytest.raises(Refused, match="没有改动"):
            share(office, category, "reviewer", substitute)
        assert Entry.objects.count() == before


def test_cleared_it_is_everybodys_again(office, waiting):
    share(office, office.department.category, "reviewer")
    clear_share(office.office, office.department.category, by=office["manager"])
    assert queue(office, "third") == ["市环保局", "青溪区"]


def test_who_belongs_to_the_unit_leaves_it_to_his_substitute(office, waiting):
    also_member(office, "reviewer", office.department)
    share(office, office.department.category, "reviewer", "second")
    assert [queue(office, part) for part in ("reviewer", "second", "third")] == [
        ["青溪区"], ["市环保局", "青溪区"], ["青溪区"],
    ]  # fmt: skip


def test_where_both_belong_to_the_unit_the_others_judge_it_and_nothing_else_of_the_category(office, waiting, plan):
    for part in ("reviewer", "second"):
        also_member(office, part, office.department)
    share(office, office.department.category, "reviewer", "second")
    other = people.obligation(plan, office.other)
    hand_in(other, by=office["stranger"], files=[people.pdf("统计")])
    assert [queue(office, part) for part in ("reviewer", "third")] == [["市统计局", "青溪区"], ["市环保局", "青溪区"]]


def test_who_has_no_substitute_and_belongs_to_the_unit_leaves_it_to_all(office, waiting):
    also_member(office, "reviewer", office.department)
    share(office, office.department.category, "reviewer")
    assert [queue(office, part) for part in ("reviewer", "second")] == [["青溪区"], ["市环保局", "青溪区"]]


@pytest.mark.parametrize("way", ["ended", "not_yet", "closed", "moved"])
def test_a_share_ends_with_the_last_of_its_reviewers(way, office, waiting):
    share(office, office.department.category, "second")
    assert queue(office, "third") == ["青溪区"]
    leave(way, office.people["second"], office)
    assert queue(office, "third") == ["市环保局", "青溪区"]
    assert actor(office, "third").may("obligations.review", waiting["department"])


@pytest.mark.parametrize("way", ["ended", "not_yet", "closed", "moved"])
def test_who_is_left_of_two_has_the_share_alone(way, office, waiting):
    also_member(office, "second", office.department)
    share(office, office.department.category, "second", "reviewer")
    leave(way, office.people["second"], office)
    assert [queue(office, part) for part in ("reviewer", "third")] == [["市环保局", "青溪区"], ["青溪区"]]


def leave(way, membership, cast):
    """The ways in which somebody is a reviewer of the office no more."""
    held = Membership.objects.filter(pk=membership.pk)
    if way == "ended":
        held.update(valid_to=people.TODAY - timedelta(days=1))
    elif way == "not_yet":
        held.update(valid_from=people.TODAY + timedelta(days=1))
    elif way == "closed":
        deactivate_user(membership.user, by=cast["system_admin"])
    else:
        held.update(unit=cast.district)


def test_the_last_day_of_a_reviewer_still_counts(office, waiting):
    share(office, office.department.category, "second")
    Membership.objects.filter(pk=office.people["second"].pk).update(valid_to=people.TODAY)
    assert queue(office, "third") == ["青溪区"]


def test_units_of_no_category_stay_with_all(office, waiting):
    share(office, office.department.category, "reviewer")
    Unit.objects.filter(pk=office.department.pk).update(category=None)
    assert queue(office, "third") == ["市环保局", "青溪区"]
    assert actor(office, "third").may("obligations.review", Obligation.objects.get(pk=waiting["department"].pk))


def test_the_system_is_bound_by_no_share(office, waiting):
    share(office, office.department.category, "reviewer")
    assert not shares_of_others(BY).hold(office.department)
    assert BY.may("obligations.review", waiting["department"])


def test_revoking_asks_for_no_share(office, waiting):
    share(office, office.department.category, "reviewer")
    assert actor(office, "third").may("obligations.revoke", waiting["department"])


def test_offices_share_out_their_own_work_only(office, waiting):
    """What the district gives out binds its own reviewers, not those of the city, and the other way round."""
    district = office.district
    for name in ("district_first", "district_second"):
        office.people[name] = grant_membership(create_user(name, name, by=BY), district, Role.REVIEWER, by=BY)
    manager = grant_membership(create_user("dm", "区管理员", by=BY), district, Role.MANAGER, by=BY)
    below = Unit(name="青溪区司法局", short_name="区司法局", category=office.department.category).below(district)
    below.save()
    plan = waiting["department"].plan
    inner = Obligation.objects.create(
        plan=people.draft_plan(office), deliverable=waiting["department"].deliverable, unit=below,
        stated_due=date(2017, 10, 1), due=date(2017, 10, 1),
    )  # fmt: skip
    type(plan).objects.filter(pk=inner.plan_id).update(unit=district)
    inner.submissions.create(version=1, submitted_by="区", submitted_at="2017-09-05T01:00:00Z", receipt_number="x")
    Obligation.objects.filter(pk=inner.pk).update(**{"state": "submitted"})
    set_share(
        district, office.department.category, by=actor_of(manager.user),
        first=office.people["district_first"].user, substitute=None,
    )  # fmt: skip
    assert queue(office, "third") == ["市环保局", "青溪区"]
    assert [queue(office, part) for part in ("district_first", "district_second")] == [["区司法局"], []]
    with pytest.raises(Forbidden):
        set_share(
            office.office, office.department.category, by=actor_of(manager.user),
            first=office.people["reviewer"].user, substitute=None,
        )  # fmt: skip


def test_set_again_it_replaces_what_was_set(office, waiting):
    share(office, office.department.category, "reviewer", "second")
    share(office, office.department.category, "second")
    only = ReviewShare.objects.get()
    assert (only.first.username, only.substitute, only.set_by) == ("second", None, office["manager"].name)


def test_setting_what_is_set_is_refused(office):
    share(office, office.department.category, "reviewer", "second")
    with pytest.raises(Refused, match="没有改动"):
        share(office, office.department.category, "reviewer", "second")


def test_a_share_of_one_and_the_same_is_refused(office):
    with pytest.raises(Refused, match="A 角和 B 角要是两个人"):
        share(office, office.department.category, "reviewer", "reviewer")


@pytest.mark.parametrize("part", ["manager", "head", "liaison"])
def test_a_share_goes_to_reviewers_of_the_office_only(part, office):
    with pytest.raises(Refused, match="现在不是本办公室的审核人员"):
        share(office, office.department.category, part)
    with pytest.raises(Refused, match="现在不是本办公室的审核人员"):
        share(office, office.department.category, "reviewer", part)


def test_who_has_left_gets_no_share(office):
    deactivate_user(office.people["second"].user, by=office["system_admin"])
    with pytest.raises(Refused, match="现在不是本办公室的审核人员"):
        share(office, office.department.category, "second")


def test_clearing_what_is_not_shared_is_refused(office):
    with pytest.raises(Refused, match="没有分工"):
        clear_share(office.office, office.department.category, by=office["manager"])


@pytest.mark.parametrize("part", ["reviewer", "head", "inspector", "liaison", "stranger"])
def test_sharing_out_is_the_managers(part, office):
    with pytest.raises(Forbidden):
        set_share(
            office.office, office.department.category, by=office[part],
            first=office.people["reviewer"].user, substitute=None,
        )  # fmt: skip
    with pytest.raises(Forbidden):
        clear_share(office.office, office.department.category, by=office[part])


SHARE = st.tuples(st.integers(0, 2), st.one_of(st.none(), st.integers(0, 2)))
REVIEWERS = ("reviewer", "second", "third")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shares=st.lists(st.one_of(st.none(), SHARE), min_size=2, max_size=2),
    belongs=st.sets(st.tuples(st.integers(0, 2), st.integers(0, 1))),
    gone=st.sets(st.integers(0, 2)),
)
def test_list_and_predicate_agree_and_work_goes_to_somebody(shares, belongs, gone, office, waiting):
    """However the work is shared out, whoever belongs where and whoever has left.

    Each duty stands in the queue of just those who may judge it, and in one queue at least where there is a reviewer
    who does not belong to the unit.
    """
    ReviewShare.objects.all().delete()
    Membership.objects.filter(role=Role.OFFICER, user__username__in=REVIEWERS).delete()
    Membership.objects.filter(user__username__in=REVIEWERS).update(valid_to=None)
    units = (office.department, office.district)
    for unit, pair in zip(units, shares, strict=True):
        if pair and pair[0] != pair[1]:
            share(office, unit.category, REVIEWERS[pair[0]], None if pair[1] is None else REVIEWERS[pair[1]])
    for who, where in belongs:
        also_member(office, REVIEWERS[who], units[where])
    for who in gone:
        Membership.objects.filter(pk=office.people[REVIEWERS[who]].pk).update(valid_to=people.TODAY - timedelta(days=1))
    left = [part for number, part in enumerate(REVIEWERS) if number not in gone]
    queues = {part: set(review_queue(actor(office, part)).values_list("pk", flat=True)) for part in left}
    for number, duty in enumerate((waiting["department"], waiting["district"])):
        may = {part for part in left if actor(office, part).may("obligations.review", duty)}
        assert may == {part for part in left if duty.pk in queues[part]}
        able = {part for part in left if (REVIEWERS.index(part), number) not in belongs}
        assert may <= able
        assert bool(may) == bool(able)


def test_shares_are_seen_by_the_office(office):
    share(office, office.department.category, "reviewer")
    seen = {part: visible_to(ReviewShare, office[part]).count() for part in people.PARTS}
    assert {part for part, number in seen.items() if number} == {"manager", "reviewer", "head"}
    assert UnitCategory.objects.count() > 1
