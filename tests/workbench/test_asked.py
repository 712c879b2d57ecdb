"""What units ask of their office, and the office of a unit, stands on the front page of who answers it."""

from tests.obligations import asked

from luoshi.obligations.actions.requests import decide
from luoshi.workbench.queries import matrix
from luoshi.workbench.todos import todos
from luoshi.workflow.engine import take


def titles(cast, part, words):
    return [(todo.title, todo.why) for todo in todos(cast[part], None) if words in todo.title]


def test_open_requests_are_counted_for_those_who_decide(cast, plan):
    request = asked.request(cast, plan)
    wanted = [("1 件申请待决定", "最早的：市环保局9月5日申请不适用。")]
    for part in ("manager", "head"):
        assert titles(cast, part, "申请") == wanted, part
    for part in ("reviewer", "inspector", "liaison", "unit_head", "stranger"):
        assert titles(cast, part, "申请") == [], part
    decide(request, "refuse", by=cast["manager"], note="有这项职能。")
    assert titles(cast, "manager", "申请") == []


def test_open_questions_are_counted_for_those_who_answer(cast, plan):
    asked.question(cast, plan)
    asked.question(cast, plan)
    for part in ("manager", "reviewer"):
        assert titles(cast, part, "提问") == [("2 个提问待答复", "最早的：市环保局9月5日提问。")], part
    for part in ("head", "liaison", "stranger"):
        assert titles(cast, part, "提问") == [], part


def test_unit_is_asked_for_its_consent_until_it_has_answered(cast, plan):
    sample = asked.sample(cast, plan, move="")
    for part in ("liaison", "unit_head"):
        assert titles(cast, part, "样例") == [
            ("样例征求意见：2017年度推进服务型行政执法建设实施方案", "市办想把本单位这一件给其他单位参考。")
        ], part
    for part in ("unit_admin", "stranger", "manager"):
        assert titles(cast, part, "样例") == [], part
    take(sample, "decline", by=cast["unit_head"])
    assert titles(cast, "liaison", "样例") == []


def test_navigation_leads_to_what_one_may_decide_and_answer(cast, plan, enter):
    wanted = {"manager": (True, True), "head": (True, False), "reviewer": (False, True), "liaison": (False, False)}
    for part, (requests, questions) in wanted.items():
        page = enter(part).get("/").content.decode()
        assert ('href="/requests/"' in page, 'href="/questions/"' in page) == (requests, questions), part


def test_matrix_bears_the_open_request_in_its_own_cell_only(cast, plan):
    request = asked.request(cast, plan)
    duties = [duty for group in matrix(plan, cast["manager"]).groups for row in group.rows for _, duty in row.cells]
    assert {duty.pk: duty.asked for duty in duties if duty and duty.asked} == {request.obligation_id: "not_applicable"}
