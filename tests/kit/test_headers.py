"""Every answer, whatever it is, forbids what is inline and what comes from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.cast import Cast, obligation, submitted

from luoshi.files.disk import path_of
from luoshi.plans.models import Plan

DIRECTIVES = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


def policy(response: HttpResponse) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


def assert_closed(response: HttpResponse, status: int) -> None:
    assert response.status_code == status
    assert policy(response) == DIRECTIVES
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_policy_names_nothing_inline_and_no_other_host() -> None:
    sources = {source for given in DIRECTIVES.values() for source in given}
    assert sources == {"'none'", "'self'"}


@pytest.mark.parametrize(
    ("part", "path", "status"),
    [
        (None, "/accounts/login/", 200),
        (None, "/", 302),
        (None, "/nowhere/", 404),
        (None, "/static/nowhere.css", 404),
        ("liaison", "/", 200),
        ("liaison", "/duties/", 200),
        ("liaison", "/duties/0123456789abcdef/", 404),
        ("liaison", "/accounts/password/", 302),
        ("liaison", "/accounts/logout/", 200),
        ("liaison", "/audit/", 403),
        ("liaison", "/duties", 301),
        ("manager", "/units/", 200),
        ("manager", "/units/import/", 200),
        ("manager", "/plans/upload/", 200),
        ("reviewer", "/review/", 200),
        ("audit_admin", "/audit/", 200),
    ],
)
def test_answer_has_the_headers(cast: Cast, enter, part: str | None, path: str, status: int) -> None:
    response = enter(part).get(path)
    assert response.status_code == status
    assert policy(response) == DIRECTIVES
    if not path.startswith("/static/"):
        assert_closed(response, status)


def test_answer_to_a_wrong_method_has_the_headers(cast: Cast, enter) -> None:
    assert_closed(enter("liaison").post("/duties/"), 405)


def test_answer_to_a_wrong_host_has_the_headers(cast: Cast) -> None:
    response = Client(headers={"host": "evil.example"}).get("/")
    assert (response.status_code, policy(response)) == (400, DIRECTIVES)


def test_answer_to_a_forged_form_has_the_headers(cast: Cast) -> None:
    assert_closed(Client(enforce_csrf_checks=True).post("/accounts/login/"), 403)


def test_answer_with_a_file_has_the_headers(cast: Cast, plan: Plan, enter) -> None:
    evidence = submitted(cast, plan).current.evidence.get()
    response = enter("reviewer").get(f"/evidence/{evidence.public_id}/file/")
    assert_closed(response, 200)
    response.close()


def test_page_image_may_be_kept_by_this_browser_alone_and_not_for_long(cast: Cast, plan: Plan, enter) -> None:
    """So that the page of the next submission can be fetched before it is opened."""
    evidence = submitted(cast, plan).current.evidence.get()
    response = enter("reviewer").get(f"/evidence/{evidence.public_id}/pages/1/")
    assert (response["Cache-Control"], policy(response)) == ("private, max-age=300", DIRECTIVES)
    response.close()


def test_original_is_a_download_and_not_a_page(cast: Cast, plan: Plan, enter) -> None:
    evidence = submitted(cast, plan).current.evidence.get()
    response = enter("reviewer").get(f"/evidence/{evidence.public_id}/file/")
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%9D%90%E6%96%99.pdf"
    assert response["Content-Type"] == "application/pdf"
    response.close()


def test_answer_to_our_own_fault_has_the_headers(cast: Cast, plan: Plan, enter) -> None:
    evidence = submitted(cast, plan).current.evidence.get()
    client = enter("reviewer")
    client.raise_request_exception = False
    path_of(evidence.blob.sha256).unlink()
    response = client.get(f"/evidence/{evidence.public_id}/file/")
    assert_closed(response, 500)
    assert "Traceback" not in response.content.decode()


def test_pages_use_nothing_inline_and_nothing_from_elsewhere(cast: Cast, plan: Plan, enter) -> None:
    of = submitted(cast, plan)
    pages = {
        None: ["/accounts/login/", "/nowhere/"],
        "liaison": ["/", "/duties/", f"/duties/{of.public_id}/", "/audit/", "/accounts/logout/",
                    f"/duties/{obligation(plan, cast.department, '调解').public_id}/submit/"],
        "reviewer": ["/review/", f"/review/{of.public_id}/"],
        "manager": ["/units/", "/units/import/", "/plans/", f"/plans/{plan.public_id}/",
                    f"/plans/{plan.public_id}/matrix/", f"/plans/{plan.public_id}/issue/"],
        "audit_admin": ["/audit/"],
    }  # fmt: skip
    for part, paths in pages.items():
        for path in paths:
            html = enter(part).get(path).content.decode()
            assert re.findall(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|javascript:", html) == [], path
            assert re.findall(r"(?:src|href|action)=[\"']?(?:https?:)?//[^\"' >]*", html) == [], path
