"""Lists ask the same number of questions for one row as for many."""

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
        ("manager", "plans:plan_list", 5),
        ("manager", "accounts:unit_list", 9),
        ("liaison", "obligations:obligation_list", 5),
        ("reviewer", "obligations:review_list", 5),
        ("audit_admin", "audit:entry_list", 6),
    ],
)
def test_list_asks_a_fixed_number_of_questions(part, name, number, cast, enter, django_assert_num_queries):
    plan = people.issued_plan(cast)
    people.submitted(cast, plan, "调解室")
    people.returned(cast, plan)
    client = enter(part)
    count(client, reverse(name), django_assert_num_queries, number)
    more(cast)
    count(client, reverse(name), django_assert_num_queries, number)


def more(cast):
    """Two more of everything."""
    from luoshi.accounts.actions import import_units
    from luoshi.kit.actor import Actor

    import_units(MORE.encode(), root=cast.office, by=Actor.system("测试"), dry_run=False)
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
