"""The request as views get it: with the actor on it."""

from typing import Any

from django.http import HttpRequest

from luoshi.kit.actor import Actor


class Request(HttpRequest):
    """Middleware has put `actor` there; `user` is the person behind it. For types only, never instantiated."""

    actor: Actor
    user: Any
    login_failed: bool
