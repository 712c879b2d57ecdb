"""The office offers blank forms for a row; every unit that owes the row downloads them."""

import pytest
from django.urls import reverse
from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.kit.access import visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.templates import add_template, remove_template
from luoshi.obligations.models import FormTemplate
from luoshi.obligations.queries.asking import help_for


@pytest.fixture
def row(cast, plan):
    """The departments' row of the mediation rooms."""
    return people.obligation(plan, cast.department, "调解室").deliverable


@pytest.fixture
def template(cast, row):
    return add_template(row, people.pdf("调解室登记表"), by=cast["manager"])


def test_template_is_offered_to_every_unit_that_owes_the_row(cast, row, template, enter):
    assert (template.name, template.added_by) == ("调解室登记表.pdf", cast["manager"].name)
    for part, there in (("liaison", True), ("unit_head", True), ("stranger", True), ("district_liaison", False)):
        assert visible_to(FormTemplate, cast[part]).exists() is there, part
        assert bool(help_for(row, row.table.plan, cast[part])) is there
        url = reverse("obligations:template_file", args=[template.public_id])
        answer = enter(part).get(url)
        answer.close()
        assert answer.status_code == (200 if there else 404), part


def test_download_bears_the_name_and_is_noted(cast, template, enter):
    answer = enter("liaison").get(reverse("obligations:template_file", args=[template.public_id]))
    content = b"".join(answer.streaming_content)
    answer.close()
    assert content.startswith(b"%PDF-")
    note = Entry.objects.get(action="files.download")
    assert (note.subject, note.note) == (template.ref, template.blob.sha256)


def test_adding_and_removing_are_acts_on_the_row(cast, row, template):
    remove_template(template, by=cast["reviewer"])
    acts = Entry.objects.filter(subject=row.ref)
    assert [(act.action, act.label) for act in acts] == [
        ("obligations.add_template", "附模板“调解室登记表.pdf”"),
        ("obligations.remove_template", "撤下模板“调解室登记表.pdf”"),
    ]


def test_what_was_removed_is_gone_for_units_and_stays_on_record_for_the_office(cast, row, template, enter):
    remove_template(template, by=cast["manager"])
    url = reverse("obligations:template_file", args=[template.public_id])
    assert enter("liaison").get(url).status_code == 404
    assert not help_for(row, row.table.plan, cast["liaison"])
    assert visible_to(FormTemplate, cast["manager"]).filter(removed_at__isnull=False).exists()
    with pytest.raises(Refused, match="已经撤下"):
        remove_template(template, by=cast["manager"])


def test_same_file_is_not_offered_twice_but_again_after_it_was_removed(cast, row, template):
    with pytest.raises(Refused, match="已经附上了"):
        add_template(row, people.pdf("调解室登记表"), by=cast["manager"])
    remove_template(template, by=cast["manager"])
    assert add_template(row, people.pdf("调解室登记表"), by=cast["manager"]).blob == template.blob


@pytest.mark.parametrize("part", ["liaison", "head", "inspector", "district_liaison", "security_admin"])
def test_only_who_guides_for_the_office_offers_and_removes(part, cast, row, template):
    with pytest.raises(Forbidden):
        add_template(row, people.pdf(), by=cast[part])
    with pytest.raises(Forbidden):
        remove_template(template, by=cast[part])


def test_draft_of_a_plan_has_no_templates_yet(cast):
    draft = people.draft_plan(cast)
    row = draft.tables.first().deliverables.first()
    with pytest.raises(Refused, match="下达以后"):
        add_template(row, people.pdf(), by=cast["manager"])


def test_file_of_another_kind_is_refused_in_words(cast, row):
    with pytest.raises(Refused, match="不是可以上传的类型"):
        add_template(row, people.text_file(), by=cast["manager"])


# Pages


def test_office_page_of_a_row_offers_and_removes(cast, plan, row, enter):
    client, url = enter("manager"), reverse("obligations:deliverable_help", args=[plan.public_id, row.public_id])
    assert client.post(url, {}).status_code == 422
    wrong = client.post(url, {"file": people.text_file()})
    assert (wrong.status_code, "不是可以上传的类型" in wrong.content.decode()) == (422, True)
    page = client.post(url, {"file": people.pdf("登记表")}, follow=True).content.decode()
    assert "模板“登记表.pdf”已附上" in page
    remove = reverse("obligations:template_remove", args=[FormTemplate.objects.get().public_id])
    assert client.get(remove).status_code == 200
    page = client.post(remove, follow=True).content.decode()
    assert ("还没有模板。" in page, "撤下模板“登记表.pdf”" in page) == (True, True)


def test_row_of_another_plan_is_not_there(cast, plan, row, enter):
    other = people.issued_plan(cast, 10)
    url = reverse("obligations:deliverable_help", args=[other.public_id, row.public_id])
    assert enter("manager").get(url).status_code == 404


def test_unit_finds_the_template_on_the_page_of_its_duty(cast, plan, template, enter):
    page = enter("liaison").get(people.obligation(plan, cast.department, "调解室").get_absolute_url()).content.decode()
    assert ("模板与样例" in page, "调解室登记表.pdf" in page) == (True, True)
    page = enter("liaison").get(people.obligation(plan, cast.department).get_absolute_url()).content.decode()
    assert "模板与样例" not in page
