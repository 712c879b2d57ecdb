"""The page on which a unit puts together what it hands in: nothing is lost, nothing is handed in twice or unseen."""

import io
from datetime import datetime

import pytest
from django.core.files.base import File
from django.urls import reverse
from PIL import Image
from tests import cast as people
from tests.files import office
from tests.obligations import drafted, sites
from tests.plans.test_facts import own_plan

from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.obligations.actions import drafting
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.models import Evidence, Submission
from luoshi.obligations.views.submission import DONE, STALE
from luoshi.plans.models import Deliverable
from luoshi.workflow.engine import take

LINK = "http://127.0.0.1:9/"  # nobody answers there


@pytest.fixture
def duty(cast, plan):
    """The department's duty of the own plan."""
    return people.obligation(plan, cast.department)


def address(duty):
    return reverse("obligations:obligation_submit", args=[duty.public_id])


def shown(client, duty):
    """The words of the page."""
    answer = client.get(address(duty))
    assert answer.status_code == 200
    return answer.content.decode()


def typed(statement="", **more):
    """What the page sends as a whole."""
    return {"statement": statement, "link": "", "then": "save"} | more


def names(duty):
    return [part.name for part in duty.draft.evidence.all()]


def photograph():
    """A photograph with time, place and camera, lying on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0110] = 6, "HUAWEI", "P10"
    exif.get_ifd(0x8769)[0x9003] = "2017:08:24 10:06:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 45.0, 0.0), 3: "E", 4: (113.0, 37.2, 0.0)})
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 30, 30)).save(out, "JPEG", exif=exif)
    return File(io.BytesIO(out.getvalue()), name="照片.jpg")


def test_empty_page_says_what_is_asked_for_and_what_is_missing(cast, duty, enter):
    words = shown(enter("liaison"), duty)
    expected = (
        "PDF 正式文件（必须）",
        "还没有材料。请至少添加一个文件或一个链接。",
        "将报送：<b>还没有材料",
        "填写的内容会暂存",
        "kind=extension",
        "kind=not_applicable",
        "零报告",
        "严禁存储、处理、传输国家秘密",
    )
    assert [one for one in expected if one not in words] == []
    assert (words.count("btn primary"), "清空暂存" in words, Submission.objects.count()) == (1, False, 0)


def test_page_keeps_what_was_typed_and_chosen(cast, plan, duty, enter):
    other = people.obligation(plan, cast.department, "调解室")
    client = enter("liaison")
    with clock.at(datetime(2017, 9, 5, 9, 12)):  # noqa: DTZ001 - the clock adds the zone
        answer = client.post(
            address(duty), typed("已印发。\r\n见附件。", also=[other.public_id], uploads=[people.pdf("甲")])
        )
    assert (answer.status_code, answer.headers["Location"]) == (302, address(duty))
    draft = duty.draft
    assert (draft.statement, list(draft.also.all()), names(duty)) == ("已印发。\n见附件。", [other], ["甲.pdf"])
    words = shown(client, duty)
    assert all(
        one in words for one in ("已暂存 9:12", "已印发。\n见附件。", "文件 1 个，同时用于另外 1 项任务", "清空暂存")
    )
    with clock.at(datetime(2017, 9, 6, 9, 0)):  # noqa: DTZ001 - the clock adds the zone
        assert "已暂存 9月5日 9:12" in shown(client, duty)


def test_page_that_changed_nothing_writes_nothing(cast, duty, enter):
    client = enter("liaison")
    client.post(address(duty), typed("已印发。"))
    before = Entry.objects.count()
    client.post(address(duty), typed("已印发。"))
    client.post(address(duty), {"then": "save"})
    assert (Entry.objects.count(), duty.draft.statement) == (before, "已印发。")


def test_good_files_stay_where_others_are_refused(cast, duty, enter):
    bad = people.pdf("坏")
    bad.name = "坏.exe"
    sent = typed("已印发。", uploads=[people.pdf("甲"), bad], then="submit")
    answer = enter("liaison").post(address(duty), sent)
    words = answer.content.decode()
    assert (answer.status_code, "坏.exe" in words, "甲.pdf" in words, "没有报送。" in words) == (422, True, True, True)
    assert (names(duty), duty.draft.statement, drafted.fresh(duty).state) == (["甲.pdf"], "已印发。", "pending")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "还没有材料。请至少添加一个文件或一个链接。"),
        ({"link": "javascript:alert(1)"}, "不是完整的网址"),
        ({"link": "ftp://example.cn/a"}, "不是完整的网址"),
        ({"link": "http://example.cn/" + "a" * 500}, "超过 500 个字符"),
        ({"statement": "长" * 2001, "link": LINK}, "2000"),
        ({"nothing": "on", "statement": " "}, "零报告要写明为什么没有可报的"),
        ({"also": ["0" * 16], "link": LINK}, "0000000000000000"),
    ],
)
def test_bad_input_is_answered_clearly_and_kept(sent, words, cast, duty, enter):
    answer = enter("liaison").post(address(duty), typed("写了的。", then="submit") | sent)
    page = answer.content.decode()
    assert (answer.status_code, words in page, drafted.fresh(duty).state) == (422, True, "pending")
    assert sent.get("statement", "写了的。") in page


def test_nothing_to_report_is_handed_in(cast, duty, enter):
    client = enter("liaison")
    client.post(address(duty), typed("本年没有。", nothing="on"))
    words = shown(client, duty)
    assert all(one in words for one in ("这一件是零报告，不带材料", "将报送：<b>零报告"))
    assert ("data-drop" in words, 'name="link"' in words) == (False, False)
    answer = client.post(address(duty), typed("本年没有。", nothing="on", then="submit"), follow=True)
    assert "零报告" in answer.content.decode()
    assert drafted.fresh(duty).current.kind == "nothing"


def test_a_link_shows_what_stood_there_or_why_it_could_not_be_seen(cast, duty, enter, settings):
    client = enter("liaison")
    with sites.running() as site:
        site.pages["/"] = sites.PAGE.encode()
        client.post(address(duty), typed(link=site.url()))
    part = duty.draft.evidence.get()
    assert (part.name, part.seen["date"]) == ("市环保局推进服务型行政执法_工作动态_明江市环保局", "2017-08-25")
    client.post(address(duty), typed(link=LINK))
    words = shown(client, duty)
    assert all(one in words for one in ("网页日期 2017年8月25日", part.name, "不影响报送，审核人会自己打开看"))
    answer = client.post(address(duty), typed(then="submit"))
    assert answer.status_code == 422  # a PDF is missing; the links do not stand against it
    assert "这项任务要求有 PDF 正式文件" in answer.content.decode()


def test_parts_tell_what_they_are_and_whether_they_can_be_looked_at(cast, duty, enter):
    document = File(io.BytesIO(office.word("情况说明")), name="说明.docx")
    client = enter("liaison")
    client.post(address(duty), typed(uploads=[people.pdf("甲", pages=3), document, photograph()]))
    words = shown(client, duty)
    first = duty.draft.evidence.first()
    expected = (
        "PDF · 3 页",
        "不能预览，审核人下载查看。",
        reverse("obligations:evidence_page", args=[first.public_id, 1]),
        '拍摄于 2017-08-24 10:06，<span class="nowrap">34.75 N 113.62 E</span>',
        "HUAWEI P10",
        "照片横着存放",
    )
    assert [one for one in expected if one not in words] == []
    assert words.count("不能预览") == 1


def test_a_part_is_taken_out_by_its_own_button(cast, duty, enter):
    client = enter("liaison")
    client.post(address(duty), typed(uploads=[people.pdf("甲"), people.pdf("乙")]))
    gone = duty.draft.evidence.first()
    client.post(address(duty), typed("写到一半。", remove=gone.public_id))
    assert (names(duty), duty.draft.statement) == (["乙.pdf"], "写到一半。")
    assert client.post(address(duty), typed("写到一半。", remove=gone.public_id)).status_code == 302  # a second click


def test_a_part_of_another_duty_is_not_taken_out(cast, plan, duty, enter):
    other = drafted.begun(cast, plan, "调解室", "别的")
    drafted.begun(cast, plan)
    enter("liaison").post(address(duty), typed(remove=other.draft.evidence.get().public_id))
    assert names(other) == ["别的.pdf"]


def test_draft_is_cleared_after_asking_on_the_page(cast, duty, enter):
    client = enter("liaison")
    client.post(address(duty), typed("已印发。", uploads=[people.pdf("甲")]))
    answer = client.post(address(duty), typed("已印发。", then="discard"), follow=True)
    assert (duty.draft, "暂存已清空" in answer.content.decode()) == (None, True)
    assert client.post(address(duty), typed(then="discard")).status_code == 302  # a second click


def test_facts_alone_are_handed_in_by_the_second_click_from_the_list(cast, duty, enter):
    own_plan(cast.department)
    client = enter("liaison")
    assert f'href="{address(duty)}">直接报送' in client.get(reverse("obligations:obligation_list")).content.decode()
    words = shown(client, duty)
    assert all(
        one in words for one in ("于2017年6月12日下达", "已足以证明本项，可以直接报送", "将报送：<b>平台情况 1 项")
    )
    assert (words.count("btn primary"), 'value="plans.issued" checked' in words) == (1, True)
    before = Entry.objects.filter(kind=Entry.Kind.ACT).count()
    answer = client.post(address(duty), typed(facts=["plans.issued"], then="submit", seen="0"), follow=True)
    assert all(one in answer.content.decode() for one in ("2017-0905-0001", "未被改动", "随事实附上"))
    assert Entry.objects.filter(kind=Entry.Kind.ACT).count() == before + 1


def test_a_fact_that_was_left_out_stays_out(cast, duty, enter):
    own_plan(cast.department)
    client = enter("liaison")
    answer = client.post(address(duty), typed("不用平台情况。", facts=[]), follow=True)
    words = answer.content.decode()
    assert ('value="plans.issued" checked' in words, 'value="plans.issued"' in words) == (False, True)
    assert "将报送：<b>还没有材料" in words
    answer = client.post(address(duty), typed("不用平台情况。", facts=[], then="submit"))
    assert (answer.status_code, 'value="plans.issued" checked' in answer.content.decode()) == (422, False)


def test_a_file_is_handed_in_at_once(cast, duty, enter):
    """List, page, file, hand in: what the page does without script, in one request."""
    answer = enter("liaison").post(
        address(duty), typed(uploads=[people.pdf("甲")], then="submit", seen="0"), follow=True
    )
    assert (answer.status_code, "2017-0905-0001" in answer.content.decode()) == (200, True)
    assert [part.name for part in drafted.fresh(duty).current.evidence.all()] == ["甲.pdf"]


def test_the_second_of_two_clicks_gets_the_receipt_of_the_first(cast, duty, enter):
    client, sent = enter("liaison"), {"then": "submit", "seen": "0", "statement": ""}
    client.post(address(duty), sent | {"uploads": [people.pdf("甲")]})
    answer = client.post(address(duty), sent | {"uploads": [people.pdf("甲")]}, follow=True)
    words = answer.content.decode()
    assert (answer.status_code, DONE in words, "2017-0905-0001" in words) == (200, True, True)
    assert Submission.objects.count() == 1


def test_what_somebody_else_put_in_is_not_handed_in_unseen(cast, duty, enter):
    client = enter("liaison")
    drafting.add_files(duty, [drafted.blob("甲")], by=cast["liaison"])
    seen = client.get(address(duty)).context["shown"].seen
    with clock.at(datetime(2017, 9, 5, 9, 1)):  # noqa: DTZ001 - the clock adds the zone
        drafting.add_files(duty, [drafted.blob("乙")], by=cast["liaison"])
        drafting.save_draft(duty, by=cast["liaison"], statement="同事写的。")
    answer = client.post(address(duty), typed("我写的。", then="submit", seen=seen))
    words = answer.content.decode()
    assert (answer.status_code, STALE in words, "我写的。" in words, "乙.pdf" in words) == (409, True, True, True)
    assert (duty.draft.statement, drafted.fresh(duty).state) == ("同事写的。", "pending")
    seen = answer.context["shown"].seen
    client.post(address(duty), typed("我写的。", then="submit", seen=seen))
    assert drafted.fresh(duty).current.statement == "我写的。"


def test_correction_begins_with_what_came_back_and_why(cast, plan, duty, enter):
    hand_in(duty, by=cast["liaison"], files=[people.pdf("甲"), people.pdf("乙")], statement="已印发。")
    take(drafted.fresh(duty), "return", by=cast["reviewer"], note="缺公章，请补盖后重报。")
    client = enter("liaison")
    words = shown(client, duty)
    expected = (
        "缺公章，请补盖后重报。",
        "9月12日",
        "上次报送的材料已经带过来",
        "甲.pdf",
        "乙.pdf",
        "已印发。</textarea>",
    )
    assert [one for one in expected if one not in words] == []
    assert (Submission.objects.count(), "还没有材料" in words) == (1, False)
    former = drafted.fresh(duty).current.evidence.first()
    client.post(address(duty), typed("已印发，补盖了。", remove=former.public_id))
    assert (names(duty), duty.draft.statement) == (["乙.pdf"], "已印发，补盖了。")
    client.post(address(duty), typed("已印发，补盖了。", uploads=[people.pdf("丙")], then="submit"))
    assert [part.name for part in drafted.fresh(duty).current.evidence.all()] == ["乙.pdf", "丙.pdf"]


def test_correction_can_go_out_as_it_came_back(cast, duty, enter):
    hand_in(duty, by=cast["liaison"], files=[people.pdf("甲")], links=["https://example.cn/a"], statement="已印发。")
    take(drafted.fresh(duty), "return", by=cast["reviewer"], note="请再报一次。")
    enter("liaison").post(address(duty), typed("已印发。", then="submit", seen="0"))
    again = drafted.fresh(duty).current
    assert (again.version, [part.name for part in again.evidence.all()]) == (2, ["甲.pdf", "https://example.cn/a"])


def test_void_return_says_that_nothing_was_handed_in(cast, duty, enter):
    from luoshi.obligations.actions.reviewing import review
    from luoshi.obligations.models import ReturnReason

    hand_in(duty, by=cast["liaison"], files=[people.pdf("甲")])
    void = ReturnReason.objects.filter(valid=True, counts_as_submitted=False).first()
    review(drafted.fresh(duty).current, "return", by=cast["reviewer"], note="与任务无关。", reasons=[void])
    assert all(one in shown(enter("liaison"), duty) for one in ("视为未报送", "与任务无关。", void.label))


def test_what_was_reported_before_is_chosen_instead_of_sent_again(cast, plan, duty, enter):
    people.submitted(cast, plan, "调解室")
    part = Evidence.objects.get()
    client = enter("liaison")
    answer = client.post(address(duty), typed("写到一半。", then="reuse"))
    url = reverse("obligations:evidence_reuse", args=[duty.public_id])
    assert (answer.headers["Location"], duty.draft.statement) == (url, "写到一半。")
    assert all(one in client.get(url).content.decode() for one in ("材料.pdf", "设置行政调解室", part.public_id))
    assert "没有符合“天书”的材料" in client.get(url, {"q": "天书"}).content.decode()
    refused = client.post(url, {"part": []})
    assert (refused.status_code, "还没有勾选" in refused.content.decode()) == (409, True)
    answer = client.post(url, {"part": [part.public_id]})
    assert (answer.headers["Location"], names(duty)) == (f"{address(duty)}#material", ["材料.pdf"])
    assert duty.draft.evidence.get().blob_id == part.blob_id
    assert "本单位还没有别的报送过的文件和链接" in client.get(url).content.decode()


def test_what_another_unit_reported_is_not_to_be_chosen(cast, plan, duty, enter):
    foreign = hand_in(people.obligation(plan, cast.district), by=cast["district_liaison"], files=[people.pdf("别家")])
    client, url = enter("liaison"), reverse("obligations:evidence_reuse", args=[duty.public_id])
    assert "别家.pdf" not in client.get(url).content.decode()
    answer = client.post(url, {"part": [foreign.evidence.get().public_id]})
    assert (answer.status_code, duty.draft) == (409, None)


def test_templates_of_the_office_are_at_hand(cast, plan, duty, enter):
    from tests.obligations import asked

    template = asked.template(cast, plan)
    assert reverse("obligations:template_file", args=[template.public_id]) in shown(enter("liaison"), duty)


def test_what_is_not_owed_leads_to_the_duty(cast, plan, enter):
    duty = people.submitted(cast, plan)
    client = enter("liaison")
    for url in (address(duty), reverse("obligations:evidence_reuse", args=[duty.public_id])):
        assert client.get(url).headers["Location"] == duty.get_absolute_url()


def test_hostile_words_are_shown_as_text(cast, duty, enter):
    client = enter("liaison")
    file = people.pdf("甲")
    file.name = '"><script>alert(1)</script>.pdf'
    client.post(address(duty), typed("</textarea><script>alert(2)</script>", uploads=[file]))
    words = shown(client, duty)
    assert ("<script>alert" in words, duty.draft.evidence.count()) == (False, 1)


def test_page_asks_as_much_for_one_file_as_for_five(cast, plan, duty, enter, django_assert_num_queries):
    client = enter("liaison")
    Deliverable.objects.filter(pk=duty.deliverable_id).update(evidence={})
    drafted.begun(cast, plan, "实施方案", "甲", "子")
    shown(client, duty)  # files are looked at once
    with django_assert_num_queries(30):
        shown(client, duty)
    drafted.begun(cast, plan, "实施方案", "乙", "丙", "丁", "戊")
    for number in (41, 42):
        people.submitted(cast, people.issued_plan(cast, number), "调解室")
    shown(client, duty)
    with django_assert_num_queries(30):
        shown(client, duty)
