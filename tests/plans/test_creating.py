"""Plans without a document: an empty draft, the sheet to fill in, a task given out in between."""

from datetime import date

import pytest
from django.urls import reverse
from tests.cast import task_order

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.models import Obligation
from luoshi.plans import creation_forms
from luoshi.plans.actions.creating import create_plan, create_task
from luoshi.plans.models import Deliverable, Plan
from luoshi.plans.queries.doubts import open_doubts
from luoshi.plans.template_sheet import template_sheet
from luoshi.reading import read

NEW, BLANK, TASK = (reverse(f"plans:{name}") for name in ("plan_new", "plan_blank", "task_new"))


def fields(cast, **other):
    """The same as a form."""
    return {
        "title": "报送执法案卷",
        "materials": "案卷目录\n\n 案卷扫描件 \n",
        "due": "2017-09-20",
        "basis": "",
        "evidence": ["pdf"],
        "units": [cast.department.public_id],
    } | other


def test_blank_plan_is_a_draft_with_one_empty_table(cast):
    plan = create_plan("2018年实施方案", 2018, unit=cast.office, by=cast["manager"])
    assert (plan.state, plan.kind, plan.year, plan.source, plan.superior) == ("draft", "annual", 2018, None, None)
    assert [(table.name, table.deliverables.count()) for table in plan.tables.all()] == [("任务分解表", 0)]


def test_blank_plan_answers_the_plan_of_the_nearest_office_above(cast, plan):
    own = create_plan("本局2017年实施方案", 2017, unit=cast.department, by=cast["liaison"])
    assert own.superior == plan
    assert create_plan("本局2018年实施方案", 2018, unit=cast.department, by=cast["liaison"]).superior is None


def test_blank_plan_page_goes_on_to_the_rows(cast, enter):
    answer = enter("manager").post(BLANK, {"title": "2018年实施方案", "year": "2018", "doc_number": "示例〔2018〕1号"})
    plan = Plan.objects.get()
    assert answer.headers["Location"] == reverse("plans:plan_confirm", args=[plan.public_id])
    assert (plan.title, plan.doc_number) == ("2018年实施方案", "示例〔2018〕1号")


@pytest.mark.parametrize("year", ["", "18", "明年", "20188"])
def test_blank_plan_needs_a_year(year, cast, enter):
    answer = enter("manager").post(BLANK, {"title": "实施方案", "year": year})
    assert (answer.status_code, Plan.objects.count()) == (422, 0)


@pytest.mark.parametrize("make", [lambda c, by: create_plan("方案", 2018, unit=c.office, by=by),
                                  lambda c, by: create_task(task_order(c), unit=c.office, by=by)])  # fmt: skip
def test_nobody_makes_a_plan_of_another_unit(make, cast):
    for part in ("liaison", "reviewer", "unit_head", "audit_admin"):
        with pytest.raises(Forbidden):
            make(cast, cast[part])
    assert Plan.objects.count() == 0


def test_template_is_read_back_as_two_rows_with_dates():
    draft = read(template_sheet(2018), "样表.xlsx")
    (table,) = draft.tables
    assert (draft.year, table.kind, [row.deadline.due for row in table.rows]) == (
        2018, "tasks", [date(2018, 6, 20), date(2018, 9, 30)],
    )  # fmt: skip
    assert [[unit.name for unit in row.units] for row in table.rows] == [
        ["县（市、区）政府", "市政府部门"],
        ["市教育局", "市水务局"],
    ]
    assert draft.duties == ()


def test_template_is_a_download_for_who_may_upload(cast, enter):
    answer = enter("liaison").get(reverse("plans:sheet_template"))
    assert answer.content.startswith(b"PK")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_task_has_checked_rows_and_can_be_issued_at_once(cast):
    plan = create_task(task_order(cast), unit=cast.office, by=cast["manager"])
    rows = list(Deliverable.objects.filter(table__plan=plan))
    assert [(r.material, r.due, r.deadline_text, r.checked) for r in rows] == [
        ("案卷目录", date(2017, 9, 20), "2017年9月20日", True),
        ("案卷扫描件", date(2017, 9, 20), "2017年9月20日", True),
    ]
    assert (plan.kind, plan.year, plan.basis, open_doubts(plan, rows)) == ("task", 2017, "示例〔2017〕30号", 0)
    assert issue_plan(plan, by=cast["manager"]).applicable == 4
    assert {o.unit for o in Obligation.objects.filter(plan=plan)} == {cast.department, cast.district}


def test_task_for_a_category_and_one_of_its_units_asks_that_unit_once(cast):
    category = UnitCategory.objects.get(name="市政府部门")
    task = task_order(cast, categories=(category,), units=(cast.department,), materials=("总结",))
    plan = create_task(task, unit=cast.office, by=cast["manager"])
    assert issue_plan(plan, by=cast["manager"]).duties == 2


def test_task_without_materials_units_or_with_a_strange_unit_is_refused_with_all_reasons(cast):
    wrong = task_order(cast, materials=(), units=(cast.office,))
    with pytest.raises(Refused) as refused:
        create_task(wrong, unit=cast.office, by=cast["manager"])
    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused):
        create_task(task_order(cast, units=()), unit=cast.office, by=cast["manager"])
    with pytest.raises(Refused):
        create_task(task_order(cast, materials=("材料",) * 21), unit=cast.office, by=cast["manager"])
    assert Plan.objects.count() == 0


def test_task_page_goes_straight_to_the_dry_run(cast, enter):
    client = enter("manager")
    answer = client.post(TASK, fields(cast), follow=True)
    assert answer.redirect_chain[0][0] == reverse("obligations:plan_issue", args=[Plan.objects.get().public_id])
    assert "下达 2 项任务" in answer.content.decode()
    assert "先解决上面列出的问题" not in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"units": []}, "请选择单位类别或者具体单位"),
        ({"due": ""}, "请选择到期日"),
        ({"due": "下周"}, "请写成"),
        ({"due": "2017-09-04"}, "2017年9月4日已经过去"),
        ({"due": "2071-09-20"}, "请核对年份"),
        ({"materials": "\n \n"}, "请写明要报送的材料"),
        ({"materials": "\n".join(f"材料{n}" for n in range(21))}, "现有 21 行，一次最多 20 项"),
        ({"materials": "长" * 501}, "超过 500 字"),
        ({"title": ""}, "请写任务名称"),
        ({"units": ["0000000000000000"]}, ""),
        ({"categories": ["999"]}, ""),
        ({"evidence": ["video"]}, ""),
    ],
)
def test_task_page_says_what_is_wrong_and_keeps_what_was_typed(change, words, cast, enter):
    answer = enter("manager").post(TASK, fields(cast, **change))
    page = answer.content.decode()
    assert (answer.status_code, Plan.objects.count()) == (422, 0)
    assert words in page
    if change.get("title") != "":
        assert "报送执法案卷" in page


def test_task_of_twenty_lines_due_today_is_fine(cast, enter):
    lines = "\n".join(f"材料{n}" for n in range(20))
    assert enter("manager").post(TASK, fields(cast, materials=lines, due="2017-09-05")).status_code == 302
    assert Deliverable.objects.count() == 20


def test_task_of_a_past_day_wants_a_tick(cast, enter):
    client = enter("manager")
    assert 'name="past_ok"' not in client.get(TASK).content.decode()
    asked = client.post(TASK, fields(cast, due="2017年9月4日"))
    assert 'name="past_ok"' in asked.content.decode()
    assert client.post(TASK, fields(cast, due="2017年9月4日", past_ok="on")).status_code == 302


def test_evidence_that_is_not_ticked_may_still_be_added(cast, enter):
    enter("manager").post(TASK, fields(cast, evidence=["picture"]))
    assert Deliverable.objects.first().evidence == {"pdf": False, "picture": True, "report": False}


def test_task_page_offers_only_units_that_exist_below(cast, enter):
    Unit.objects.filter(pk=cast.other.pk).update(valid_to=date(2017, 1, 1))
    page = enter("manager").get(TASK).content.decode()
    assert cast.department.public_id in page
    assert cast.other.public_id not in page
    assert cast.office.public_id not in page
    assert "本单位没有下级单位" in enter("liaison").get(TASK).content.decode()


def test_many_units_are_named_not_ticked(cast, enter, monkeypatch):
    monkeypatch.setattr(creation_forms, "MOST_BOXES", 2)
    client = enter("manager")
    assert 'name="names"' in client.get(TASK).content.decode()
    given = fields(cast, units=[], names="市环保局、明江市统计局\n没有这个局")
    answer = client.post(TASK, given)
    assert "“没有这个局”没有对上下级单位" in answer.content.decode()
    assert client.post(TASK, given | {"names": "市环保局、明江市统计局\n"}).status_code == 302
    units = {one.unit for row in Deliverable.objects.all() for one in row.named.all()}
    assert units == {cast.department, cast.other}


def test_ways_to_begin_are_all_on_one_page(cast, enter):
    page = enter("manager").get(NEW).content.decode()
    for name in ("plan_upload", "sheet_template", "plan_blank", "task_new"):
        assert f'href="{reverse(f"plans:{name}")}"' in page
    assert "本单位还没有已下达的方案" in page
    page = enter("liaison").get(NEW).content.decode()
    assert f'href="{TASK}"' not in page
    assert enter("reviewer").get(NEW).status_code == 403


def test_ways_to_begin_lead_on_to_a_copy(cast, plan, enter):
    client = enter("manager")
    assert plan.title in client.get(NEW).content.decode()
    answer = client.get(NEW, {"source": plan.public_id})
    assert answer.headers["Location"] == reverse("plans:plan_copy", args=[plan.public_id])
    assert client.get(NEW, {"source": "nothing"}).status_code == 404


def test_list_leads_to_the_ways_to_begin_and_is_narrowed_by_every_filter(cast, plan, enter):
    task = create_task(task_order(cast, due=date(2018, 1, 10)), unit=cast.office, by=cast["manager"])
    client = enter("manager")
    page = client.get(reverse("plans:plan_list")).content.decode()
    assert f'href="{NEW}"' in page
    for query, wanted in (
        ({"year": "2018"}, {task}),
        ({"kind": "annual"}, {plan}),
        ({"state": "draft"}, {task}),
        ({"unit": "市办"}, {task, plan}),
        ({"unit": "统计局"}, set()),
        ({"q": "示例〔2017〕9号"}, {plan}),
        ({"q": "案卷", "year": "2017"}, set()),
        ({"year": "去年", "kind": "x", "state": "x"}, {task, plan}),
    ):
        page = client.get(reverse("plans:plan_list"), query).content.decode()
        assert {one for one in (task, plan) if one.get_absolute_url() in page} == wanted, query


def test_refused_task_leaves_no_act(cast, enter):
    before = Entry.objects.filter(kind=Entry.Kind.ACT).count()
    with clock.at(date(2017, 9, 6)):
        enter("manager").post(TASK, fields(cast, materials=""))
    assert Entry.objects.filter(kind=Entry.Kind.ACT).count() == before
