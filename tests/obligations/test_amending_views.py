"""The pages of an amendment: the kind, the row, the form, the effect, and the one button that does it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people
from tests.obligations.test_amending import LATER, amend, row

from luoshi.audit.models import Entry
from luoshi.obligations.amendments import MoveDate, Waive
from luoshi.obligations.models import Obligation
from luoshi.plans.models import Amendment


def url(plan, kind="", of=None):
    found = reverse("obligations:plan_amend", args=[plan.public_id])
    return found + (f"?kind={kind}" if kind else "") + (f"&row={of.public_id}" if of else "")


def preview(client, address, **sent):
    """The effect as the page shows it, and what the page would send back."""
    answer = client.post(address, sent | {"step": "preview"})
    return answer, sent | {"step": "apply", "seen": answer.context["effect"].digest, "reason": "汛期推迟。"}


def test_the_way_from_kind_to_plan(cast, plan, enter):
    client, wanted = enter("manager"), row(plan)
    assert all(label in client.get(url(plan)).content.decode() for label in Amendment.Kind.labels)
    rows = client.get(url(plan, "move_date")).content.decode()
    assert f"?kind=move_date&amp;row={wanted.public_id}" in rows
    address = url(plan, "move_date", wanted)
    assert "调整到哪一天" in client.get(address).content.decode()
    before = Entry.objects.count()
    answer, sent = preview(client, address, day=LATER.isoformat(), scope="all")
    page = answer.content.decode()
    assert (answer.status_code, "确认调整 2 项任务" in page) == (200, True)
    assert "2 项由逾期变为未到期" in page
    assert (Entry.objects.count(), Amendment.objects.count()) == (before, 0)
    answer = client.post(address, sent | {"basis": "示例〔2017〕20号"})
    amendment = Amendment.objects.get()
    assert answer.headers["Location"] == amendment.get_absolute_url()
    page = client.get(plan.get_absolute_url()).content.decode()
    assert all(words in page for words in ("方案调整 1 次", "汛期推迟。（依据：示例〔2017〕20号）", "0/2 家"))


def test_the_effect_that_changed_meanwhile_is_shown_anew(cast, plan, enter):
    client, address = enter("manager"), url(plan, "waive", row(plan))
    _, sent = preview(client, address, scope="all")
    people.submitted(cast, plan)
    answer = client.post(address, sent)
    assert (answer.status_code, "情况刚有变化" in answer.content.decode()) == (409, True)
    assert Amendment.objects.count() == 0
    assert client.post(address, sent | {"seen": answer.context["effect"].digest}).status_code == 302


def test_confirming_without_a_reason_stays_and_keeps_what_was_chosen(cast, plan, enter):
    client, address = enter("manager"), url(plan, "waive", row(plan))
    _, sent = preview(client, address, scope="some", units=[cast.other.public_id])
    answer = client.post(address, sent | {"reason": " "})
    assert answer.status_code == 422
    assert f'name="units" value="{cast.other.public_id}"' in answer.content.decode()
    answer = client.post(address, sent | {"step": "back"})
    assert (answer.status_code, "checked" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("kind", "sent", "words"),
    [
        ("move_date", {"scope": "all"}, "请填写这一项"),
        ("move_date", {"scope": "all", "day": "2017-02-31"}, "有效的日期"),
        ("waive", {"scope": "some"}, "请勾选单位，或者把范围改为全部单位。"),
        ("waive", {"scope": "all", "units": "other"}, "勾选了单位，范围却是全部"),
        ("waive", {"scope": "some", "units": "office"}, "不在可用的选项中"),
        ("change_units", {}, "请至少勾选一家单位。"),
        ("add_row", {}, "请填写这一项"),
    ],
)
def test_bad_input_is_answered_in_words(kind, sent, words, cast, plan, enter):
    if "units" in sent:
        sent = sent | {"units": [getattr(cast, sent["units"]).public_id]}
    of = None if kind == "add_row" else row(plan)
    answer = enter("manager").post(url(plan, kind, of), sent | {"step": "apply", "reason": "因故"})
    assert (answer.status_code, Amendment.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_a_refusal_is_shown_without_a_button(cast, plan, enter):
    client, address = enter("manager"), url(plan, "move_date", row(plan))
    answer, _ = preview(client, address, day="2017-06-20", scope="all")
    page = answer.content.decode()
    assert (answer.status_code, "不影响任何任务" in page, "确认调整" in page) == (409, True, False)


def test_a_row_is_added_by_words_or_by_day(cast, plan, enter):
    client, address = enter("manager"), url(plan, "add_row")
    sent = {"item": "专项检查", "material": "检查报告", "evidence": ["pdf"], "units": [cast.district.public_id]}
    answer, back = preview(client, address, deadline_text="9月底", **sent)
    assert "2017年9月30日到期" in answer.content.decode()
    assert client.post(address, back).status_code == 302
    made = Amendment.objects.get().deliverable
    assert (made.due, made.deadline_text, made.evidence) == (
        date(2017, 9, 30), "9月底", {"pdf": True, "picture": False, "report": False},
    )  # fmt: skip
    answer, _ = preview(client, address, deadline_text="适时", **sent)
    assert (answer.status_code, "没有读出到期日" in answer.content.decode()) == (409, True)
    answer, _ = preview(client, address, deadline_text="适时", day="2017-08-01", **sent)
    assert (answer.status_code, "已经过去" in answer.content.decode()) == (200, True)


def test_drafts_are_not_amended_here_and_strange_rows_are_not_there(cast, plan, enter):
    client = enter("manager")
    draft = people.draft_plan(cast)
    assert client.get(url(draft), follow=True).redirect_chain == [(draft.get_absolute_url(), 302)]
    other = people.issued_plan(cast, 10)
    assert client.get(url(plan, "waive", row(other))).status_code == 404
    assert client.get(url(plan, "nonsense")).status_code == 200


def test_a_duty_says_that_it_was_moved_or_waived_and_why(cast, plan, enter):
    duty = people.obligation(plan, cast.department)
    amend(plan, MoveDate(row(plan), LATER), cast, reason="汛期推迟。")
    page = enter("liaison").get(duty.get_absolute_url()).content.decode()
    assert "原定2017年6月20日到期，因“汛期推迟。”调整为2017年9月29日。" in page
    assert "把到期日由2017年6月20日调整为2017年9月29日" in page
    amend(plan, Waive(row(plan)), cast, reason="不再要求。")
    page = enter("liaison").get(duty.get_absolute_url()).content.decode()
    assert ("已免除，不计入应完成数" in page, "方案调整：不再要求。" in page, ">报送<" in page) == (True, True, False)
    listed = enter("liaison").get(reverse("obligations:obligation_list")).content.decode()
    assert "方案调整：不再要求。" in listed


def test_matrix_shows_what_was_waived_in_the_column_of_its_row(cast, plan, enter):
    amend(plan, Waive(row(plan), (cast.other,)), cast)
    amend(plan, MoveDate(row(plan), LATER), cast)
    answer = enter("manager").get(reverse("workbench:plan_matrix", args=[plan.public_id]))
    matrix = answer.context["matrix"]
    assert [(c.label, c.due, c.owed) for c in matrix.columns][1:3] == [
        ("行政指导", date(2017, 9, 10), 1), ("实施方案", LATER, 1),
    ]  # fmt: skip
    assert (matrix.duties, matrix.applicable) == (6, 4)
    assert 'class="cell waived' in answer.content.decode()
    assert Obligation.objects.get(plan=plan, state="waived").standing.words == "已免除"


def test_manager_is_led_from_a_duty_to_its_amendment(cast, plan, enter):
    duty = people.obligation(plan, cast.department)
    page = enter("manager").get(duty.get_absolute_url()).content.decode()
    link = url(plan, "waive", duty.deliverable).replace("&", "&amp;")
    assert link in page
    assert link not in enter("liaison").get(duty.get_absolute_url()).content.decode()
