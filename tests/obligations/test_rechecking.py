"""The second look: what may be drawn, that it can be drawn again, who takes it, and how agreement is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests import cast as people
from tests.obligations.looked_at import recheck_of, second_reviewer, verdicts, wanted

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.queries.identity import actor_of
from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.rechecking import draw_round, record_recheck
from luoshi.obligations.actions.revoking import decide_revocation, propose_revocation
from luoshi.obligations.draw import digest_of_list, drawn
from luoshi.obligations.models import Obligation, Recheck, RecheckRound, Review
from luoshi.obligations.queries.duties import history_of
from luoshi.obligations.queries.rechecking import opinion_of, rechecks_to_do, round_lines, round_page
from luoshi.workflow.engine import take

BY = Actor.system("测试")


@pytest.fixture
def second(cast):
    """Another reviewer of the office."""
    return second_reviewer(cast)


@pytest.fixture
def judged(cast, plan):
    """Three verdicts of the reviewer."""
    return verdicts(cast, plan)


def numbers(duties):
    """The receipts' numbers of these."""
    return sorted(duty.current.receipt_number for duty in duties)


def test_a_round_keeps_list_seed_and_sample(cast, judged):
    made = draw_round(cast.office, wanted(number=2), by=cast["manager"])
    assert made.candidates == numbers(judged.values())
    assert (made.digest, made.seed) == (digest_of_list(made.candidates), "见证人报的数 407193")
    sample = [one.review.submission.receipt_number for one in made.rechecks.all()]
    assert sample == drawn(made.seed, made.candidates, 2)
    entry = Entry.objects.get(action="obligations.draw_round")
    assert (entry.details["drawn"], entry.details["seed_given"]) == (sample, True)


def test_without_a_seed_one_is_made(cast, judged):
    made = draw_round(cast.office, wanted(seed=" "), by=cast["manager"])
    assert len(made.seed) == 32
    assert Entry.objects.get(action="obligations.draw_round").details["seed_given"] is False


@pytest.mark.parametrize(("per_cent", "size"), [(1, 1), (33, 1), (34, 2), (67, 3), (100, 3)])
def test_a_share_draws_so_many(per_cent, size, cast, judged):
    made = draw_round(cast.office, wanted(number=None, per_cent=per_cent), by=cast["manager"])
    assert made.rechecks.count() == size


def test_of_fewer_than_asked_for_all_are_drawn(cast, judged):
    assert draw_round(cast.office, wanted(number=50), by=cast["manager"]).rechecks.count() == 3


def test_a_category_draws_from_its_units_only(cast, judged):
    made = draw_round(cast.office, wanted(category=cast.district.category), by=cast["manager"])
    assert made.candidates == numbers([judged["district"]])
    assert made.category == cast.district.category


def test_both_days_of_the_period_count(cast, judged):
    today = people.TODAY
    for days in ((1, 9), (-9, -1)):
        since, until = (today + timedelta(days=number) for number in days)
        with pytest.raises(Refused, match="没有可以抽的审核结论"):
            draw_round(cast.office, wanted(since=since, until=until), by=cast["manager"])
    assert draw_round(cast.office, wanted(since=today, until=today), by=cast["manager"]).rechecks.count() == 3


def test_what_was_drawn_is_not_drawn_again(cast, judged):
    first = draw_round(cast.office, wanted(number=1), by=cast["manager"])
    second = draw_round(cast.office, wanted(), by=cast["manager"])
    assert {*second.candidates} == {*first.candidates} - {first.rechecks.get().review.submission.receipt_number}
    with pytest.raises(Refused, match="都抽到过"):
        draw_round(cast.office, wanted(), by=cast["manager"])


def test_what_was_revoked_is_not_drawn(cast, judged):
    proposal = propose_revocation(judged["accepted"], by=cast["reviewer"], note="不实。")
    decide_revocation(proposal, by=cast["head"], agree=True)
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    assert made.candidates == numbers([judged["returned"], judged["district"]])


def test_what_the_office_closed_of_its_own_is_not_drawn(cast, judged):
    own = judged["accepted"]
    Obligation.objects.filter(pk=own.pk).update(unit=cast.office)
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    assert own.current.receipt_number not in made.candidates


def test_plans_of_others_are_not_drawn(cast, judged):
    by = actor_of(grant_membership(create_user("dm", "区管理员", by=BY), cast.district, Role.MANAGER, by=BY).user)
    with pytest.raises(Refused, match="没有可以抽的审核结论"):
        draw_round(cast.district, wanted(), by=by)
    with pytest.raises(Forbidden):
        draw_round(cast.office, wanted(), by=by)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"until": date(2017, 8, 1)}, "早于起日"),
        ({"per_cent": 10}, "两项填一项"),
        ({"number": None}, "两项填一项"),
        ({"number": 0}, "至少抽 1 件"),
        ({"number": None, "per_cent": 0}, "1 到 100"),
        ({"number": None, "per_cent": 101}, "1 到 100"),
        ({"seed": "长" * 65}, "最多 64 个字"),
        ({"seed": "两\n行"}, "写在一行里"),
    ],
)
def test_what_cannot_be_drawn_is_said(other, words, cast, judged):
    with pytest.raises(Refused, match=words):
        draw_round(cast.office, wanted(**other), by=cast["manager"])
    assert RecheckRound.objects.count() == 0


@pytest.mark.parametrize("part", ["reviewer", "head", "inspector", "liaison"])
def test_drawing_is_the_managers(part, cast, judged):
    with pytest.raises(Forbidden):
        draw_round(cast.office, wanted(), by=cast[part])


@pytest.mark.parametrize(
    ("which", "accept", "agrees", "words"),
    [
        ("accepted", True, True, "应通过"), ("accepted", False, False, "应退回"),
        ("returned", False, True, "应退回"), ("returned", True, False, "应通过"),
    ],
)  # fmt: skip
def test_agreement_is_computed_from_the_second_opinion(which, accept, agrees, words, cast, judged, second):
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    done = record_recheck(recheck_of(made, judged[which]), by=second, accept=accept, note="逐页看过。")
    assert (done.agrees, opinion_of(done), done.at, done.reviewer_name) == (agrees, words, clock.now(), second.name)
    assert Obligation.objects.get(pk=judged[which].pk).state == judged[which].state


def test_who_judged_does_not_look_again(cast, judged, second):
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    one = recheck_of(made, judged["accepted"])
    for part in ("reviewer", "manager", "head", "inspector", "liaison"):
        with pytest.raises(Forbidden):
            record_recheck(one, by=cast[part], accept=True, note="好。")
    assert Recheck.objects.filter(agrees=None).count() == 3


def test_who_belongs_to_the_unit_does_not_look_again(cast, judged, second):
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    grant_membership(cast.people["second"].user, cast.department, Role.OFFICER, by=BY)
    torn = actor_of(cast.people["second"].user, cast.people["second"].public_id)
    with pytest.raises(Forbidden):
        record_recheck(recheck_of(made, judged["accepted"]), by=torn, accept=True, note="好。")
    assert [one.pk for one in rechecks_to_do(torn)] == [recheck_of(made, judged["district"]).pk]
    assert round_page(made, cast["manager"]).stuck == 2


def test_what_waits_is_listed_for_those_who_may(cast, judged, second):
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    assert rechecks_to_do(second).count() == 3
    for actor in (cast["reviewer"], cast["manager"], cast["head"], cast["liaison"], BY):
        assert not rechecks_to_do(actor).exists()
    waiting = {one.pk for one in rechecks_to_do(second)}
    assert waiting == {one.pk for one in made.rechecks.all() if second.may("obligations.recheck", one)}


def test_the_second_look_is_taken_once_and_with_words(cast, judged, second):
    one = draw_round(cast.office, wanted(), by=cast["manager"]).rechecks.first()
    with pytest.raises(Refused, match="请写明看了什么"):
        record_recheck(one, by=second, accept=True, note=" ")
    record_recheck(one, by=second, accept=True, note="看过。")
    with pytest.raises(Refused, match="已有人复核"):
        record_recheck(one, by=second, accept=False, note="再看。")


def test_the_first_verdict_is_told_only_after_the_second_look(cast, judged, second):
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    one = recheck_of(made, judged["accepted"])
    record_recheck(one, by=second, accept=False, note="照片不清。")
    page = round_page(made, second)
    assert {line.recheck.pk: (line.first, line.second) for line in page.lines if line.first} == {
        one.pk: ("审核通过", "应退回")
    }
    assert [line.recheck.pk for line in page.differing] == [one.pk]


def test_agreement_is_counted_by_category_and_verdict(cast, judged, second):
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    record_recheck(recheck_of(made, judged["accepted"]), by=second, accept=False, note="照片不清。")
    record_recheck(recheck_of(made, judged["returned"]), by=second, accept=False, note="确实缺章。")
    page = round_page(made, second)
    assert (page.total.drawn, page.total.done, page.total.agreeing, page.total.rate) == (3, 2, 1, "50.0 %")
    assert [(one.label, one.drawn, one.done, one.rate) for one in page.by_category] == [
        ("县（市、区）政府", 1, 0, "—"), ("市政府部门", 2, 2, "50.0 %"),
    ]  # fmt: skip
    assert [(one.label, one.done, one.agreeing) for one in page.by_verdict] == [
        ("原结论“审核通过”", 1, 0), ("原结论“退回”", 1, 1),
    ]  # fmt: skip
    (line,), total = round_lines(cast["manager"])
    assert (line.agreement.rate, total.rate, line.round) == ("50.0 %", "50.0 %", made)


def test_the_unit_reads_nothing_of_it(cast, judged, second):
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    before = len(history_of(judged["accepted"]))
    record_recheck(recheck_of(made, judged["accepted"]), by=second, accept=False, note="照片不清。")
    assert len(history_of(judged["accepted"])) == before
    for part in ("liaison", "unit_head", "stranger", "inspector"):
        assert not visible_to(Recheck, cast[part]).exists() and not visible_to(RecheckRound, cast[part]).exists()


def test_a_verdict_stands_once_in_a_round(cast, judged):
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Recheck.objects.create(round=made, order=9, review=Review.objects.first())


def test_a_later_verdict_on_a_correction_is_drawn_as_its_own(cast, judged):
    draw_round(cast.office, wanted(), by=cast["manager"])
    duty = Obligation.objects.get(pk=judged["returned"].pk)
    hand_in(duty, by=cast["liaison"], files=[people.pdf("补")])
    duty = take(Obligation.objects.get(pk=duty.pk), "accept", by=cast["reviewer"], note="已核对原件。")
    made = draw_round(cast.office, wanted(), by=cast["manager"])
    assert made.candidates == [duty.current.receipt_number]
