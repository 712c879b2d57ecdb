"""Verdicts: what each leaves behind, what a doubt asks for, and that the second of two loses."""

from datetime import date, datetime

import pytest
from django.utils import timezone
from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.reviewing import review, review_many
from luoshi.obligations.models import Obligation, ReturnReason, Review, Submission
from luoshi.obligations.standing import Kind
from luoshi.plans.models import Plan
from luoshi.workflow.engine import take

SEEN = "已看原件，属实。"


def coded(*codes):
    """The reasons in use with these codes."""
    return [ReturnReason.objects.get(code=code, valid=True) for code in codes]


def nothing(cast, plan, words="调解室"):
    """A 零报告, in which the machine has nothing to doubt."""
    return hand_in(
        people.obligation(plan, cast.department, words), by=cast["liaison"], statement="没有。", nothing=True
    )


def fresh(duty):
    return Obligation.objects.get(pk=duty.pk)


def acts(action="obligations.accept"):
    return list(Entry.objects.filter(action=action).order_by("sequence"))


def test_acceptance_leaves_a_verdict_an_act_and_no_term(cast, plan):
    duty = review(people.submitted(cast, plan).current, "accept", by=cast["reviewer"], note=SEEN)
    verdict = fresh(duty).current.review
    assert (fresh(duty).state, verdict.verdict, verdict.note, verdict.correction_due) == (
        "accepted", "accepted", SEEN, None,
    )  # fmt: skip
    assert (verdict.reviewer_id, verdict.at) == (cast["reviewer"].user_id, clock.now())
    assert len(acts()) == 1


def test_acceptance_with_doubts_takes_words_and_keeps_which_doubts_there_were(cast, plan):
    one = people.submitted(cast, plan).current
    with pytest.raises(Refused, match="处疑点没处理。请核对后写明结果"):
        review(one, "accept", by=cast["reviewer"], note="  ")
    assert (fresh(one.obligation).state, acts()) == ("submitted", [])
    review(one, "accept", by=cast["reviewer"], note=SEEN)
    (act,) = acts()
    assert act.details["doubts"] == ["all-blank"]


def test_acceptance_without_doubts_takes_no_words(cast, plan):
    assert review(nothing(cast, plan), "accept", by=cast["reviewer"]).state == "accepted"
    assert "doubts" not in acts()[0].details


def test_return_keeps_the_first_time_and_sets_the_term_of_the_plan(cast, plan):
    Plan.objects.filter(pk=plan.pk).update(correction_days=3)
    duty = fresh(review(people.submitted(cast, plan).current, "return", by=cast["reviewer"], note="缺公章。"))
    assert (duty.state, duty.first_submitted_at, duty.correction_due) == ("returned", clock.now(), date(2017, 9, 8))
    assert duty.current.review.correction_due == date(2017, 9, 8)


def test_return_with_coded_reasons_needs_no_words_and_keeps_them_as_they_were(cast, plan):
    reasons = coded("no_formal", "unreadable")
    duty = fresh(review(people.submitted(cast, plan).current, "return", by=cast["reviewer"], reasons=reasons))
    ReturnReason.objects.filter(code="no_formal").update(label="改过的")
    verdict = duty.current.review
    assert verdict.labels == ["缺正式文件", "看不清"]
    assert verdict.note == "请补正式文件：PDF 或 OFD，有文号、日期和落款。请重新扫描或拍照，保证每一页都看得清。"


def test_return_with_own_words_keeps_those_alone(cast, plan):
    one = people.submitted(cast, plan).current
    duty = review(one, "return", by=cast["reviewer"], reasons=coded("no_formal"), note="补第二页。")
    assert fresh(duty).current.review.note == "补第二页。"


def test_return_with_neither_reasons_nor_words_is_refused(cast, plan):
    one = people.submitted(cast, plan).current
    with pytest.raises(Refused, match="请写明退回理由"):
        review(one, "return", by=cast["reviewer"], note="  ")
    assert fresh(one.obligation).state == "submitted"


def test_void_return_leaves_no_first_time_and_no_term(cast, plan):
    one = people.submitted(cast, plan).current
    duty = fresh(review(one, "return", by=cast["reviewer"], reasons=coded("incomplete", "blank"), days=10))
    assert (duty.state, duty.first_submitted_at, duty.correction_due) == ("returned", None, None)
    assert (duty.current.review.is_void, duty.standing.kind) == (True, Kind.OVERDUE)
    assert acts("obligations.return")[0].details["void"] is True


def test_what_is_handed_in_after_a_void_return_is_the_first(cast, plan):
    one = people.submitted(cast, plan).current
    review(one, "return", by=cast["reviewer"], reasons=coded("unrelated"))
    later = timezone.make_aware(datetime(2017, 9, 7, 10, 0))  # noqa: DTZ001 - made aware here
    with clock.at(later):
        hand_in(fresh(one.obligation), by=cast["liaison"], files=[people.pdf("换过的")])
    assert fresh(one.obligation).first_submitted_at == later


def test_term_counts_working_days_over_a_holiday(cast, plan):
    """After 28 September 2017 come 29 and the worked Saturday 30, then, past the holiday, 9, 10 and 11 October."""
    one = people.submitted(cast, plan).current
    with clock.at(date(2017, 9, 28)):
        duty = fresh(review(one, "return", by=cast["reviewer"], note="缺公章。"))
    assert duty.correction_due == date(2017, 10, 11)


def test_term_that_the_reviewer_gives_replaces_that_of_the_plan(cast, plan):
    one = people.submitted(cast, plan).current
    duty = fresh(review(one, "return", by=cast["reviewer"], note="缺公章。", days=10))
    assert duty.correction_due == date(2017, 9, 19)


@pytest.mark.parametrize("verdict", ["accept", "return"])
def test_version_that_was_replaced_is_not_judged(verdict, cast, plan):
    duty = people.submitted(cast, plan)
    old = duty.current
    take(duty, "withdraw", by=cast["liaison"])
    hand_in(fresh(duty), by=cast["liaison"], files=[people.pdf("换过的")])
    with pytest.raises(Refused, match="换了材料重新报送"):
        review(old, verdict, by=cast["reviewer"], note="缺公章。")
    assert fresh(duty).state == "submitted"


def test_version_that_was_withdrawn_is_not_judged(cast, plan):
    duty = people.submitted(cast, plan)
    old = duty.current
    take(duty, "withdraw", by=cast["liaison"])
    with pytest.raises(Refused, match="当前状态是“未报送”"):
        review(old, "accept", by=cast["reviewer"], note=SEEN)


def test_nobody_judges_a_unit_he_belongs_to(cast, plan):
    one, by = people.submitted(cast, plan).current, cast["reviewer"]
    member = Actor(**{**vars(by), "member_of": by.member_of | {cast.department.pk}})
    for verdict in ("accept", "return"):
        with pytest.raises(Forbidden):
            review(one, verdict, by=member, note="缺公章。")
    assert not Review.objects.exists()


@pytest.mark.parametrize("part", ["manager", "head", "liaison", "district_head", "stranger", "audit_admin"])
def test_only_reviewers_judge(part, cast, plan):
    one = people.submitted(cast, plan).current
    with pytest.raises(Forbidden):
        review(one, "accept", by=cast[part], note=SEEN)


@pytest.mark.parametrize(("first", "second"), [("accept", "accept"), ("accept", "return"), ("return", "accept")])
def test_second_of_two_verdicts_loses(first, second, cast, plan):
    """Both reviewers had the page open; the second has an object from before."""
    duty = people.submitted(cast, plan)
    one, stale = duty.current, Submission.objects.select_related("obligation").get(obligation=duty)
    review(one, first, by=cast["reviewer"], note="已看过。")
    with pytest.raises(Refused, match="请刷新页面看最新状态"):
        review(stale, second, by=cast["reviewer"], note="已看过。")
    assert Review.objects.count() == 1


def waiting(cast, plan):
    """Three versions that wait: two without doubts, one with."""
    clear = nothing(cast, plan)
    doubtful = people.submitted(cast, plan).current
    district = people.obligation(plan, cast.district)
    other = hand_in(district, by=cast["district_liaison"], statement="没有可报的。", nothing=True)
    return clear, doubtful, other


def test_batch_does_what_it_can_and_says_why_not_the_rest(cast, plan):
    clear, doubtful, other = waiting(cast, plan)
    take(other.obligation, "withdraw", by=cast["district_liaison"])
    outcome = review_many([clear, doubtful, other], "accept", by=cast["reviewer"])
    assert [duty.pk for duty in outcome.done] == [clear.obligation_id]
    assert [(one, reasons[0][:6]) for one, reasons in outcome.refused] == [
        (doubtful, "还有 1 处"),
        (other, "当前状态是“"),
    ]
    assert len(acts()) == 1


def test_batch_is_one_act_each_under_one_number(cast, plan):
    three = waiting(cast, plan)
    outcome = review_many(three, "accept", by=cast["reviewer"], note="核对过。", words={three[1].pk: SEEN})
    assert (len(outcome.done), outcome.refused) == (3, ())
    assert (len(acts()), len({act.batch for act in acts()}), bool(acts()[0].batch)) == (3, 1, True)
    assert [one.reviews.get().note for one in three] == ["核对过。", f"核对过。\n{SEEN}", "核对过。"]


def test_batch_of_returns_has_one_set_of_reasons_and_a_term(cast, plan):
    outcome = review_many(waiting(cast, plan), "return", by=cast["reviewer"], reasons=coded("incomplete"), days=2)
    assert {(fresh(duty).state, fresh(duty).correction_due) for duty in outcome.done} == {
        ("returned", date(2017, 9, 7)),
    }  # fmt: skip
    assert set(Review.objects.values_list("note", flat=True)) == {"请按任务要求补全缺少的部分。"}


def test_batch_tells_who_may_not_and_judges_the_others(cast, plan):
    clear, _, other = waiting(cast, plan)
    by = cast["reviewer"]
    member = Actor(**{**vars(by), "member_of": by.member_of | {cast.district.pk}})
    outcome = review_many([other, clear], "accept", by=member)
    assert ([duty.pk for duty in outcome.done], outcome.refused) == (
        [clear.obligation_id], ((other, ("您的身份不能审核通过。",)),),
    )  # fmt: skip
