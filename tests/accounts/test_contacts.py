"""The people responsible in a unit, and the directory: who sees whom, and whose mobile."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people
from tests.cast import Cast

from luoshi.accounts.actions import Details, add_contact, change_contact, end_contact
from luoshi.accounts.models import Contact
from luoshi.accounts.queries.people import contact_rows, directory, former_contacts
from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.errors import Forbidden, Refused
from luoshi.reading.sheets import read_rows

MOBILE, MASKED = "13900001234", "139****1234"


@pytest.fixture
def spread(cast: Cast) -> Cast:
    """One person in the office, the department and the district."""
    for unit, name in ((cast.office, "顾南枝"), (cast.department, "秦望舒"), (cast.district, "贺知秋")):
        people.contact(cast, unit, name)
    return cast


def seen(cast: Cast, part: str, **filters: str) -> dict[str, str]:
    """Names and mobiles as this part sees them."""
    rows = contact_rows(directory(cast[part], **filters), cast[part])
    return {row.contact.name: row.mobile for row in rows}


def test_change_ends_the_old_row_and_begins_another(cast: Cast) -> None:
    with clock.at(date(2017, 3, 1)):
        old = people.contact(cast)
    new = change_contact(old, Details("leader", "秦望舒", "局长"), by=cast["unit_admin"])
    old.refresh_from_db()
    assert (old.position, old.valid_from, old.valid_to) == ("副局长", date(2017, 3, 1), date(2017, 9, 4))
    assert (new.position, new.valid_from, new.valid_to, new.mobile) == ("局长", date(2017, 9, 5), None, "")
    assert list(Contact.objects.valid_on(date(2017, 9, 5))) == [new]
    assert Entry.objects.last().note == "分管负责人 秦望舒（职务、责任科室、办公电话、手机）"


def test_second_change_of_the_same_row_is_refused(cast: Cast) -> None:
    old = people.contact(cast)
    change_contact(old, Details("leader", "秦望远"), by=cast["unit_admin"])
    for act in (
        lambda: change_contact(Contact.objects.get(pk=old.pk), Details("leader", "秦望山"), by=cast["unit_admin"]),
        lambda: end_contact(Contact.objects.get(pk=old.pk), by=cast["unit_admin"]),
    ):
        with pytest.raises(Refused, match="已经停止"):
            act()
    assert Contact.objects.count() == 2


def test_same_person_for_the_same_duty_is_noted_once(cast: Cast) -> None:
    people.contact(cast)
    with pytest.raises(Refused, match="不必重复"):
        people.contact(cast)
    add_contact(cast.department, Details("liaison", "秦望舒"), by=cast["liaison"])
    assert Contact.objects.count() == 2


def test_change_does_not_make_the_same_person_twice(cast: Cast) -> None:
    people.contact(cast)
    other = add_contact(cast.department, Details("leader", "秦望远"), by=cast["unit_admin"])
    with pytest.raises(Refused, match="不必重复"):
        change_contact(other, Details("leader", "秦望舒"), by=cast["unit_admin"])
    other.refresh_from_db()
    assert other.valid_to is None


def test_what_was_put_right_on_the_same_day_is_no_former_contact(cast: Cast) -> None:
    with clock.at(date(2017, 9, 4)):
        wrong = people.contact(cast)
        right = change_contact(wrong, Details("leader", "秦望山"), by=cast["unit_admin"])
    change_contact(right, Details("leader", "秦望远"), by=cast["unit_admin"])
    assert list(former_contacts(cast.department, cast["unit_admin"])) == [right]


@pytest.mark.parametrize("part", ["stranger", "district_head", "reviewer", "mediator", "system_admin"])
def test_others_do_not_write_into_a_unit(cast: Cast, part: str) -> None:
    known = people.contact(cast)
    for act in (
        lambda: add_contact(cast.department, Details("leader", "甲乙"), by=cast[part]),
        lambda: change_contact(known, Details("leader", "甲乙"), by=cast[part]),
        lambda: end_contact(known, by=cast[part]),
    ):
        with pytest.raises(Forbidden):
            act()


def test_numbers_stay_out_of_the_audit(cast: Cast) -> None:
    change_contact(people.contact(cast), Details("leader", "秦望舒", mobile="13900009999"), by=cast["unit_admin"])
    for entry in Entry.objects.all():
        assert "1390000" not in f"{entry.note}{entry.details}"


def test_office_sees_all_below_with_their_numbers(spread: Cast) -> None:
    assert seen(spread, "manager") == {"顾南枝": MOBILE, "秦望舒": MOBILE, "贺知秋": MOBILE}


@pytest.mark.parametrize("part", ["liaison", "unit_head", "unit_admin", "mediator", "officer"])
def test_unit_sees_itself_and_the_office_above_it(spread: Cast, part: str) -> None:
    assert seen(spread, part) == {"顾南枝": MASKED, "秦望舒": MOBILE}


@pytest.mark.parametrize("part", ["audit_admin", "expert", "system_admin", "security_admin"])
def test_administrators_of_the_machine_see_no_directory(spread: Cast, part: str) -> None:
    assert seen(spread, part) == {}


def test_directory_is_narrowed(spread: Cast) -> None:
    assert list(seen(spread, "manager", words="环境")) == ["秦望舒"]
    assert list(seen(spread, "manager", category=str(spread.district.category_id))) == ["贺知秋"]
    assert list(seen(spread, "manager", duty="liaison")) == []
    assert len(seen(spread, "manager", category="9" * 30, duty="boss")) == 3
    assert list(seen(spread, "manager", words="13900001234")) == []


def test_those_who_ended_are_on_the_page_of_the_unit_only(spread: Cast, enter) -> None:
    with clock.at(date(2017, 9, 6)):
        end_contact(Contact.objects.get(name="秦望舒"), by=spread["unit_admin"])
        assert "秦望舒" not in seen(spread, "manager")
        assert "以前的联系人" in enter("manager").get(spread.department.get_absolute_url()).content.decode()


def test_export_has_what_the_page_has_and_is_noted(spread: Cast, enter) -> None:
    answer = enter("liaison").get(reverse("accounts:directory_export"))
    rows = read_rows(answer.content)
    assert [row[3] for row in rows] == ["姓名", "顾南枝", "秦望舒"]
    assert [row[7] for row in rows] == ["手机", MASKED, MOBILE]
    noted = Entry.objects.last()
    assert (noted.kind, noted.action, noted.note) == ("access", "accounts.export_directory", "2 人")


def test_name_that_looks_like_a_formula_is_harmless_in_the_export(cast: Cast, enter) -> None:
    add_contact(cast.department, Details("leader", "=1+1", position="@SUM(1)"), by=cast["unit_admin"])
    rows = read_rows(enter("manager").get(reverse("accounts:directory_export")).content)
    assert rows[1][3:5] == ["'=1+1", "'@SUM(1)"]


def test_page_masks_the_numbers_of_others(spread: Cast, enter) -> None:
    page = enter("stranger").get(reverse("accounts:directory_list")).content.decode()
    assert (MASKED in page, MOBILE in page, "秦望舒" in page) == (True, False, False)


def test_pages_of_a_contact_work(cast: Cast, enter) -> None:
    client = enter("liaison")
    url = reverse("accounts:contact_add", args=[cast.department.public_id])
    sent = {"duty": "leader", "name": "秦望舒", "office_phone": "0999-6123456转2", "mobile": MOBILE}
    assert client.post(url, sent | {"mobile": "12345"}).status_code == 422
    assert client.post(url, sent | {"office_phone": "<b>"}).status_code == 422
    assert client.post(url, sent | {"duty": "boss"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 422
    known = Contact.objects.get()
    change = reverse("accounts:contact_change", args=[known.public_id])
    assert client.post(change, sent).status_code == 422
    assert client.post(change, sent | {"name": "秦望远"}).status_code == 302
    assert enter("stranger").post(change, sent).status_code == 404
    end = reverse("accounts:contact_end", args=[Contact.objects.get(valid_to=None).public_id])
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 409
