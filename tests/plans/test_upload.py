"""Uploading a plan: the draft as read, and what is refused."""

import io

import pytest
from django.core.files.base import File
from django.urls import reverse
from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.files.models import Blob
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.actions.uploading import upload_plan
from luoshi.plans.models import Deliverable, Plan
from luoshi.plans.queries.names import plain
from luoshi.workflow.engine import take


def test_upload_makes_the_draft_as_read(cast):
    plan = people.draft_plan(cast)
    assert (plan.title, plan.doc_number, plan.year, plan.state) == (
        "明江市2017年推进服务型行政执法建设工作实施方案", "示例〔2017〕9号", 2017, "draft",
    )  # fmt: skip
    rows = Deliverable.objects.values_list("ordinal", "material", "deadline_text", "due", "condition")
    assert [(o, m, t, d.isoformat(), c) for o, m, t, d, c in rows] == [
        ("一", "2017年度推进服务型行政执法建设实施方案", "6月中旬", "2017-06-20", ""),
        ("二", "评选行政指导案例的通知、结果", "9月上旬", "2017-09-10", ""),
        ("一", "2017年度推进服务型行政执法建设实施方案", "6月中旬", "2017-06-20", ""),
        (
            "二",
            "设置行政调解室的图片、资料（具有行政调解职能的部门）",
            "10月底",
            "2017-10-31",
            "具有行政调解职能的部门",
        ),
    ]
    assert Entry.objects.filter(action="plans.upload_plan").count() == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.docx"),
        (b"PK\x03\x04broken", "a.docx"),
        (b"%PDF-1.4 a plan", "a.docx"),
        (b"MZ\x00\x00", "a.exe"),
        ("方案".encode(), "机密方案.txt"),
        (b"\xff\xfe\x00\x00\x81", "a.txt"),
    ],
)
def test_upload_of_what_cannot_be_read_is_refused_in_one_sentence(data, name, cast):
    with pytest.raises(Refused) as refused:
        upload_plan(File(io.BytesIO(data), name=name), unit=cast.office, by=cast["manager"])
    assert len(refused.value.reasons) == 1
    assert refused.value.reasons[0].endswith("。")
    assert (Plan.objects.count(), Entry.objects.filter(action="plans.upload_plan").count()) == (0, 0)


def test_upload_of_a_text_without_tables_is_a_draft_that_cannot_be_issued(cast, enter):
    plan = people.draft_plan(cast, "关于做好日常工作的通知\n请各单位做好工作。")
    page = enter("manager").get(reverse("obligations:plan_issue", args=[plan.public_id])).content.decode()
    assert "没有一行任务" in page
    assert "先解决上面列出的问题" in page


def test_upload_by_a_unit_is_forbidden(cast):
    with pytest.raises(Forbidden):
        upload_plan(File(io.BytesIO(b"x"), name="a.txt"), unit=cast.office, by=cast["liaison"])
    assert Blob.objects.count() == 0


def test_discard_needs_a_reason_and_is_final(cast):
    plan = people.draft_plan(cast)
    with pytest.raises(Refused):
        take(plan, "discard", by=cast["manager"])
    take(plan, "discard", by=cast["manager"], note="传错了文件")
    with pytest.raises(Refused):
        take(plan, "issue", by=cast["manager"])


def test_draft_is_invisible_below(cast, enter):
    plan = people.draft_plan(cast)
    assert enter("liaison").get(plan.get_absolute_url()).status_code == 404
    assert enter("manager").get(plan.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("words", ["各县（市、区）政府", "县(市、区)政府", "县 （市、区） 政府"])
def test_category_names_are_matched_whatever_their_brackets(words):
    assert plain(words) == "县（市、区）政府"
