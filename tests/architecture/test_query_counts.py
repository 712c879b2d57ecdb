"""Lists ask the same number of questions for one row as for many."""

from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people

MORE = """类别,单位名称,简称,行政调解职能
市政府部门,明江市水务局,市水务局,是
市政府部门,明江市林业局,市林业局,否
"""


def count(client, url, django_assert_num_queries, number):
    with django_assert_num_queries(number):
        answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("part", "name", "number"),
    [
        ("manager", "plans:plan_list", 6),
        ("manager", "plans:plan_tree", 6),
        ("liaison", "plans:plan_tree", 6),
        ("manager", "accounts:unit_list", 11),
        ("manager", "accounts:function_table", 6),
        ("manager", "accounts:directory_list", 6),
        ("liaison", "obligations:obligation_list", 6),
        ("reviewer", "obligations:review_list", 5),
        ("audit_admin", "audit:entry_list", 6),
        ("liaison", "calendar:year_detail", 6),
    ],
)
def test_list_asks_a_fixed_number_of_questions(part, name, number, cast, enter, django_assert_num_queries):
    plan = people.issued_plan(cast)
    people.submitted(cast, plan, "调解室")
    people.returned(cast, plan)
    people.contact(cast, name="顾南枝")
    client = enter(part)
    count(client, reverse(name), django_assert_num_queries, number)
    more(cast)
    count(client, reverse(name), django_assert_num_queries, number)


def more(cast):
    """Two more of everything."""
    from luoshi.accounts.actions import import_units
    from luoshi.kit.actor import Actor

    import_units(MORE.encode(), root=cast.office, by=Actor.system("测试"), dry_run=False)
    for name in ("秦望舒", "秦望远"):
        people.contact(cast, name=name)
    for number in (10, 11):
        plan = people.issued_plan(cast, number)
        people.submitted(cast, plan, "调解室")
        people.returned(cast, plan)


def test_matrix_asks_a_fixed_number_of_questions(cast, enter, django_assert_num_queries):
    from luoshi.accounts.actions import import_units
    from luoshi.kit.actor import Actor

    plan = people.issued_plan(cast)
    url = reverse("workbench:plan_matrix", args=[plan.public_id])
    count(enter("manager"), url, django_assert_num_queries, 6)
    import_units(MORE.encode(), root=cast.office, by=Actor.system("测试"), dry_run=False)
    wide = people.issued_plan(cast, 10)
    count(enter("manager"), reverse("workbench:plan_matrix", args=[wide.public_id]), django_assert_num_queries, 6)


@pytest.mark.parametrize(
    ("part", "name", "number"),
    [
        ("manager", "plans:acknowledgement_list", 12),
        ("manager", "plans:plan_detail", 15),
        ("liaison", "workbench:home", 8),
    ],
)
def test_amendments_and_their_signing_ask_a_fixed_number_of_questions(
    part, name, number, cast, enter, django_assert_num_queries
):
    plan = people.issued_plan(cast)
    people.amended(cast, plan)
    url = reverse(name, args=[] if name == "workbench:home" else [plan.public_id])
    client = enter(part)
    count(client, url, django_assert_num_queries, number)
    people.amended(cast, plan, "调解室", date(2017, 12, 1))
    people.amended(cast, plan, "调解室", date(2017, 12, 4))
    count(client, url, django_assert_num_queries, number)


def test_the_effect_of_an_amendment_asks_a_fixed_number_of_questions(cast, django_assert_num_queries):
    from luoshi.accounts.actions import import_units
    from luoshi.kit.actor import Actor
    from luoshi.obligations.amendments import MoveDate, effect_of

    for number in (9, 10):
        plan = people.issued_plan(cast, number)
        row = people.obligation(plan, cast.department).deliverable
        with django_assert_num_queries(4):
            effect_of(plan, MoveDate(row, date(2017, 12, 1)))
        if number == 9:
            import_units(MORE.encode(), root=cast.office, by=Actor.system("测试"), dry_run=False)


def test_confirm_page_asks_a_fixed_number_of_questions(cast, enter, django_assert_num_queries):
    """Whatever the number of tables, rows and units named; the second time with everything twice."""
    from tests.plans import drafts

    from luoshi.plans.actions.editing import add_row, edit_row

    plan = drafts.draft(cast)
    url = reverse("plans:plan_confirm", args=[plan.public_id])
    named = drafts.row(plan, "台账")
    edit_row(named, drafts.edit(named, named=((cast.department, "lead"),)), by=cast["manager"])
    count(enter("manager"), url, django_assert_num_queries, 17)
    for table in plan.tables.all():
        row = table.deliverables.first()
        edit_row(row, drafts.edit(row, named=((cast.other, "lead"),), due=date(2017, 9, 9)), by=cast["manager"])
        for _ in range(5):
            add_row(table, by=cast["manager"])
    count(enter("manager"), url, django_assert_num_queries, 17)
