"""Two pieces of evidence side by side."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import cast as people
from tests.obligations.papers import paper, photo, word

from luoshi.obligations.actions.drafting import add_uploads
from luoshi.obligations.actions.handing_in import ask_sign_off, hand_in
from luoshi.obligations.models import Evidence
from luoshi.plans.models import Plan
from luoshi.workflow.engine import take

pytestmark = pytest.mark.django_db


def pair(cast, plan, mine, theirs) -> tuple[Evidence, Evidence]:
    """What the department and the district handed in."""
    one = hand_in(people.obligation(plan, cast.department), by=cast["liaison"], files=[mine, paper()])
    other = hand_in(people.obligation(plan, cast.district), by=cast["district_liaison"], files=[theirs, paper()])
    return one.evidence.first(), other.evidence.first()


def address(one: Evidence, other: Evidence) -> str:
    return reverse("obligations:evidence_compare", args=[one.public_id, other.public_id])


def test_reviewer_sees_both_with_units_times_and_likeness(cast, plan, enter):
    one, other = pair(cast, plan, photo(1, taken="2017:08:16 10:00:00"), photo(1, width=500, name="另一张.jpg"))
    page = enter("reviewer").get(address(one, other)).content.decode()
    assert "两张图片的画面相似度 " in page
    for words in (
        "市环保局",
        "青溪区",
        "照片.jpg",
        "另一张.jpg",
        "2017-08-16 10:00",
        one.blob.sha256,
        other.blob.sha256,
    ):
        assert words in page
    for part in (one, other):
        assert reverse("obligations:evidence_page", args=[part.public_id, 1]) in page
        assert part.submission.receipt_number in page
    assert reverse("obligations:review_desk", args=[one.submission.obligation.public_id]) in page


def test_same_file_is_told_by_its_digest(cast, plan, enter):
    one, other = pair(cast, plan, paper(name="甲.pdf"), paper(name="乙.pdf"))
    page = enter("reviewer").get(address(one, other)).content.decode()
    assert "两处是同一个文件，校验值一致。" in page


def test_draft_leads_back_to_where_this_person_works_on_it(cast, plan, enter):
    Plan.objects.filter(pk=plan.pk).update(needs_sign_off=True)
    duty = people.obligation(plan, cast.department)
    add_uploads(duty, [paper()], by=cast["liaison"])
    part = ask_sign_off(duty, by=cast["liaison"]).evidence.get()
    submit, sign = (reverse(f"obligations:{name}", args=[duty.public_id]) for name in ("obligation_submit", "sign_off"))
    pages = [enter(who).get(address(part, part)).content.decode() for who in ("unit_head", "liaison")]
    assert [(sign in page, submit in page) for page in pages] == [(True, False), (False, True)]


def test_pages_are_turned_each_for_itself(cast, plan, enter):
    sheets = (["第二页的内容写在这里，足够多的字。"], ["第三页的内容写在这里，足够多的字。"])
    one, other = pair(cast, plan, paper(more=sheets), paper(more=sheets[:1], name="短.pdf"))
    page = enter("reviewer").get(address(one, other) + "?page=2&other=9").content.decode()
    assert "第 2 页，共 3 页" in page
    assert "第 2 页，共 2 页" in page
    for query in ("?page=1&amp;other=2", "?page=3&amp;other=2", "?page=2&amp;other=1"):
        assert f'href="{query}"' in page
    assert "other=3" not in page
    assert enter("reviewer").get(address(one, other) + "?page=x&other=-1").status_code == 200


def test_files_without_preview_are_offered_for_download(cast, plan, enter):
    one, other = pair(cast, plan, word("总结"), word("总结二"))
    page = enter("reviewer").get(address(one, other)).content.decode()
    assert page.count("这种文件不能在网页上预览。请下载查看。") == 2
    assert reverse("obligations:evidence_file", args=[other.public_id]) in page


def test_who_may_not_see_both_sees_nothing(cast, plan, enter):
    one, other = pair(cast, plan, paper(), paper())
    for part in ("liaison", "district_liaison", "stranger"):
        assert enter(part).get(address(one, other)).status_code == 404
    assert enter("liaison").get(address(one, one)).status_code == 200


def test_link_cannot_be_compared(cast, plan, enter):
    duty = people.obligation(plan, cast.department)
    submission = hand_in(duty, by=cast["liaison"], files=[paper()], links=["https://news.example.cn/1"])
    file, link = submission.evidence.all()
    assert enter("reviewer").get(address(file, link)).status_code == 404


def test_unit_compares_its_draft_with_what_it_handed_in(cast, plan, enter):
    duty = people.obligation(plan, cast.department)
    hand_in(duty, by=cast["liaison"], files=[paper()])
    take(duty, "withdraw", by=cast["liaison"])
    sent = duty.submissions.first().evidence.get()
    other = people.obligation(plan, cast.department, "调解室")
    draft = other.submissions.create(version=1, submitted_by="联络员")
    part = draft.evidence.create(order=1, blob=sent.blob, name="通知.pdf")
    page = enter("liaison").get(address(part, sent)).content.decode()
    assert "还没有报送" in page
    assert "后已撤回" in page
    assert draft.get_absolute_url() in page
    assert enter("reviewer").get(address(part, sent)).status_code == 404


def test_comparing_asks_a_fixed_number_of_questions(cast, plan, enter, django_assert_max_num_queries):
    one, other = pair(cast, plan, photo(1), photo(2))
    client = enter("reviewer")
    with django_assert_max_num_queries(9):
        client.get(address(one, other))
