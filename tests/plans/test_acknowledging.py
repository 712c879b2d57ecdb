"""签收: once, by the unit itself; the office sees who has not and reminds them once a day."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people
from tests.obligations.test_amending import LATER, amend, row

from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.amendments import MoveDate
from luoshi.plans.actions.acknowledging import acknowledge, remind
from luoshi.plans.models import Acknowledgement, Amendment
from luoshi.plans.queries.amendments import acknowledgements_of, signing
from luoshi.workbench.todos import todos


def asked(cast, plan, unit="department"):
    return Acknowledgement.objects.get(plan=plan, unit=getattr(cast, unit), amendment=None)


def listing(plan):
    return reverse("plans:acknowledgement_list", args=[plan.public_id])


@pytest.mark.parametrize("part", ["liaison", "unit_head", "unit_admin"])
def test_the_unit_signs_once_with_time_and_name(part, cast, plan):
    signed = acknowledge(asked(cast, plan), by=cast[part])
    assert (signed.signed_at, signed.signed_by) == (clock.now(), cast[part].name)
    with pytest.raises(Refused) as refused:
        acknowledge(signed, by=cast["liaison"])
    assert refused.value.reasons == (f"本单位已由{cast[part].name}签收，不用再签。",)
    assert Entry.objects.filter(action="plans.acknowledge", subject=signed.ref).count() == 1


@pytest.mark.parametrize("part", sorted(set(people.PARTS) - {"liaison", "unit_head", "unit_admin"}))
def test_nobody_signs_for_another_unit(part, cast, plan):
    with pytest.raises(Forbidden):
        acknowledge(asked(cast, plan), by=cast[part])
    assert asked(cast, plan).signed_at is None


def test_a_unit_sees_its_own_and_the_office_sees_all(cast, plan):
    seen = {part: visible_to(Acknowledgement, cast[part]).count() for part in people.PARTS}
    for part, number in {"manager": 3, "inspector": 3, "head": 3, "liaison": 1, "unit_head": 1, "stranger": 1}.items():
        assert (part, seen[part]) == (part, number)
    assert (seen["expert"], seen["audit_admin"], seen["mediator"]) == (0, 0, 0)


def test_reminding_marks_all_open_ones_in_one_act_once_a_day(cast, plan):
    acknowledge(asked(cast, plan), by=cast["liaison"])
    before = Entry.objects.count()
    assert remind(plan, by=cast["manager"]) == 2
    acts = Entry.objects.filter(sequence__gt=before)
    assert [(e.action, e.label, e.details["units"]) for e in acts] == [
        ("plans.remind", "提醒 2 家单位签收", ["市统计局", "青溪区"])
    ]
    with pytest.raises(Refused) as refused:
        remind(plan, by=cast["manager"])
    assert "今天已经提醒过" in refused.value.reasons[0]
    with clock.at(date(2017, 9, 6)):
        assert remind(plan, by=cast["manager"]) == 2


def test_reminding_nobody_or_by_somebody_else_is_refused(cast, plan):
    with pytest.raises(Forbidden):
        remind(plan, by=cast["inspector"])
    Acknowledgement.objects.update(signed_at=clock.now())
    with pytest.raises(Refused) as refused:
        remind(plan, by=cast["manager"])
    assert refused.value.reasons == ("各单位都已签收，不用提醒。",)


def test_who_was_asked_since_the_reminder_can_be_reminded_the_same_day(cast, plan):
    acknowledge(asked(cast, plan), by=cast["liaison"])
    remind(plan, by=cast["manager"])
    amend(plan, MoveDate(row(plan), LATER, (cast.department,)), cast)
    assert remind(plan, by=cast["manager"]) == 1


def test_counts_are_units_that_have_signed_for_everything(cast, plan):
    acknowledge(asked(cast, plan), by=cast["liaison"])
    acknowledge(asked(cast, plan, "other"), by=cast["stranger"])
    amend(plan, MoveDate(row(plan), LATER, (cast.department,)), cast)
    everything = acknowledgements_of(plan, cast["manager"])
    assert (signing(everything).signed, signing(everything).waiting) == (1, 2)
    only_plan = acknowledgements_of(plan, cast["manager"], of="plan")
    assert (signing(only_plan).signed, signing(only_plan).waiting) == (2, 1)
    assert [one.unit.short_name for one in everything][:2] == ["青溪区", "市环保局"]


def test_list_shows_filters_and_reminds(cast, plan, enter):
    acknowledge(asked(cast, plan), by=cast["liaison"])
    client = enter("manager")
    page = client.get(listing(plan)).content.decode()
    assert "已签收 1 家，未签收 2 家" in page
    assert "提醒未签收的 2 家" in page
    assert page.index("青溪区") < page.index("市环保局")
    only = client.get(listing(plan), {"state": "open"}).content.decode()
    assert "市环保局" not in only
    assert "没有符合条件的" in client.get(listing(plan), {"q": "天书"}).content.decode()
    assert "已提醒 2 家单位" in client.post(listing(plan), follow=True).content.decode()
    assert "今天已经提醒过" in client.post(listing(plan), follow=True).content.decode()


def test_list_is_looked_at_by_the_office_and_reminded_by_the_manager(cast, plan, enter):
    assert "提醒未签收的" not in enter("inspector").get(listing(plan)).content.decode()
    assert enter("inspector").post(listing(plan)).status_code == 403
    assert enter("liaison").get(listing(plan)).status_code == 403


def test_list_leaves_as_a_workbook_and_the_audit_knows(cast, plan, enter):
    from python_calamine import CalamineWorkbook

    acknowledge(asked(cast, plan), by=cast["liaison"])
    answer = enter("manager").get(listing(plan), {"form": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [line[0] for line in rows] == ["单位", "青溪区", "市统计局", "市环保局"]
    assert Entry.objects.filter(action="plans.export_acknowledgements").count() == 1


def test_one_button_on_the_plan_page_signs(cast, plan, enter):
    client = enter("liaison")
    one = asked(cast, plan)
    url = reverse("plans:acknowledgement_sign", args=[one.public_id])
    assert url in client.get(plan.get_absolute_url()).content.decode()
    assert client.get(url).headers["Location"] == plan.get_absolute_url()
    assert asked(cast, plan).signed_at is None
    assert client.post(url).headers["Location"] == plan.get_absolute_url()
    assert "不用再签" in client.post(url, follow=True).content.decode()
    page = client.get(plan.get_absolute_url()).content.decode()
    assert (url in page, f"{cast['liaison'].name}已于" in page) == (False, True)
    assert url not in enter("manager").get(plan.get_absolute_url()).content.decode()


def test_unit_sees_what_an_amendment_means_for_itself_only(cast, plan, enter):
    amend(plan, MoveDate(row(plan), LATER), cast)
    page = enter("liaison").get(plan.get_absolute_url()).content.decode()
    assert "本单位：2017年6月20日到期，逾期" in page
    assert "市统计局：" not in page
    url = reverse("plans:acknowledgement_sign", args=[
        Acknowledgement.objects.get(amendment=Amendment.objects.get(), unit=cast.department).public_id
    ])  # fmt: skip
    assert url in page
    assert "市统计局：" in enter("inspector").get(plan.get_absolute_url()).content.decode()


def test_home_leads_the_unit_to_sign_and_the_manager_to_the_list(cast, plan, enter):
    amend(plan, MoveDate(row(plan), LATER), cast)
    remind(plan, by=cast["manager"])
    titles = [todo.title for todo in todos(cast["liaison"], plan)]
    assert [title.split("：")[0] for title in titles[:2]] == ["方案有调整，待签收", "方案待签收"]
    assert all(title.endswith("（市办 9月5日提醒）") for title in titles[:2])
    mine = [todo for todo in todos(cast["manager"], plan) if "未签收" in todo.title]
    assert [(todo.title, todo.url) for todo in mine] == [("3 家未签收", f"{listing(plan)}?state=open")]
    assert enter("manager").get(mine[0].url).status_code == 200
    for one in Acknowledgement.objects.filter(unit=cast.department):
        acknowledge(one, by=cast["unit_head"])
    assert not any("签收" in todo.title for todo in todos(cast["liaison"], plan))
