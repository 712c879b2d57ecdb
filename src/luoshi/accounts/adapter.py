"""How allauth behaves here: nobody signs himself up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

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

    def clean_password(self, password: str, user: User | None = None) -> str:
        """A new password is another one: an initial password that stays would be known to who printed it."""
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.check_password(cleaned):
            raise ValidationError("新密码与现在的相同。请换一个。")
        return cleaned

    def set_password(self, user: User, password: str) -> None:
        """Whoever has chosen his password himself need not change it any more."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Back to work."""
        return reverse("workbench:home")
