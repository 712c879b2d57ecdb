"""One upload for several duties, 零报告, and what a draft becomes when it is handed in."""

from datetime import date, datetime

import pytest
from tests import cast as people
from tests.obligations import drafted
from tests.plans.test_facts import own_plan

from luoshi.audit.models import Entry
from luoshi.audit.queries import problems
from luoshi.kit import clock
from luoshi.kit.errors import Refused
from luoshi.obligations.actions import drafting
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.models import Submission
from luoshi.obligations.receipts import digest_of, receipt_lines
from luoshi.workflow.engine import take

LINK = "https://example.cn/news"


def both(cast, plan, *names, **row):
    """Two duties of the department, the second to go along with the first."""
    second = drafted.duty(plan, cast.department, "调解室", **row)
    first = drafted.begun(cast, plan, "实施方案", *names)
    drafting.save_draft(first, by=cast["liaison"], statement="一份材料，两项任务。", also=[second])
    return first, second


def test_a_draft_becomes_what_is_handed_in(cast, plan):
    duty = drafted.begun(cast, plan, "实施方案", "甲")
    drafting.add_link(duty, LINK, by=cast["liaison"], seen={"ok": True, "title": "揭牌", "sha256": "ab" * 32})
    draft = drafting.save_draft(duty, by=cast["liaison"], statement="已印发。")
    submission = hand_in(duty, by=cast["liaison"], files=[people.pdf("乙")])
    assert (submission.pk, submission.version, submission.statement) == (draft.pk, 1, "已印发。")
    assert [part.name for part in submission.evidence.all()] == ["甲.pdf", "揭牌", "乙.pdf"]
    assert f"材料 揭牌 {LINK} {'ab' * 32}" in receipt_lines(submission)
    assert (duty.draft, submission.digest) == (None, digest_of(submission))


def test_words_given_when_handing_in_replace_those_of_the_draft(cast, plan):
    duty = drafted.begun(cast, plan)
    drafting.save_draft(duty, by=cast["liaison"], statement="旧的。", nothing=True)
    submission = hand_in(duty, by=cast["liaison"], statement="新的。", nothing=False)
    assert (submission.statement, submission.kind) == ("新的。", "material")


def test_one_upload_serves_two_duties_each_with_its_receipt(cast, plan):
    first, second = both(cast, plan, "甲", "乙")
    before = Entry.objects.count()
    main = hand_in(first, by=cast["liaison"])
    along = drafted.fresh(second).current
    assert (along.together_with, list(main.companions.all())) == (main, [along])
    assert (main.receipt_number, along.receipt_number) == ("2017-0905-0001", "2017-0905-0002")
    assert along.statement == main.statement
    assert [part.blob_id for part in along.evidence.all()] == [part.blob_id for part in main.evidence.all()]
    assert {part.pk for part in along.evidence.all()}.isdisjoint(part.pk for part in main.evidence.all())
    acts = Entry.objects.filter(sequence__gt=before)
    assert [(act.action, act.subject) for act in acts] == [
        ("obligations.submit", first.ref), ("obligations.submit", second.ref),
    ]  # fmt: skip
    assert len({act.batch for act in acts}) == 1 and acts[0].batch
    assert (drafted.fresh(first).state, drafted.fresh(second).state, problems()) == ("submitted", "submitted", [])


def test_each_of_two_is_late_by_its_own_day(cast, plan):
    first, second = both(cast, plan)
    main = hand_in(first, by=cast["liaison"])
    along = drafted.fresh(second).current
    assert (main.owed_by, main.days_late) == (date(2017, 6, 20), 77)
    assert (along.owed_by, along.days_late) == (date(2017, 10, 31), 0)


def test_what_the_other_duty_lacks_keeps_both_back(cast, plan):
    first, second = both(cast, plan, evidence={"picture": True})
    with pytest.raises(Refused) as refused:
        hand_in(first, by=cast["liaison"])
    assert refused.value.reasons == (
        "一并报送的“设置行政调解室的图片、资料（具有行政调解职能的部门）”：这项任务要求有图片，材料里没有。请补上。",
    )
    assert (first.draft.also.get(), second.draft) == (second, None)
    assert {drafted.fresh(one).state for one in (first, second)} == {"pending"}


def test_what_was_handed_in_meanwhile_keeps_both_back(cast, plan):
    first, second = both(cast, plan)
    hand_in(second, by=cast["liaison"], files=[people.pdf("自己的")])
    with pytest.raises(Refused, match="现在是“待审”，不能一并报送。请去掉它的勾选"):
        hand_in(first, by=cast["liaison"])
    assert drafted.fresh(first).state == "pending"


def test_a_draft_of_its_own_keeps_the_other_back_an_empty_one_does_not(cast, plan):
    first, second = both(cast, plan)
    drafting.save_draft(second, by=cast["liaison"], statement="写到一半。")
    with pytest.raises(Refused, match="另有暂存的材料"):
        hand_in(first, by=cast["liaison"])
    assert second.draft.statement == "写到一半。"
    drafting.save_draft(second, by=cast["liaison"], statement="")
    hand_in(first, by=cast["liaison"])
    assert (drafted.fresh(second).state, second.draft) == ("submitted", None)


def test_a_correction_can_go_along(cast, plan):
    second = take(people.submitted(cast, plan, "调解室"), "return", by=cast["reviewer"], note="补。")
    first = drafted.begun(cast, plan, "实施方案", "新的")
    drafting.save_draft(first, by=cast["liaison"], statement="", also=[second])
    with clock.at(datetime(2017, 9, 7, 9, 0)):  # noqa: DTZ001 - the clock adds the zone
        hand_in(first, by=cast["liaison"])
    along = drafted.fresh(second).current
    assert (along.version, [part.name for part in along.evidence.all()]) == (2, ["新的.pdf"])
    assert (along.owed_by, along.days_late) == (second.correction_due or drafted.fresh(second).correction_due, 0)


def test_one_of_two_is_withdrawn_alone(cast, plan):
    first, second = both(cast, plan)
    main = hand_in(first, by=cast["liaison"])
    take(drafted.fresh(first), "withdraw", by=cast["liaison"])
    assert [drafted.fresh(one).state for one in (first, second)] == ["pending", "submitted"]
    assert (Submission.objects.get(pk=main.pk).withdrawn_at, drafted.fresh(second).current.withdrawn_at) == (
        clock.now(), None,
    )  # fmt: skip


def test_facts_prove_only_the_duty_that_names_them(cast, plan):
    own_plan(cast.department)
    first, second = both(cast, plan, "甲")
    main = hand_in(first, by=cast["liaison"], facts=["plans.issued"])
    assert [part.fact_key for part in main.evidence.all()] == ["", "plans.issued", "plans.issued"]
    assert [part.name for part in drafted.fresh(second).current.evidence.all()] == ["甲.pdf"]


def test_nothing_to_report_needs_words_and_no_material(cast, plan):
    duty = drafted.duty(plan, cast.department, evidence={"pdf": True})
    drafting.save_draft(duty, by=cast["liaison"], statement=" ", nothing=True)
    with pytest.raises(Refused, match="零报告要写明为什么没有可报的"):
        hand_in(duty, by=cast["liaison"])
    drafting.save_draft(duty, by=cast["liaison"], statement="本年没有。", nothing=True)
    with pytest.raises(Refused, match="零报告不带材料"):
        hand_in(duty, by=cast["liaison"], files=[people.pdf()])
    submission = hand_in(duty, by=cast["liaison"])
    assert (submission.kind, submission.evidence.count(), drafted.fresh(duty).state) == ("nothing", 0, "submitted")
    assert "种类 零报告" in receipt_lines(submission)
    assert submission.digest == digest_of(submission)


def test_nothing_to_report_does_not_take_facts_along(cast, plan):
    own_plan(cast.department)
    duty = people.obligation(plan, cast.department)
    with pytest.raises(Refused, match="零报告不带材料"):
        hand_in(duty, by=cast["liaison"], facts=["plans.issued"], nothing=True, statement="没有。")


def test_nothing_to_report_for_two_duties(cast, plan):
    second = drafted.duty(plan, cast.department, "调解室", evidence={"picture": True})
    first = people.obligation(plan, cast.department)
    drafting.save_draft(first, by=cast["liaison"], statement="本年没有。", nothing=True, also=[second])
    hand_in(first, by=cast["liaison"])
    along = drafted.fresh(second).current
    assert (along.kind, along.statement, along.evidence.count()) == ("nothing", "本年没有。", 0)


def test_the_digest_differs_where_the_kind_does(cast, plan):
    duty = people.obligation(plan, cast.department)
    submission = hand_in(duty, by=cast["liaison"], statement="没有。", nothing=True)
    before = submission.digest
    Submission.objects.filter(pk=submission.pk).update(kind="material")
    assert digest_of(Submission.objects.get(pk=submission.pk)) != before
