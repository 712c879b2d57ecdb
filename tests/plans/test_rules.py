"""How things are handed in: set in a draft, changed for a plan in force with a reason, told on the page."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.actions.rules import change_rules
from luoshi.plans.models import Plan
from luoshi.workflow.engine import take

WHY = "按领导小组办公室第2次会议要求。"


def test_draft_begins_without_sign_off_and_with_five_days(cast):
    draft = people.draft_plan(cast)
    assert (draft.needs_sign_off, draft.correction_days) == (False, 5)


def test_rules_of_a_plan_in_force_change_with_one_act_that_says_what(cast, plan):
    changed = change_rules(plan, True, 10, by=cast["manager"], reason=f" {WHY} ")
    assert (changed.needs_sign_off, changed.correction_days) == (True, 10)
    entry = Entry.objects.get(action="plans.change_rules")
    assert (entry.label, entry.note) == ("报送规则改为：须经单位审签，补正期限 10 个工作日", WHY)
    before, after = {"needs_sign_off": False, "correction_days": 5}, {"needs_sign_off": True, "correction_days": 10}
    assert entry.details == {"before": before, "after": after}
    change_rules(plan, False, 10, by=cast["manager"], reason=WHY)
    entry = Entry.objects.filter(action="plans.change_rules").last()
    assert (entry.label, entry.details["after"]) == ("报送规则改为：不须单位审签", {"needs_sign_off": False})


@pytest.mark.parametrize(
    ("signs", "days", "reason", "words"),
    [
        (False, 5, WHY, "没有变化"),
        (True, 5, " ", "为什么改"),
        (True, 0, WHY, "1 到 60"),
        (True, 61, WHY, "1 到 60"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(signs, days, reason, words, cast, plan):
    with pytest.raises(Refused, match=words):
        change_rules(plan, signs, days, by=cast["manager"], reason=reason)
    plan.refresh_from_db()
    assert (plan.needs_sign_off, plan.correction_days) == (False, 5)


def test_rules_of_a_draft_or_a_discarded_plan_are_not_changed_here(cast, enter):
    draft = people.draft_plan(cast)
    client, url = enter("manager"), reverse("plans:plan_rules", args=[draft.public_id])
    with pytest.raises(Refused, match="题头"):
        change_rules(draft, True, 5, by=cast["manager"], reason=WHY)
    assert client.get(url).headers["Location"] == draft.get_absolute_url()
    take(draft, "discard", by=cast["manager"], note="传错了")
    with pytest.raises(Refused, match="已废弃"):
        change_rules(draft, True, 5, by=cast["manager"], reason=WHY)


@pytest.mark.parametrize("part", ["reviewer", "head", "liaison", "district_head"])
def test_only_the_office_changes_rules(part, cast, plan):
    with pytest.raises(Forbidden):
        change_rules(plan, True, 5, by=cast[part], reason=WHY)


def test_days_beyond_reason_do_not_even_enter_the_database(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(correction_days=0)


def test_rules_are_changed_on_their_page_and_told_to_everybody(cast, plan, enter):
    client, url = enter("manager"), reverse("plans:plan_rules", args=[plan.public_id])
    assert url in client.get(plan.get_absolute_url()).content.decode()
    page = client.get(url).content.decode()
    assert 'value="5"' in page
    answer = client.post(url, {"needs_sign_off": "on", "correction_days": "10", "reason": WHY})
    assert (answer.status_code, answer.headers["Location"]) == (302, plan.get_absolute_url())
    seen = enter("liaison").get(plan.get_absolute_url()).content.decode()
    for words in ("单位负责人审签后报出；补正期限 10 个工作日", "报送规则改为：须经单位审签", WHY):
        assert words in seen
    assert url not in seen


def test_page_says_what_is_missing_and_keeps_what_was_typed(plan, enter):
    client, url = enter("manager"), reverse("plans:plan_rules", args=[plan.public_id])
    answer = client.post(url, {"needs_sign_off": "on", "correction_days": "90", "reason": ""})
    page = answer.content.decode()
    assert (answer.status_code, 'value="90"' in page, "请写 1 到 60 的整数" in page) == (422, True, True)
    assert "请写明为什么改" in page
    answer = client.post(url, {"correction_days": "5", "reason": WHY})
    assert (answer.status_code, "报送规则没有变化" in answer.content.decode()) == (422, True)
