"""What a unit owes by its own plan: its people hand it in, nobody reviews it, its head closes it and says so."""

import pytest
from tests import cast as people
from tests.plans.drafts import TEXT, row

from luoshi.audit.queries import problems
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.models import Obligation
from luoshi.obligations.queries.review import review_queue
from luoshi.plans.actions.editing import accept_doubts, drop_row, take_duty
from luoshi.workflow.engine import take


@pytest.fixture
def own(cast):
    """The office's own duty, taken in from the prose of its plan and handed in by the manager."""
    plan = people.draft_plan(cast, TEXT)
    take_duty(plan, 0, by=cast["manager"])
    drop_row(row(plan, "台账"), by=cast["manager"])
    accept_doubts(plan, "已核对。", by=cast["manager"])
    issue_plan(plan, by=cast["manager"])
    duty = Obligation.objects.get(plan=plan, unit=cast.office)
    hand_in(duty, by=cast["manager"], files=[people.pdf("评选通知")])
    return Obligation.objects.get(pk=duty.pk)


def test_own_duty_reaches_no_queue_and_nobody_may_review_it(cast, own):
    assert not review_queue(cast["reviewer"]).exists()
    with pytest.raises(Forbidden):
        take(own, "accept", by=cast["reviewer"])


def test_head_closes_the_own_duty_in_words_and_it_says_so(cast, own, enter):
    with pytest.raises(Refused):
        take(own, "self_check", by=cast["head"])
    done = take(own, "self_check", by=cast["head"], note="已看过通知原件，属实。")
    assert (done.state, done.current.review.note) == ("accepted", "自查：已看过通知原件，属实。")
    page = enter("manager").get(done.get_absolute_url()).content.decode()
    assert "自查：已看过通知原件，属实。" in page
    assert problems() == []


def test_only_the_head_of_that_unit_closes_it(cast, own):
    for part in ("manager", "reviewer", "liaison", "unit_head"):
        with pytest.raises(Forbidden):
            take(own, "self_check", by=cast[part], note="属实。")


def test_duty_of_another_unit_is_not_closed_by_self_check(cast, plan):
    duty = people.submitted(cast, plan)
    for part in ("head", "unit_head"):
        with pytest.raises(Forbidden):
            take(duty, "self_check", by=cast[part], note="属实。")


def test_head_finds_the_button_on_the_page(cast, own, enter):
    assert "自查办结" in enter("head").get(own.get_absolute_url()).content.decode()
    assert "自查办结</a>" not in enter("manager").get(own.get_absolute_url()).content.decode()
