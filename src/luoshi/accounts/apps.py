"""The room's start."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """单位与人员."""

    name = "luoshi.accounts"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        """Register the permissions of the room."""
        from luoshi.accounts import permissions  # noqa: F401
