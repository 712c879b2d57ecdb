"""A unit with a plan of its own, and units below it: what its people see of it, and who judges what comes in."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import cast as people
from tests.plans.test_tree import below, issue_own

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.queries import acting_as
from luoshi.accounts.roles import Role
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.models import Obligation
from luoshi.obligations.queries.review import review_queue
from luoshi.plans.actions.creating import create_task
from luoshi.plans.queries.current import plan_in_force
from luoshi.workbench.queries import matrix
from luoshi.workbench.todos import todos


@pytest.fixture
def own(cast):
    """A task of the district for a unit below it, one of its two materials handed in: the task, unit and liaison."""
    unit, liaison = below(cast)
    task = create_task(people.task_order(cast, units=(unit,)), unit=cast.district, by=cast["district_liaison"])
    issue_plan(task, by=cast["district_liaison"])
    hand_in(Obligation.objects.filter(plan=task).first(), by=liaison, files=[people.pdf()])
    return task, unit, liaison


def test_people_of_a_unit_see_the_duties_of_its_own_plan(cast, plan, own, enter):
    task, _, liaison = own
    for part in ("district_liaison", "district_head"):
        found = matrix(task, cast[part])
        assert (found.duties, found.units) == (2, 1)
    duty = Obligation.objects.filter(plan=task).first()
    client = enter("district_liaison")
    receipt = reverse("obligations:receipt_detail", args=[duty.current.public_id])
    assert [client.get(url).status_code for url in (duty.get_absolute_url(), receipt)] == [200, 200]
    assert not cast["district_liaison"].may("obligations.submit", duty)
    assert matrix(task, cast["liaison"]).duties == 0
    assert matrix(plan, liaison).duties == 0
    assert matrix(plan, cast["district_liaison"]).duties == 2


def test_what_comes_in_is_judged_by_the_office_whose_plan_it_is(cast, own):
    task = own[0]
    duty = Obligation.objects.get(plan=task, state="submitted")
    by = Actor.system("测试")
    reviewer = acting_as(grant_membership(create_user("dr", "林知远", by=by), cast.district, Role.REVIEWER, by=by))
    assert [actor.may("obligations.review", duty) for actor in (reviewer, cast["reviewer"])] == [True, False]
    assert [list(review_queue(actor)) for actor in (reviewer, cast["reviewer"])] == [[duty], []]
    titles = [[todo.title for todo in todos(actor, plan_in_force(actor))] for actor in (reviewer, cast["reviewer"])]
    assert titles == [["1 件待审"], []]


def test_nobody_is_told_to_issue_a_plan_who_has_issued_one(cast):
    actor = cast["liaison"]
    assert [todo.title for todo in todos(actor, plan_in_force(actor))] == ["还没有下达的方案"]
    issue_own(cast.department, actor)
    assert (plan_in_force(actor), todos(actor, None)) == (None, [])


def test_a_plan_that_asks_nothing_does_not_hide_the_one_above(cast, plan):
    by = Actor.system("测试")
    manager = acting_as(grant_membership(create_user("dm", "韦承之", by=by), cast.district, Role.MANAGER, by=by))
    issue_own(cast.district, cast["district_liaison"])
    assert plan_in_force(manager) == plan
