"""The room's start."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """实施方案."""

    name = "luoshi.plans"
    verbose_name = "实施方案"

    def ready(self) -> None:
        """Hand in the table of moves, the permissions and the facts; drafts tell what a new calendar would move."""
        from luoshi.calendar.followers import follow
        from luoshi.plans import facts, following, moves, permissions  # noqa: F401

        follow("草稿", shifts=following.shifts, apply=following.apply)
