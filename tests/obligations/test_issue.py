"""Issuing a plan: the dry run and the real run count the same, once, in one act."""

from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people

from luoshi.accounts.models import Unit, UnitFunction
from luoshi.audit.models import Entry
from luoshi.audit.queries import problems
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.models import Obligation
from luoshi.plans.models import Plan
from luoshi.plans.queries.coverage import Coverage, coverage

SMALL = Coverage(deliverables=4, duties=6, conditional=2, applicable=5, not_applicable=1, unknown=0)


def test_issue_makes_what_the_dry_run_said(cast):
    plan = people.draft_plan(cast)
    assert coverage(plan) == SMALL
    assert issue_plan(plan, by=cast["manager"]) == SMALL
    states = Obligation.objects.values_list("state", flat=True)
    assert sorted(states) == ["not_applicable", *["pending"] * 5]
    assert Plan.objects.get().state == "issued"


def test_issue_writes_one_act_with_counts_and_digest(cast):
    plan = people.draft_plan(cast)
    before = Entry.objects.count()
    issue_plan(plan, by=cast["manager"])
    acts = Entry.objects.filter(sequence__gt=before)
    assert [(e.action, e.before, e.after, e.details["counts"]) for e in acts] == [
        ("plans.issue", "draft", "issued", SMALL.as_dict())
    ]
    assert len(acts[0].details["digest"]) == 64


def test_issue_twice_makes_nothing_more(cast):
    plan = people.draft_plan(cast)
    issue_plan(plan, by=cast["manager"])
    entries = Entry.objects.count()
    with pytest.raises(Refused):
        issue_plan(plan, by=cast["manager"])
    assert (Obligation.objects.count(), Entry.objects.count()) == (6, entries)


def test_issue_goes_by_the_plan_as_it_is_now(cast):
    shown = people.draft_plan(cast)
    Plan.objects.filter(pk=shown.pk).update(moves_rest_days=True)
    issue_plan(shown, by=cast["manager"])
    duty = people.obligation(shown, cast.district, "案例")
    assert (duty.stated_due, duty.due) == (date(2017, 9, 10), date(2017, 9, 11))


def test_issue_that_is_refused_says_so_in_its_status(cast, enter):
    plan = people.draft_plan(cast)
    UnitFunction.objects.update(answer="unknown")
    page = reverse("obligations:plan_issue", args=[plan.public_id])
    assert [enter("manager").get(page).status_code, enter("manager").post(page).status_code] == [200, 409]


def test_issue_of_the_same_document_twice_is_refused(cast, plan):
    second = people.draft_plan(cast)
    with pytest.raises(Refused) as refused:
        issue_plan(second, by=cast["manager"])
    assert refused.value.reasons == ("同一份方案已经下达过，再次下达会让各单位的任务翻倍。请废弃这份草稿。",)
    corrected = people.draft_plan(cast, people.PLAN_TEXT + "\n附注：勘误。")
    with pytest.raises(Refused):
        issue_plan(corrected, by=cast["manager"])
    assert Obligation.objects.count() == 6


def test_issue_for_a_category_without_units_is_refused(cast):
    Unit.objects.filter(pk=cast.district.pk).update(valid_to=date(2016, 12, 31))
    with pytest.raises(Refused) as refused:
        issue_plan(people.draft_plan(cast), by=cast["manager"])
    assert [reason[:18] for reason in refused.value.reasons] == ["“县（市、区）政府”这一类现在没有单"]


def test_issue_by_the_wrong_person_is_forbidden(cast):
    plan = people.draft_plan(cast)
    with pytest.raises(Forbidden):
        issue_plan(plan, by=cast["liaison"])
    assert Obligation.objects.count() == 0


def test_issue_waits_for_unknown_functions(cast):
    plan = people.draft_plan(cast)
    UnitFunction.objects.filter(unit=cast.department).update(answer="unknown")
    assert coverage(plan) == Coverage(4, 6, 2, applicable=4, not_applicable=1, unknown=1)
    with pytest.raises(Refused) as refused:
        issue_plan(plan, by=cast["manager"])
    assert refused.value.reasons == ("市环保局共 1 家是否具有方案要求的职能还没有填报。请在“单位”中补填后再下达。",)
    assert Obligation.objects.count() == 0


def test_issue_names_every_reason_at_once(cast):
    text = people.PLAN_TEXT.replace("各县（市、区）政府年度任务分解表", "各乡镇年度任务分解表").replace(
        "10月底", "适时"
    )
    plan = people.draft_plan(cast, text)
    with pytest.raises(Refused) as refused:
        issue_plan(plan, by=cast["manager"])
    assert len(refused.value.reasons) == 3
    assert "1 处疑点没有处理" in refused.value.reasons[0]
    assert "2 行没有责任单位" in refused.value.reasons[1]
    assert "没有到期日" in refused.value.reasons[2]


def test_not_applicable_says_why(cast, plan):
    found = people.obligation(plan, cast.other, "调解室")
    assert (found.state, found.applicability) == (
        "not_applicable",
        "方案条件“具有行政调解职能的部门”，单位填报：没有",
    )
    assert problems() == []


def test_issuing_from_a_page_that_was_overtaken_is_refused_and_shows_the_new_counts(cast, enter):
    plan = people.draft_plan(cast)
    url = reverse("obligations:plan_issue", args=[plan.public_id])
    manager = enter("manager")
    seen = manager.get(url).context["seen"]
    UnitFunction.objects.filter(unit=cast.other).update(answer="yes")
    answer = manager.post(url, {"seen": seen})
    assert (answer.status_code, Obligation.objects.count()) == (409, 0)
    assert "请看过再下达" in answer.content.decode()
    assert "适用 <b>6</b> 项" in answer.content.decode()
    assert manager.post(url, {"seen": answer.context["seen"]}).status_code == 302
    assert Obligation.objects.count() == 6


def test_dry_run_says_how_many_are_overdue_at_once(cast, enter):
    plan = people.draft_plan(cast)
    page = enter("manager").get(reverse("obligations:plan_issue", args=[plan.public_id])).content.decode()
    assert "其中 3 项的到期日已过" in page
