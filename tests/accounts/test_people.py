"""Accounts: who opens them, what is shown once, who follows whom, and who must stay."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests import cast as people
from tests.cast import Cast

from luoshi.accounts.actions import (
    change_liaison,
    create_user,
    deactivate_user,
    end_membership,
    grant_membership,
    open_account,
    reset_password,
)
from luoshi.accounts.actions.contacts import Details
from luoshi.accounts.models import Contact, Membership, User
from luoshi.accounts.passwords import DIGITS, LETTERS, new_password
from luoshi.accounts.permissions import grantable
from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused

BY = Actor.system("测试")
INITIAL = re.compile(r"初始密码</dt><dd><b>([a-z0-9-]{14})</b>")


@pytest.fixture(autouse=True)
def quick(settings) -> None:
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed only


def opened(client: Client, cast: Cast, **more: str) -> str:
    """The page after an account was asked for."""
    url = reverse("accounts:account_open", args=[cast.department.public_id])
    sent = {"name": "周若水", "username": "zhouruoshui", "role": "liaison", **more}
    return client.post(url, sent).content.decode()


def act(client: Client, held: Membership, name: str):
    return client.post(reverse("accounts:person_act", args=[held.public_id, name]))


# Passwords


def test_first_password_is_long_and_easy_to_read() -> None:
    many = {new_password() for _ in range(200)}
    assert len(many) == 200
    for password in many:
        assert re.fullmatch(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", password)
        assert not set(password) & set("01ilo")
        assert set(password) & set(LETTERS)
        assert set(password) & set(DIGITS)


def test_account_is_opened_and_its_password_changed_at_first_entry(cast: Cast, enter) -> None:
    page = opened(enter("unit_admin"), cast, duty="liaison", mobile="13900001234")
    password = INITIAL.search(page).group(1)
    assert ("http://testserver/" in page, "非涉密系统" in page) == (True, True)
    assert Contact.objects.get().name == "周若水"
    client = Client()
    assert client.post("/accounts/login/", {"login": "zhouruoshui", "password": password}).status_code == 302
    for path in ("/", "/duties/", "/units/", "/directory/export/"):
        assert client.get(path).headers["Location"] == "/accounts/password/"
    assert client.post("/units/import/", {}).headers["Location"] == "/accounts/password/"
    assert client.get("/accounts/logout/").status_code == 200
    same = {"oldpassword": password, "password1": password, "password2": password}
    assert "新密码与现在的相同" in client.post("/accounts/password/", same).content.decode()
    changed = same | {"password1": "mein-neues-wort", "password2": "mein-neues-wort"}
    assert client.post("/accounts/password/", changed).headers["Location"] == "/"
    assert client.get("/duties/").status_code == 200
    assert User.objects.get(username="zhouruoshui").must_change_password is False


def test_password_is_on_its_sheet_and_nowhere_else(cast: Cast, enter) -> None:
    client = enter("unit_admin")
    password = INITIAL.search(opened(client, cast)).group(1)
    assert (
        password not in client.get(reverse("accounts:people_list", args=[cast.department.public_id])).content.decode()
    )
    assert not User.objects.filter(password__contains=password).exists()
    assert all(password not in str(session.get_decoded()) for session in Session.objects.all())
    assert all(password not in f"{entry.note}{entry.details}" for entry in Entry.objects.all())


def test_reset_ends_open_sessions_and_asks_for_a_change(cast: Cast, enter) -> None:
    old, held = enter("liaison"), cast.people["liaison"]
    assert old.get("/duties/").status_code == 200
    password = INITIAL.search(act(enter("unit_admin"), held, "reset").content.decode()).group(1)
    assert old.get("/duties/").headers["Location"] == "/accounts/login/?next=/duties/"
    client = Client()
    client.post("/accounts/login/", {"login": "liaison", "password": password})
    assert client.get("/duties/").headers["Location"] == "/accounts/password/"


@pytest.mark.parametrize("name", ["reset", "end", "close", "reopen"])
def test_people_of_another_unit_do_not_exist(cast: Cast, enter, name: str) -> None:
    assert act(enter("unit_admin"), cast.people["stranger"], name).status_code == 404
    assert act(enter("unit_head"), cast.people["manager"], name).status_code == 404
    assert cast.people["stranger"].user.is_active


def test_unknown_act_is_no_page(cast: Cast, enter) -> None:
    assert act(enter("unit_admin"), cast.people["liaison"], "delete").status_code == 404


def test_password_of_who_is_more_than_the_units_own_is_out_of_reach(cast: Cast, enter) -> None:
    """The reviewer who is also officer of the department is not taken over by the department's administrator."""
    reviewer = cast.people["reviewer"].user
    here = grant_membership(reviewer, cast.department, Role.OFFICER, by=cast["security_admin"])
    with pytest.raises(Forbidden):
        reset_password(reviewer, password="x" * 12, by=cast["unit_admin"])
    for name in ("reset", "close"):
        assert act(enter("unit_admin"), here, name).status_code == 403
    assert act(enter("security_admin"), here, "reset").status_code == 200


def test_head_of_the_unit_is_not_in_the_hands_of_its_administrator(cast: Cast, enter) -> None:
    for name in ("reset", "end", "close"):
        assert act(enter("unit_admin"), cast.people["unit_head"], name).status_code == 403
        assert act(enter("unit_admin"), cast.people["unit_admin"], name).status_code in (403, 409)
    assert act(enter("unit_head"), cast.people["unit_admin"], "reset").status_code == 200


# Who grants what


@pytest.mark.parametrize(
    ("part", "unit", "roles"),
    [
        ("unit_admin", "department", {"liaison", "mediator", "officer"}),
        ("unit_head", "department", {"liaison", "mediator", "officer", "unit_admin"}),
        ("unit_admin", "other", set()),
        ("manager", "department", {"liaison", "mediator", "officer", "unit_admin", "unit_head"}),
        ("manager", "office", {"liaison", "mediator", "officer", "unit_admin", "unit_head", "reviewer", "inspector"}),
        ("security_admin", "office", {role.value for role in Role}),
        ("security_admin", "district", {role.value for role in Role} - {"audit_admin"}),
        ("system_admin", "office", set()),
        ("liaison", "department", set()),
        ("audit_admin", "office", set()),
    ],
)
def test_each_grants_what_the_table_says(cast: Cast, part: str, unit: str, roles: set[str]) -> None:
    assert {role.value for role in grantable(cast[part], getattr(cast, unit))} == roles
    user = create_user("neu", "新人", by=BY)
    for role in Role:
        if role.value in roles:
            grant_membership(user, getattr(cast, unit), role, by=cast[part])
        else:
            with pytest.raises(Forbidden):
                grant_membership(user, getattr(cast, unit), role, by=cast[part])


def test_nobody_grants_to_himself(cast: Cast) -> None:
    with pytest.raises(Refused, match="给自己"):
        grant_membership(cast.people["security_admin"].user, cast.office, Role.MANAGER, by=cast["security_admin"])
    with pytest.raises(Refused, match="给自己"):
        open_account(
            "security_admin", "安全管理员13", cast.office, Role.MANAGER, password="x", by=cast["security_admin"]
        )


def test_role_that_may_not_be_granted_is_no_choice_on_the_page(cast: Cast, enter) -> None:
    url = reverse("accounts:account_open", args=[cast.department.public_id])
    sent = {"name": "周若水", "username": "zhouruoshui", "role": "manager"}
    assert enter("unit_admin").post(url, sent).status_code == 422
    assert not User.objects.filter(username="zhouruoshui").exists()


def test_person_elsewhere_is_not_drawn_in_and_his_name_not_told(cast: Cast, enter) -> None:
    for username in ("reviewer", "REVIEWER", "stranger"):
        page = opened(enter("unit_admin"), cast, username=username)
        assert "已有人使用" in page
        assert cast.people["stranger"].user.name not in page
    assert cast.people["reviewer"].user.memberships.count() == 1


@pytest.mark.parametrize("username", ["", "a", "名字", "1abc", "a b c", "<script>", "x" * 41])
def test_user_name_is_plain(cast: Cast, enter, username: str) -> None:
    url = reverse("accounts:account_open", args=[cast.department.public_id])
    answer = enter("unit_admin").post(url, {"name": "周若水", "username": username, "role": "liaison"})
    assert answer.status_code == 422


def test_same_account_twice_is_opened_once(cast: Cast, enter) -> None:
    client = enter("unit_admin")
    assert INITIAL.search(opened(client, cast))
    assert "已有明江市环境保护局联络员的身份" in opened(client, cast)
    assert User.objects.filter(username="zhouruoshui").count() == 1
    assert Membership.objects.filter(user__username="zhouruoshui").count() == 1


# A change of liaisons


def test_change_of_liaisons_is_one_gesture(cast: Cast) -> None:
    old = cast.people["liaison"]
    with clock.at(date(2017, 1, 4)):
        listed = Contact.objects.create(unit=cast.department, duty="liaison", name=old.user.name)
    before = Entry.objects.count()
    is_new = change_liaison(
        cast.department, old, username="zhou", contact=Details("liaison", "周若水", mobile="13900001234"),
        password="x" * 12, by=cast["unit_admin"],
    )  # fmt: skip
    old.refresh_from_db()
    listed.refresh_from_db()
    new = Membership.objects.get(user__username="zhou")
    assert (is_new, old.valid_to, new.valid_from, new.valid_to) == (True, date(2017, 9, 5), date(2017, 9, 5), None)
    assert (listed.valid_to, Contact.objects.valid_on(date(2017, 9, 5)).get().name) == (date(2017, 9, 4), "周若水")
    assert new.user.must_change_password
    acts = Entry.objects.filter(sequence__gt=before)
    assert len({entry.batch for entry in acts}) == 1
    assert [entry.action.split(".")[1] for entry in acts] == [
        "end_membership", "end_contact", "create_user", "grant_membership", "add_contact",
    ]  # fmt: skip


def test_change_of_liaisons_that_fails_changes_nothing(cast: Cast) -> None:
    old = cast.people["liaison"]
    with pytest.raises(Refused):
        change_liaison(cast.department, old, username="stranger", contact=Details("liaison", "周若水"), password="x",
                       by=cast["unit_admin"])  # fmt: skip
    with pytest.raises(Refused, match="就是现任联络员"):
        change_liaison(cast.department, old, username="Liaison", contact=Details("liaison", "周若水"), password="x",
                       by=cast["unit_admin"])  # fmt: skip
    with pytest.raises(Refused, match="现任"):
        change_liaison(cast.department, cast.people["unit_head"], username="zhou", contact=Details("liaison", "周若水"),
                       password="x", by=cast["manager"])  # fmt: skip
    old.refresh_from_db()
    assert (old.valid_to, User.objects.filter(username="zhou").exists()) == (None, False)


def test_old_liaison_is_out_tomorrow_and_may_come_back(cast: Cast, enter) -> None:
    client, held = enter("liaison"), cast.people["liaison"]
    end_membership(held, by=cast["unit_admin"])
    assert client.get("/units/").headers["Location"] == cast.department.get_absolute_url()
    with clock.at(date(2017, 9, 6)):
        assert client.get("/units/").status_code == 403
        again = grant_membership(held.user, cast.department, Role.LIAISON, by=cast["unit_admin"])
        assert (again.pk != held.pk, client.get("/units/").status_code) == (True, 302)


def test_ended_today_and_granted_again_goes_on(cast: Cast) -> None:
    held = cast.people["liaison"]
    end_membership(held, by=cast["unit_admin"])
    with pytest.raises(Refused, match="已经结束"):
        end_membership(Membership.objects.get(pk=held.pk), by=cast["unit_admin"])
    assert grant_membership(held.user, cast.department, Role.LIAISON, by=cast["unit_admin"]).pk == held.pk
    assert held.user.memberships.get().valid_to is None


def test_page_changes_the_liaison(cast: Cast, enter) -> None:
    client, held = enter("unit_admin"), cast.people["liaison"]
    url = reverse("accounts:liaison_change", args=[cast.department.public_id])
    sent = {"old": held.public_id, "name": "周若水", "username": "zhou"}
    assert client.post(url, sent | {"old": cast.people["stranger"].public_id}).status_code == 422
    assert INITIAL.search(client.post(url, sent).content.decode())
    assert client.post(url, sent).status_code == 422


@pytest.mark.parametrize("part", ["security_admin", "audit_admin"])
def test_who_runs_the_system_does_not_become_who_authorises_or_audits(cast: Cast, enter, part: str) -> None:
    for name in ("reset", "close", "reopen"):
        assert act(enter("system_admin"), cast.people[part], name).status_code == 403
    assert act(enter("security_admin"), cast.people["audit_admin"], "reset").status_code == 200


def test_who_reads_the_audit_of_all_belongs_to_the_head_of_the_tree(cast: Cast) -> None:
    security = cast["security_admin"]
    assert Role.AUDIT_ADMIN in grantable(security, cast.office)
    for by in (security, BY):
        assert Role.AUDIT_ADMIN not in grantable(by, cast.district)
    with pytest.raises(Forbidden):
        grant_membership(cast.people["district_head"].user, cast.district, Role.AUDIT_ADMIN, by=security)


def test_last_auditor_is_not_put_out_by_whom_he_audits(cast: Cast) -> None:
    with pytest.raises(Refused, match="唯一的审计管理员"):
        end_membership(cast.people["audit_admin"], by=cast["security_admin"])
    with pytest.raises(Refused, match="唯一的审计管理员"):
        deactivate_user(cast.people["audit_admin"].user, by=cast["security_admin"])


def test_person_whose_greater_role_begins_tomorrow_is_out_of_reach_today(cast: Cast) -> None:
    held = cast.people["liaison"]
    tomorrow = clock.today() + timedelta(days=1)
    Membership.objects.create(user=held.user, unit=cast.office, role=Role.MANAGER, valid_from=tomorrow)
    with pytest.raises(Forbidden):
        reset_password(held.user, password="x" * 12, by=cast["unit_admin"])


# Who must stay


def test_last_manager_and_administrator_stay(cast: Cast) -> None:
    security = cast["security_admin"]
    with pytest.raises(Refused, match="唯一的办公室管理员"):
        end_membership(cast.people["manager"], by=security)
    with pytest.raises(Refused, match="唯一的办公室管理员"):
        deactivate_user(cast.people["manager"].user, by=security)
    second = create_user("zweiter", "第二人", by=BY)
    grant_membership(second, cast.office, Role.MANAGER, by=security)
    end_membership(cast.people["manager"], by=security)
    with pytest.raises(Refused, match="唯一的办公室管理员"):
        deactivate_user(second, by=security)
    with clock.at(clock.today() + timedelta(days=30)), pytest.raises(Refused):
        end_membership(second.memberships.get(), by=security)


def test_nobody_ends_or_closes_himself(cast: Cast) -> None:
    with pytest.raises(Refused, match="自己"):
        end_membership(cast.people["security_admin"], by=cast["security_admin"])
    with pytest.raises(Forbidden):
        deactivate_user(cast.people["security_admin"].user, by=cast["security_admin"])


def test_closed_account_is_out_at_once_and_comes_back_with_another_password(cast: Cast, enter) -> None:
    old, held = enter("liaison"), cast.people["liaison"]
    assert act(enter("unit_admin"), held, "close").status_code == 302
    assert old.get("/duties/").headers["Location"] == "/accounts/login/?next=/duties/"
    assert act(enter("unit_admin"), held, "close").status_code == 409
    assert INITIAL.search(act(enter("unit_admin"), held, "reopen").content.decode())
    assert old.get("/duties/").status_code == 302
    assert act(enter("unit_admin"), held, "reopen").status_code == 409


def test_system_administrator_resets_and_grants_nothing(cast: Cast, enter) -> None:
    client = enter("system_admin")
    assert act(client, cast.people["manager"], "reset").status_code == 200
    assert act(client, cast.people["liaison"], "end").status_code == 403
    page = client.get(reverse("accounts:people_list", args=[cast.department.public_id])).content.decode()
    assert ("重置密码" in page, "结束身份" in page, "开户" in page) == (True, False, False)


def test_list_of_people_asks_a_fixed_number_of_questions(cast: Cast, enter, django_assert_num_queries) -> None:
    client, url = enter("manager"), reverse("accounts:people_list", args=[cast.department.public_id])
    with django_assert_num_queries(9):
        client.get(url)
    for number in range(5):
        open_account(f"neu{number}", f"新人{number}", cast.department, Role.OFFICER, password="x" * 12, by=BY)
    with django_assert_num_queries(9):
        assert people.PASSWORD not in client.get(url).content.decode()
