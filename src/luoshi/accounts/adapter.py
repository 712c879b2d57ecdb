"""How allauth behaves here: nobody signs himself up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.accounts.models import User
from luoshi.kit.request import Request


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are opened by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_client_ip(self, request: Request) -> str:
        """The address that the audit has too, so that limits and audit speak of the same client."""
        return request.actor.address

    def respond_user_inactive(self, request: Request, user: User) -> HttpResponse:
        """Somebody whose account is no longer in use stays outside; the audit notes the attempt."""
        request.login_failed = f"用户名 {user.username}，已停用"
        messages.error(request, "这个账号已停用。请联系系统管理员。")
        return redirect("account_login")
