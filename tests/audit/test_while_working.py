"""Verifying a system on which people work: no false alarm, no blind spot. And what the access log notes."""

from django.test import Client

from luoshi.audit import queries
from luoshi.audit.models import Entry, Head
from luoshi.audit.writer import record_access
from luoshi.kit.actor import Actor


def test_act_written_while_the_chain_is_walked_is_no_alarm(cast, monkeypatch):
    heads = [Head.objects.get(), None]
    record_access("access.export", by=Actor.system("测试"), label="导出")
    heads[1] = Head.objects.get()
    monkeypatch.setattr(queries, "head", lambda: heads.pop(0))
    assert queries.problems() == []


def test_entry_beyond_the_head_is_still_named(cast):
    last = Entry.objects.order_by("sequence").last()
    last.sequence += 7
    last.save(force_insert=True)
    assert [(p.code, p.sequence) for p in queries.problems()] == [("inserted", last.sequence)]


def test_failed_log_in_names_the_account_but_never_what_is_none(cast):
    Client().post("/accounts/login/", {"login": "liaison", "password": "wrong-password"})
    Client().post("/accounts/login/", {"login": "MySecretPassword", "password": "x"})
    notes = Entry.objects.filter(action="access.login_failed").values_list("note", flat=True)
    assert list(notes) == ["用户名 liaison", ""]


def test_change_of_password_is_noted(cast):
    user = cast.people["liaison"].user
    user.set_password("old-password-2017")
    user.save()
    client = Client()
    client.force_login(user)
    sent = {"oldpassword": "old-password-2017", "password1": "new-Mingjiang-9", "password2": "new-Mingjiang-9"}
    assert client.post("/accounts/password/", sent).status_code == 302
    assert Entry.objects.filter(action="access.password_changed", actor_id=user.pk).count() == 1


def test_log_in_of_a_closed_account_is_noted_with_its_name(cast):
    user = cast.people["liaison"].user
    user.set_password("old-password-2017")
    user.is_active = False
    user.save()
    Client().post("/accounts/login/", {"login": "liaison", "password": "old-password-2017"})
    assert Entry.objects.get(action="access.login_failed").note == "用户名 liaison，已停用"


def test_fewer_proxies_than_trusted_do_not_lock_people_out(cast, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    user = cast.people["liaison"].user
    user.set_password("old-password-2017")
    user.save()
    sent = {"login": "liaison", "password": "old-password-2017"}
    answer = Client().post("/accounts/login/", sent, headers={"x-forwarded-for": "10.9.8.7"})
    assert (answer.status_code, Entry.objects.last().address) == (302, "127.0.0.1")
