"""The room's start."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """审计."""

    name = "luoshi.audit"
    verbose_name = "审计"

    def ready(self) -> None:
        """Register the permission of the room."""
        from luoshi.audit import permissions  # noqa: F401
