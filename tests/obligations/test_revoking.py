"""Taking back an acceptance: proposed by one, decided by another; what the unit then has before it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests import cast as people

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.queries.identity import actor_of
from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.audit.queries import problems
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.actions.revoking import decide_revocation, propose_revocation
from luoshi.obligations.models import Obligation, ReturnReason, Review, Revocation, Sample
from luoshi.obligations.queries.duties import history_of
from luoshi.obligations.standing import Kind
from luoshi.workflow.engine import take

WORDS = "照片是另一家单位的，见9月4日回访记录。"


@pytest.fixture
def accepted(cast, plan):
    """A duty of the department, due in October, handed in and accepted today."""
    return accept(cast, plan)


def accept(cast, plan, words="调解室"):
    """Hand in and accept the department's duty of those words."""
    found = people.submitted(cast, plan, words)
    return review(found.current, "accept", by=cast["reviewer"], note="已核对原件。")


def proposed(cast, obligation, *reasons):
    """The reviewer's proposal with reasons of these codes."""
    chosen = list(ReturnReason.objects.filter(code__in=reasons))
    return propose_revocation(obligation, by=cast["reviewer"], note=WORDS, reasons=chosen)


def fresh(obligation):
    """As it is in the database."""
    return Obligation.objects.for_list().get(pk=obligation.pk)


def test_agreed_it_goes_back_to_the_unit_with_reason_and_term(cast, accepted):
    proposal = decide_revocation(proposed(cast, accepted, "repeated"), by=cast["head"], agree=True, answer="属实。")
    duty = fresh(accepted)
    verdict = duty.current.review
    assert (duty.state, duty.first_submitted_at) == ("returned", accepted.current.submitted_at)
    assert (duty.correction_due, duty.standing.phrase) == (date(2017, 9, 12), "退回，剩 7 天")
    assert (verdict.verdict, verdict.note, verdict.labels) == (Review.Verdict.REVOKED, WORDS, ["与他处重复"])
    assert (verdict.reviewer_name, verdict.correction_due) == (cast["head"].name, date(2017, 9, 12))
    assert (proposal.agreed, proposal.answer, proposal.decided_by_name) == (True, "属实。", cast["head"].name)
    assert problems() == []


def test_void_makes_the_first_time_empty_and_the_duty_overdue(cast, plan):
    duty = accept(cast, plan, "实施方案")
    assert fresh(duty).standing.kind is Kind.ACCEPTED_LATE
    decide_revocation(proposed(cast, duty, "unrelated"), by=cast["head"], agree=True)
    duty = fresh(duty)
    assert (duty.first_submitted_at, duty.correction_due, duty.standing.kind) == (None, None, Kind.OVERDUE)
    assert list(Obligation.objects.overdue(clock.today()).filter(pk=duty.pk)) == [duty]
    assert duty.current.review.is_void


def test_not_agreed_everything_stays_and_it_can_be_proposed_again(cast, accepted):
    before = fresh(accepted)
    first = decide_revocation(proposed(cast, accepted), by=cast["head"], agree=False, answer="照片是本单位的。")
    duty = fresh(accepted)
    assert (duty.state, duty.first_submitted_at) == ("accepted", before.first_submitted_at)
    assert duty.current.review.accepted
    assert (first.agreed, first.answer) == (False, "照片是本单位的。")
    second = proposed(cast, accepted)
    assert [one.agreed for one in Revocation.objects.all()] == [False, None]
    assert decide_revocation(second, by=cast["head"], agree=True).agreed is True


def test_who_proposed_does_not_decide(cast, accepted):
    proposal = proposed(cast, accepted)
    for agree in (True, False):
        with pytest.raises(Refused, match="要由另一人决定"):
            decide_revocation(proposal, by=cast["reviewer"], agree=agree, answer="自己定。")
    with pytest.raises(Refused, match="要由另一人同意"):
        take(fresh(accepted), "revoke", by=cast["reviewer"], note="绕过去。")
    assert (fresh(accepted).state, Revocation.objects.get().agreed) == ("accepted", None)


def test_the_same_person_in_another_role_does_not_decide_either(cast, accepted):
    proposal = proposed(cast, accepted)
    both = cast.people["reviewer"]
    head = grant_membership(both.user, cast.office, Role.HEAD, by=Actor.system("测试"))
    with pytest.raises(Refused, match="要由另一人决定"):
        decide_revocation(proposal, by=actor_of(both.user, head.public_id), agree=True)


def test_without_a_proposal_nobody_revokes(cast, accepted):
    with pytest.raises(Refused, match="还没有人提出撤销"):
        take(accepted, "revoke", by=cast["head"], note="一个人定。")


def test_two_decisions_at_once_the_second_is_told(cast, accepted):
    proposal = proposed(cast, accepted)
    decide_revocation(proposal, by=cast["head"], agree=True)
    with pytest.raises(Refused, match="已有人决定"):
        decide_revocation(proposal, by=second_reviewer(cast), agree=False, answer="不撤。")
    assert Revocation.objects.get().agreed is True


def test_a_second_proposal_waits_for_the_first(cast, accepted):
    proposed(cast, accepted)
    with pytest.raises(Refused, match="已有人提出撤销"):
        propose_revocation(accepted, by=cast["head"], note="同一件事。")


@pytest.mark.parametrize("state", ["pending", "submitted", "returned"])
def test_only_what_was_accepted_is_revoked(state, cast, plan):
    duty = {
        "pending": lambda: people.obligation(plan, cast.department),
        "submitted": lambda: people.submitted(cast, plan),
        "returned": lambda: people.returned(cast, plan),
    }[state]()
    with pytest.raises(Refused, match="没有可以撤销的通过"):
        propose_revocation(duty, by=cast["reviewer"], note=WORDS)
    assert Revocation.objects.count() == 0


def test_words_are_asked_for(cast, accepted):
    with pytest.raises(Refused, match="请写明为什么撤销"):
        propose_revocation(accepted, by=cast["reviewer"], note=" \n ")
    proposal = proposed(cast, accepted)
    with pytest.raises(Refused, match="请写明为什么不撤销"):
        decide_revocation(proposal, by=cast["head"], agree=False, answer=" ")


@pytest.mark.parametrize("part", ["manager", "inspector", "liaison", "unit_head", "stranger", "audit_admin"])
def test_others_neither_propose_nor_decide(part, cast, accepted):
    with pytest.raises(Forbidden):
        propose_revocation(accepted, by=cast[part], note=WORDS)
    proposal = proposed(cast, accepted)
    with pytest.raises(Forbidden):
        decide_revocation(proposal, by=cast[part], agree=True)
    assert fresh(accepted).state == "accepted"


def test_nobody_proposes_or_decides_for_a_unit_he_belongs_to(cast, accepted):
    head = cast.people["head"]
    grant_membership(head.user, cast.department, Role.OFFICER, by=Actor.system("测试"))
    torn = actor_of(head.user, head.public_id)
    with pytest.raises(Forbidden):
        propose_revocation(accepted, by=torn, note=WORDS)
    with pytest.raises(Forbidden):
        decide_revocation(proposed(cast, accepted), by=torn, agree=True)


def test_the_unit_hands_in_again_and_may_take_that_back(cast, accepted):
    decide_revocation(proposed(cast, accepted, "repeated"), by=cast["head"], agree=True)
    duty = fresh(accepted)
    first = duty.first_submitted_at
    with clock.at(datetime(2017, 9, 8, 10, 0)):  # noqa: DTZ001 - the clock adds the zone
        hand_in(duty, by=cast["liaison"], files=[people.pdf("自己的")])
        duty = take(fresh(duty), "withdraw_correction", by=cast["liaison"])
        assert (fresh(duty).state, fresh(duty).first_submitted_at) == ("returned", first)
        hand_in(fresh(duty), by=cast["liaison"], files=[people.pdf("自己的二")])
        review(fresh(duty).current, "accept", by=cast["reviewer"], note="已核对原件。")
    duty = fresh(duty)
    assert (duty.state, duty.first_submitted_at, duty.correction_due) == ("accepted", first, None)
    assert proposed(cast, duty).submission == duty.current


def test_after_a_void_revocation_the_new_version_is_the_first(cast, plan):
    duty = accept(cast, plan)
    decide_revocation(proposed(cast, duty, "blank"), by=cast["head"], agree=True)
    with clock.at(datetime(2017, 9, 8, 10, 0)):  # noqa: DTZ001 - the clock adds the zone
        hand_in(fresh(duty), by=cast["liaison"], files=[people.pdf("真的")])
        assert fresh(duty).first_submitted_at == clock.now()


def test_the_unit_learns_of_it_when_it_is_decided_not_before(cast, accepted):
    proposal = proposed(cast, accepted)
    assert not any("撤销" in line.sentence for line in history_of(fresh(accepted)))
    decide_revocation(proposal, by=cast["head"], agree=False, answer="查过了，属实。")
    assert not any("撤销" in line.sentence for line in history_of(fresh(accepted)))
    decide_revocation(proposed(cast, accepted), by=cast["head"], agree=True)
    assert "撤销通过" in history_of(fresh(accepted))[-1].sentence
    assert not visible_to(Revocation, cast["liaison"]).exists()


def test_each_step_is_one_act(cast, accepted):
    start = Entry.objects.count()
    proposal = proposed(cast, accepted, "repeated")
    decide_revocation(proposal, by=cast["head"], agree=True, answer="属实。")
    actions = [entry.action for entry in Entry.objects.filter(sequence__gt=start)]
    assert actions == ["obligations.propose_revocation", "obligations.revoke"]


def test_what_was_shown_as_a_sample_is_shown_no_more(cast, accepted):
    sample = Sample.objects.create(
        submission=accepted.current, deliverable=accepted.deliverable, asked_at=clock.now(), asked_by="审核人员1"
    )
    take(sample, "consent", by=cast["liaison"])
    assert visible_to(Sample, cast["stranger"]).exists()
    decide_revocation(proposed(cast, accepted), by=cast["head"], agree=True)
    assert not visible_to(Sample, cast["stranger"]).exists()


def second_reviewer(cast):
    """Another reviewer of the office."""
    by = Actor.system("测试")
    one = grant_membership(create_user("reviewer2", "审核人员二", by=by), cast.office, Role.REVIEWER, by=by)
    return actor_of(one.user)
