"""Lists ask the same number of questions for one row as for many."""

from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people
from tests.obligations import asked, drafted, organising_acts

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
        ("liaison", "obligations:obligation_list", 12),
        ("liaison", "obligations:unit_year", 6),
        ("liaison", "obligations:submission_list", 8),
        ("manager", "obligations:submission_list", 8),
        ("reviewer", "obligations:review_list", 14),
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
        ("liaison", "workbench:home", 10),
        ("unit_head", "workbench:home", 8),
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


@pytest.mark.parametrize(
    ("part", "name", "number"),
    [
        ("manager", "request_list", 6),
        ("manager", "request_detail", 10),
        ("manager", "question_list", 5),
        ("manager", "question_answer", 6),
        ("manager", "deliverable_help", 11),
        ("manager", "home", 17),
        ("liaison", "obligation_detail", 17),
        ("reviewer", "obligation_detail", 20),
    ],
)
def test_asking_pages_ask_a_fixed_number_of_questions(part, name, number, cast, enter, django_assert_num_queries):
    """Whatever was asked, by however many units and about however many duties."""
    plan = people.issued_plan(cast)
    row = people.obligation(plan, cast.department).deliverable
    request, question = asked.request(cast, plan), asked.question(cast, plan, shown=True)
    asked.question(cast, plan)
    asked.template(cast, plan)
    asked.sample(cast, plan)
    url = {
        "request_detail": request.get_absolute_url(),
        "question_answer": question.get_absolute_url(),
        "deliverable_help": reverse("obligations:deliverable_help", args=[plan.public_id, row.public_id]),
        "obligation_detail": people.obligation(plan, cast.department).get_absolute_url(),
        "home": reverse("workbench:home"),
    }.get(name) or reverse(f"obligations:{name}")
    client = enter(part)
    count(client, url, django_assert_num_queries, number)
    for other in (10, 11):
        asked.request(cast, people.issued_plan(cast, other))
    for unit, liaison in ((cast.other, "stranger"), (cast.department, "liaison")):
        asked.more(cast, people.obligation(plan, unit), by=cast[liaison])
    count(client, url, django_assert_num_queries, number)


@pytest.mark.parametrize(
    ("part", "name", "number"),
    [
        ("manager", "review_admin", 13),
        ("manager", "review_shares", 9),
        ("reviewer", "reason_list", 6),
        ("reviewer", "recheck_list", 9),
        ("manager", "recheck_list", 8),
        ("head", "revocation_list", 6),
        ("manager", "recheck_round", 7),
        ("manager", "recheck_sheet", 13),
        ("reviewer", "home", 13),
    ],
)
def test_pages_of_organising_ask_a_fixed_number_of_questions(
    part, name, number, cast, enter, django_assert_num_queries
):
    """Whatever was proposed, shared out, changed and drawn."""
    from luoshi.obligations.actions.reasons import add_reason

    drawn = organising_acts.spread(cast)
    url = {
        "home": reverse("workbench:home"),
        "recheck_round": drawn.get_absolute_url(),
        "recheck_sheet": reverse("obligations:recheck_sheet", args=[drawn.public_id]),
    }.get(name) or reverse(f"obligations:{name}")
    client = enter(part)
    look(client, url, django_assert_num_queries, number)
    more(cast)
    organising_acts.spread(cast, 63)
    drawn.rechecks.model.objects.exclude(round=drawn).filter(round__office=cast.office).update(round=drawn, order=9)
    for code in ("no_plate", "no_date"):
        add_reason(code, organising_acts.WORDING, by=cast["manager"])
    look(client, url, django_assert_num_queries, number)


def look(client, url, django_assert_num_queries, number):
    """The same for what may be a file."""
    with django_assert_num_queries(number):
        assert client.get(url).status_code == 200


def test_review_desk_asks_a_fixed_number_of_questions(cast, enter, django_assert_num_queries):
    """Whatever waits beside it and however many papers there are: one more where others handed in the same, three more
    for a correction.
    """
    from tests.obligations.test_review_desk import corrected, mixed

    client = enter("reviewer")

    def desk(duty, number):
        url = reverse("obligations:review_desk", args=[duty.public_id])
        client.get(url)  # each file is looked at once, when first seen
        count(client, url, django_assert_num_queries, number)

    first = people.submitted(cast, people.issued_plan(cast, 20), "调解室")
    desk(first, 26)
    more(cast)
    desk(first, 27)
    desk(mixed(cast, people.issued_plan(cast, 21)), 26)
    desk(corrected(cast, people.issued_plan(cast, 22)), 29)


@pytest.mark.parametrize(
    ("part", "name", "number"),
    [
        ("unit_head", "sign_off_list", 5),
        ("unit_head", "sign_off", 26),
        ("unit_head", "home", 9),
        ("liaison", "home", 10),
        ("liaison", "evidence_reuse", 6),
    ],
)
def test_pages_of_signing_and_reusing_ask_a_fixed_number_of_questions(
    part, name, number, cast, enter, django_assert_num_queries
):
    """However much waits for the head, went back to the liaison, or was handed in before."""
    first = drafted.asked(cast, drafted.signing_plan(cast, 71))
    back = drafted.sent_back(cast, drafted.signing_plan(cast, 72))
    people.submitted(cast, people.issued_plan(cast, 73), "调解室")
    url = {
        "sign_off": reverse("obligations:sign_off", args=[first.obligation.public_id]),
        "evidence_reuse": reverse("obligations:evidence_reuse", args=[back.obligation.public_id]),
        "home": reverse("workbench:home"),
    }.get(name) or reverse(f"obligations:{name}")
    client = enter(part)
    client.get(url)  # files are looked at once
    count(client, url, django_assert_num_queries, number)
    for number_of_plan in (74, 75):
        plan = drafted.signing_plan(cast, number_of_plan)
        drafted.asked(cast, plan)
        drafted.sent_back(cast, plan, "调解室")
        people.submitted(cast, people.issued_plan(cast, number_of_plan + 2), "调解室")
    count(client, url, django_assert_num_queries, number)
