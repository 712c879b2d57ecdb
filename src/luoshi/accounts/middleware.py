"""Puts the actor on each request."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

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
        if _must_change_password(request):
            return redirect("account_change_password")
        if self._must_choose(request):
            return redirect(f"{reverse('accounts:identity_choose')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    def _must_choose(self, request: Request) -> bool:
        """Who holds several 身份 and has chosen none is asked first, then led on to where he wanted to go."""
        undecided = request.actor.unit_id is None and bool(request.actor.member_of)
        return undecided and request.method == "GET" and not request.path.startswith(("/identity/", "/accounts/"))


def _must_change_password(request: Request) -> bool:
    """Who came in with a password that somebody else has seen chooses his own before anything else."""
    if not getattr(request.user, "must_change_password", False):
        return False
    return request.path not in (reverse("account_change_password"), reverse("account_logout"))


def _address(request: Request) -> str:
    """The client's address; behind n trusted proxies the n-th from the right of what they wrote down."""
    hops: list[str] = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if trusted and len(hops) >= trusted:
        return hops[-trusted][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
