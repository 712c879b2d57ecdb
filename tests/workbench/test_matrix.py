"""The matrix and the home pages: counts agree with each other and with what one may see."""

from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people

from luoshi.kit import clock
from luoshi.obligations.actions.amending import amend_plan
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.amendments import MoveDate, Waive, effect_of
from luoshi.obligations.models import ReturnReason
from luoshi.obligations.standing import Kind
from luoshi.workbench.columns import short_label
from luoshi.workbench.queries import matrix, progress
from luoshi.workbench.todos import todos

TO_SIGN = "方案待签收：明江市2017年推进服务型行政执法建设工作实施方案"
OWN_PLAN = "2017年度推进服务型行政执法建设实施方案"


def test_matrix_has_a_cell_for_every_duty_and_none_elsewhere(cast, plan):
    found = matrix(plan, cast["manager"])
    shape = [
        (group.name, [(row.unit.short_name, [bool(duty) for _, duty in row.cells]) for row in group.rows])
        for group in found.groups
    ]
    assert [column.label for column in found.columns] == ["实施方案", "行政指导", "调解室"]
    assert shape == [
        ("县（市、区）政府", [("青溪区", [True, True, False])]),
        ("市政府部门", [("市环保局", [True, False, True]), ("市统计局", [True, False, True])]),
    ]
    assert (found.duties, found.applicable, found.units) == (6, 5, 3)


def test_matrix_counts_agree(cast, plan):
    people.submitted(cast, plan)
    found = matrix(plan, cast["manager"])
    assert {k: n for k, n in found.counts.items() if n} == {
        Kind.SUBMITTED: 1, Kind.OVERDUE: 2, Kind.NEAR: 1, Kind.NOT_DUE: 1, Kind.NOT_APPLICABLE: 1,
    }  # fmt: skip
    assert sum(found.counts.values()) == found.duties
    assert sum(row.overdue for group in found.groups for row in group.rows) == found.overdue
    assert sum(column.owed for column in found.columns) == found.applicable
    assert [(head.due, span, head.is_today) for head, span in found.spans] == [
        (date(2017, 6, 20), 1, False), (date(2017, 9, 10), 1, True), (date(2017, 10, 31), 1, False),
    ]  # fmt: skip
    departments = found.groups[1]
    assert [(done, owed) for _, done, owed in departments.totals] == [(0, 2), (0, 0), (0, 1)]


def test_matrix_shows_a_unit_only_itself(cast, plan):
    found = matrix(plan, cast["liaison"])
    assert [row.unit.short_name for group in found.groups for row in group.rows] == ["市环保局"]


def test_matrix_filters_by_category_and_state(cast, plan, enter):
    category = cast.district.category_id
    assert matrix(plan, cast["manager"], category=str(category)).units == 1
    people.submitted(cast, plan)
    assert [r.unit.short_name for g in matrix(plan, cast["manager"], state="submitted").groups for r in g.rows] == [
        "市环保局"
    ]
    url = reverse("workbench:plan_matrix", args=[plan.public_id])
    page = enter("manager").get(url, {"state": "returned"}).content.decode()
    assert "没有符合条件的任务" in page
    assert enter("manager").get(url, {"category": "<x>", "state": "\x00"}).status_code == 200


def test_progress_counts_what_fell_due(cast, plan):
    lines = progress(plan, cast["manager"])
    assert [(line.category, line.units, line.due, line.counts["overdue"], line.rate) for line in lines] == [
        ("县（市、区）政府", 1, 1, 1, "0.0 %"),
        ("市政府部门", 2, 2, 2, "0.0 %"),
        ("合计", 3, 3, 3, "0.0 %"),
    ]


@pytest.mark.parametrize(
    ("part", "titles"),
    [
        ("manager", ["2 项逾期，2 家单位", "3 家未签收"]),
        ("reviewer", ["1 件待审", "2 项逾期，2 家单位"]),
        ("liaison", [TO_SIGN]),
        (
            "district_liaison",
            [TO_SIGN, f"逾期：{OWN_PLAN}（逾 77 天）", "7 天内到期：评选行政指导案例的通知、结果（剩 5 天）"],
        ),
        ("unit_head", [TO_SIGN, "本单位 2017年：已通过 0，待审 1，退回 0，逾期 0"]),
        ("audit_admin", ["审计记录"]),
        ("expert", []),
    ],
)
def test_home_says_what_to_do_next(part, titles, cast, plan):
    people.submitted(cast, plan)
    assert [todo.title for todo in todos(cast[part], plan)] == titles


def test_home_leads_straight_to_the_one_duty_that_presses_and_to_the_list_of_several(cast, plan, enter):
    people.returned(cast, plan)
    duty = people.obligation(plan, cast.department)
    found = next(todo for todo in todos(cast["liaison"], plan) if todo.sign == "returned")
    assert (found.title, found.url) == (
        f"退回：{OWN_PLAN}（剩 7 天）", reverse("obligations:obligation_submit", args=[duty.public_id]),
    )  # fmt: skip
    people.returned(cast, people.issued_plan(cast, 10))
    found = next(todo for todo in todos(cast["liaison"], plan) if todo.sign == "returned")
    assert (found.title, found.url) == ("2 项被退回", f"{reverse('obligations:obligation_list')}?state=returned")
    assert len(enter("liaison").get(found.url).context["duties"].lines) == 2


def test_what_was_void_is_overdue_on_the_home_pages_and_in_the_matrix_alike(cast, plan, enter):
    blank = ReturnReason.objects.get(code="blank", valid=True)
    review(people.submitted(cast, plan).current, "return", by=cast["reviewer"], reasons=[blank])
    late = next(todo for todo in todos(cast["head"], plan) if todo.sign == "overdue")
    assert (late.title, matrix(plan, cast["head"]).overdue) == ("3 项逾期，3 家单位", 3)
    assert next(todo for todo in todos(cast["liaison"], plan) if todo.sign == "overdue").title.startswith("逾期：")
    [standing] = [todo for todo in todos(cast["unit_head"], plan) if todo.button == "看全年"]
    assert standing.title == "本单位 2017年：已通过 0，待审 0，退回 0，逾期 1"
    assert "各单位报送" in enter("head").get("/").content.decode()


def test_navigation_leads_the_people_of_a_unit_to_its_duties(cast, plan, enter):
    def names(part):
        return [link.label for link in enter(part).get("/").context["links"]]

    assert "我的任务" in names("liaison")
    assert "本单位任务" in names("unit_head")
    assert "本单位任务" in names("unit_admin")
    assert "我的任务" in names("manager")
    assert not {"我的任务", "本单位任务"} & {*names("reviewer"), *names("head"), *names("audit_admin")}


def test_columns_fall_back_to_the_words_of_the_plan():
    assert short_label("全新的材料", "专项整治工作方案") == "专项整治工作"


def test_matrix_keeps_two_rows_of_one_unit_with_the_same_date_and_head_apart(cast):
    text = people.PLAN_TEXT.replace("\t10月底\n", "\t10月底\n\t\t设置行政调解室的资料\t10月底\n")
    with clock.at(date(2017, 5, 22)):
        plan = people.draft_plan(cast, text)
        issue_plan(plan, by=cast["manager"])
    found = matrix(plan, cast["manager"])
    assert [(column.label, column.due) for column in found.columns][-2:] == [("调解室", date(2017, 10, 31))] * 2
    shown = sum(1 for group in found.groups for row in group.rows for _, duty in row.cells if duty)
    assert (shown, found.duties) == (8, 8)


def test_matrix_keeps_them_apart_by_row_where_one_was_waived_before_its_date_moved(cast):
    text = people.PLAN_TEXT.replace("\t10月底\n", "\t10月底\n\t\t设置行政调解室的资料\t9月底\n")
    with clock.at(date(2017, 5, 22)):
        plan = people.draft_plan(cast, text)
        issue_plan(plan, by=cast["manager"])
    row = people.obligation(plan, cast.other, "室的资料").deliverable
    for wanted in (Waive(row, (cast.other,)), MoveDate(row, date(2017, 10, 31))):
        amend_plan(plan, wanted, by=cast["manager"], seen=effect_of(plan, wanted).digest, reason="调整。")
    departments = matrix(plan, cast["manager"]).groups[1].rows
    first, second = ([duty and duty.deliverable_id for _, duty in row.cells] for row in departments)
    assert first == second


def test_matrix_totals_count_what_is_shown(cast, plan):
    people.submitted(cast, plan)
    found = matrix(plan, cast["manager"], state="submitted")
    assert (found.units, found.duties, found.overdue, found.counts[Kind.OVERDUE]) == (1, 2, 0, 2)


@pytest.mark.parametrize("category", ["9" * 30, "9" * 5000, "٣", "-1", "1 OR 1"])
def test_strange_filters_are_no_filter(category, cast, plan, enter):
    client = enter("manager")
    assert (
        client.get(reverse("workbench:plan_matrix", args=[plan.public_id]), {"category": category}).status_code == 200
    )
    assert client.get(reverse("accounts:unit_list"), {"category": category}).status_code == 200


def test_numbers_open_what_they_count(cast, plan, enter):
    client = enter("manager")
    page = client.get("/").content.decode()
    links = [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:]]
    opened = [link for link in links if "state=overdue&category=" in link]
    assert [client.get(link).context["matrix"].overdue for link in opened] == [1, 2]
    legend = client.get(reverse("workbench:plan_matrix", args=[plan.public_id])).content.decode()
    assert all(f'href="?state={kind.key}"' in legend for kind in Kind)


def test_matrix_leads_an_office_from_a_unit_to_its_year(cast, plan, enter):
    url = reverse("workbench:plan_matrix", args=[plan.public_id])
    year = f"{reverse('obligations:unit_year')}?unit={cast.department.public_id}&amp;year=2017"
    page = enter("head").get(url).content.decode()
    assert year in page
    assert enter("head").get(year.replace("&amp;", "&")).status_code == 200
    assert year not in enter("liaison").get(url).content.decode()
