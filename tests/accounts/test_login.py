"""People come in by password, act in one 身份 at a time, and cannot open accounts for themselves."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.cast import PASSWORD, Cast, obligation

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.models import Membership, User
from luoshi.accounts.queries import actor_of, memberships_of
from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.kit.actor import Actor
from luoshi.plans.models import Plan

BY = Actor.system("测试")
OUR_HASHERS = [*settings.PASSWORD_HASHERS]
ANOTHER = "battery-staple-correct"


@pytest.fixture(autouse=True)
def no_earlier_attempts(settings) -> None:
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed only


@pytest.fixture
def zhou(cast: Cast) -> User:
    """A person with a password who is liaison of the department."""
    user = create_user("zhou", "周文博", by=BY, password=PASSWORD)
    grant_membership(user, cast.department, Role.LIAISON, by=BY)
    return user


@pytest.fixture
def two(cast: Cast, zhou: User) -> list[Membership]:
    """The two 身份 of the same person, who is also reviewer of the office."""
    grant_membership(zhou, cast.office, Role.REVIEWER, by=BY)
    return memberships_of(zhou)


def enter_by(client: Client, password: str = PASSWORD, login: str = "zhou", **more: str):
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


# Log-in


def test_login_by_password_leads_to_the_workbench(zhou: User) -> None:
    client = Client()
    response = enter_by(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert who(client) == str(zhou.pk)
    assert "周文博" in client.get("/duties/").content.decode()


def test_login_leads_to_the_page_that_was_asked_for(zhou: User) -> None:
    client = Client()
    assert client.get("/duties/")["Location"] == "/accounts/login/?next=/duties/"
    assert enter_by(client, next="/duties/")["Location"] == "/duties/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_login_does_not_lead_elsewhere(zhou: User, target: str) -> None:
    assert enter_by(Client(), next=target)["Location"] == "/"


@pytest.mark.parametrize(("login", "password"), [("zhou", "wrong"), ("nobody", PASSWORD), ("ZHOU2", PASSWORD)])
def test_wrong_password_or_name_gets_the_same_clear_message(zhou: User, login: str, password: str) -> None:
    client = Client()
    response = enter_by(client, password, login)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == ["您提供的用户名或密码不正确。"]
    assert "您提供的用户名或密码不正确。" in response.content.decode()
    assert password not in response.content.decode()
    assert who(client) is None


def test_many_wrong_passwords_close_the_door_for_a_while(zhou: User) -> None:
    client = Client()
    for _ in range(5):
        enter_by(client, "wrong")
    response = enter_by(client)
    assert response.context["form"].non_field_errors() == ["登录失败次数过多，请稍后重试。"]
    assert who(client) is None


def test_person_without_a_password_cannot_log_in(cast: Cast) -> None:
    client = Client()
    for password in ("", "!", "None"):
        assert enter_by(client, password, "liaison").status_code == 200
    assert who(client) is None


def test_person_no_longer_in_use_cannot_log_in(zhou: User) -> None:
    User.objects.filter(pk=zhou.pk).update(is_active=False)
    client = Client()
    response = enter_by(client)
    assert (response.status_code, response["Location"], who(client)) == (302, "/accounts/login/", None)
    assert "这个账号已停用。请联系系统管理员。" in client.get("/accounts/login/").content.decode()
    assert Entry.objects.last().action == "access.login_failed"


def test_person_no_longer_in_use_is_out_at_once(zhou: User) -> None:
    client = Client()
    enter_by(client)
    User.objects.filter(pk=zhou.pk).update(is_active=False)
    assert client.get("/duties/").status_code == 302


@pytest.mark.parametrize("path", ["/", "/duties/", "/units/", "/audit/", "/identity/", "/accounts/password/"])
def test_nobody_sees_anything_without_logging_in(db: None, path: str) -> None:
    assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"


def test_session_gets_a_new_key_on_login(zhou: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    enter_by(client)
    assert client.session.session_key != planted


def test_logout_asks_and_then_leads_to_the_login(zhou: User) -> None:
    client = Client()
    enter_by(client)
    assert "退出" in client.get("/accounts/logout/").content.decode()
    assert who(client) == str(zhou.pk)
    response = client.post("/accounts/logout/")
    assert (response.status_code, response["Location"], who(client)) == (302, "/accounts/login/", None)


@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/accounts/", "/admin/"]
)
def test_nobody_can_open_or_recover_an_account_himself(zhou: User, path: str) -> None:
    people = User.objects.count()
    signup = {"username": "new", "password1": ANOTHER, "name": "新人"}
    assert Client().post(path, signup).status_code == 404
    assert User.objects.count() == people


# Passwords


def change(client: Client, old: str, new: str, again: str | None = None):
    sent = {"oldpassword": old, "password1": new, "password2": again or new}
    return client.post("/accounts/password/", sent)


def test_password_is_changed(zhou: User) -> None:
    client, other = Client(), Client()
    enter_by(client)
    enter_by(other)
    assert client.get("/accounts/password/").status_code == 200
    assert change(client, PASSWORD, ANOTHER).status_code == 302
    zhou.refresh_from_db()
    assert (zhou.check_password(ANOTHER), zhou.check_password(PASSWORD)) == (True, False)
    assert client.get("/duties/").status_code == 200
    assert other.get("/duties/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "field", "messages"),
    [
        ("wrong", ANOTHER, ANOTHER, "oldpassword", ["请输入您的当前密码。"]),
        (PASSWORD, "Kurz-7x", "Kurz-7x", "password1", ["密码太短，至少 10 个字符。"]),
        (PASSWORD, "8402759163", "8402759163", "password1", ["密码只包含数字。"]),
        (PASSWORD, "qwertyuiop", "qwertyuiop", "password1", ["这个密码太常见了。"]),
        (PASSWORD, ANOTHER, ANOTHER + "x", "password2", ["每次输入的密码必须相同。"]),
    ],
)
def test_bad_new_password_is_refused_in_chinese(
    zhou: User, old: str, new: str, again: str, field: str, messages: list[str]
) -> None:
    client = Client()
    enter_by(client)
    response = change(client, old, new, again)
    assert response.status_code == 200
    assert response.context["form"].errors == {field: messages}
    zhou.refresh_from_db()
    assert zhou.check_password(PASSWORD)


def test_password_is_stored_as_a_slow_hash_only(zhou: User, settings) -> None:
    settings.PASSWORD_HASHERS = OUR_HASHERS
    user = create_user("li", "李敏", by=BY, password=PASSWORD)
    assert user.password.startswith("pbkdf2_sha256$")
    assert not Entry.objects.filter(details__icontains=PASSWORD).exists()


# 身份


def test_one_identity_needs_no_choice(cast: Cast, zhou: User) -> None:
    actor = actor_of(zhou)
    assert (actor.role, actor.unit_id, actor.name) == ("liaison", cast.department.pk, "周文博")
    client = Client()
    enter_by(client)
    assert client.get("/").status_code == 200


def test_several_identities_give_no_rights_until_one_is_chosen(zhou: User, two: list[Membership]) -> None:
    assert dict(actor_of(zhou).grants) == {}
    client = Client()
    enter_by(client)
    assert client.get("/")["Location"] == "/identity/?next=%2F"
    assert client.get("/review/")["Location"] == "/identity/?next=%2Freview%2F"


def test_chosen_identity_gives_its_rights_only(zhou: User, two: list[Membership]) -> None:
    client = Client()
    enter_by(client)
    liaison, reviewer = two
    page = client.get("/identity/").content.decode()
    assert all(membership.public_id in page for membership in two)
    assert client.post("/identity/", {"membership": reviewer.public_id})["Location"] == "/"
    assert client.get("/review/").status_code == 200
    client.post("/identity/", {"membership": liaison.public_id})
    assert client.get("/review/").status_code == 403


def test_chosen_identity_is_forgotten_on_logout(zhou: User, two: list[Membership]) -> None:
    client = Client()
    enter_by(client)
    client.post("/identity/", {"membership": two[1].public_id})
    client.post("/accounts/logout/")
    enter_by(client)
    assert client.get("/review/")["Location"] == "/identity/?next=%2Freview%2F"


def test_identity_of_somebody_else_cannot_be_chosen(cast: Cast, zhou: User) -> None:
    client = Client()
    enter_by(client)
    assert client.post("/identity/", {"membership": cast.people["manager"].public_id}).status_code == 404
    assert client.post("/identity/", {"membership": ""}).status_code == 404
    assert client.get("/units/functions/").status_code == 403


def test_choice_leads_back_but_not_elsewhere(zhou: User, two: list[Membership]) -> None:
    client = Client()
    enter_by(client)
    chosen = {"membership": two[0].public_id}
    assert client.post("/identity/", chosen | {"next": "/duties/"})["Location"] == "/duties/"
    assert client.post("/identity/", chosen | {"next": "//evil.example/"})["Location"] == "/"


def test_reviewer_who_is_also_liaison_does_not_review_his_own_unit(
    cast: Cast, plan: Plan, zhou: User, two: list[Membership]
) -> None:
    actor = actor_of(zhou, two[1].public_id)
    assert actor.may("obligations.review", obligation(plan, cast.district))
    assert not actor.may("obligations.review", obligation(plan, cast.department))


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        (None, None, True),
        (date(2017, 9, 5), date(2017, 9, 5), True),
        (None, date(2017, 9, 4), False),
        (date(2017, 9, 6), None, False),
    ],
)
def test_identity_holds_on_its_days_only(
    zhou: User, valid_from: date | None, valid_to: date | None, holds: bool
) -> None:
    zhou.memberships.update(valid_from=valid_from, valid_to=valid_to)
    assert (dict(actor_of(zhou).grants) != {}) is holds


def test_expired_identity_gives_no_rights(cast: Cast, plan: Plan, zhou: User) -> None:
    client = Client()
    enter_by(client)
    path = obligation(plan, cast.department).get_absolute_url()
    assert client.get(path).status_code == 200
    zhou.memberships.update(valid_to=date(2017, 9, 4))
    assert client.get(path).status_code == 404
    assert client.get("/").status_code == 200


def test_expired_chosen_identity_leaves_the_other_one(cast: Cast, zhou: User, two: list[Membership]) -> None:
    client = Client()
    enter_by(client)
    client.post("/identity/", {"membership": two[1].public_id})
    Membership.objects.filter(pk=two[1].pk).update(valid_to=date(2017, 9, 4))
    assert client.get("/review/").status_code == 403
    assert actor_of(zhou, two[1].public_id).role == "liaison"


# Addresses


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
    ],
)
def test_address_is_the_one_a_trusted_proxy_wrote(
    zhou: User, settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    enter_by(Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded}))
    assert Entry.objects.last().address == address
