"""The next year: a copy of a plan, and what a new document takes over from the old plan."""

from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people

from luoshi.accounts.models import Unit, UnitCategory, UnitSuccession
from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.plans.actions.editing import accept_doubts, undo
from luoshi.plans.actions.renewing import copy_plan, take_over
from luoshi.plans.models import Deliverable, NamedUnit, Plan
from luoshi.plans.queries.comparison import comparison, gains
from luoshi.plans.queries.doubts import open_doubts, row_doubts

NEXT = (
    people.PLAN_TEXT.replace("2017", "2018")
    .replace("9月上旬", "9月27日")
    .replace("评选行政指导案例", "评选行政指导优秀案例")
)


def rows(plan):
    """The rows of a plan in order."""
    return list(Deliverable.objects.filter(table__plan=plan))


def test_copy_is_a_draft_of_the_next_year_with_deadlines_read_again(cast, plan):
    new = copy_plan(plan, 2020, by=cast["manager"])
    assert (new.state, new.year, new.previous, new.title, new.doc_number) == (
        "draft", 2020, plan, "明江市2020年推进服务型行政执法建设工作实施方案", "",
    )  # fmt: skip
    assert [(row.material, row.deadline_text, row.due.isoformat()) for row in rows(new)] == [
        ("2020年度推进服务型行政执法建设实施方案", "6月中旬", "2020-06-20"),
        ("评选行政指导案例的通知、结果", "9月上旬", "2020-09-10"),
        ("2020年度推进服务型行政执法建设实施方案", "6月中旬", "2020-06-20"),
        ("设置行政调解室的图片、资料（具有行政调解职能的部门）", "10月底", "2020-10-31"),
    ]
    assert not any(row.checked for row in rows(new))
    assert open_doubts(new, rows(new)) == 0
    assert [table.category for table in new.tables.all()] == [table.category for table in plan.tables.all()]


def test_copy_keeps_how_things_are_handed_in(cast, plan):
    Plan.objects.filter(pk=plan.pk).update(needs_sign_off=True, correction_days=8, moves_rest_days=True)
    plan.refresh_from_db()
    new = copy_plan(plan, 2018, by=cast["manager"])
    assert (new.needs_sign_off, new.correction_days, new.moves_rest_days) == (True, 8, True)


def test_copy_leaves_the_old_plan_as_it_was_and_can_be_issued(cast, plan):
    before = list(Deliverable.objects.filter(table__plan=plan).values())
    new = copy_plan(plan, 2018, by=cast["manager"])
    assert list(Deliverable.objects.filter(table__plan=plan).values()) == before
    assert issue_plan(new, by=cast["manager"]).duties == 6


def test_copy_takes_units_proofs_and_conditions_and_leaves_out_what_was_no_duty(cast):
    draft = people.draft_plan(cast)
    first, second, *_, last = rows(draft)
    NamedUnit.objects.create(deliverable=first, unit=cast.other, part="support")
    first.categories.set(UnitCategory.objects.filter(name="市政府部门"))
    Deliverable.objects.filter(pk=first.pk).update(evidence={"picture": True}, fact_keys=["x.y"], any_of=True)
    Deliverable.objects.filter(pk=second.pk).update(dropped=True)
    copied = rows(copy_plan(draft, 2018, by=cast["manager"]))
    assert (len(copied), copied[0].evidence, copied[0].fact_keys, copied[0].any_of) == (
        3,
        {"picture": True},
        ["x.y"],
        True,
    )
    assert [(one.unit, one.part) for one in copied[0].named.all()] == [(cast.other, "support")]
    assert [category.name for category in copied[0].categories.all()] == ["市政府部门"]
    assert copied[-1].condition == last.condition


def test_copy_moves_days_set_by_hand_and_asks_about_them(cast):
    draft = people.draft_plan(cast)
    first, second, third, _ = rows(draft)
    by_hand = {"deadline_rule": "人工确定", "deadline_text": "适时"}
    Deliverable.objects.filter(pk=first.pk).update(due=date(2016, 2, 29), **by_hand)
    Deliverable.objects.filter(pk=second.pk).update(due=date(2017, 9, 15), **by_hand)
    Deliverable.objects.filter(pk=third.pk).update(deadline_text="2017年9月10日前", due=date(2017, 9, 10))
    copied = rows(copy_plan(draft, 2018, by=cast["manager"]))
    assert [row.due for row in copied[:3]] == [date(2017, 2, 28), date(2018, 9, 15), date(2018, 9, 10)]
    assert [row.deadline_text for row in copied[:3]] == ["适时", "适时", "2018年9月10日前"]
    assert [[flag["code"] for flag in row.flags if flag["code"] == "copied-date"] for row in copied] == [
        ["copied-date"], ["copied-date"], ["copied-date"], [],
    ]  # fmt: skip
    assert all(row_doubts(row) for row in copied[:3])


def test_copy_does_not_name_units_that_are_no_more(cast):
    draft = people.draft_plan(cast)
    NamedUnit.objects.create(deliverable=rows(draft)[0], unit=cast.other)
    UnitSuccession.objects.create(predecessor=cast.other, successor=cast.department, day=date(2017, 12, 1))
    Unit.objects.filter(pk=cast.other.pk).update(valid_to=date(2017, 11, 30))
    with clock.at(date(2018, 1, 8)):
        row = rows(copy_plan(draft, 2018, by=cast["manager"]))[0]
    assert not row.named.exists()
    assert row_doubts(row) == ["上年点名的“市统计局”已停用，职能由市环保局承接，请改定责任单位。"]


def test_copy_needs_a_year_of_its_own_and_the_right(cast, plan):
    with pytest.raises(Refused):
        copy_plan(plan, 2017, by=cast["manager"])
    for part in ("liaison", "reviewer"):
        with pytest.raises(Forbidden):
            copy_plan(plan, 2018, by=cast[part])
    Plan.objects.filter(pk=plan.pk).update(year=None)
    with pytest.raises(Refused):
        copy_plan(Plan.objects.get(pk=plan.pk), 2018, by=cast["manager"])
    assert Plan.objects.count() == 1


def test_second_copy_for_the_same_year_is_asked_about_and_then_made(cast, plan, enter):
    client, url = enter("manager"), reverse("plans:plan_copy", args=[plan.public_id])
    assert 'value="2018"' in client.get(url).content.decode()
    answer = client.post(url, {"year": "2018"})
    first = Plan.objects.get(previous=plan)
    assert answer.headers["Location"] == reverse("plans:plan_confirm", args=[first.public_id])
    asked = client.post(url, {"year": "2018"})
    assert (asked.status_code, Plan.objects.filter(previous=plan).count()) == (422, 1)
    assert first.public_id in asked.content.decode()
    assert client.post(url, {"year": "2018", "again": "on"}).status_code == 302
    assert Plan.objects.filter(previous=plan).count() == 2
    assert client.post(url, {"year": "2017"}).status_code == 422


def test_take_over_brings_what_was_decided_last_year_in_one_step(cast, plan):
    old = rows(plan)
    Deliverable.objects.filter(pk=old[1].pk).update(evidence={"picture": True}, any_of=True, fact_keys=["x.y"])
    Deliverable.objects.filter(pk=old[2].pk).update(dropped=True)
    NamedUnit.objects.create(deliverable=old[3], unit=cast.department)
    new = people.draft_plan(cast, NEXT)
    Entry.objects.all().delete()
    taken = take_over(new, plan, by=cast["manager"])
    assert taken.as_dict() == {"rows": 3, "evidence": 1, "facts": 1, "any_of": 1, "units": 1, "dropped": 1}
    first, second, third, fourth = rows(new)
    assert (second.evidence, second.any_of, second.fact_keys) == ({"picture": True}, True, ["x.y"])
    assert (first.dropped, third.dropped) == (False, True)
    assert [one.unit for one in fourth.named.all()] == [cast.department]
    assert (first.revision, second.revision) == (0, 1)
    assert gains(new, plan) == []
    undo(new, by=cast["manager"])
    assert [row.dropped for row in rows(new)] == [False] * 4
    assert not NamedUnit.objects.filter(deliverable__table__plan=new).exists()


def test_take_over_leaves_checked_rows_and_rows_that_name_their_units_alone(cast, plan):
    old = rows(plan)
    for row in old:
        NamedUnit.objects.create(deliverable=row, unit=cast.department)
    new = people.draft_plan(cast, NEXT)
    first, second, third, fourth = rows(new)
    Deliverable.objects.filter(pk=first.pk).update(checked=True)
    NamedUnit.objects.create(deliverable=second, unit=cast.district)
    Deliverable.objects.filter(pk=third.pk).update(printed_units=[{"name": "市气象台", "role": "lead"}])
    assert [gain.row for gain in gains(new, plan)] == [fourth]
    accept_doubts(new, "已核对", by=cast["manager"])
    Deliverable.objects.filter(table__plan=new).update(checked=True)
    with pytest.raises(Refused):
        take_over(new, plan, by=cast["manager"])


def test_take_over_into_an_issued_plan_or_by_another_unit_is_refused(cast, plan):
    with pytest.raises(Refused):
        take_over(plan, plan, by=cast["manager"])
    with pytest.raises(Forbidden):
        take_over(people.draft_plan(cast, NEXT), plan, by=cast["liaison"])


def test_comparison_reads_last_years_words_in_this_year(cast, plan):
    new = people.draft_plan(cast, NEXT)
    lines = comparison(new, plan)
    assert [sorted(line.changes) for line in lines] == [["same"], ["moved", "words"], ["same"], ["same"]]
    assert lines[1].days == 17


def test_comparison_page_marks_what_changed_and_offers_to_take_over(cast, plan, enter):
    Deliverable.objects.filter(pk=rows(plan)[1].pk).update(any_of=True)
    new = people.draft_plan(cast, NEXT)
    client, url = enter("manager"), reverse("plans:plan_compare", args=[new.public_id])
    page = client.get(url).content.decode()
    assert '<ins><span class="sr-only">改为：</span>优秀</ins>' in page
    assert "推后 17 天" in page
    assert "沿用到 1 行" in page
    only = client.get(url, {"with": plan.public_id, "kind": "moved"}).content.decode()
    assert ("设置行政调解室" in only, "推后 17 天" in only) == (False, True)
    answer = client.post(url, {"with": plan.public_id})
    assert answer.headers["Location"] == reverse("plans:plan_confirm", args=[new.public_id])
    again = client.post(url, {"with": plan.public_id})
    assert (again.status_code, "没有可以沿用的设置" in again.content.decode()) == (409, True)


def test_comparison_page_without_an_earlier_plan_says_so(cast, enter):
    url = reverse("plans:plan_compare", args=[people.draft_plan(cast).public_id])
    assert "没有可以比较的方案" in enter("manager").get(url).content.decode()
    assert enter("manager").get(url, {"with": "nothing"}).status_code == 404
    assert enter("manager").get(reverse("plans:compare_sheet", args=[Plan.objects.get().public_id])).status_code == 404


def test_comparison_of_two_issued_plans_is_read_only_and_exported(cast, plan, enter):
    with clock.at(date(2018, 5, 10)):
        new = people.draft_plan(cast, NEXT)
        accept_doubts(new, "已与原件核对。", by=cast["manager"])
        issue_plan(new, by=cast["manager"])
    client = enter("liaison")
    page = client.get(reverse("plans:plan_compare", args=[new.public_id])).content.decode()
    assert plan.title in page
    assert "可以沿用的设置" not in page
    assert client.get(reverse("plans:compare_sheet", args=[new.public_id])).content.startswith(b"PK")
    assert Entry.objects.filter(action="plans.export_comparison", kind=Entry.Kind.ACCESS).count() == 1


def test_sheet_that_names_categories_row_by_row_is_compared_with_tables(cast, plan):
    new = copy_plan(plan, 2018, by=cast["manager"])
    for row in rows(new):
        row.categories.set([row.table.category])
    new.tables.update(category=None, category_name="")
    lines = comparison(new, plan)
    assert [line.changes for line in lines] == [
        line.changes for line in comparison(copy_plan(plan, 2019, by=cast["manager"]), plan)
    ]
    assert all(line.before and line.after for line in lines)
