"""Drafts: what they begin with and keep, what may be put in and taken out, who may, and when they are locked."""

from datetime import datetime

import pytest
from tests import cast as people
from tests.obligations import drafted
from tests.plans.test_facts import own_plan

from luoshi.audit.models import Entry
from luoshi.files.models import Blob
from luoshi.kit import clock
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions import drafting
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.drafts import LOCKED, reasons_against, reasons_against_going_along
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.queries.duties import history_of
from luoshi.obligations.queries.submission import may_go_along, reusable
from luoshi.plans.models import Plan
from luoshi.workflow.engine import take

LINK = "https://example.cn/news"


def names(obligation):
    return [part.name for part in obligation.draft.evidence.all()]


def every_writing(cast, obligation):
    """Each way of writing a draft, ready to be tried."""
    by = cast["liaison"]
    return [
        lambda: drafting.save_draft(obligation, by=by, statement="改。"),
        lambda: drafting.add_files(obligation, [drafted.blob("新")], by=by),
        lambda: drafting.add_uploads(obligation, [people.pdf("新")], by=by),
        lambda: drafting.add_link(obligation, LINK, by=by),
        lambda: drafting.reuse(obligation, [], by=by),
    ]


def test_saving_begins_a_draft_and_goes_on_with_it(cast, plan):
    duty = people.obligation(plan, cast.department)
    first = drafting.save_draft(duty, by=cast["liaison"], statement="已印发。")
    with clock.at(datetime(2017, 9, 5, 9, 12)):  # noqa: DTZ001 - the clock adds the zone
        second = drafting.save_draft(duty, by=cast["liaison"], statement="已印发，并公布。")
        saved = clock.now()
    draft = duty.draft
    assert (first.pk, second.pk, Submission.objects.count()) == (draft.pk, draft.pk, 1)
    assert (draft.statement, draft.version, draft.edited_at, draft.edited_by) == (
        "已印发，并公布。", 1, saved, cast["liaison"].name,
    )  # fmt: skip
    assert (draft.receipt_number, draft.submitted_at, drafted.fresh(duty).state) == (None, None, "pending")


def test_drafts_are_no_part_of_the_story_of_the_duty(cast, plan):
    duty = drafted.begun(cast, plan)
    before = Entry.objects.count()
    drafting.save_draft(duty, by=cast["liaison"], statement="已印发。")
    entry = Entry.objects.get(sequence__gt=before)
    assert (entry.action, entry.subject, entry.details) == (
        "obligations.save_draft", duty.draft.ref, {"obligation": duty.ref},
    )  # fmt: skip
    assert [line.entry.action for line in history_of(duty)] == ["plans.issue"]


def test_files_are_put_in_once_and_in_order(cast, plan):
    duty = drafted.begun(cast, plan, "实施方案", "甲", "乙")
    again = drafting.add_files(duty, [drafted.blob("乙"), drafted.blob("丙"), drafted.blob("丙")], by=cast["liaison"])
    assert ([part.name for part in again], names(duty)) == (["丙.pdf"], ["甲.pdf", "乙.pdf", "丙.pdf"])


def test_uploads_keep_the_good_and_tell_of_the_bad(cast, plan):
    duty = people.obligation(plan, cast.department)
    bad, secret = people.pdf("坏"), people.pdf("机密材料")
    bad.name = "坏.exe"
    told = drafting.add_uploads(duty, [people.pdf("甲"), bad, secret, people.pdf("乙")], by=cast["liaison"])
    assert (names(duty), len(told)) == (["甲.pdf", "乙.pdf"], 2)
    assert "坏.exe" in told[0]


def test_uploads_of_which_none_is_good_begin_no_draft(cast, plan):
    duty = people.obligation(plan, cast.department)
    bad = people.pdf("坏")
    bad.name = "坏.exe"
    with pytest.raises(Refused):
        drafting.add_uploads(duty, [bad], by=cast["liaison"])
    assert duty.draft is None


def test_uploads_for_a_duty_that_is_not_owed_are_not_taken_in(cast, plan):
    duty = people.submitted(cast, plan)
    before = Blob.objects.count()
    with pytest.raises(Refused, match="待审"):
        drafting.add_uploads(duty, [people.pdf("新")], by=cast["liaison"])
    assert Blob.objects.count() == before


def test_one_submission_takes_so_many_files_and_as_many_links(cast, plan, settings):
    settings.MAX_FILES = 2
    duty = drafted.begun(cast, plan, "实施方案", "甲", "乙")
    with pytest.raises(Refused, match="最多 2 个文件"):
        drafting.add_files(duty, [drafted.blob("丙")], by=cast["liaison"])
    with pytest.raises(Refused, match="最多 2 个文件"):
        drafting.add_uploads(duty, [people.pdf("丙")], by=cast["liaison"])
    for number in (1, 2, 2):
        drafting.add_link(duty, f"{LINK}/{number}", by=cast["liaison"])
    with pytest.raises(Refused, match="最多 2 个链接"):
        drafting.add_link(duty, f"{LINK}/3", by=cast["liaison"])
    assert names(duty) == ["甲.pdf", "乙.pdf", f"{LINK}/1", f"{LINK}/2"]


def test_what_was_handed_in_before_counts_among_so_many(cast, plan, settings):
    old = people.submitted(cast, plan, "调解室").current
    duty = drafted.begun(cast, plan, "实施方案", "甲")
    settings.MAX_FILES = 1
    with pytest.raises(Refused, match="最多 1 个文件"):
        drafting.reuse(duty, list(old.evidence.all()), by=cast["liaison"])


def test_link_bears_what_it_showed_and_is_taken_anew(cast, plan):
    duty = people.obligation(plan, cast.department)
    drafting.add_link(duty, LINK, by=cast["liaison"])
    part = drafting.add_link(duty, LINK, by=cast["liaison"], seen={"ok": True, "title": "调解室揭牌", "sha256": "ab"})
    assert [(one.pk, one.name, one.url, one.seen["title"]) for one in duty.draft.evidence.all()] == [
        (part.pk, "调解室揭牌", LINK, "调解室揭牌")
    ]


def test_reused_parts_are_the_same_bytes_and_come_once(cast, plan):
    by = cast["liaison"]
    first = people.obligation(plan, cast.department, "调解室")
    hand_in(first, by=by, files=[people.pdf("甲")], links=[LINK])
    second = take(drafted.fresh(first), "withdraw", by=by)
    hand_in(second, by=by, files=[people.pdf("甲")], links=[LINK])
    duty = people.obligation(plan, cast.department)
    everything = list(Evidence.objects.filter(submission__obligation=first).order_by("pk"))
    made = drafting.reuse(duty, everything, by=by)
    assert [part.name for part in made] == ["甲.pdf", LINK]
    assert drafting.reuse(duty, everything, by=by) == []
    assert names(duty) == ["甲.pdf", LINK]


def test_only_what_the_own_unit_handed_in_is_reused(cast, plan):
    part = people.submitted(cast, plan, "调解室").current.evidence.get()
    with pytest.raises(Refused, match="本单位"):
        drafting.reuse(people.obligation(plan, cast.district), [part], by=cast["district_liaison"])


def test_facts_are_not_reused_but_measured(cast, plan):
    own_plan(cast.department)
    old = hand_in(people.obligation(plan, cast.department), by=cast["liaison"], facts=["plans.issued"])
    fact, file = old.evidence.all()
    duty = people.obligation(plan, cast.department, "调解室")
    with pytest.raises(Refused):
        drafting.reuse(duty, [fact], by=cast["liaison"])
    [made] = drafting.reuse(duty, [file], by=cast["liaison"])
    assert (made.blob_id, made.fact_key) == (file.blob_id, "")


def test_choice_of_what_to_reuse_shows_each_once_and_not_what_is_there(cast, plan, enter):
    by = cast["liaison"]
    one = people.obligation(plan, cast.department, "调解室")
    hand_in(one, by=by, files=[people.pdf("甲"), people.pdf("乙")], links=[LINK])
    take(drafted.fresh(one), "withdraw", by=by)
    hand_in(one, by=by, files=[people.pdf("甲")], links=[LINK])
    hand_in(people.obligation(plan, cast.district), by=cast["district_liaison"], files=[people.pdf("别家")])
    duty = people.obligation(plan, cast.department)
    assert [part.name for part in reusable(duty, by=by)] == ["甲.pdf", LINK, "乙.pdf"]
    assert [part.name for part in reusable(duty, by=by, words="乙")] == ["乙.pdf"]
    assert len(reusable(duty, by=by, words="调解室")) == 3
    drafting.reuse(duty, list(reusable(duty, by=by, words="甲")), by=by)
    assert [part.name for part in reusable(duty, by=by)] == [LINK, "乙.pdf"]


def test_a_correction_begins_with_what_came_back(cast, plan):
    own_plan(cast.department)
    duty = people.obligation(plan, cast.department)
    sent = {"facts": ["plans.issued"], "files": [people.pdf("补充")], "links": [LINK], "statement": "已印发。"}
    hand_in(duty, by=cast["liaison"], **sent)
    duty = take(drafted.fresh(duty), "return", by=cast["reviewer"], note="补。")
    draft = drafting.add_files(duty, [drafted.blob("新")], by=cast["liaison"])[0].submission
    assert (names(duty), draft.version, draft.statement) == (["补充.pdf", LINK, "新.pdf"], 2, "已印发。")
    assert all(part.fact_key == "" for part in draft.evidence.all())


def test_after_withdrawing_the_draft_begins_with_what_was_withdrawn(cast, plan):
    duty = take(people.submitted(cast, plan), "withdraw", by=cast["liaison"])
    drafting.save_draft(duty, by=cast["liaison"], statement="重报。")
    assert names(duty) == ["材料.pdf"]


def test_removing_takes_a_part_out_and_leaves_the_rest(cast, plan):
    duty = drafted.begun(cast, plan, "实施方案", "甲", "乙")
    drafting.remove_part(duty.draft.evidence.first(), by=cast["liaison"])
    assert names(duty) == ["乙.pdf"]


def test_removing_a_part_of_the_version_before_leaves_it_out_of_the_draft(cast, plan):
    duty = people.obligation(plan, cast.department)
    hand_in(duty, by=cast["liaison"], files=[people.pdf("甲"), people.pdf("乙")], links=[LINK])
    duty = take(drafted.fresh(duty), "return", by=cast["reviewer"], note="补。")
    former = duty.current
    drafting.remove_part(former.evidence.first(), by=cast["liaison"])
    assert names(duty) == ["乙.pdf", LINK]
    drafting.remove_part(former.evidence.get(url=LINK), by=cast["liaison"])
    assert (names(duty), former.evidence.count()) == (["乙.pdf"], 3)


def test_what_was_handed_in_cannot_be_removed(cast, plan):
    part = people.submitted(cast, plan).current.evidence.get()
    with pytest.raises(Refused, match="已经报送的材料不能移除"):
        drafting.remove_part(part, by=cast["liaison"])
    assert Evidence.objects.filter(pk=part.pk).exists()


def test_discarding_throws_the_draft_away_and_nothing_else(cast, plan):
    other = people.submitted(cast, plan, "调解室").current
    duty = drafted.begun(cast, plan)
    drafting.save_draft(duty, by=cast["liaison"], statement="已印发。")
    drafting.discard_draft(duty, by=cast["liaison"])
    assert (duty.draft, list(Submission.objects.all())) == (None, [other])
    assert Blob.objects.filter(kind="pdf").count() == 1  # the same bytes, named by what was handed in


def test_discarding_nothing_says_so(cast, plan):
    with pytest.raises(Refused, match="没有暂存的内容"):
        drafting.discard_draft(people.obligation(plan, cast.department), by=cast["liaison"])


@pytest.mark.parametrize("part", ["stranger", "reviewer", "manager", "unit_head", "unit_admin", "district_liaison"])
def test_drafts_are_written_by_the_units_liaison_alone(part, cast, plan):
    duty = drafted.begun(cast, plan)
    for write in (
        lambda: drafting.save_draft(duty, by=cast[part], statement="改。"),
        lambda: drafting.add_uploads(duty, [people.pdf("新")], by=cast[part]),
        lambda: drafting.remove_part(duty.draft.evidence.get(), by=cast[part]),
        lambda: drafting.discard_draft(duty, by=cast[part]),
    ):
        with pytest.raises(Forbidden):
            write()
    assert (names(duty), duty.draft.statement) == (["材料.pdf"], "")


def test_nothing_is_written_while_the_draft_lies_with_the_head(cast):
    draft = drafted.asked(cast, drafted.signing_plan(cast))
    duty, part = draft.obligation, draft.evidence.get()
    by = cast["liaison"]
    more = [lambda: drafting.remove_part(part, by=by), lambda: drafting.discard_draft(duty, by=by)]
    before = (Entry.objects.count(), draft.edited_at)
    for write in [*every_writing(cast, duty), *more, lambda: hand_in(duty, by=by)]:
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.reasons == (LOCKED,)
    assert (names(duty), (Entry.objects.count(), duty.draft.edited_at)) == (["材料.pdf"], before)


def test_nothing_is_written_for_a_duty_that_is_not_owed(cast, plan):
    duty = people.submitted(cast, plan)
    for write in every_writing(cast, duty):
        with pytest.raises(Refused, match="当前状态是“待审”"):
            write()
    assert duty.draft is None


def test_a_draft_is_not_seen_outside_the_unit(cast, plan):
    from luoshi.kit.access import visible_to

    draft = drafted.begun(cast, plan).draft
    part = draft.evidence.get()
    who = ("liaison", "unit_head", "manager", "reviewer", "unit_admin", "stranger", "district_liaison")
    seen = {one: visible_to(Submission, cast[one]).filter(pk=draft.pk).exists() for one in who}
    assert seen == dict.fromkeys(who, False) | {"liaison": True, "unit_head": True}
    assert seen == {one: visible_to(Evidence, cast[one]).filter(pk=part.pk).exists() for one in who}


def test_choice_of_what_goes_along_agrees_with_the_reasons_against_it(cast):
    plan, signing = people.issued_plan(cast), drafted.signing_plan(cast)
    third = people.issued_plan(cast, 32)
    people.submitted(cast, third)
    drafted.begun(cast, third, "调解室")
    for number in (33, 34):
        more = people.issued_plan(cast, number)
        returned = take(people.submitted(cast, more, "调解室"), "return", by=cast["reviewer"], note="补。")
        if number == 34:
            drafting.save_draft(people.obligation(more, cast.department), by=cast["liaison"], statement="写了几句。")
            drafting.discard_draft(
                drafting.save_draft(returned, by=cast["liaison"], statement="").obligation, by=cast["liaison"]
            )
    emptied = people.obligation(people.issued_plan(cast, 35), cast.department)
    drafting.save_draft(emptied, by=cast["liaison"], statement="")
    for duty in (people.obligation(plan, cast.department), people.obligation(signing, cast.department)):
        every = Obligation.objects.all()
        allowed = {one.pk for one in every if not reasons_against_going_along(duty, one)}
        assert {one.pk for one in may_go_along(duty)} == allowed
        assert len(allowed) >= 5


def test_what_was_chosen_and_cannot_go_along_any_more_stays_on_offer(cast, plan):
    duty, other = people.obligation(plan, cast.department), people.obligation(plan, cast.department, "调解室")
    drafting.save_draft(duty, by=cast["liaison"], statement="", also=[other])
    people.submitted(cast, plan, "调解室")
    assert list(may_go_along(duty)) == [other]
    assert any("不能一并报送" in reason for reason in reasons_against(duty))
    with pytest.raises(Refused, match="不能一并报送"):
        drafting.save_draft(duty, by=cast["liaison"], statement="又写", also=[other])
    assert duty.draft.statement == ""


def test_reasons_against_count_what_is_coming(cast, plan):
    duty = drafted.duty(plan, cast.department, fact_keys=["plans.issued"], evidence={"picture": True})
    fact = Evidence(fact_key="plans.issued", fact={}, name="方案")
    assert reasons_against(duty) == ["还没有材料。请至少添加一个文件或一个链接。"]
    assert reasons_against(duty, coming=[fact]) == []
    other = drafted.duty(plan, cast.department, "调解室", fact_keys=["a.b", "c.d"], evidence={"picture": True})
    partly = reasons_against(other, coming=[Evidence(fact_key="a.b", fact={}, name="甲")])
    assert partly == ["这项任务要求有图片，材料里没有。请补上。"]


def test_switch_of_the_plan_is_read_when_it_is_handed_in(cast, plan):
    duty = drafted.begun(cast, plan)
    Plan.objects.filter(pk=plan.pk).update(needs_sign_off=True)
    with pytest.raises(Refused, match="送审签"):
        hand_in(duty, by=cast["liaison"])
    assert drafted.fresh(duty).state == "pending"
