"""Accounts opened from the command line, and a GB 18030 list carried through its dry run."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from luoshi.accounts.models import Unit, User
from luoshi.audit.queries import problems


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_open_account_makes_a_person_who_can_log_in(cast, client):
    out = run("open_account", "wanglan", "王兰", "明江市统计局", "联络员")
    password = out.split("初始密码 ")[1].split()[0]
    answer = client.post("/accounts/login/", {"login": "wanglan", "password": password})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert str(User.objects.get(username="wanglan").memberships.get()) == "市统计局 联络员"
    assert problems() == []


def test_open_account_of_a_known_person_adds_a_role_and_shows_no_password(cast):
    assert "初始密码" not in run("open_account", "stranger", "联络员8", "明江市环境保护局", "行政执法人员")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("stranger", "别人", "明江市统计局", "联络员"), "已属于"),
        (("stranger", "联络员8", "明江市统计局", "联络员"), "已有"),
        (("new", "新人", "没有的单位", "联络员"), "没有单位“没有的单位”"),
    ],
)
def test_open_account_refuses_clearly(arguments, words, cast):
    with pytest.raises(CommandError, match=words):
        run("open_account", *arguments)


def test_create_office_only_once(db):
    run("create_office", "青山市司法局", "市司法局")
    with pytest.raises(CommandError):
        run("create_office", "另一个", "另")
    assert Unit.objects.get().path == f"{Unit.objects.get().public_id}/"


def test_import_page_carries_a_gb18030_list_through_its_dry_run(cast, enter):
    client, url = enter("manager"), reverse("accounts:unit_import")
    data = io.BytesIO("类别,单位名称,简称,行政调解职能\n市政府部门,明江市水务局,市水务局,是\n".encode("gb18030"))
    page = client.post(url, {"file": data}).content.decode()
    assert "新建 <b>1</b> 家" in page
    text = page.split('name="text" value="')[1].split('"')[0]
    client.post(url, {"text": text, "confirm": "1"})
    assert Unit.objects.filter(name="明江市水务局").exists()


def test_person_with_two_roles_is_asked_first_and_led_on(cast, enter, plan):
    run("open_account", "liaison", "联络员4", "明江市统计局", "联络员")
    client = enter("liaison")
    answer = client.get("/duties/?q=方案")
    assert answer.headers["Location"].startswith("/identity/?next=%2Fduties%2F")
    page = client.get(answer.headers["Location"]).content.decode()
    chosen = page.split('name="membership" value="')[1].split('"')[0]
    target = page.split('name="next" value="')[1].split('"')[0]
    answer = client.post("/identity/", {"membership": chosen, "next": target})
    assert answer.headers["Location"].startswith("/duties/?q=")
    answer = client.post("/identity/", {"membership": chosen, "next": "https://example.cn/"})
    assert answer.headers["Location"] == "/"


def test_expired_form_is_answered_in_chinese(cast):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert (answer.status_code, "页面已过期" in answer.content.decode()) == (403, True)


def test_reset_password_lets_the_person_in_again_and_ends_his_sessions(cast, enter, client):
    old = enter("stranger")
    password = run("reset_password", "stranger").split("新密码 ")[1].split()[0]
    assert client.post("/accounts/login/", {"login": "stranger", "password": password}).status_code == 302
    assert old.get("/duties/").status_code == 302
    with pytest.raises(CommandError, match="没有用户名“nobody”"):
        run("reset_password", "nobody")
