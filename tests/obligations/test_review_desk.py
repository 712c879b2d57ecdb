"""The review desk: what it shows of each kind of submission, what it asks once more, and where a verdict leads."""

import io
from datetime import datetime

import docx
import pytest
from django.core.files.base import File
from django.urls import reverse
from tests import cast as people
from tests.files.made import picture
from tests.obligations.test_proof import proven
from tests.obligations.test_reviewing import coded, fresh, nothing

from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.criteria import ALL_POINTS
from luoshi.obligations.models import Review
from luoshi.obligations.queries.desk import change_of, desk_of, terms
from luoshi.plans.models import Deliverable
from luoshi.workflow.engine import take

EVERY_POINT = [point.code for point in ALL_POINTS]
LIST = reverse("obligations:review_list")


def desk_url(duty):
    return reverse("obligations:review_desk", args=[duty.public_id])


def sent(duty, move, **more):
    """What the desk sends: the version on the screen, the verdict, and what was ticked or written."""
    return {"submission": duty.current.public_id, "move": move, "note": ""} | more


def word_file():
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("签到表")
    document.save(out)
    return File(io.BytesIO(out.getvalue()), name="签到表.docx")


def mixed(cast, plan):
    """A paper, a picture, a Word document and a link."""
    files = [people.pdf("通知", pages=2), File(io.BytesIO(picture("PNG")), name="照片.png"), word_file()]
    duty = people.obligation(plan, cast.department)
    hand_in(duty, by=cast["liaison"], files=files, links=["https://example.cn/news"], statement="附四样。")
    return fresh(duty)


def corrected(cast, plan):
    """A correction that keeps one file, drops one and adds one."""
    duty = people.obligation(plan, cast.department)
    hand_in(duty, by=cast["liaison"], files=[people.pdf("甲"), people.pdf("乙")], statement="第一次。")
    review(duty.current, "return", by=cast["reviewer"], note="请补盖公章。", reasons=coded("no_seal", "incomplete"))
    before = list(fresh(duty).current.evidence.all())
    hand_in(fresh(duty), by=cast["liaison"], keep=before[:1], files=[people.pdf("丙")], statement="第二次。")
    return fresh(duty)


def test_desk_has_a_tab_for_each_piece_and_its_pages(cast, plan, enter):
    duty = mixed(cast, plan)
    page = enter("reviewer").get(desk_url(duty)).content.decode()
    assert page.count('<a href="#paper-') == page.count('<figure id="paper-') == 4
    assert page.count('loading="lazy"') == 3
    for words in ("Word 文档不能预览", "下载“签到表.docx”", "https://example.cn/news", "附四样。"):
        assert words in page


def test_desk_asks_for_the_points_of_what_is_there(cast, plan):
    desk = desk_of(mixed(cast, plan).current, cast["reviewer"])
    assert [point.code for point in desk.points] == ["formal", "picture", "report", "other"]


def test_kind_that_the_row_requires_is_asked_for_also_where_a_file_stands_in(cast, plan):
    """A report may be a file; then no link shows that there is one to look at."""
    duty = people.obligation(plan, cast.department)
    asked = {"pdf": True, "picture": False, "report": True}
    Deliverable.objects.filter(pk=duty.deliverable_id).update(evidence=asked)
    hand_in(fresh(duty), by=cast["liaison"], files=[people.pdf("文件"), people.pdf("报道")])
    assert [p.code for p in desk_of(fresh(duty).current, cast["reviewer"]).points] == ["formal", "report"]


def test_fact_alone_leaves_only_the_papers_that_came_along(cast, plan, enter):
    one = proven(cast, plan)
    desk = desk_of(one, cast["reviewer"])
    assert (desk.facts, [point.code for point in desk.points]) == (1, ["formal"])
    page = enter("reviewer").get(desk_url(one.obligation)).content.decode()
    assert "平台事实 1 项" in page
    assert "未被改动" in page


def test_report_of_nothing_shows_its_words_in_place_of_papers(cast, plan, enter):
    one = nothing(cast, plan)
    page = enter("reviewer").get(desk_url(one.obligation)).content.decode()
    assert "不带材料。请看情况说明讲没讲清原因" in page
    assert [point.code for point in desk_of(one, cast["reviewer"]).points] == ["nothing"]


def test_correction_stands_beside_the_version_before(cast, plan, enter):
    duty = corrected(cast, plan)
    change = change_of(duty.current, list(duty.current.evidence.select_related("blob")))
    names = [[part.name for part in parts] for parts in (change.new, change.kept, change.removed)]
    assert names == [["丙.pdf"], ["甲.pdf"], ["乙.pdf"]]
    page = enter("reviewer").get(desk_url(duty)).content.decode()
    for words in (
        "上次退回：未盖章或未签发、内容不全。",
        "请补盖公章。",
        "新加 1，沿用 1，去掉 1",
        "第一次。",
        "第二次。",
    ):
        assert words in page
    assert page.count(">新</span>") == 1
    assert desk_of(duty.current, cast["reviewer"]).points[0].code == "mended"


def test_fact_that_says_the_same_again_is_kept(cast, plan):
    one = proven(cast, plan)
    review(one, "return", by=cast["reviewer"], note="题目写错了。")
    with clock.at(datetime(2017, 9, 6, 9)):  # noqa: DTZ001 - the clock adds the zone of the city
        hand_in(fresh(one.obligation), by=cast["liaison"], facts=["plans.issued"])
    current = fresh(one.obligation).current
    change = change_of(current, list(current.evidence.select_related("blob")))
    assert (len(change.new), len(change.kept), len(change.removed)) == (0, 2, 0)


def test_version_that_was_withdrawn_is_nothing_to_compare_with(cast, plan):
    duty = people.submitted(cast, plan)
    take(duty, "withdraw", by=cast["liaison"])
    hand_in(fresh(duty), by=cast["liaison"], files=[people.pdf("换过的")])
    assert desk_of(fresh(duty).current, cast["reviewer"]).change is None


def test_terms_name_their_last_day(db):
    found = dict(terms())
    assert (len(found), found[5], found[18]) == (
        30, "5 个工作日，到 9月12日 周二", "18 个工作日，到 9月29日 周五",
    )  # fmt: skip
    assert found[20] == "20 个工作日，到 10月9日 周一"


def test_accepting_asks_once_more_for_what_was_not_seen(cast, plan, enter):
    duty, client = people.submitted(cast, plan), enter("reviewer")
    answer = client.post(desk_url(duty), sent(duty, "accept"))
    page = answer.content.decode()
    assert (answer.status_code, "还有 1 条没看、1 处疑点没处理。" in page) == (422, True)
    assert "没看：正式文件与任务相符。" in page
    assert not Review.objects.exists()


def asked(client, duty, **more):
    """Accept, and the digest of the question that comes."""
    page = client.post(desk_url(duty), sent(duty, "accept", **more)).content.decode()
    return page.partition('name="asked" value="')[2][:16]


def test_doubts_need_words_and_points_do_not(cast, plan, enter):
    duty, client = people.submitted(cast, plan), enter("reviewer")
    digest = asked(client, duty)
    answer = client.post(desk_url(duty), sent(duty, "accept", asked=digest))
    assert (answer.status_code, "请写明疑点怎么核对的" in answer.content.decode()) == (422, True)
    answer = client.post(desk_url(duty), sent(duty, "accept", asked=digest, answer="已看原件。", note="齐全。"))
    assert answer.status_code == 302
    assert fresh(duty).current.review.note == "齐全。\n疑点核对：已看原件。"


def test_points_alone_are_asked_once_and_then_pass(cast, plan, enter):
    one, client = nothing(cast, plan), enter("reviewer")
    duty = one.obligation
    digest = asked(client, duty)
    assert client.post(desk_url(duty), sent(duty, "accept", asked=digest)).status_code == 302
    assert fresh(duty).state == "accepted"


def test_what_was_all_seen_passes_at_once(cast, plan, enter):
    duty = nothing(cast, plan).obligation
    answer = enter("reviewer").post(desk_url(duty), sent(duty, "accept", points=EVERY_POINT))
    assert (answer.status_code, fresh(duty).state) == (302, "accepted")


def test_answer_to_another_question_is_none(cast, plan, enter):
    duty, client = people.submitted(cast, plan), enter("reviewer")
    digest = asked(client, duty, points=EVERY_POINT)
    answer = client.post(desk_url(duty), sent(duty, "accept", asked=digest, answer="已看。"))
    assert (answer.status_code, "还有 1 条没看" in answer.content.decode()) == (422, True)


def test_ticks_and_words_stay_while_it_is_asked_and_when_one_looks_again(cast, plan, enter):
    duty, client = mixed(cast, plan), enter("reviewer")
    page = client.post(desk_url(duty), sent(duty, "accept", points=["formal"], note="留着")).content.decode()
    assert 'value="formal" data-point data-key="1" checked' in page
    assert 'name="note" value="留着"' in page
    answer = client.post(desk_url(duty), sent(duty, "look", points=["formal"], note="留着"))
    page = answer.content.decode()
    assert (answer.status_code, 'value="formal" data-point data-key="1" checked' in page) == (200, True)
    assert "留着</textarea>" in page
    assert not Review.objects.exists()


def test_verdict_opens_the_next_by_the_same_rule(cast, plan, enter):
    first, second = people.submitted(cast, plan), people.submitted(cast, plan, "调解室")
    client = enter("reviewer")
    answer = client.post(f"{desk_url(second)}?order=due", sent(second, "return", note="看不出门牌。"))
    assert answer.headers["Location"] == f"{desk_url(first)}?order=due"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "市环保局这一件已退回，补正期到 9月12日。" in page
    answer = client.post(f"{desk_url(first)}?kind=overtime", sent(first, "return", note="缺公章。"))
    assert answer.headers["Location"] == f"{LIST}?kind=overtime"


def test_return_with_chips_and_a_term(cast, plan, enter):
    duty, client = people.submitted(cast, plan), enter("reviewer")
    reasons = [reason.public_id for reason in coded("no_formal", "unreadable")]
    client.post(desk_url(duty), sent(duty, "return", reasons=reasons, days="10"))
    verdict = fresh(duty).current.review
    assert (verdict.labels, str(fresh(duty).correction_due)) == (["缺正式文件", "看不清"], "2017-09-19")


def test_void_return_says_so(cast, plan, enter):
    duty, client = people.submitted(cast, plan), enter("reviewer")
    client.post(desk_url(duty), sent(duty, "return", reasons=[coded("blank")[0].public_id], days="5"))
    assert "市环保局这一件已退回，视为未报送。" in client.get(LIST).content.decode()
    assert fresh(duty).correction_due is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "请写明退回理由"),
        ({"note": "长" * 1001}, "1000"),
        ({"note": "缺公章。", "days": "31"}, "补正期是 1 到 30 个工作日"),
        ({"note": "缺公章。", "reasons": ["0" * 16]}, "有一条理由刚被修改或者停用"),
    ],
)
def test_return_that_lacks_something_stays_and_says_so(more, words, cast, plan, enter):
    duty = people.submitted(cast, plan)
    answer = enter("reviewer").post(desk_url(duty), sent(duty, "return", **more))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert fresh(duty).state == "submitted"


def test_reason_that_went_out_of_use_is_not_taken(cast, plan, enter):
    duty, (reason,) = people.submitted(cast, plan), coded("no_seal")
    type(reason).objects.filter(pk=reason.pk).update(valid=False)
    client = enter("reviewer")
    assert "未盖章或未签发" not in client.get(desk_url(duty)).content.decode()
    assert client.post(desk_url(duty), sent(duty, "return", reasons=[reason.public_id])).status_code == 422


def test_version_that_was_replaced_is_told_at_once(cast, plan, enter):
    duty = people.submitted(cast, plan)
    old = sent(duty, "accept")
    take(duty, "withdraw", by=cast["liaison"])
    hand_in(fresh(duty), by=cast["liaison"], files=[people.pdf("换过的")])
    answer = enter("reviewer").post(desk_url(duty), old)
    assert (answer.status_code, "换了材料" in answer.content.decode()) == (422, True)
    assert fresh(duty).state == "submitted"


def test_version_of_another_duty_does_not_exist(cast, plan, enter):
    first, second = people.submitted(cast, plan), people.submitted(cast, plan, "调解室")
    assert enter("reviewer").post(desk_url(first), sent(second, "accept")).status_code == 404


def test_made_up_move_changes_nothing(cast, plan, enter):
    duty = people.submitted(cast, plan)
    answer = enter("reviewer").post(desk_url(duty), sent(duty, "withdraw"))
    assert (answer.status_code, "请点“退回”或者“审核通过”" in answer.content.decode()) == (422, True)
    assert fresh(duty).state == "submitted"


def test_what_was_judged_meanwhile_shows_the_verdict_and_leads_on(cast, plan, enter):
    first, second = people.submitted(cast, plan), people.submitted(cast, plan, "调解室")
    review(first.current, "return", by=cast["reviewer"], reasons=coded("unrelated"))
    page = enter("reviewer").get(desk_url(first)).content.decode()
    for words in ("这一件当前是“退回”", "退回：与任务无关", "不留首次报送时间，没有补正期", desk_url(second)):
        assert words in page
    assert 'name="submission"' not in page


def test_first_pages_of_the_next_are_fetched_ahead(cast, plan, enter):
    first, second = people.submitted(cast, plan), people.submitted(cast, plan, "调解室")
    page = enter("reviewer").get(desk_url(first)).content.decode()
    ahead = reverse("obligations:evidence_page", args=[second.current.evidence.get().public_id, 1])
    assert f'<link rel="prefetch" as="image" href="{ahead}">' in page


def test_looking_writes_nothing(cast, plan, enter):
    duty = mixed(cast, plan)
    client, before = enter("reviewer"), Entry.objects.count()
    for url in (LIST, desk_url(duty)):
        client.get(url)
    assert Entry.objects.count() == before


def test_hostile_words_are_shown_as_text(cast, plan, enter):
    duty = people.obligation(plan, cast.department)
    hand_in(duty, by=cast["liaison"], files=[people.pdf()], statement='"><script>alert(1)</script>')
    assert "<script>alert" not in enter("reviewer").get(f"{desk_url(duty)}?q=%22%3E%3Cscript%3Ealert").content.decode()
