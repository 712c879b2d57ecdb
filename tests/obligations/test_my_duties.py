"""A unit's own list: what came back on top with what mends it, then what presses; searching, filters, sheets."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse
from tests import cast as people
from tests.plans.test_facts import own_plan

from luoshi.kit import clock
from luoshi.obligations.actions.drafting import add_link, save_draft
from luoshi.obligations.actions.handing_in import ask_sign_off, hand_in
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.actions.requests import Asked, ask
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.actions.revoking import decide_revocation, propose_revocation
from luoshi.obligations.models import DutyRequest, Obligation, ReturnReason
from luoshi.obligations.queries.duty_filter import STATES, DutyFilter
from luoshi.obligations.queries.duty_list import current_year, duty_list
from luoshi.obligations.standing import Kind
from luoshi.plans.actions.creating import create_task
from luoshi.plans.models import Plan
from luoshi.reading.sheets import read_rows
from luoshi.workflow.engine import take

URL = "obligations:obligation_list"


def show(enter, part="liaison", **asked):
    """The page as its text, with runs of white space and tags taken out, and its context."""
    answer = enter(part).get(reverse(URL), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode())), answer.context


def listed(context):
    """Material by heading, as the page shows them."""
    duties = context["duties"]
    groups = [*duties.urgent, duties.quiet, *duties.beside]
    return {group.key: [line.duty.deliverable.material for line in group.lines] for group in groups if group.lines}


def reason(code):
    return ReturnReason.objects.get(code=code, valid=True)


def came_back(cast, plan, words="调解室", day=date(2017, 8, 30), reasons=(), note="缺门牌。"):
    """The department's duty of those words, handed in on the day and returned on 4 September at 16:20."""
    duty = people.obligation(plan, cast.department, words)
    with clock.at(day):
        sent = hand_in(duty, by=cast["liaison"], files=[people.pdf(words)])
    with clock.at(datetime(2017, 9, 4, 16, 20)):  # noqa: DTZ001 - the clock adds the zone of the city
        return review(sent, "return", by=cast["reviewer"], reasons=reasons, note=note)


def task(cast, **other):
    """A task of the office for the department and the district, issued."""
    made = create_task(people.task_order(cast, **other), unit=cast.office, by=cast["manager"])
    issue_plan(made, by=cast["manager"])
    return Plan.objects.get(pk=made.pk)


# What the lines say


def test_duties_stand_under_what_they_ask_for(cast, plan, enter):
    came_back(cast, plan)
    text, context = show(enter)
    assert listed(context) == {
        "returned": ["设置行政调解室的图片、资料（具有行政调解职能的部门）"],
        "overdue": ["2017年度推进服务型行政执法建设实施方案"],
    }
    assert text.index("退回，先补正") < text.index("缺门牌。") < text.index("6月20日 周二")
    assert "下达 2 项，适用 2 项：已通过 0 项，待审 0 项，退回 1 项，逾期 1 项。" in text


def test_what_came_back_says_who_when_what_mends_it_and_that_it_is_not_late(cast, plan, enter):
    came_back(cast, plan, reasons=[reason("no_picture"), reason("incomplete")])
    text, _ = show(enter)
    for words in (
        "9月11日 周一", "剩 6 天", "退回理由（审核人员1，9月4日 16:20）：缺图片", "内容不全", "缺门牌。",
        "怎么补：请补能看出时间、地点和内容的图片。", "首次报送 8月30日，在期限内，不算逾期。请在 9月11日 周一前补正。",
    ):  # fmt: skip
        assert words in text


def test_a_note_made_of_the_reasons_is_not_said_twice(cast, plan, enter):
    came_back(cast, plan, reasons=[reason("no_picture")], note="")
    text, _ = show(enter)
    assert (text.count("请补能看出时间、地点和内容的图片。"), "怎么补" in text) == (1, False)


def test_what_was_late_before_it_came_back_says_so(cast, plan, enter):
    came_back(cast, plan, "实施方案", date(2017, 6, 23))
    text, _ = show(enter)
    assert "首次报送 6月23日，迟 3 天。" in text


def test_what_was_void_says_so_plainly_and_counts_as_not_handed_in(cast, plan, enter):
    came_back(cast, plan, reasons=[reason("blank")], note="")
    text, context = show(enter)
    assert listed(context)["returned"] == ["设置行政调解室的图片、资料（具有行政调解职能的部门）"]
    assert "视为未报送：原来那次不算报送过，到期日仍是 10月31日 周二。在这一天以前报送，不算逾期。" in text
    assert "首次报送" not in text


def test_what_was_void_and_is_past_its_day_stands_with_the_overdue(cast, plan, enter):
    came_back(cast, plan, "实施方案", date(2017, 6, 19), reasons=[reason("blank")], note="")
    text, context = show(enter)
    assert listed(context) == {
        "overdue": ["2017年度推进服务型行政执法建设实施方案"],
        "not_due": ["设置行政调解室的图片、资料（具有行政调解职能的部门）"],
    }
    assert "到期日仍是 6月20日 周二。已经逾期，请尽快报送。" in text
    assert context["duties"].counts["overdue"] == 1


def test_what_was_revoked_is_called_so(cast, plan, enter):
    duty = take(people.submitted(cast, plan, "调解室"), "accept", by=cast["reviewer"])
    proposal = propose_revocation(duty, by=cast["reviewer"], note="照片是别处的。")
    decide_revocation(proposal, by=cast["head"], agree=True, answer="属实。")
    text, _ = show(enter)
    assert "撤销通过的理由（" in text
    assert "照片是别处的。" in text


def test_a_draft_says_when_and_what_and_its_button_goes_on(cast, plan, enter):
    duty = people.obligation(plan, cast.department, "调解室")
    with clock.at(datetime(2017, 9, 4, 16, 20)):  # noqa: DTZ001 - the clock adds the zone of the city
        add_link(duty, "https://example.cn/1", by=cast["liaison"])
    text, _ = show(enter)
    assert "暂存于 9月4日 16:20，1 个链接，还没有报送。" in text
    assert "继续：设置行政调解室" in text
    assert "暂存于" not in show(enter, "unit_admin")[0]


def test_what_waits_for_the_signature_says_so_and_is_not_the_first_thing_to_do(cast, plan, enter):
    Plan.objects.filter(pk=plan.pk).update(needs_sign_off=True)
    duty = people.obligation(plan, cast.department)
    save_draft(duty, by=cast["liaison"], statement="没有。", nothing=True)
    ask_sign_off(duty, by=cast["liaison"])
    text, context = show(enter)
    assert "等单位负责人审签：9月5日 09:00 由联络员4送审签，零报告。" in text
    assert context["duties"].primary == people.obligation(plan, cast.department, "调解室").pk
    head = enter("unit_head").get(reverse(URL)).content.decode()
    assert f'href="{reverse("obligations:sign_off", args=[duty.public_id])}">去审签' in head


def test_an_open_request_says_what_was_asked_for(cast, plan, enter):
    duty = people.obligation(plan, cast.department, "调解室")
    ask(duty, Asked(DutyRequest.Kind.EXTENSION, "装修未完。", date(2017, 11, 20)), by=cast["liaison"])
    text, _ = show(enter)
    assert "已申请延期到 11月20日，待决定。在决定以前仍按 10月31日 计算。" in text


def test_what_waits_says_receipt_time_and_working_days(cast, plan, enter):
    with clock.at(datetime(2017, 8, 28, 15, 42)):  # noqa: DTZ001 - the clock adds the zone of the city
        people.submitted(cast, plan, "调解室")
    text, context = show(enter)
    assert "8月28日 15:42 报送，回执 2017-0828-0001。等市办审核，已等 6 个工作日。" in text
    assert "submitted" in listed(context)


# One filled button


def test_what_facts_prove_has_the_one_filled_button(cast, plan, enter):
    own_plan(cast.department)
    came_back(cast, plan)
    page = enter("liaison").get(reverse(URL)).content.decode()
    duty = people.obligation(plan, cast.department)
    assert f'class="btn primary" href="/duties/{duty.public_id}/submit/">直接报送' in page
    assert page.count("btn primary") == 1
    assert 'class="btn warn"' in page


def test_a_draft_keeps_its_own_button_where_facts_are_enough(cast, plan):
    own_plan(cast.department)
    duty = people.obligation(plan, cast.department)
    save_draft(duty, by=cast["liaison"], statement="说明。")
    lines = {line.duty.pk: line for line in duty_list(cast["liaison"], DutyFilter()).lines}
    assert (lines[duty.pk].button, lines[duty.pk].proof.suffices) == ("继续", True)


def test_who_does_not_hand_in_sees_the_list_without_buttons(cast, plan, enter):
    page = enter("unit_head").get(reverse(URL)).content.decode()
    assert ("设置行政调解室" in page, "duty-action" in page, "<h1>本单位任务</h1>" in page) == (True, False, True)


# Several plans and years


def test_a_task_is_told_apart_and_can_be_asked_for_alone(cast, plan, enter):
    given = task(cast)
    text, _ = show(enter)
    assert (text.count("市办临时任务"), "市办方案" in text) == (2, False)
    _, context = show(enter, plan=given.public_id)
    assert listed(context) == {"not_due": ["案卷目录", "案卷扫描件"]}


def test_the_part_of_a_unit_stands_on_its_line(cast, plan, enter):
    row = people.obligation(plan, cast.department, "调解室")
    Obligation.objects.filter(pk=row.pk).update(part="support")
    assert "配合" in show(enter)[0]


@pytest.fixture
def two_years(cast, plan):
    """This year's plan, and last year's with one duty accepted and one that never came."""
    before = people.forerunner(cast, plan)
    duty = people.obligation(before, cast.department)
    with clock.at(date(2016, 6, 1)):
        hand_in(duty, by=cast["liaison"], files=[people.pdf()])
        take(duty, "accept", by=cast["reviewer"])
    return before


def test_what_is_open_stands_there_whatever_its_year(cast, two_years, enter):
    text, context = show(enter)
    assert {line.duty.plan.year for line in context["duties"].lines} == {2016, 2017}
    assert "accepted" not in listed(context)
    assert "done" not in listed(context)
    assert "在办" in text
    assert listed(show(enter, year=2016)[1]).keys() == {"overdue", "done"}
    assert {line.duty.plan.year for line in show(enter, year=2017)[1]["duties"].lines} == {2017}


def test_searching_goes_through_all_years(cast, two_years, enter):
    found = show(enter, q="2016年度")[1]["duties"].lines
    assert [line.duty.plan.year for line in found] == [2016]


@pytest.mark.parametrize(
    ("years", "found"), [((), None), ((2016,), 2016), ((2018,), 2018), ((2016, 2017, 2018), 2017), ((2019, 2018), 2018)]
)
def test_the_year_worked_in_is_the_latest_that_has_begun(years, found):
    assert current_year(years) == found


# Searching and filters


def test_words_are_found_in_what_was_handed_in_and_it_says_where(cast, plan, enter):
    with clock.at(date(2017, 6, 1)):
        people.submitted(cast, plan)
    duty = people.obligation(plan, cast.department, "调解室")
    add_link(duty, "https://example.cn/menpai", by=cast["liaison"])
    assert "在回执 2017-0601-0001 的文件“材料.pdf”里找到。" in show(enter, q="材料.PDF")[0]
    assert "在回执 2017-0601-0001里找到。" in show(enter, q="0601-0001")[0]
    assert "在暂存的链接“https://example.cn/menpai”里找到。" in show(enter, q="menpai")[0]
    assert "在任务表“市政府部门年度任务分解表”里找到。" in show(enter, q="市政府部门年度")[0]
    assert "在方案“明江市2017年推进服务型行政执法建设工作实施方案”里找到。" in show(enter, q="〔2017〕9号")[0]


def test_words_in_the_drafts_of_others_are_not_found(cast, plan, enter):
    add_link(people.obligation(plan, cast.department), "https://example.cn/menpai", by=cast["liaison"])
    for part in ("unit_admin", "stranger"):
        assert show(enter, part, q="menpai")[1]["duties"].lines == []


def test_filters_narrow_and_say_so(cast, plan, enter):
    assert listed(show(enter, state="overdue")[1]) == {"overdue": ["2017年度推进服务型行政执法建设实施方案"]}
    text, context = show(enter, **{"from": "2017-10-01", "to": "2017-10-31"})
    assert list(listed(context)) == ["not_due"]
    assert "符合条件的 1 项" in text
    assert "没有符合“天书”的任务" in show(enter, q="天书")[0]
    assert "没有符合条件的任务" in show(enter, state="returned")[0]


def test_nonsense_in_the_address_asks_for_nothing():
    sent = {"year": "二〇一七", "state": "lost", "from": "2017-13-01", "to": "x", "sort": "by_luck", "page": "-1"}
    assert DutyFilter.sent(sent) == DutyFilter()


def test_every_standing_has_one_place_in_the_list():
    places = [kinds for key, (_, kinds) in STATES.items() if key not in ("accepted", "accepted_late")]
    assert sorted(kind.key for kinds in places for kind in kinds) == sorted(kind.key for kind in Kind)


@pytest.mark.parametrize(
    ("sort", "first"), [("due", "2017年度推进"), ("-due", "案卷"), ("plan", "案卷目录"), ("sent", "设置行政调解室")]
)
def test_the_order_can_be_chosen(sort, first, cast, plan):
    task(cast, due=date(2017, 12, 20))
    people.submitted(cast, plan, "调解室")
    lines = duty_list(cast["liaison"], DutyFilter(sort=sort)).lines
    assert lines[0].duty.deliverable.material.startswith(first)


def test_what_does_not_press_is_paged_and_the_rest_is_not(cast, plan, enter):
    for part in range(3):
        task(cast, title=f"第 {part} 批", materials=tuple(f"材料{n}" for n in range(20)))
    text, context = show(enter)
    assert (len(context["later"]), "第 1 页，共 2 页，61 条" in text) == (50, True)
    assert "逾期 1 项" in text
    text, context = show(enter, page=2)
    assert (len(context["later"]), "6月20日 周二" in text) == (11, False)


def test_many_that_are_done_are_led_to(cast, plan, enter):
    given = task(cast, materials=tuple(f"材料{n}" for n in range(13)))
    for duty in Obligation.objects.filter(plan=given, unit=cast.department):
        hand_in(duty, by=cast["liaison"], files=[people.pdf(duty.deliverable.material)])
        take(duty, "accept", by=cast["reviewer"])
    page = enter("liaison").get(reverse(URL), {"q": "材料"}).content.decode()
    assert 'href="?q=%E6%9D%90%E6%96%99&amp;state=done">看全部 13 项' in page
    assert len(show(enter, state="done")[1]["later"]) == 13


def test_a_unit_without_duties_is_told_what_comes(cast, enter):
    assert "没有要报送的任务。方案下达后，本单位的任务列在这里。" in show(enter)[0]


# The sheet


def test_the_sheet_holds_the_list_as_filtered(cast, plan, enter):
    came_back(cast, plan)
    answer = enter("liaison").get(reverse(URL), {"form": "xlsx", "state": "returned"})
    rows = read_rows(b"".join(answer) if answer.streaming else answer.content)
    assert rows[0] == ["序号", "事项", "材料", "到期日", "状态", "首次报送", "补正到期", "回执", "备注"]
    assert rows[1] == [
        "1", "行政调解工作", "设置行政调解室的图片、资料（具有行政调解职能的部门）", "2017年10月31日",
        "退回，剩 6 天", "2017年8月30日09:00", "2017年9月11日", "2017-0830-0001",
        "市办方案；退回（审核人员1）：缺门牌。",
    ]  # fmt: skip
    assert len(rows) == 2
    assert enter("audit_admin").get(reverse(URL), {"form": "xlsx"}).status_code == 403


def test_the_list_asks_as_much_with_words_for_many_as_for_few(cast, enter, django_assert_num_queries):
    client = enter("liaison")
    for number in (9, 10):
        plan = people.issued_plan(cast, number)
        came_back(cast, plan)
        people.submitted(cast, plan)
        with django_assert_num_queries(13):
            answer = client.get(reverse(URL), {"q": "pdf"})
        assert len(answer.context["duties"].lines) == 2 * (number - 8)
