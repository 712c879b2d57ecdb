"""Entering as one of the cast."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luoshi.demo.city import cast
from luoshi.kit.request import Request

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_POST
def enter(request: Request, key: str) -> HttpResponse:
    """Log in as a person of the cast; this address exists in the demonstration only."""
    chosen = next((membership for name, _, membership in cast() if name == key), None)
    if chosen is None:
        raise Http404
    login(request, chosen.user, backend=BACKEND)
    request.session["membership"] = chosen.public_id
    return redirect("workbench:home")
