"""单位审签: the draft before the unit's head, what he signs, what he gives back; and the pages of it."""

from datetime import datetime

import pytest
from django.urls import reverse
from tests import cast as people
from tests.obligations import drafted
from tests.plans.test_facts import own_plan

from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions import drafting
from luoshi.obligations.actions.handing_in import (
    ask_sign_off,
    hand_in,
    send_back,
    sign_and_hand_in,
    take_back_from_sign_off,
)
from luoshi.obligations.drafts import LOCKED
from luoshi.obligations.models import Submission
from luoshi.obligations.receipts import digest_of, receipt_lines
from luoshi.plans.models import Plan
from luoshi.workflow.engine import take

STALE = "联络员取回修改过这一件。请刷新页面，看过新的内容再审签。"


@pytest.fixture
def signing(cast):
    """A plan whose duties are signed off."""
    return drafted.signing_plan(cast)


def page(obligation):
    return reverse("obligations:sign_off", args=[obligation.public_id])


def looked_at(draft, **more):
    """What the head's page sends."""
    return {"draft": draft.public_id, "asked_at": draft.asked_at.isoformat(), "then": "sign"} | more


def test_asking_locks_the_draft_and_is_an_act_on_it(cast, signing):
    draft = drafted.asked(cast, signing)
    assert (draft.asked_at, draft.asked_by, draft.submitted_at) == (clock.now(), cast["liaison"].name, None)
    last = Entry.objects.last()
    assert (last.action, last.subject) == ("obligations.ask_sign_off", draft.ref)
    assert drafted.fresh(draft.obligation).state == "pending"


def test_asking_where_nobody_could_sign_is_refused_before_it_waits(cast, signing):
    cast.people["unit_head"].delete()
    duty = drafted.begun(cast, signing)
    with pytest.raises(Refused) as refused:
        ask_sign_off(duty, by=cast["liaison"])
    told = "本单位还没有“单位负责人”账号，没有人能审签。请本单位管理员或上级办公室开通后再送审签。"
    assert refused.value.reasons == (told,)


def test_asking_twice_is_refused(cast, signing):
    duty = drafted.asked(cast, signing).obligation
    with pytest.raises(Refused) as refused:
        ask_sign_off(duty, by=cast["liaison"])
    assert refused.value.reasons == (LOCKED,)


def test_asking_tells_all_that_would_stand_against_handing_in(cast, signing):
    duty = drafted.duty(signing, cast.department, evidence={"pdf": True, "picture": True, "report": True})
    drafting.add_link(duty, "https://example.cn/a", by=cast["liaison"])
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        ask_sign_off(duty, by=cast["liaison"])
    assert (len(refused.value.reasons), duty.draft.asked_at, Entry.objects.count()) == (2, None, before)


def test_asking_where_the_plan_does_not_want_it_is_refused(cast, plan):
    with pytest.raises(Refused, match="可以直接报送"):
        ask_sign_off(drafted.begun(cast, plan), by=cast["liaison"])


def test_asking_for_what_is_not_owed_is_refused(cast, plan):
    duty = people.submitted(cast, plan)
    Plan.objects.filter(pk=plan.pk).update(needs_sign_off=True)
    with pytest.raises(Refused, match="待审"):
        ask_sign_off(duty, by=cast["liaison"])


def test_asking_at_once_for_a_correction_takes_what_came_back(cast, plan):
    duty = people.returned(cast, plan)
    Plan.objects.filter(pk=plan.pk).update(needs_sign_off=True)
    draft = ask_sign_off(drafted.fresh(duty), by=cast["liaison"])
    assert ([part.name for part in draft.evidence.all()], draft.version) == (["材料.pdf"], 2)


@pytest.mark.parametrize("part", ["unit_head", "manager", "reviewer", "stranger", "district_head"])
def test_asking_is_the_liaisons(part, cast, signing):
    with pytest.raises(Forbidden):
        ask_sign_off(drafted.begun(cast, signing), by=cast[part])


def test_signing_hands_in_what_was_put_before_the_head(cast, signing):
    draft = drafted.asked(cast, signing)
    with clock.at(datetime(2017, 9, 6, 8, 0)):  # noqa: DTZ001 - the clock adds the zone
        submission = sign_and_hand_in(draft.obligation, by=cast["unit_head"], seen=draft)
        signed = clock.now()
    assert (submission.pk, submission.submitted_at, submission.submitted_by, submission.signed_by) == (
        draft.pk, signed, cast["liaison"].name, cast["unit_head"].name,
    )  # fmt: skip
    assert (f"审签 {cast['unit_head'].name}" in receipt_lines(submission), submission.digest) == (
        True, digest_of(submission),
    )  # fmt: skip
    last = Entry.objects.last()
    assert (last.action, last.actor_name) == ("obligations.submit_signed", cast["unit_head"].name)
    assert drafted.fresh(draft.obligation).state == "submitted"


@pytest.mark.parametrize("part", ["liaison", "manager", "reviewer", "head", "unit_admin", "stranger", "district_head"])
def test_signing_and_sending_back_are_the_heads(part, cast, signing):
    draft = drafted.asked(cast, signing)
    with pytest.raises(Forbidden):
        sign_and_hand_in(draft.obligation, by=cast[part], seen=draft)
    with pytest.raises(Forbidden):
        send_back(draft.obligation, by=cast[part], note="改。")
    assert drafted.fresh(draft.obligation).draft.asked_at is not None


def test_what_was_taken_back_and_put_again_is_not_what_the_head_looked_at(cast, signing):
    old = drafted.asked(cast, signing)
    duty = old.obligation
    take_back_from_sign_off(duty, by=cast["liaison"])
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            sign_and_hand_in(duty, by=cast["unit_head"], seen=old)
        assert refused.value.reasons == (STALE,)
        if duty.draft.asked_at is None:
            drafting.add_files(duty, [drafted.blob("新")], by=cast["liaison"])
            with clock.at(datetime(2017, 9, 5, 11, 0)):  # noqa: DTZ001 - the clock adds the zone
                ask_sign_off(duty, by=cast["liaison"])
    assert drafted.fresh(duty).state == "pending"


def test_signing_twice_is_refused(cast, signing):
    draft = drafted.asked(cast, signing)
    sign_and_hand_in(draft.obligation, by=cast["unit_head"], seen=draft)
    with pytest.raises(Refused):
        sign_and_hand_in(draft.obligation, by=cast["unit_head"], seen=draft)
    assert Submission.objects.count() == 1


def test_facts_are_frozen_when_it_goes_out(cast, signing):
    own_plan(cast.department)
    duty = drafted.begun(cast, signing)
    draft = ask_sign_off(duty, by=cast["liaison"], facts=["plans.issued", "plans.issued"])
    asked = draft.evidence.get(fact__isnull=False).fact["at"]
    with clock.at(datetime(2017, 9, 6, 8, 0)):  # noqa: DTZ001 - the clock adds the zone
        submission = sign_and_hand_in(duty, by=cast["unit_head"], seen=draft)
        frozen = [part.fact["at"] for part in submission.evidence.filter(fact__isnull=False)]
        assert frozen == [clock.now().isoformat()]
    assert asked != frozen[0]
    assert [part.fact_key for part in submission.evidence.all()] == ["", "plans.issued", "plans.issued"]


def test_a_fact_that_does_not_hold_any_more_cannot_be_signed(cast, signing):
    own = own_plan(cast.department)
    duty = people.obligation(signing, cast.department)
    draft = ask_sign_off(duty, by=cast["liaison"], facts=["plans.issued"])
    Plan.objects.filter(pk=own.pk).update(signed=None)
    with pytest.raises(Refused, match="现在不能用来证明"):
        sign_and_hand_in(duty, by=cast["unit_head"], seen=draft)
    assert (drafted.fresh(duty).state, duty.draft.evidence.filter(fact__isnull=False).count()) == ("pending", 1)


def test_sending_back_needs_words_and_unlocks(cast, signing):
    own_plan(cast.department)
    duty = drafted.begun(cast, signing)
    ask_sign_off(duty, by=cast["liaison"], facts=["plans.issued"])
    with pytest.raises(Refused, match="请写明要改什么"):
        send_back(duty, by=cast["unit_head"], note="  ")
    send_back(duty, by=cast["unit_head"], note="补盖公章。")
    draft = duty.draft
    assert (draft.asked_at, draft.sent_back) == (None, f"补盖公章。（{cast['unit_head'].name}）")
    assert [part.fact_key for part in draft.evidence.all()] == [""]
    drafting.save_draft(duty, by=cast["liaison"], statement="补盖了。")
    assert ask_sign_off(duty, by=cast["liaison"]).sent_back == ""


def test_taking_back_is_the_liaisons_and_works_once(cast, signing):
    duty = drafted.asked(cast, signing).obligation
    for part in ("unit_head", "stranger", "reviewer"):
        with pytest.raises(Forbidden):
            take_back_from_sign_off(duty, by=cast[part])
    take_back_from_sign_off(duty, by=cast["liaison"])
    assert (duty.draft.asked_at, duty.draft.sent_back) == (None, "")
    for undo in (
        lambda: take_back_from_sign_off(duty, by=cast["liaison"]),
        lambda: send_back(duty, by=cast["unit_head"], note="改。"),
    ):
        with pytest.raises(Refused, match="已不在审签中"):
            undo()


def test_what_goes_along_is_signed_as_well(cast, signing, plan):
    duty = drafted.begun(cast, signing)
    others = [people.obligation(signing, cast.department, "调解室"), people.obligation(plan, cast.department)]
    drafting.save_draft(duty, by=cast["liaison"], statement="", also=others)
    draft = ask_sign_off(duty, by=cast["liaison"])
    sign_and_hand_in(duty, by=cast["unit_head"], seen=draft)
    for other in others:
        along = drafted.fresh(other).current
        assert (along.signed_by, along.submitted_by, along.together_with_id) == (
            cast["unit_head"].name, cast["liaison"].name, draft.pk,
        )  # fmt: skip
        assert along.digest == digest_of(along)


def test_what_needs_the_head_does_not_go_along_without_him(cast, signing, plan):
    duty = drafted.begun(cast, plan)
    with pytest.raises(Refused, match="请从那一项任务里一并送审签"):
        drafting.save_draft(duty, by=cast["liaison"], statement="", also=[people.obligation(signing, cast.department)])


def test_the_office_signs_its_own(cast, signing):
    """The head of an office signs what the office owes itself, and no unit below him."""
    duty = drafted.asked(cast, signing).obligation
    with pytest.raises(Forbidden):
        send_back(duty, by=cast["head"], note="改。")


# Pages


def test_liaisons_page_is_locked_and_takes_back(cast, signing, enter):
    duty = drafted.begun(cast, signing)
    client, url = enter("liaison"), reverse("obligations:obligation_submit", args=[duty.public_id])
    shown = client.get(url).content.decode()
    assert (">送审签</button>" in shown, ">报送</button>" in shown) == (True, False)
    answer = client.post(url, {"then": "submit", "statement": "请审签。", "facts": []})
    assert (answer.status_code, answer.headers["Location"]) == (302, url)
    shown = client.get(url).content.decode()
    assert all(words in shown for words in ("等待单位负责人审签", "取回修改", "请审签。", "材料.pdf"))
    assert 'name="statement"' not in shown
    answer = client.post(url, {"then": "save", "statement": "我还想写几句。"})
    shown = answer.content.decode()
    assert (answer.status_code, LOCKED in shown, "我还想写几句。" in shown) == (409, True, True)
    client.post(url, {"then": "take_back"})
    assert (duty.draft.asked_at, 'name="statement"' in client.get(url).content.decode()) == (None, True)


def test_heads_page_shows_all_that_the_reviewer_will_see(cast, signing, enter):
    own_plan(cast.department)
    duty = drafted.begun(cast, signing)
    other = people.obligation(signing, cast.department, "调解室")
    drafting.add_link(duty, "https://example.cn/a", by=cast["liaison"], seen={"ok": True, "title": "揭牌仪式"})
    drafting.save_draft(duty, by=cast["liaison"], statement="已印发。", also=[other])
    ask_sign_off(duty, by=cast["liaison"], facts=["plans.issued"])
    shown = enter("unit_head").get(page(duty)).content.decode()
    first = duty.draft.evidence.filter(blob__isnull=False).first()
    preview = reverse("obligations:evidence_page", args=[first.public_id, 1])
    words = (
        "已印发。",
        "揭牌仪式",
        "已附签发件",
        preview,
        "检查结果",
        other.deliverable.material,
        "审签并报送",
        "退回修改",
    )
    assert [one for one in words if one not in shown] == []
    assert shown.count("btn primary") == 1
    picture = enter("unit_head").get(preview)
    assert picture.status_code == 200
    picture.close()


def test_head_signs_on_the_page_and_gets_the_receipt(cast, signing, enter):
    draft = drafted.asked(cast, signing)
    answer = enter("unit_head").post(page(draft.obligation), looked_at(draft), follow=True)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert all(words in shown for words in ("2017-0905-0001", "审签人", cast["unit_head"].name, cast["liaison"].name))


def test_head_is_told_when_it_changed_under_his_eyes(cast, signing, enter):
    old = drafted.asked(cast, signing)
    duty = old.obligation
    take_back_from_sign_off(duty, by=cast["liaison"])
    drafting.add_files(duty, [drafted.blob("新")], by=cast["liaison"])
    with clock.at(datetime(2017, 9, 5, 9, 30)):  # noqa: DTZ001 - the clock adds the zone
        ask_sign_off(duty, by=cast["liaison"])
    answer = enter("unit_head").post(page(duty), looked_at(old))
    shown = answer.content.decode()
    assert (answer.status_code, STALE in shown, "新.pdf" in shown) == (409, True, True)
    assert drafted.fresh(duty).state == "pending"


def test_head_is_told_where_the_draft_is_gone(cast, signing, enter):
    draft = drafted.asked(cast, signing)
    sent = looked_at(draft)
    take_back_from_sign_off(draft.obligation, by=cast["liaison"])
    drafting.discard_draft(draft.obligation, by=cast["liaison"])
    shown = enter("unit_head").post(page(draft.obligation), sent, follow=True)
    assert (shown.status_code, STALE in shown.content.decode()) == (200, True)


def test_head_sends_back_with_words_and_the_liaison_reads_them(cast, signing, enter):
    draft = drafted.asked(cast, signing)
    client, url = enter("unit_head"), page(draft.obligation)
    answer = client.post(url, looked_at(draft, then="send_back", note=""))
    assert (answer.status_code, "请写明要改什么" in answer.content.decode()) == (409, True)
    answer = client.post(url, looked_at(draft, then="send_back", note="补盖公章。"))
    assert answer.headers["Location"] == reverse("obligations:sign_off_list")
    for name, args in (("workbench:home", []), ("obligations:obligation_submit", [draft.obligation.public_id])):
        shown = enter("liaison").get(reverse(name, args=args)).content.decode()
        assert ("补盖公章。" in shown, "审签退回修改" in shown) == (True, True)


def test_head_finds_what_waits_on_his_workbench_and_in_his_list(cast, signing, enter):
    client = enter("unit_head")
    assert "待审签" not in client.get("/").content.decode()
    draft = drafted.asked(cast, signing)
    home = client.get("/").content.decode()
    assert all(
        words in home for words in ("1 件待审签", f"{draft.asked_by}9月5日送审签", reverse("obligations:sign_off_list"))
    )
    listed = client.get(reverse("obligations:sign_off_list")).content.decode()
    assert (draft.obligation.deliverable.material in listed, page(draft.obligation) in listed) == (True, True)
    sign_and_hand_in(draft.obligation, by=cast["unit_head"], seen=draft)
    assert "现在没有等您审签的件" in client.get(reverse("obligations:sign_off_list")).content.decode()


def test_what_was_waived_meanwhile_waits_no_more(cast, signing, enter):
    draft = drafted.asked(cast, signing)
    take(draft.obligation, "waive", by=cast["manager"], note="不再要求。")
    client = enter("unit_head")
    assert "现在没有等您审签的件" in client.get(reverse("obligations:sign_off_list")).content.decode()
    assert client.get(page(draft.obligation)).headers["Location"] == draft.obligation.get_absolute_url()


def test_page_of_what_is_not_asked_leads_to_the_duty(cast, signing, enter):
    duty = drafted.begun(cast, signing)
    answer = enter("unit_head").get(page(duty))
    assert (answer.status_code, answer.headers["Location"]) == (302, duty.get_absolute_url())


@pytest.mark.parametrize("then", ["sign", "send_back", "", "nonsense"])
def test_a_broken_form_signs_nothing(then, cast, signing, enter):
    draft = drafted.asked(cast, signing)
    whole = looked_at(draft, then=then)
    broken = [{"then": then}, whole | {"asked_at": "morgen"}, whole | {"draft": "0"}]
    for sent in [*broken, *([whole] if then in ("", "nonsense") else [])]:
        assert enter("unit_head").post(page(draft.obligation), sent).status_code == 409
    assert (drafted.fresh(draft.obligation).state, draft.obligation.draft.asked_at) == ("pending", draft.asked_at)


def test_hand_in_past_the_head_is_refused_on_the_page_too(cast, signing):
    with pytest.raises(Refused, match="送审签"):
        hand_in(drafted.begun(cast, signing), by=cast["liaison"])
