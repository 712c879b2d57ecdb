"""Writes log-in, log-out and refusals into the audit."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed
from django.http import HttpResponse

from luoshi.audit.writer import record_access
from luoshi.kit.access import NotVisible
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden
from luoshi.kit.request import Request


class AccessLog:
    """One entry for each log-in, log-out, refused page and record that did not exist for the person."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Compare who was there before and after, and look at the status."""
        before: Actor = request.actor
        was, password = request.user.pk, getattr(request.user, "password", "")
        response = self.get_response(request)
        now = request.user.pk
        if now and now != was:
            who = Actor(name=getattr(request.user, "name", ""), user_id=now, address=before.address)
            record_access("access.login", by=who, label="登录")
        elif was and not now:
            record_access("access.logout", by=before, label="退出")
        elif was and request.user.password != password:
            record_access("access.password_changed", by=before, label="修改密码")
        elif hasattr(request, "login_failed"):
            record_access("access.login_failed", by=before, label="登录未成功", note=request.login_failed)
        elif response.status_code == 403:
            record_access("access.refused", by=before, label="拒绝访问", note=request.path[:200])
        return response

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        """A record that is invisible is noted here, because the answer is a plain 404."""
        if isinstance(error, NotVisible):
            record_access(
                "access.not_visible",
                by=request.actor,
                label="查看无权的记录",
                subject=str(error)[:100],
            )
        if isinstance(error, Forbidden):
            from django.views.defaults import permission_denied

            return permission_denied(request, error)
        return None


def _note_failure(
    sender: object,  # noqa: ARG001
    credentials: dict[str, str],
    request: Request | None = None,
    **kwargs: object,  # noqa: ARG001
) -> None:
    """Note which account was tried, if there is one: what is no user name may be a password in the wrong field."""
    if request is not None:
        tried = get_user_model().objects.filter(username__iexact=credentials.get("username", "")).first()
        request.login_failed = f"用户名 {tried.get_username()}" if tried else ""


user_login_failed.connect(_note_failure)
