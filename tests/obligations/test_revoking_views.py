"""Pages of taking back an acceptance: who sees what, what each page says would happen, and what the unit then reads."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.obligations.test_revoking import WORDS, accept, fresh, proposed

from luoshi.accounts.actions import grant_membership
from luoshi.accounts.roles import Role
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.revoking import decide_revocation
from luoshi.obligations.models import ReturnReason, Revocation


@pytest.fixture
def accepted(cast, plan):
    """A duty of the department, due in October, accepted today."""
    return accept(cast, plan)


def page_of(enter, part, duty):
    """The page as the part reads it."""
    return enter(part).get(url(duty)).content.decode()


def url(duty):
    """The page of taking back the acceptance of the duty."""
    return reverse("obligations:revocation", args=[duty.public_id])


def test_one_proposes_and_another_decides(cast, accepted, enter):
    reason = ReturnReason.objects.get(code="repeated")
    answer = enter("reviewer").post(url(accepted), {"note": WORDS, "reasons": [reason.public_id]}, follow=True)
    words = answer.content.decode()
    assert "已提出撤销，等另一人决定" in words
    assert "这是您提出的，要由另一人决定" in words
    assert f"可以决定的：{cast['head'].name}" in words
    page = page_of(enter, "head", accepted)
    assert WORDS in page
    assert "与他处重复" in page
    assert "退回单位补正：2017年9月5日的首次报送时间保留，补正期限 5 个工作日，今天决定的到2017年9月12日。" in page
    given = {"verdict": "agree", "revocation": Revocation.objects.get().public_id, "answer": "属实。"}
    answer = enter("head").post(url(accepted), given)
    assert answer.headers["Location"] == accepted.get_absolute_url()
    assert fresh(accepted).state == "returned"


def test_the_unit_reads_the_reason_in_its_list_and_not_before(cast, accepted, enter):
    proposal = proposed(cast, accepted, "repeated")
    listed = reverse("obligations:obligation_list")
    for address in (listed, accepted.get_absolute_url()):
        assert WORDS not in enter("liaison").get(address).content.decode()
    decide_revocation(proposal, by=cast["head"], agree=True)
    for address in (listed, accepted.get_absolute_url()):
        assert WORDS in enter("liaison").get(address).content.decode()
    assert "9月12日" in enter("liaison").get(listed).content.decode()


def test_void_says_that_it_will_be_overdue(cast, plan, enter):
    duty = accept(cast, plan, "实施方案")
    proposed(cast, duty, "blank")
    page = page_of(enter, "head", duty)
    assert "退回单位，视为未报送：首次报送时间作废。到期日2017年6月20日已过，立即显示逾期。" in page


def test_the_form_says_both_outcomes_and_who_may_decide(cast, accepted, enter):
    page = page_of(enter, "reviewer", accepted)
    assert "今天决定的到2017年9月12日" in page
    assert "首次报送时间作废。到期日仍是2017年10月31日。" in page
    assert "空白材料（视为未报送）" in page
    assert cast["head"].name in page


def test_where_nobody_could_decide_the_page_says_so(cast, accepted, enter):
    grant_membership(cast.people["head"].user, cast.department, Role.OFFICER, by=Actor.system("测试"))
    assert "现在没有第二人可以决定" in page_of(enter, "reviewer", accepted)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"note": ""}, "has-error"), ({"note": "字" * 1001}, "1000"), ({"note": "好", "reasons": "x"}, "x")],
)
def test_a_proposal_that_is_not_whole_stays_on_the_page(given, words, cast, accepted, enter):
    answer = enter("reviewer").post(url(accepted), given)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Revocation.objects.exists()


def test_keeping_needs_words_and_what_was_typed_stays(cast, accepted, enter):
    given = {"verdict": "keep", "revocation": proposed(cast, accepted).public_id, "answer": ""}
    answer = enter("head").post(url(accepted), given)
    assert (answer.status_code, "请写明为什么不撤销" in answer.content.decode()) == (422, True)


def test_what_was_decided_meanwhile_is_said(cast, accepted, enter):
    proposal = proposed(cast, accepted)
    given = {"verdict": "agree", "revocation": proposal.public_id, "answer": ""}
    decide_revocation(proposal, by=cast["head"], agree=False, answer="属实。")
    answer = enter("head").post(url(accepted), given, follow=True)
    assert (answer.status_code, "已有人决定" in answer.content.decode()) == (200, True)


def test_another_proposal_than_the_one_on_the_screen_is_not_decided(cast, accepted, enter):
    old = proposed(cast, accepted)
    decide_revocation(old, by=cast["head"], agree=False, answer="属实。")
    proposed(cast, accepted)
    enter("head").post(url(accepted), {"verdict": "agree", "revocation": old.public_id})
    assert fresh(accepted).state == "accepted"


def test_who_only_organises_looks_on(cast, accepted, enter):
    proposed(cast, accepted)
    page = page_of(enter, "manager", accepted)
    assert (WORDS in page, "同意撤销，退回单位" in page) == (True, False)
    answer = enter("manager").post(
        url(accepted), {"verdict": "agree", "revocation": Revocation.objects.get().public_id}
    )
    assert (answer.status_code, fresh(accepted).state) == (403, "accepted")


def test_the_duty_shows_it_to_the_office_alone(cast, accepted, enter):
    proposed(cast, accepted)
    shown = {part: "已提出撤销" in enter(part).get(accepted.get_absolute_url()).content.decode()
             for part in ("manager", "reviewer", "head", "inspector", "liaison", "unit_head")}  # fmt: skip
    assert {part for part, seen in shown.items() if seen} == {"manager", "reviewer", "head"}
    assert "去决定" in enter("head").get(accepted.get_absolute_url()).content.decode()
    assert "去决定" not in enter("reviewer").get(accepted.get_absolute_url()).content.decode()


def test_what_waits_stands_on_the_desk_of_those_who_may_decide(cast, accepted, enter):
    proposed(cast, accepted)
    shown = {part: "1 件撤销通过待决定" in enter(part).get("/").content.decode()
             for part in ("manager", "reviewer", "head", "inspector", "liaison")}  # fmt: skip
    assert {part for part, seen in shown.items() if seen} == {"head"}


def test_the_list_has_the_open_ones_first(cast, plan, enter):
    first, second = accept(cast, plan), accept(cast, plan, "实施方案")
    decide_revocation(proposed(cast, second), by=cast["head"], agree=False, answer="属实。")
    proposed(cast, first)
    page = enter("head").get(reverse("obligations:revocation_list")).content.decode()
    assert page.index("待决定") < page.index("不撤销")
