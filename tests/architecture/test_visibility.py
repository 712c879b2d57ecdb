"""The list and the predicate agree: for every part and every record, «may» and «which» give one answer."""

import pytest
from tests import cast as people
from tests.obligations import asked, looked_at, organising_acts

from luoshi.files.checks import EVIDENCE
from luoshi.files.uploads import begin
from luoshi.kit import access
from luoshi.kit.actor import Actor


@pytest.fixture
def spread(cast, plan):
    """A spread of records: plans in three states, obligations in all, submissions sealed and not."""
    from luoshi.workflow.engine import take

    for unit in (cast.office, cast.department, cast.district):
        people.contact(cast, unit)
    people.draft_plan(cast)
    take(people.draft_plan(cast), "discard", by=cast["manager"], note="重传")
    people.returned(cast, plan)
    people.amended(cast, plan)
    asked.spread(cast)
    organising_acts.spread(cast)
    for part in ("liaison", "district_liaison"):
        begin("obligations.obligation:1", "通知.pdf", 9, "1", by=cast[part], allowed=EVIDENCE)
    district = people.obligation(plan, cast.district)
    district.submissions.create(version=1, submitted_by="正在填写").evidence.create(order=1, url="https://example.cn/a")
    return cast


@pytest.mark.parametrize("part", [*people.PARTS, "nobody"])
def test_visible_to_agrees_with_the_predicate(part, spread):
    actor = Actor(name="未登录") if part == "nobody" else spread[part]
    for model, permission in access.policies().items():
        listed = set(access.visible_to(model, actor).values_list("pk", flat=True))
        allowed = {obj.pk for obj in model.objects.all() if actor.may(permission, obj)}
        assert listed == allowed, (part, model.__name__)


def test_every_model_with_a_public_page_has_a_visibility():
    from django.apps import apps

    paged = {m for m in apps.get_models() if m.__module__.startswith("luoshi.") and hasattr(m, "get_absolute_url")}
    assert paged - set(access.policies()) == set()


def test_nobody_reviews_a_unit_he_belongs_to(cast, plan):
    from luoshi.accounts.actions import grant_membership
    from luoshi.accounts.queries import actor_of
    from luoshi.accounts.roles import Role
    from luoshi.obligations.queries.review import review_queue

    obligation = people.submitted(cast, plan)
    reviewer = cast.people["reviewer"]
    assert cast["reviewer"].may("obligations.review", obligation)
    grant_membership(reviewer.user, cast.department, Role.OFFICER, by=cast["security_admin"])
    actor = actor_of(reviewer.user, reviewer.public_id)
    assert not actor.may("obligations.review", obligation)
    assert list(review_queue(actor)) == []


@pytest.mark.parametrize("part", ["reviewer", "second", "manager", "head", "liaison"])
@pytest.mark.parametrize("shared", ["nobody", "first", "other", "both"])
def test_the_queue_holds_what_the_shares_leave_to_the_actor(part, shared, cast, plan):
    """Also where one category is another's, and where he who has it belongs to the unit."""
    from luoshi.accounts.actions import grant_membership
    from luoshi.accounts.queries import actor_of
    from luoshi.accounts.roles import Role
    from luoshi.obligations.actions.handing_in import hand_in
    from luoshi.obligations.actions.organising import set_share
    from luoshi.obligations.models import Obligation
    from luoshi.obligations.queries.review import review_queue

    looked_at.second_reviewer(cast)
    for words in ("实施方案", "调解室"):
        people.submitted(cast, plan, words)
    hand_in(people.obligation(plan, cast.district), by=cast["district_liaison"], files=[people.pdf("区")])
    hand_in(people.obligation(plan, cast.other), by=cast["stranger"], files=[people.pdf("统计")])
    who = {"nobody": (), "first": ("reviewer",), "other": ("second",), "both": ("reviewer", "second")}[shared]
    for name, unit in zip(who, (cast.department, cast.district), strict=False):
        first = cast.people[name].user
        set_share(cast.office, unit.category, by=cast["manager"], first=first, substitute=None)
        grant_membership(first, unit, Role.OFFICER, by=Actor.system("测试"))
    actor = actor_of(cast.people[part].user, cast.people[part].public_id)
    listed = set(review_queue(actor).values_list("pk", flat=True))
    waiting = Obligation.objects.for_list().filter(state="submitted")
    assert listed == {one.pk for one in waiting if actor.may("obligations.review", one)}
