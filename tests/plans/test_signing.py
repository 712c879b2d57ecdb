"""The signed document of a plan: attached, replaced, refused, and who may see it."""

import pytest
from django.urls import reverse
from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.plans.actions.uploading import attach_signed
from luoshi.workflow.engine import take

BARE = "# 明江市2017年推进服务型行政执法建设工作实施方案\n\n示例〔2017〕9号\n\n请各单位按照本方案做好全年工作。"


def test_signed_document_is_kept_with_its_name(cast):
    plan = attach_signed(people.draft_plan(cast), people.pdf("签发件"), by=cast["manager"])
    assert (plan.signed_name, plan.signed.kind) == ("签发件.pdf", "pdf")


def test_replacing_the_signed_document_names_the_one_before(cast):
    plan = attach_signed(people.draft_plan(cast), people.pdf("第一份"), by=cast["manager"])
    first = plan.signed.sha256
    attach_signed(plan, people.pdf("第二份"), by=cast["manager"])
    entry = Entry.objects.filter(action="plans.attach_signed").last()
    assert (entry.label, entry.details["replaced"]) == ("更换签发件", first)


def test_only_a_pdf_is_a_signed_document(cast):
    with pytest.raises(Refused):
        attach_signed(people.draft_plan(cast), people.text_file(), by=cast["manager"])


def test_signed_document_of_a_discarded_draft_is_refused(cast):
    plan = take(people.draft_plan(cast), "discard", by=cast["manager"], note="重复。")
    with pytest.raises(Refused):
        attach_signed(plan, people.pdf(), by=cast["manager"])


def test_signed_document_by_the_wrong_person_is_forbidden(cast, plan):
    with pytest.raises(Forbidden):
        attach_signed(plan, people.pdf(), by=cast["reviewer"])


def test_plan_without_rows_is_issued_with_its_signed_document(cast):
    plan = people.draft_plan(cast, BARE)
    with pytest.raises(Refused) as refused:
        issue_plan(plan, by=cast["manager"])
    assert "没有一行任务" in refused.value.reasons[0]
    made = issue_plan(attach_signed(plan, people.pdf(), by=cast["manager"]), by=cast["manager"])
    plan.refresh_from_db()
    assert (made.duties, plan.state) == (0, "issued")


def test_signed_document_is_attached_and_seen_on_pages(cast, enter):
    plan = people.draft_plan(cast)
    manager = enter("manager")
    address = reverse("plans:signed_attach", args=[plan.public_id])
    assert manager.post(address, {}).status_code == 422
    done = manager.post(address, {"file": people.pdf("签发件")})
    assert done.url == reverse("obligations:plan_issue", args=[plan.public_id])
    assert "签发件.pdf" in manager.get(done.url).content.decode()
    file = manager.get(reverse("plans:signed_file", args=[plan.public_id]))
    assert b"".join(file.streaming_content).startswith(b"%PDF")


def test_signed_document_of_an_issued_plan_is_for_those_below_too(cast, plan, enter):
    assert enter("liaison").get(reverse("plans:signed_file", args=[plan.public_id])).status_code == 404
    attach_signed(plan, people.pdf(), by=cast["manager"])
    answer = enter("liaison").get(reverse("plans:signed_file", args=[plan.public_id]))
    assert (answer.status_code, b"".join(answer.streaming_content)[:4]) == (200, b"%PDF")
