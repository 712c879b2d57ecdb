"""The room's start."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """实施方案."""

    name = "luoshi.plans"
    verbose_name = "实施方案"

    def ready(self) -> None:
        """Hand in the table of moves, the permissions and the facts."""
        from luoshi.plans import facts, moves, permissions  # noqa: F401
