"""The room's start."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    """任务."""

    name = "luoshi.obligations"
    verbose_name = "任务"

    def ready(self) -> None:
        """Hand in the table of moves and the permissions."""
        from luoshi.obligations import moves, permissions  # noqa: F401
