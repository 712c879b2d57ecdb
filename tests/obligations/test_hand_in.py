"""Handing in, withdrawing, returning, correcting, accepting: what stays, what counts, what is refused."""

import hashlib
from datetime import datetime

import pytest
from tests import cast as people

from luoshi.accounts.actions.names import rename_unit
from luoshi.audit.models import Entry
from luoshi.audit.queries import problems
from luoshi.files.models import Blob
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.queries.duties import history_of
from luoshi.obligations.receipts import digest_of, receipt_lines
from luoshi.workflow.engine import take


def test_hand_in_gives_a_receipt_with_time_and_hash(cast, plan):
    obligation = people.obligation(plan, cast.department)
    submission = hand_in(
        obligation, by=cast["liaison"], files=[people.pdf("甲"), people.pdf("乙")],
        links=["https://example.cn/news"], statement="已印发。",
    )  # fmt: skip
    assert submission.receipt_number == "2017-0905-0001"
    assert submission.submitted_at == clock.now()
    assert [e.name for e in submission.evidence.all()] == ["甲.pdf", "乙.pdf", "https://example.cn/news"]
    lines = "\n".join(receipt_lines(submission))
    assert submission.digest == hashlib.sha256(lines.encode()).hexdigest()
    assert all(blob.sha256 in lines for blob in Blob.objects.filter(kind="pdf"))
    obligation.refresh_from_db()
    assert (obligation.state, obligation.first_submitted_at) == ("submitted", clock.now())


def test_receipt_reads_the_same_after_the_unit_has_a_new_name(cast, plan):
    submission = people.submitted(cast, plan).current
    lines = receipt_lines(submission)
    rename_unit(cast.department, "明江市生态环境局", "市生态局", day=people.TODAY, by=Actor.system("测试"))
    submission = Submission.objects.get(pk=submission.pk)
    assert (receipt_lines(submission), digest_of(submission)) == (lines, submission.digest)
    assert "单位 明江市环境保护局" in lines


def test_receipt_numbers_run_through_the_day_and_start_anew(cast, plan):
    first = people.submitted(cast, plan).current
    with clock.at(datetime(2017, 9, 5, 17, 0)):  # noqa: DTZ001 - the clock adds the zone
        second = people.submitted(cast, plan, "调解室").current
    district = people.obligation(plan, cast.district)
    with clock.at(datetime(2017, 9, 6, 8, 0)):  # noqa: DTZ001
        third = hand_in(district, by=cast["district_liaison"], files=[people.pdf()])
    numbers = [first.receipt_number, second.receipt_number, third.receipt_number]
    assert numbers == ["2017-0905-0001", "2017-0905-0002", "2017-0906-0001"]


def test_hand_in_leaves_one_act(cast, plan):
    before = Entry.objects.count()
    people.submitted(cast, plan)
    assert [e.action for e in Entry.objects.filter(sequence__gt=before)] == ["obligations.submit"]


def test_hand_in_of_nothing_is_refused_and_leaves_nothing(cast, plan):
    obligation = people.obligation(plan, cast.department)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        hand_in(obligation, by=cast["liaison"])
    assert refused.value.reasons == ("还没有材料。请至少添加一个文件或一个链接。",)
    assert (Submission.objects.count(), Entry.objects.count()) == (0, before)


def test_hand_in_names_every_bad_file_and_keeps_nothing_half(cast, plan):
    bad, secret = people.pdf("坏"), people.pdf("机密材料")
    bad.name = "坏.exe"
    with pytest.raises(Refused) as refused:
        hand_in(people.obligation(plan, cast.department), by=cast["liaison"], files=[people.pdf(), bad, secret])
    assert len(refused.value.reasons) == 2
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("part", ["stranger", "reviewer", "unit_head", "district_liaison"])
def test_hand_in_by_the_wrong_person_is_forbidden(part, cast, plan):
    with pytest.raises(Forbidden):
        hand_in(people.obligation(plan, cast.department), by=cast[part], files=[people.pdf()])
    assert Blob.objects.filter(kind="pdf").count() == 0


def test_second_hand_in_of_a_stale_page_is_refused(cast, plan):
    obligation = people.obligation(plan, cast.department)
    stale = people.obligation(plan, cast.department)
    hand_in(obligation, by=cast["liaison"], files=[people.pdf()])
    with pytest.raises(Refused) as refused:
        hand_in(stale, by=cast["liaison"], files=[people.pdf()])
    assert refused.value.reasons == ("当前状态是“待审”，不能报送。请刷新页面看最新状态。",)
    assert Submission.objects.count() == 1


def test_withdrawing_a_first_submission_means_it_was_not_handed_in(cast, plan):
    obligation = take(people.submitted(cast, plan), "withdraw", by=cast["liaison"])
    obligation.refresh_from_db()
    assert (obligation.state, obligation.first_submitted_at, obligation.current) == ("pending", None, None)
    assert Submission.objects.get().withdrawn_at == clock.now()


def test_withdrawing_a_correction_goes_back_to_returned_and_keeps_the_first_time(cast, plan):
    obligation = people.returned(cast, plan)
    first = Obligation.objects.get(pk=obligation.pk).first_submitted_at
    with clock.at(datetime(2017, 9, 7, 10, 0)):  # noqa: DTZ001
        hand_in(obligation, by=cast["liaison"], files=[people.pdf("补正")])
        obligation.refresh_from_db()
        with pytest.raises(Refused):
            take(obligation, "withdraw", by=cast["liaison"])
        take(obligation, "withdraw_correction", by=cast["liaison"])
    obligation.refresh_from_db()
    assert (obligation.state, obligation.first_submitted_at) == ("returned", first)
    assert obligation.current.version == 1


def test_return_needs_a_reason(cast, plan):
    with pytest.raises(Refused) as refused:
        take(people.submitted(cast, plan), "return", by=cast["reviewer"], note="  ")
    assert refused.value.reasons == ("请写明退回理由：缺什么、怎么补。",)


def test_correction_may_keep_what_was_good(cast, plan):
    obligation = people.returned(cast, plan)
    kept = list(Evidence.objects.all())
    submission = hand_in(obligation, by=cast["liaison"], keep=kept, files=[people.pdf("补盖公章")])
    assert [(e.name, submission.version) for e in submission.evidence.all()] == [("材料.pdf", 2), ("补盖公章.pdf", 2)]
    assert Submission.objects.get(version=1).evidence.count() == 1


def test_lateness_follows_the_first_time_not_the_correction(cast, plan):
    obligation = people.obligation(plan, cast.department)
    with clock.at(datetime(2017, 6, 20, 23, 50)):  # noqa: DTZ001
        hand_in(obligation, by=cast["liaison"], files=[people.pdf()])
    with clock.at(datetime(2017, 7, 3, 9, 0)):  # noqa: DTZ001
        obligation = take(obligation, "return", by=cast["reviewer"], note="补公章。")
        hand_in(obligation, by=cast["liaison"], files=[people.pdf("二")])
        obligation.refresh_from_db()
        take(obligation, "accept", by=cast["reviewer"])
    obligation.refresh_from_db()
    assert obligation.standing.phrase == "审核通过"


def test_accept_writes_the_verdict_beside_the_version(cast, plan):
    obligation = take(people.submitted(cast, plan), "accept", by=cast["reviewer"], note="齐全。")
    review = obligation.current.review
    assert (review.accepted, review.note, review.at) == (True, "齐全。", clock.now())


def test_history_tells_the_story_in_words(cast, plan):
    obligation = people.returned(cast, plan)
    lines = [line.sentence for line in history_of(obligation)]
    office, department = "明江市依法行政工作领导小组办公室", "明江市环境保护局"
    assert lines == [
        f"{office} 办公室管理员0（办公室管理员）下达",
        f"{department} 联络员4（联络员）报送，回执 2017-0905-0001",
        f"{office} 审核人员1（审核人员）退回，回执 2017-0905-0001",
    ]
    assert problems() == []
