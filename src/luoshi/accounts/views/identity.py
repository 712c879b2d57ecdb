"""Page: the choice of 身份."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from luoshi.accounts.queries import memberships_of
from luoshi.kit.request import Request


@require_http_methods(["GET", "POST"])
def identity_choose(request: Request) -> HttpResponse:
    """Choose in which 身份 to act."""
    memberships = memberships_of(request.user)
    if request.method == "POST":
        chosen = next((m for m in memberships if m.public_id == request.POST.get("membership")), None)
        if chosen is None:
            raise Http404
        request.session["membership"] = chosen.public_id
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
        return redirect(target if safe else reverse("workbench:home"))
    return render(
        request, "accounts/identity_choose.html", {"memberships": memberships, "next": request.GET.get("next", "")}
    )
