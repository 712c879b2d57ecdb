"""Coming, going and being turned away leave one access entry each; nothing else does."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from tests.cast import PASSWORD, Cast, obligation, pdf, submitted

from luoshi.audit.models import Entry
from luoshi.audit.queries import problems
from luoshi.plans.models import Plan


@pytest.fixture(autouse=True)
def no_earlier_attempts(settings) -> None:
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed only


@pytest.fixture
def keyed(cast: Cast) -> Cast:
    """The cast, where the liaison has a password."""
    user = cast.people["liaison"].user
    user.set_password(PASSWORD)
    user.save()
    return cast


def log_in(client: Client, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": "liaison", "password": password}).status_code


def written(start: int) -> list[tuple[str, str, str, int | None]]:
    """The entries since the chain was that long."""
    rows = Entry.objects.filter(sequence__gt=start)
    return list(rows.values_list("kind", "action", "label", "actor_id"))


def test_login_leaves_one_entry(keyed: Cast) -> None:
    start = Entry.objects.count()
    assert log_in(Client(REMOTE_ADDR="10.1.2.3")) == 302
    assert written(start) == [("access", "access.login", "登录", keyed["liaison"].user_id)]
    entry = Entry.objects.last()
    assert (entry.actor_name, entry.address, entry.subject) == (keyed["liaison"].name, "10.1.2.3", "")


def test_logout_leaves_one_entry(keyed: Cast, enter) -> None:
    client, start = enter("liaison"), Entry.objects.count()
    client.get("/accounts/logout/")
    assert written(start) == []
    client.post("/accounts/logout/")
    assert written(start) == [("access", "access.logout", "退出", keyed["liaison"].user_id)]
    assert (Entry.objects.last().actor_role, Entry.objects.last().unit_name) == ("联络员", "明江市环境保护局")


def test_failed_login_leaves_one_entry_without_the_password(keyed: Cast) -> None:
    start = Entry.objects.count()
    assert log_in(Client(REMOTE_ADDR="10.1.2.3"), "not-the-password") == 200
    assert written(start) == [("access", "access.login_failed", "登录未成功", None)]
    assert Entry.objects.last().address == "10.1.2.3"
    assert "not-the-password" not in str(Entry.objects.values().last())


def test_failed_login_names_the_account_however_its_name_was_typed(keyed: Cast) -> None:
    Client().post("/accounts/login/", {"login": "LIAISON", "password": "not-the-password"})
    assert Entry.objects.last().note == "用户名 liaison"


def test_login_without_a_password_is_no_attempt(keyed: Cast) -> None:
    start = Entry.objects.count()
    assert log_in(Client(), "") == 200
    assert written(start) == []


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("liaison", "/audit/"),
        ("liaison", "/review/"),
        ("manager", "/audit/"),
        ("stranger", "/units/import/"),
        ("audit_admin", "/plans/upload/"),
    ],
)
def test_refused_page_leaves_one_entry(cast: Cast, enter, part: str, path: str) -> None:
    client, start = enter(part), Entry.objects.count()
    assert client.get(path).status_code == 403
    assert written(start) == [("access", "access.refused", "拒绝访问", cast[part].user_id)]
    assert Entry.objects.last().note == path


def test_refused_page_with_a_long_path_leaves_its_beginning(cast: Cast, plan: Plan, enter) -> None:
    client, path = Client(enforce_csrf_checks=True), f"/plans/{'x' * 300}/"
    client.force_login(cast.people["liaison"].user)
    assert client.post(path).status_code == 403
    assert (Entry.objects.last().action, Entry.objects.last().note) == ("access.refused", path[:200])


def test_forged_form_leaves_one_entry(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.people["liaison"].user)
    start = Entry.objects.count()
    assert client.post("/accounts/logout/").status_code == 403
    assert written(start) == [("access", "access.refused", "拒绝访问", cast["liaison"].user_id)]


def test_invisible_record_leaves_one_entry_that_names_it(cast: Cast, plan: Plan, enter) -> None:
    of = obligation(plan, cast.department)
    client, start = enter("stranger"), Entry.objects.count()
    assert client.get(of.get_absolute_url()).status_code == 404
    assert written(start) == [("access", "access.not_visible", "查看无权的记录", cast["stranger"].user_id)]
    assert Entry.objects.last().subject == f"obligations.obligation:{of.public_id}"


def test_invisible_record_looks_like_one_that_does_not_exist(cast: Cast, plan: Plan, enter) -> None:
    client, of = enter("stranger"), obligation(plan, cast.department)
    invisible, absent = client.get(f"/duties/{of.public_id}/"), client.get("/duties/0123456789abcdef/")
    assert (invisible.status_code, invisible.content) == (absent.status_code, absent.content)


def test_download_leaves_one_entry(cast: Cast, plan: Plan, enter) -> None:
    evidence = submitted(cast, plan).current.evidence.get()
    client, start = enter("reviewer"), Entry.objects.count()
    assert b"".join(client.get(f"/evidence/{evidence.public_id}/file/")) == pdf().read()
    assert written(start) == [("access", "files.download", "下载", cast["reviewer"].user_id)]
    assert (Entry.objects.last().subject, Entry.objects.last().note) == (
        f"obligations.evidence:{evidence.public_id}",
        evidence.blob.sha256,
    )


def test_nothing_else_leaves_an_entry(cast: Cast, plan: Plan, enter) -> None:
    of, start = submitted(cast, plan), Entry.objects.count()
    evidence = of.current.evidence.get()
    pages = {
        None: ["/", "/accounts/login/", f"/duties/{of.public_id}/", "/nowhere/"],
        "liaison": ["/", "/duties/", f"/duties/{of.public_id}/", "/plans/", "/nowhere/", "/identity/"],
        "reviewer": ["/", "/review/", f"/review/{of.public_id}/", f"/evidence/{evidence.public_id}/pages/1/"],
        "manager": ["/units/", "/units/import/", f"/plans/{plan.public_id}/", f"/plans/{plan.public_id}/matrix/"],
        "audit_admin": ["/audit/"],
    }
    for part, paths in pages.items():
        for path in paths:
            response = enter(part).get(path)
            assert response.status_code in (200, 302, 404), path
            response.close()
    assert written(start) == []


def test_acts_and_accesses_are_one_chain(keyed: Cast, plan: Plan, enter) -> None:
    log_in(Client(), "not-the-password")
    log_in(Client())
    enter("stranger").get(submitted(keyed, plan).get_absolute_url())
    enter("stranger").get("/audit/")
    actions = list(Entry.objects.order_by("-sequence").values_list("action", flat=True)[:5])
    assert actions == [
        "access.refused", "access.not_visible", "obligations.submit", "access.login", "access.login_failed",
    ]  # fmt: skip
    assert problems() == []
