"""Puts the actor on each request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse

from luoshi.accounts.queries import actor_of
from luoshi.kit.actor import Actor
from luoshi.kit.request import Request


class ActorMiddleware:
    """`request.actor` is the person in his chosen 身份, or somebody without any right."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Build the actor and go on."""
        address = _address(request)
        if request.user.is_authenticated:
            request.actor = actor_of(request.user, request.session.get("membership", ""), address=address)
        else:
            request.actor = Actor(name="未登录", address=address)
        return self.get_response(request)


def _address(request: Request) -> str:
    """The client's address; behind n trusted proxies the n-th from the right of what they wrote down."""
    hops: list[str] = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if trusted and len(hops) >= trusted:
        return hops[-trusted][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
