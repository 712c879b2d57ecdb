"""The receipt: what stands on it, for whom, and what it says comes next."""

import hashlib
from datetime import datetime

import pytest
from django.urls import reverse
from tests import cast as people
from tests.obligations import drafted

from luoshi.kit import clock
from luoshi.obligations.actions import drafting
from luoshi.obligations.actions.handing_in import hand_in, sign_and_hand_in
from luoshi.obligations.models import Obligation
from luoshi.workflow.engine import take


def words(client, submission):
    answer = client.get(reverse("obligations:receipt_detail", args=[submission.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_has_no_receipt(cast, plan, enter):
    draft = drafted.begun(cast, plan).draft
    for part in ("liaison", "unit_head", "reviewer"):
        url = reverse("obligations:receipt_detail", args=[draft.public_id])
        assert enter(part).get(url).status_code == 404


def test_receipt_bears_all_that_the_digest_is_made_of(cast, plan, enter):
    duty = people.obligation(plan, cast.department)
    drafting.add_link(
        duty, "https://example.cn/a", by=cast["liaison"], seen={"ok": True, "title": "揭牌", "sha256": "ab" * 32}
    )
    submission = hand_in(duty, by=cast["liaison"], files=[people.pdf("甲")], statement="已印发。")
    shown = words(enter("liaison"), submission)
    file = submission.evidence.get(blob__isnull=False)
    expected = (
        submission.receipt_number,
        "2017年9月5日 09:00",
        ":00</span>（以服务器时间为准）",
        submission.unit_name,
        cast["liaison"].name,
        "2017年6月20日",
        "迟 77 天",
        "已印发。",
        "甲.pdf",
        file.blob.sha256,
        "揭牌",
        "ab" * 32,
        submission.digest,
    )
    assert [one for one in expected if one not in shown] == []
    lines = shown.partition("<pre>")[2].partition("</pre>")[0]
    assert hashlib.sha256(lines.encode()).hexdigest() == submission.digest


def test_receipt_in_time_says_so(cast, plan, enter):
    with clock.at(datetime(2017, 6, 20, 23, 59)):  # noqa: DTZ001 - the clock adds the zone
        submission = hand_in(people.obligation(plan, cast.department), by=cast["liaison"], files=[people.pdf()])
    assert "2017年6月20日，按期" in words(enter("liaison"), submission)


def test_receipt_names_who_signed(cast, enter):
    draft = drafted.asked(cast, drafted.signing_plan(cast))
    signed = sign_and_hand_in(draft.obligation, by=cast["unit_head"], seen=draft)
    shown = words(enter("liaison"), signed)
    assert f"<dt>审签人</dt><dd>{cast['unit_head'].name}</dd>" in shown


def test_receipts_handed_in_together_lead_to_each_other(cast, plan, enter):
    first, second = people.obligation(plan, cast.department), people.obligation(plan, cast.department, "调解室")
    third = people.obligation(people.issued_plan(cast, 43), cast.department)
    drafting.save_draft(first, by=cast["liaison"], statement="", also=[second, third])
    main = hand_in(first, by=cast["liaison"], files=[people.pdf()])
    receipts = [main, drafted.fresh(second).current, drafted.fresh(third).current]
    for one in receipts:
        shown = words(enter("liaison"), one)
        assert {other.get_absolute_url() for other in receipts if other != one} == {
            other.get_absolute_url() for other in receipts if f'href="{other.get_absolute_url()}"' in shown
        }


def test_receipt_of_nothing_to_report_says_so(cast, plan, enter):
    duty = people.obligation(plan, cast.department)
    submission = hand_in(duty, by=cast["liaison"], statement="本年没有。", nothing=True)
    shown = words(enter("reviewer"), submission)
    assert ("<dt>种类</dt><dd>零报告</dd>" in shown, "<dt>材料</dt>" in shown) == (True, False)


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ((), "由市办审核，通过或退回都会写进这项任务的办理经过。审核前可以撤回。"),
        (("accept",), "已审核通过，没有要再办的。"),
        (("return",), "请看退回理由，补正后重新报送，会有新的回执。"),
        (("withdraw",), "这一件已撤回，不再审核。重新报送会有新的回执。"),
        (("waive",), "这项任务已免除，不再审核。"),
    ],
)
def test_receipt_says_what_comes_next(moves, expected, cast, plan, enter):
    submission = people.submitted(cast, plan).current
    actors = {"accept": "reviewer", "return": "reviewer", "withdraw": "liaison", "waive": "manager"}
    for move in moves:
        take(drafted.fresh(submission.obligation), move, by=cast[actors[move]], note="说明。")
    shown = words(enter("liaison"), submission)
    assert (f"接下来：{expected}" in shown, ">撤回</a>" in shown) == (True, not moves)


def test_receipt_of_the_offices_own_duty_names_the_self_check(cast, plan, enter):
    duty = people.obligation(plan, cast.department)
    Obligation.objects.filter(pk=duty.pk).update(unit=cast.office)
    submission = hand_in(drafted.fresh(duty), by=cast["manager"], files=[people.pdf()])
    assert "由本单位负责人写明自查情况后办结" in words(enter("manager"), submission)


def test_only_the_liaison_is_offered_to_withdraw(cast, plan, enter):
    submission = people.submitted(cast, plan).current
    for part in ("reviewer", "unit_head", "manager"):
        assert ">撤回</a>" not in words(enter(part), submission)


def test_receipt_can_be_printed(cast, plan, enter):
    shown = words(enter("liaison"), people.submitted(cast, plan).current)
    assert "data-print hidden>" in shown
    assert "打印回执" in shown
