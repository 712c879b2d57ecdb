"""What nobody should send, and what time does to a draft: no page breaks, no plan goes out wrong."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people
from tests.plans.drafts import draft, edit, row
from tests.plans.test_desk import fields, send, url
from tests.plans.test_editing import head

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.audit.models import Entry
from luoshi.kit.errors import Refused
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.plans.actions import editing
from luoshi.plans.actions.creating import create_plan
from luoshi.plans.actions.editing import BulkEdit
from luoshi.plans.comparing import Row, match, pieces
from luoshi.plans.forms import RowForm
from luoshi.plans.matching import Matcher
from luoshi.plans.models import Deliverable
from luoshi.plans.queries.desk import spoken_duties
from luoshi.plans.queries.doubts import is_open, row_doubts
from luoshi.plans.years import same_day

LONG = "9" * 5000


@pytest.mark.parametrize("number", ["²", LONG, "-1", "\0"])
def test_number_that_is_none_breaks_no_step(number, cast, enter):
    plan, client = draft(cast), enter("manager")
    for name, field in (("undo", "last"), ("settle", "index"), ("duty", "index")):
        assert client.post(url(plan, "draft_step", name), {field: number}).status_code in (302, 409)


def test_category_that_no_database_could_hold_is_an_error_of_the_form(cast, enter):
    found, client = row(draft(cast), "台账"), enter("manager")
    assert send(client, found, then="save", categories=["9" * 25]).status_code == 422
    task = {"title": "报送", "materials": "目录", "due": "2017-09-30", "categories": ["9" * 25]}
    assert client.post(reverse("plans:task_new"), task).status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "1917-09-10", "9999-12-31"])
def test_day_outside_our_time_is_a_slip_of_the_pen(day, cast, enter):
    found, client = row(draft(cast), "台账"), enter("manager")
    answer = send(client, found, then="save", due=day)
    assert (answer.status_code, "请核对到期日的年份" in answer.content.decode()) == (422, True)
    picked = {"pick": found.public_id, "b-due": day, "act": "edit"}
    assert client.post(url(found.table.plan, "draft_step", "bulk"), picked).status_code == 409
    task = {"title": "报送", "materials": "目录", "due": day, "past_ok": "on"}
    assert client.post(reverse("plans:task_new"), task).status_code == 422


def test_day_moved_beyond_the_calendar_stays_within_it():
    assert same_day(date(9999, 12, 31), 1) == date(9999, 12, 31)
    assert same_day(date(1, 2, 28), -1) == date(1, 2, 28)


def test_row_is_added_behind_its_row_where_others_were_merged_away(cast):
    table = draft(cast).tables.first()
    table.deliverables.all().delete()
    rows = [Deliverable.objects.create(table=table, order=n, material=f"{n}", due=date(2017, 9, 1)) for n in (1, 4, 5)]
    editing.add_row(table, after=rows[1], by=cast["manager"])
    editing.add_row(table, by=cast["manager"])
    assert [one.material for one in table.deliverables.all()] == ["1", "4", "", "5", ""]
    assert [one.order for one in table.deliverables.all()] == [1, 2, 3, 4, 5]


def test_row_left_out_swallows_no_duty(cast):
    found = row(draft(cast), "调解室")
    editing.drop_row(found, by=cast["manager"])
    with pytest.raises(Refused, match="不作为任务"):
        editing.merge_rows(found, by=cast["manager"])


def test_merging_an_empty_row_leaves_no_stray_mark_and_checks_nothing(cast):
    plan = draft(cast)
    found = row(plan, "案例")
    new = editing.add_row(found.table, after=found.table.deliverables.first(), by=cast["manager"])
    Deliverable.objects.filter(pk=new.pk).update(checked=True, due=found.due, deadline_text=found.deadline_text)
    editing.merge_rows(new, by=cast["manager"])
    new.refresh_from_db()
    assert (new.material, new.checked) == ("评选行政指导案例的通知、结果", False)


@pytest.mark.parametrize(
    "other", [{"evidence": {"picture": True}}, {"printed_units": [{"name": "某局", "role": "lead"}]}]
)
def test_merging_rows_that_ask_for_other_proof_or_print_other_units_is_doubtful(other, cast):
    found = row(draft(cast), "调解室")
    Deliverable.objects.filter(material__contains="台账").update(condition=found.condition, **other)
    editing.merge_rows(found, by=cast["manager"])
    found.refresh_from_db()
    assert any("证明材料的要求不同" in words or "责任单位不同" in words for words in row_doubts(found))


def test_new_words_with_two_readings_are_looked_at_again(cast):
    found = row(draft(cast), "案例")
    editing.check_row(found, by=cast["manager"])
    editing.edit_row(found, edit(found, deadline_text="6月前"), by=cast["manager"])
    assert is_open(row(found.table.plan, "案例"))


def test_day_that_the_new_year_does_not_have_is_asked_for_again(cast):
    plan = draft(cast)
    editing.edit_head(plan, head(plan, year=2016), by=cast["manager"])
    plan.refresh_from_db()
    found = row(plan, "案例")
    editing.edit_row(found, edit(found, deadline_text="2月29日前"), by=cast["manager"])
    editing.check_row(found, by=cast["manager"])
    assert row(plan, "案例").due == date(2016, 2, 29)
    editing.edit_head(plan, head(plan, year=2017), by=cast["manager"])
    assert (row(plan, "案例").due, is_open(row(plan, "案例"))) == (None, True)


def test_new_year_keeps_the_doubt_that_two_dates_were_merged(cast):
    plan = draft(cast)
    first = plan.tables.first().deliverables.first()
    editing.merge_rows(first, by=cast["manager"])
    editing.edit_head(plan, head(plan, year=2018), by=cast["manager"])
    first.refresh_from_db()
    assert "merged-date" in [flag["code"] for flag in first.flags]


def test_head_tells_what_changed_and_which_days_moved(cast):
    plan = draft(cast)
    editing.edit_head(plan, head(plan, year=2018), by=cast["manager"])
    told = Entry.objects.get(action="plans.edit_head").details
    assert (told["before"], told["after"]) == ({"year": 2017}, {"year": 2018})
    assert len(told["moved"]) == 5


def test_plan_answers_only_what_a_unit_above_has_issued(cast, plan):
    below = create_plan("本局方案", 2017, unit=cast.department, by=cast["liaison"])
    beside = create_plan("旁边的方案", 2017, unit=cast.district, by=cast["district_liaison"])
    for strange in (below, beside, people.draft_plan(cast, people.PLAN_TEXT.replace("9号", "10号"))):
        with pytest.raises(Refused, match="上级方案"):
            editing.edit_head(below, head(below, superior=strange), by=cast["liaison"])
    editing.edit_head(below, head(below, superior=None), by=cast["liaison"])
    below.refresh_from_db()
    editing.edit_head(below, head(below, superior=plan), by=cast["liaison"])
    assert Entry.objects.filter(action="plans.edit_head").last().details["after"] == {"superior": plan.ref}


def test_plan_that_names_a_unit_that_is_no_more_is_not_issued(cast):
    plan = draft(cast)
    found = row(plan, "台账")
    editing.edit_row(found, edit(found, named=((cast.other, "lead"), (cast.department, "support"))), by=cast["manager"])
    editing.accept_doubts(plan, "原文如此", by=cast["manager"])
    Unit.objects.filter(pk=cast.other.pk).update(valid_to=date(2017, 8, 31))
    with pytest.raises(Refused, match="点名的“市统计局”已停用"):
        issue_plan(plan, by=cast["manager"])
    editing.drop_row(row(plan, "台账"), by=cast["manager"])
    issue_plan(plan, by=cast["manager"])


def test_row_of_an_empty_category_is_told_by_that_category(cast):
    plan = draft(cast)
    empty = UnitCategory.objects.create(name="派出机构")
    found = row(plan, "台账")
    editing.edit_row(found, edit(found, categories=(empty,)), by=cast["manager"])
    editing.accept_doubts(plan, "原文如此", by=cast["manager"])
    with pytest.raises(Refused, match="“派出机构”这一类现在没有单位"):
        issue_plan(plan, by=cast["manager"])


def test_two_categories_of_nearly_one_name_are_not_guessed_between(cast):
    UnitCategory.objects.create(name="县(市、区)政府")
    assert Matcher([], within=cast.office).category("各县（市、区）政府") is None
    assert Matcher([], within=cast.office).category("市政府部门").name == "市政府部门"


def test_units_that_were_not_touched_stay_though_another_goes_by_the_same_name(cast, enter):
    plan = draft(cast)
    found = row(plan, "台账")
    editing.edit_row(found, edit(found, named=((cast.department, "lead"),)), by=cast["manager"])
    Unit.objects.filter(pk=cast.other.pk).update(short_name=cast.department.short_name)
    found = row(plan, "台账")
    assert send(enter("manager"), found, then="save", note="附照片").status_code == 302
    assert [one.unit for one in row(plan, "台账").named.all()] == [cast.department]
    form = RowForm(fields(row(plan, "台账"), named="市环保局（配合）"), row=row(plan, "台账"), plan=plan)
    assert not form.is_valid()
    assert "明江市环境保护局、明江市统计局" in str(form.errors["named"])


def test_duty_of_the_prose_is_taken_once_however_it_is_reworded(cast):
    plan = draft(cast)
    editing.take_duty(plan, 0, by=cast["manager"])
    found = row(plan, "案例评选活动")
    editing.edit_row(found, edit(found, material="组织评选"), by=cast["manager"])
    assert spoken_duties(plan)[0].row == found
    with pytest.raises(Refused, match="已经列入"):
        editing.take_duty(plan, 0, by=cast["manager"])


def test_many_rows_tell_which_of_them_changed(cast, enter):
    plan = draft(cast)
    undated, dated = Deliverable.objects.filter(table__plan=plan)[:2]
    Deliverable.objects.filter(pk=undated.pk).update(due=None)
    assert editing.edit_rows(plan, [undated, dated], BulkEdit(checked=True), by=cast["manager"]) == 1
    assert Entry.objects.get(action="plans.edit_rows").details["rows"] == [dated.public_id]
    picked = {"pick": [undated.public_id, dated.public_id], "act": "check"}
    answer = enter("manager").post(url(plan, "draft_step", "bulk"), picked, follow=True)
    assert "0 行已一起修改，另有 2 行没有变化。" in answer.content.decode()


def test_splitting_and_changing_the_category_tell_what_was_before(cast):
    found = row(draft(cast), "台账")
    editing.split_row(found, "台账", "统计表", by=cast["manager"])
    told = Entry.objects.get(action="plans.split_row").details
    assert (told["before"], told["after"]) == ("行政调解台账、年度统计表", ["台账", "统计表"])
    editing.set_category(found.table, None, by=cast["manager"])
    assert Entry.objects.get(action="plans.set_category").details["before"] == "市政府部门"


def test_nothing_left_to_accept_is_not_said_to_be_on_record(cast, enter):
    plan = draft(cast)
    editing.accept_doubts(plan, "原文如此", by=cast["manager"])
    answer = enter("manager").post(url(plan, "draft_step", "accept"), {"note": "再来"}, follow=True)
    assert "没有可以按原样接受的疑点" in answer.content.decode()


def test_endless_texts_are_compared_in_no_time():
    one, other = "行政执法" * 50_000, "执法行政" * 50_000
    assert [run.kind for run in pieces(one, other)] == ["del", "ins"]
    assert match([Row("1", "", "", one)], [Row("2", "", "", other)]) == [(0, 0)]
