"""A unit asks that a duty does not apply, or for a later day; the office decides, and what it decides is recorded."""

from datetime import date

import pytest
from tests import cast as people

from luoshi.accounts.actions import grant_membership
from luoshi.accounts.queries import actor_of
from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.audit.queries import problems
from luoshi.kit import clock
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.requests import Asked, ask, decide, decide_many
from luoshi.obligations.models import DutyRequest, Obligation
from luoshi.obligations.queries.requests import effect_of_requests, request_queue
from luoshi.plans.models import Plan
from luoshi.workflow.engine import take

Kind = DutyRequest.Kind
OUT = Asked(Kind.NOT_APPLICABLE, "本单位没有行政调解职能。")
LATER = Asked(Kind.EXTENSION, "汛期抢险，人手不够。", date(2017, 11, 20))


@pytest.fixture
def duty(cast, plan):
    """The department's duty that is due on the last of October."""
    return people.obligation(plan, cast.department, "调解室")


def owed(plan):
    """下达 N and 适用 M of the plan."""
    duties = Obligation.objects.filter(plan=plan)
    return duties.count(), duties.exclude(state__in=Obligation.OUTSIDE).count()


def now(obligation):
    return Obligation.objects.get(pk=obligation.pk)


# Asking


def test_request_is_kept_as_it_was_asked_and_is_one_act_on_the_duty(cast, duty):
    asked = Asked(Kind.EXTENSION, " 汛期。 ", date(2017, 11, 20), people.pdf("会议通知"))
    made = ask(duty, asked, by=cast["liaison"])
    assert (made.state, made.reason, made.wanted_due, made.blob.kind, made.blob_name) == (
        "open", "汛期。", date(2017, 11, 20), "pdf", "会议通知.pdf",
    )  # fmt: skip
    assert (made.asked_at, made.asked_by) == (clock.now(), cast["liaison"].name)
    act = Entry.objects.filter(subject=duty.ref).get()
    assert (act.action, act.label, act.note) == ("obligations.ask", "申请延期，希望延到2017年11月20日", "汛期。")
    assert now(duty).due == date(2017, 10, 31)


def test_day_means_nothing_where_the_duty_is_not_to_apply(cast, duty):
    made = ask(duty, Asked(Kind.NOT_APPLICABLE, "没有职能。", date(2017, 11, 20)), by=cast["liaison"])
    assert made.wanted_due is None
    assert Entry.objects.get(subject=duty.ref).label == "申请不适用"


@pytest.mark.parametrize(
    ("asked", "reasons"),
    [
        (Asked(Kind.NOT_APPLICABLE, "  "), ["请写明理由，让审核人员能据此决定。"]),
        (Asked(Kind.EXTENSION, "汛期。"), ["请选一个晚于2017年10月31日的日期。"]),
        (Asked(Kind.EXTENSION, "汛期。", date(2017, 10, 31)), ["请选一个晚于2017年10月31日的日期。"]),
        (
            Asked(Kind.EXTENSION, "", date(2017, 9, 1)),
            ["请写明理由，让审核人员能据此决定。", "请选一个晚于2017年10月31日的日期。"],
        ),
    ],
)
def test_request_that_lacks_something_is_refused_in_words(asked, reasons, cast, duty):
    with pytest.raises(Refused) as refused:
        ask(duty, asked, by=cast["liaison"])
    assert list(refused.value.reasons) == reasons
    assert not DutyRequest.objects.exists()


def test_file_that_is_no_proof_is_refused_with_the_request(cast, duty):
    file = people.pdf("工作秘密★")
    with pytest.raises(Refused):
        ask(duty, Asked(Kind.NOT_APPLICABLE, "没有职能。", None, people.text_file()), by=cast["liaison"])
    file.name = "机密.pdf"
    with pytest.raises(Refused, match="密级标志"):
        ask(duty, Asked(Kind.NOT_APPLICABLE, "没有职能。", None, file), by=cast["liaison"])
    assert not DutyRequest.objects.exists()


def test_extension_is_asked_for_in_time_and_the_other_request_at_any_time(cast, plan):
    late = people.obligation(plan, cast.department)
    with pytest.raises(Refused) as refused:
        ask(late, LATER, by=cast["liaison"])
    assert list(refused.value.reasons) == ["已过2017年6月20日，延期要在到期前申请。请尽快报送。"]
    assert ask(late, OUT, by=cast["liaison"]).state == "open"


def test_extension_may_be_asked_for_on_the_due_day_itself(cast, duty):
    with clock.at(date(2017, 10, 31)):
        assert ask(duty, LATER, by=cast["liaison"]).state == "open"


def test_one_request_at_a_time(cast, duty):
    ask(duty, OUT, by=cast["liaison"])
    with pytest.raises(Refused) as refused:
        ask(duty, LATER, by=cast["liaison"])
    assert list(refused.value.reasons) == ["这项任务已有一件申请等待决定。请等决定，或者先撤回那一件。"]


def test_what_waits_for_review_or_is_over_needs_no_request(cast, plan):
    with pytest.raises(Refused, match="不用申请"):
        ask(people.submitted(cast, plan), OUT, by=cast["liaison"])
    with pytest.raises(Refused, match="不用申请"):
        ask(people.obligation(plan, cast.other, "调解室"), OUT, by=cast["stranger"])


@pytest.mark.parametrize("part", ["unit_head", "unit_admin", "manager", "reviewer", "district_liaison", "stranger"])
def test_only_the_liaison_of_the_unit_asks(part, cast, duty):
    with pytest.raises(Forbidden):
        ask(duty, OUT, by=cast[part])


def test_unit_takes_its_request_back_and_may_ask_again(cast, duty):
    made = ask(duty, OUT, by=cast["liaison"])
    for part in ("unit_head", "manager", "head", "stranger"):
        with pytest.raises(Forbidden):
            take(made, "take_back", by=cast[part])
    assert take(made, "take_back", by=cast["liaison"]).state == "taken_back"
    assert ask(duty, LATER, by=cast["liaison"]).state == "open"
    with pytest.raises(Refused):
        decide(made, "grant", by=cast["manager"], note="同意。")


# Deciding


def test_granted_the_duty_does_not_apply_and_says_by_whose_decision(cast, plan, duty):
    before = owed(plan)
    decided = decide(ask(duty, OUT, by=cast["liaison"]), "grant", by=cast["manager"], note="核对了三定规定。")
    assert (now(duty).state, now(duty).applicability) == (
        "not_applicable", "经明江市依法行政工作领导小组办公室同意不适用：核对了三定规定。",
    )  # fmt: skip
    assert owed(plan) == (before[0], before[1] - 1)
    assert (decided.state, decided.answer, decided.decided_at, decided.decided_by_name, decided.granted_due) == (
        "granted", "核对了三定规定。", clock.now(), cast["manager"].name, None,
    )  # fmt: skip


def test_a_decision_is_two_acts_under_one_number_that_name_each_other(cast, duty):
    request = ask(duty, OUT, by=cast["liaison"])
    decide(request, "grant", by=cast["manager"], note="同意。")
    on_request, on_duty = Entry.objects.filter(action__in=["obligations.grant", "obligations.rule_out"])
    assert (on_request.subject, on_duty.subject) == (request.ref, duty.ref)
    assert on_request.batch == on_duty.batch != ""
    assert (on_request.details["obligation"], on_duty.details["request"]) == (duty.ref, request.ref)
    assert problems() == []


def test_refused_nothing_changes_but_the_request(cast, plan, duty):
    before = owed(plan)
    decided = decide(ask(duty, OUT, by=cast["liaison"]), "refuse", by=cast["head"], note="三定规定第三条写明有。")
    assert (decided.state, decided.answer) == ("refused", "三定规定第三条写明有。")
    assert (now(duty).state, now(duty).applicability, owed(plan)) == ("pending", duty.applicability, before)


def test_extension_moves_the_day_and_the_history_tells_from_and_to(cast, plan, duty):
    before = owed(plan)
    decided = decide(ask(duty, LATER, by=cast["liaison"]), "grant", by=cast["manager"], note="情况属实。")
    assert (now(duty).stated_due, now(duty).due, now(duty).state) == (date(2017, 11, 20), date(2017, 11, 20), "pending")
    assert (decided.granted_due, owed(plan)) == (date(2017, 11, 20), before)
    act = Entry.objects.get(action="obligations.move_date")
    assert (act.label, act.details["from"], act.details["to"]) == (
        "同意延期，把到期日由2017年10月31日调整为2017年11月20日", "2017-10-31", "2017-11-20",
    )  # fmt: skip


def test_office_may_grant_another_day_than_the_one_asked_for(cast, duty):
    request = ask(duty, LATER, by=cast["liaison"])
    decided = decide(request, "grant", by=cast["manager"], note="先延一周。", day=date(2017, 11, 7))
    assert (decided.granted_due, decided.wanted_due, now(duty).due) == (
        date(2017, 11, 7), date(2017, 11, 20), date(2017, 11, 7),
    )  # fmt: skip
    assert problems() == []


def test_refusing_with_a_day_in_hand_grants_none(cast, duty):
    request = ask(duty, LATER, by=cast["liaison"])
    decided = decide(request, "refuse", by=cast["manager"], note="不延。", day=date(2017, 11, 7))
    assert (decided.granted_due, now(duty).due) == (None, date(2017, 10, 31))


def test_day_that_is_not_later_is_refused_and_nothing_is_left_behind(cast, duty):
    request = ask(duty, LATER, by=cast["liaison"])
    before = Entry.objects.count()
    with pytest.raises(Refused, match="要晚于现在的到期日"):
        decide(request, "grant", by=cast["manager"], note="同意。", day=date(2017, 10, 31))
    assert (DutyRequest.objects.get().state, Entry.objects.count()) == ("open", before)


def test_granted_day_moves_off_rest_days_where_the_plan_says_so(cast, plan, duty):
    Plan.objects.filter(pk=plan.pk).update(moves_rest_days=True)
    request = ask(duty, Asked(Kind.EXTENSION, "汛期。", date(2017, 11, 18)), by=cast["liaison"])
    decide(request, "grant", by=cast["manager"], note="同意。")
    assert (now(duty).stated_due, now(duty).due) == (date(2017, 11, 18), date(2017, 11, 20))


def test_for_what_was_returned_the_correction_term_is_extended_and_the_due_date_stays(cast, plan):
    duty = now(people.returned(cast, plan))
    assert (duty.due, duty.correction_due) == (date(2017, 6, 20), date(2017, 9, 12))
    request = ask(duty, Asked(Kind.EXTENSION, "要等盖章。", date(2017, 9, 15)), by=cast["liaison"])
    decide(request, "grant", by=cast["manager"], note="同意。")
    assert (now(duty).due, now(duty).correction_due) == (date(2017, 6, 20), date(2017, 9, 15))
    assert "补正到期日" in Entry.objects.get(action="obligations.move_correction").label


def test_decision_needs_a_reason(cast, duty):
    request = ask(duty, OUT, by=cast["liaison"])
    for verdict, words in (("grant", "请写明同意的理由。"), ("refuse", "让单位知道怎么办")):
        with pytest.raises(Refused, match=words):
            decide(request, verdict, by=cast["manager"], note="  ")


def test_request_is_decided_once(cast, duty):
    request = ask(duty, OUT, by=cast["liaison"])
    decide(request, "refuse", by=cast["manager"], note="有这项职能。")
    for verdict in ("grant", "refuse", "take_back"):
        with pytest.raises(Refused):
            decide(request, verdict, by=cast["manager"], note="再看。")


def test_what_was_handed_in_meanwhile_can_only_be_answered_with_a_refusal(cast, duty):
    request = ask(duty, OUT, by=cast["liaison"])
    hand_in(duty, by=cast["liaison"], files=[people.pdf()])
    with pytest.raises(Refused, match="申请不用再同意"):
        decide(request, "grant", by=cast["manager"], note="同意。")
    assert decide(request, "refuse", by=cast["manager"], note="已报送，照常审核。").state == "refused"
    assert now(duty).state == "submitted"


@pytest.mark.parametrize("part", ["liaison", "unit_head", "reviewer", "inspector", "stranger", "security_admin"])
def test_only_those_who_decide_for_the_office_decide(part, cast, duty):
    request = ask(duty, OUT, by=cast["liaison"])
    with pytest.raises(Forbidden):
        decide(request, "grant", by=cast[part], note="同意。")


def test_nobody_decides_for_a_unit_he_belongs_to(cast, duty):
    request = ask(duty, OUT, by=cast["liaison"])
    member = cast.people["manager"]
    grant_membership(member.user, cast.department, Role.OFFICER, by=cast["security_admin"])
    manager = actor_of(member.user, member.public_id)
    with pytest.raises(Forbidden):
        decide(request, "grant", by=manager, note="同意。")
    assert list(request_queue(manager)) == []
    assert list(request_queue(cast["head"])) == [request]


def test_a_duty_is_ruled_out_only_by_a_request(cast, duty):
    with pytest.raises(Refused, match="单位没有申请不适用"):
        take(duty, "rule_out", by=cast["manager"], note="不适用。")


# Many at once


def test_many_are_decided_with_one_reason_each_its_own_act_under_one_number(cast, plan, duty):
    requests = [ask(duty, OUT, by=cast["liaison"]), ask(_district(plan, cast), OUT, by=cast["district_liaison"])]
    before = owed(plan)
    outcome = decide_many(requests, "grant", by=cast["manager"], note="核对了三定规定。")
    assert ([one.state for one in outcome.done], outcome.refused) == (["granted", "granted"], ())
    acts = Entry.objects.filter(action__in=["obligations.grant", "obligations.rule_out"])
    assert (acts.count(), len({act.batch for act in acts})) == (4, 1)
    assert owed(plan) == (before[0], before[1] - 2)


def test_what_cannot_be_decided_is_told_and_the_others_are(cast, plan, duty):
    first, second = ask(duty, OUT, by=cast["liaison"]), ask(_district(plan, cast), OUT, by=cast["district_liaison"])
    hand_in(duty, by=cast["liaison"], files=[people.pdf()])
    outcome = decide_many([first, second], "grant", by=cast["manager"], note="同意。")
    assert [one.pk for one in outcome.done] == [second.pk]
    assert [(one.pk, "申请不用再同意" in reasons[0]) for one, reasons in outcome.refused] == [(first.pk, True)]


def test_requests_of_two_kinds_are_not_decided_in_one_go(cast, plan, duty):
    mixed = [ask(duty, LATER, by=cast["liaison"]), ask(_district(plan, cast), OUT, by=cast["district_liaison"])]
    with pytest.raises(Refused, match="只能一起决定同一种申请"):
        decide_many(mixed, "grant", by=cast["manager"], note="同意。")
    assert set(DutyRequest.objects.values_list("state", flat=True)) == {"open"}


def test_nothing_chosen_is_told(cast):
    with pytest.raises(Refused, match="请先勾选"):
        decide_many([], "grant", by=cast["manager"], note="同意。")


def test_many_without_a_reason_are_refused_at_once(cast, duty):
    request = ask(duty, OUT, by=cast["liaison"])
    with pytest.raises(Refused, match="请写明同意的理由"):
        decide_many([request], "grant", by=cast["manager"], note=" ")


def _district(plan, cast):
    return people.obligation(plan, cast.district, "行政指导")


# What a decision would do


def test_effect_in_numbers_is_what_granting_does(cast, plan, duty):
    request = ask(duty, OUT, by=cast["liaison"])
    effect = effect_of_requests([request])
    decide(request, "grant", by=cast["manager"], note="同意。")
    mine = Obligation.objects.filter(plan=plan, unit=cast.department)
    assert [(c.duties, c.before, c.after) for c in effect.counts] == [(*owed(plan)[:1], 5, owed(plan)[1]), (2, 2, 1)]
    assert [c.name for c in effect.counts] == [plan.title, "市环保局"]
    assert mine.exclude(state__in=Obligation.OUTSIDE).count() == 1


def test_effect_of_an_extension_tells_the_days_and_whether_it_would_be_overdue(cast, duty):
    request = ask(duty, LATER, by=cast["liaison"])
    with clock.at(date(2017, 11, 8)):
        effect = effect_of_requests([request])
        line = effect.moves[0]
        assert (line.before, line.before_stands, line.after, line.after_stands) == (
            date(2017, 10, 31), "逾 8 天", date(2017, 11, 20), "剩 12 天",
        )  # fmt: skip
        assert line.workdays == 14
        earlier = effect_of_requests([request], day=date(2017, 11, 3)).moves[0]
        assert (earlier.after, earlier.after_stands) == (date(2017, 11, 3), "逾 5 天")
        assert [(c.before, c.after) for c in effect.counts] == [(5, 5), (2, 2)]


def test_effect_moves_off_rest_days_as_granting_does(cast, plan, duty):
    Plan.objects.filter(pk=plan.pk).update(moves_rest_days=True)
    request = ask(duty, Asked(Kind.EXTENSION, "汛期。", date(2017, 11, 18)), by=cast["liaison"])
    line = effect_of_requests([request]).moves[0]
    decide(request, "grant", by=cast["manager"], note="同意。")
    assert line.after == now(duty).due == date(2017, 11, 20)


def test_effect_of_many_counts_each_unit_once(cast, plan, duty):
    other = people.obligation(plan, cast.department)
    requests = [ask(duty, OUT, by=cast["liaison"]), ask(other, OUT, by=cast["liaison"])]
    effect = effect_of_requests(requests)
    assert [(c.name, c.before, c.after) for c in effect.counts] == [(plan.title, 5, 3), ("市环保局", 2, 0)]
