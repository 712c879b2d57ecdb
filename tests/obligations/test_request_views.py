"""The pages of requests: asking, the queue, deciding one and several, and what every page counts afterwards."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.errors import Refused
from luoshi.obligations.actions.amending import amend_plan
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.requests import Asked, ask, decide
from luoshi.obligations.amendments import ChangeUnits, effect_of
from luoshi.obligations.models import DutyRequest, Obligation
from luoshi.workbench.queries import matrix, progress
from luoshi.workflow.engine import take

Kind = DutyRequest.Kind
LIST = "/requests/"


@pytest.fixture
def duty(cast, plan):
    return people.obligation(plan, cast.department, "调解室")


def asked(cast, duty, kind=Kind.NOT_APPLICABLE, part="liaison"):
    return ask(duty, Asked(kind, "机构改革，职能划出。", date(2017, 11, 20)), by=cast[part])


def now(duty):
    return Obligation.objects.get(pk=duty.pk)


def new_url(duty, kind):
    return f"{reverse('obligations:request_new', args=[duty.public_id])}?kind={kind}"


# Asking


def test_unit_asks_for_a_later_day_with_a_file_and_sees_it_on_the_duty(cast, duty, enter):
    client = enter("liaison")
    page = client.get(new_url(duty, "extension")).content.decode()
    # From 6 September: 18 weekdays and the Saturday that was worked, then 17 after the eighth of October.
    assert "还有 36 个工作日" in page
    assert "延 5 个工作日是" in page
    sent = {"wanted_due": "2017-11-20", "reason": "汛期。", "upload": people.pdf("会议通知")}
    page = client.post(new_url(duty, "extension"), sent, follow=True).content.decode()
    assert all(w in page for w in ("申请延期，希望延到2017年11月20日（周一）", "撤回申请", "等市办决定"))
    request = DutyRequest.objects.get()
    assert (request.wanted_due, request.blob_name) == (date(2017, 11, 20), "会议通知.pdf")


def test_form_of_the_other_request_asks_for_no_day(cast, duty, enter):
    page = enter("liaison").get(new_url(duty, "not_applicable")).content.decode()
    assert ("希望延到" in page, "三定规定第三条" in page) == (False, True)
    enter("liaison").post(new_url(duty, "not_applicable"), {"reason": "没有这项职能。", "wanted_due": "2017-12-01"})
    assert DutyRequest.objects.get().wanted_due is None


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"reason": "汛期。"}, "请选日期。"),
        ({"reason": "汛期。", "wanted_due": "明年"}, "请把日期写成 2017-09-10 的样子。"),
        ({"reason": "汛期。", "wanted_due": "2217-01-01"}, "请选今天到2018年9月6日之间的日期。"),
        ({"reason": "汛期。", "wanted_due": "2017-10-20"}, "请选一个晚于2017年10月31日的日期。"),
        ({"reason": "", "wanted_due": "2017-11-20"}, "请写明理由。"),
        ({"reason": "长" * 1001, "wanted_due": "2017-11-20"}, "1000"),
    ],
)
def test_form_answers_bad_input_clearly(sent, words, cast, duty, enter):
    answer = enter("liaison").post(new_url(duty, "extension"), sent)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not DutyRequest.objects.exists()


def test_who_cannot_ask_now_is_told_on_the_page_of_the_duty(cast, plan, duty, enter):
    late = people.obligation(plan, cast.department)
    answer = enter("liaison").get(new_url(late, "extension"), follow=True)
    assert (answer.redirect_chain[0][0], "延期要在到期前申请" in answer.content.decode()) == (
        late.get_absolute_url(),
        True,
    )
    page = enter("liaison").get(late.get_absolute_url()).content.decode()
    assert page.count("延期要在到期前申请。请尽快报送。") == 1
    assert new_url(late, "not_applicable") in page.replace("&amp;", "&")


def test_unit_takes_its_request_back_from_the_duty(cast, duty, enter):
    request = asked(cast, duty)
    url = reverse("workflow:move_take", args=["obligations.dutyrequest", request.public_id, "take_back"])
    client = enter("liaison")
    assert url in client.get(duty.get_absolute_url()).content.decode()
    assert client.post(url).status_code == 302
    page = client.get(duty.get_absolute_url()).content.decode()
    assert ("等市办决定" in page, "撤回申请</p>" in page) == (False, True)


def test_refusal_is_told_in_the_story_of_the_duty(cast, duty, enter):
    decide(asked(cast, duty), "refuse", by=cast["manager"], note="三定规定里有这项职能。")
    page = enter("liaison").get(duty.get_absolute_url()).content.decode()
    assert all(words in page for words in ("不同意申请不适用", "三定规定里有这项职能。"))


# The queue


def test_queue_has_the_open_ones_oldest_first_and_filters(cast, plan, duty, enter):
    first = asked(cast, duty)
    with clock.at(date(2017, 9, 6)):
        second = asked(cast, people.obligation(plan, cast.district, "行政指导"), Kind.EXTENSION, "district_liaison")
    client = enter("manager")

    def units(**query):
        page = client.get(LIST, query).content.decode()
        return [name for name in ("市环保局", "青溪区") if f'data-label="单位">{name}<' in page]

    page = client.get(LIST).content.decode()
    assert page.index("市环保局") < page.index("青溪区")
    assert units(kind="extension") == ["青溪区"]
    assert units(category=str(cast.department.category_id)) == ["市环保局"]
    assert units(q="行政指导") == units(q="青溪") == ["青溪区"]
    assert units(state="granted") == units(q="天书") == []
    assert units(category="nonsense", kind="nonsense", state="nonsense", page="-3") == ["市环保局", "青溪区"]
    decide(first, "refuse", by=cast["manager"], note="有职能。")
    assert (units(), units(state="refused"), units(state="")) == (["青溪区"], ["市环保局"], ["市环保局", "青溪区"])
    assert second.state == "open"


def test_queue_goes_out_as_a_sheet_and_the_export_is_noted(cast, duty, enter):
    asked(cast, duty, Kind.EXTENSION)
    answer = enter("head").get(LIST, {"form": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0:5] == ["市环保局", "市政府部门", duty.deliverable.material, "申请延期", "待决定"]
    assert (rows[0][10], rows[1][10]) == ("提出时间", datetime(2017, 9, 5, 9, 0))  # noqa: DTZ001 - as a cell has it
    assert Entry.objects.get(action="obligations.export_requests").note == "1 件"


def test_request_of_the_own_unit_is_not_in_the_queue_and_its_page_offers_no_decision(cast, duty, enter):
    from luoshi.accounts.actions import grant_membership
    from luoshi.accounts.roles import Role

    request = asked(cast, duty)
    grant_membership(cast.people["head"].user, cast.department, Role.OFFICER, by=cast["security_admin"])
    client = enter("head")
    session = client.session
    client.get(reverse("accounts:identity_choose"))
    client.post(reverse("accounts:identity_choose"), {"membership": cast.people["head"].public_id})
    assert session is not None
    assert "没有待决定的申请" in client.get(LIST).content.decode()
    page = client.get(request.get_absolute_url()).content.decode()
    assert 'value="grant"' not in page
    assert client.post(request.get_absolute_url(), {"move": "grant", "note": "同意。"}).status_code == 403


# Deciding


def test_page_of_a_request_tells_the_effect_before_and_others_on_the_row(cast, plan, duty, enter):
    other = people.obligation(plan, cast.district)
    decide(asked(cast, other, part="district_liaison"), "refuse", by=cast["head"], note="区里有。")
    twin = people.obligation(plan, cast.department)
    request = asked(cast, twin)
    page = enter("manager").get(request.get_absolute_url()).content.decode()
    assert "5 → <b>4</b>" in page
    assert "2 → <b>1</b>" in page
    assert "这项任务没有别的单位申请过" in page  # the district owes another row
    decide(ask(people.obligation(plan, cast.other), Asked(Kind.NOT_APPLICABLE, "统计局不执法。"), by=cast["stranger"]),
           "grant", by=cast["head"], note="不是执法单位。")  # fmt: skip
    page = enter("manager").get(request.get_absolute_url()).content.decode()
    told = ("统计局不执法。", "不是执法单位。", "其中不适用或已免除 1 家", "申请不适用 1 件：同意 1 件。")
    assert all(words in page for words in told)


def test_unit_sees_its_own_request_and_nothing_of_others(cast, plan, duty, enter):
    twin = asked(cast, people.obligation(plan, cast.department))
    other = ask(people.obligation(plan, cast.other), Asked(Kind.NOT_APPLICABLE, "统计局不执法。"), by=cast["stranger"])
    page = enter("liaison").get(twin.get_absolute_url()).content.decode()
    assert ("统计局" in page, "其他单位的申请" in page, "撤回申请" in page) == (False, False, True)
    assert enter("liaison").get(other.get_absolute_url()).status_code == 404


def test_another_day_shows_its_effect_and_is_not_written(cast, duty, enter):
    request = asked(cast, duty, Kind.EXTENSION)
    url, client = request.get_absolute_url(), enter("manager")
    page = client.post(url, {"move": "preview", "day": "2017-11-07", "note": ""}).content.decode()
    assert ("2017年11月7日 周二" in page, "5 个工作日" in page) == (True, True)
    assert DutyRequest.objects.get().state == "open"
    answer = client.post(url, {"move": "grant", "day": "2017-11-07", "note": "先延一周。"}, follow=True)
    assert "市环保局的申请延期，已答复“同意”。" in answer.content.decode()
    assert (now(duty).due, answer.redirect_chain[-1][0]) == (date(2017, 11, 7), LIST)


def test_decision_without_a_reason_or_with_a_bad_day_stays_and_says_so(cast, duty, enter):
    request = asked(cast, duty, Kind.EXTENSION)
    for sent, words in (
        ({"move": "grant", "day": "2017-11-07", "note": ""}, "请写明理由，让单位知道为什么。"),
        ({"move": "refuse", "note": " "}, "请写明理由，让单位知道为什么。"),
        ({"move": "grant", "day": "2017-10-01", "note": "同意。"}, "延到的日期要晚于现在的到期日"),
        ({"move": "grant", "day": "x", "note": "同意。"}, "请把日期写成"),
        ({"move": "destroy", "note": "同意。"}, "请点“同意”或“不同意”。"),
    ):
        answer = enter("manager").post(request.get_absolute_url(), sent)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
    assert DutyRequest.objects.get().state == "open"


def test_several_are_chosen_seen_and_decided_with_one_reason(cast, plan, enter):
    first = asked(cast, people.obligation(plan, cast.department))
    second = asked(cast, people.obligation(plan, cast.other), part="stranger")
    client, url = enter("manager"), reverse("obligations:request_decide")
    chosen = {"r": [first.public_id, second.public_id]}
    page = client.get(url, chosen).content.decode()
    assert all(words in page for words in ("申请不适用 2 件，一起决定", "5 → <b>3</b>", "市统计局", "市环保局"))
    assert client.post(url, chosen | {"move": "grant", "note": ""}).status_code == 422
    page = client.post(url, chosen | {"move": "grant", "note": "核对了三定规定。"}, follow=True).content.decode()
    assert "2 件申请已答复“同意”。" in page
    assert set(DutyRequest.objects.values_list("answer", flat=True)) == {"核对了三定规定。"}


def test_what_could_not_be_decided_with_the_others_is_named(cast, plan, enter):
    first = asked(cast, people.obligation(plan, cast.department))
    second = asked(cast, people.obligation(plan, cast.other), part="stranger")
    hand_in(first.obligation, by=cast["liaison"], files=[people.pdf()])
    sent = {"r": [first.public_id, second.public_id], "move": "grant", "note": "同意。"}
    page = enter("manager").post(reverse("obligations:request_decide"), sent, follow=True).content.decode()
    assert all(words in page for words in ("1 件申请已答复“同意”。", "市环保局“2017年度", "申请不用再同意"))


def test_nothing_chosen_two_kinds_and_foreign_requests_lead_back_to_the_queue(cast, plan, duty, enter):
    first = asked(cast, duty, Kind.EXTENSION)
    second = asked(cast, people.obligation(plan, cast.other), part="stranger")
    client, url = enter("manager"), reverse("obligations:request_decide")
    for chosen, words in (
        ([], "请先勾选要决定的申请。"),
        (["0" * 16], "请先勾选要决定的申请。"),
        ([first.public_id, second.public_id], "只能一起决定同一种申请"),
    ):
        page = client.get(url, {"r": chosen}, follow=True)
        assert (page.redirect_chain[0][0], words in page.content.decode()) == (LIST, True)


# What every page counts


def counts(plan, actor):
    """下达 N and 适用 M as the matrix counts them, three ways, and what the amendment page would say."""
    found = matrix(plan, actor)
    row = found.columns[0]
    assert sum(column.owed for column in found.columns) == found.applicable
    assert sum(owed for group in found.groups for _, _, owed in group.totals) == found.applicable
    assert sum(found.counts.values()) == found.duties
    assert row.owed <= found.duties
    return found.duties, found.applicable


def test_every_page_counts_the_same_after_a_decision_and_after_it_is_amended_back(cast, plan, duty, enter):
    manager = cast["manager"]
    assert counts(plan, manager) == (6, 5)
    decide(asked(cast, duty), "grant", by=manager, note="同意。")
    assert counts(plan, manager) == (6, 4)
    client = enter("manager")
    page = client.get(reverse("workbench:plan_matrix", args=[plan.public_id])).content.decode()
    assert "下达 6 项，适用 4 项" in page
    wanted = ChangeUnits(duty.deliverable, add=(cast.department,))
    effect = effect_of(plan, wanted)
    assert (effect.duties, effect.applicable) == ((6, 6), (4, 5))
    amend_plan(plan, wanted, by=manager, seen=effect.digest, reason="职能没有划出。")
    assert counts(plan, manager) == (6, 5)
    assert (now(duty).state, now(duty).applicability) == ("pending", "方案调整：职能没有划出。")
    assert asked(cast, now(duty)).state == "open"


def test_home_counts_what_applies_only(cast, plan, duty):
    late = people.obligation(plan, cast.department)
    before = {line.category: line.due for line in progress(plan, cast["manager"])}
    decide(asked(cast, late), "grant", by=cast["manager"], note="同意。")
    after = {line.category: line.due for line in progress(plan, cast["manager"])}
    assert (before["市政府部门"], after["市政府部门"], before["合计"], after["合计"]) == (2, 1, 3, 2)


def test_matrix_tells_of_an_open_request_in_the_cell(cast, plan, duty, enter):
    request = asked(cast, duty)
    url = reverse("workbench:plan_matrix", args=[plan.public_id])
    assert "申请不适用待决定" in enter("manager").get(url).content.decode()
    take(request, "take_back", by=cast["liaison"])
    assert "待决定" not in enter("manager").get(url).content.decode()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["ask_out", "ask_later", "grant", "refuse", "take_back", "hand_in", "reinstate"]),
            st.sampled_from(["liaison", "stranger", "manager", "head", "reviewer"]),
            st.integers(0, 2),
        ),
        max_size=14,
    )
)
def test_what_applies_changes_only_by_recorded_decisions(steps, cast, plan):
    """Whoever tries whatever on three duties: M is what the acts in the audit leave of it, and N never changes."""
    from django.db import transaction

    with transaction.atomic():
        duties = [people.obligation(plan, unit) for unit in (cast.department, cast.other, cast.district)]
        for what, part, number in steps:
            before, entries = counts(plan, cast["manager"]), Entry.objects.count()
            try:
                attempt(cast, plan, now(duties[number]), what, part)
            except Refused:
                assert (counts(plan, cast["manager"]), Entry.objects.count()) == (before, entries)
            out = Entry.objects.filter(action="obligations.rule_out").count()
            back = Entry.objects.filter(action="obligations.reinstate").count()
            assert counts(plan, cast["manager"]) == (6, 5 - out + back)
            granted = DutyRequest.objects.filter(kind=Kind.NOT_APPLICABLE, state="granted").count()
            assert granted == out
        transaction.set_rollback(True)


def attempt(cast, plan, duty, what, part):
    """One try, refused or not."""
    request = duty.requests.last()
    if what.startswith("ask"):
        kind = Kind.EXTENSION if what == "ask_later" else Kind.NOT_APPLICABLE
        ask(duty, Asked(kind, "机构改革。", date(2018, 1, 5)), by=cast[part])
    elif what == "hand_in":
        hand_in(duty, by=cast[part], files=[people.pdf()])
    elif what == "reinstate":
        wanted = ChangeUnits(duty.deliverable, add=(duty.unit,))
        amend_plan(plan, wanted, by=cast[part], seen=effect_of(plan, wanted).digest, reason="恢复。")
    elif request is not None and what == "take_back":
        take(request, what, by=cast[part])
    elif request is not None:
        decide(request, what, by=cast[part], note="已核。")
