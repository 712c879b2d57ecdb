"""The room's start."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    """任务."""

    name = "luoshi.obligations"
    verbose_name = "任务"

    def ready(self) -> None:
        """Hand in the table of moves and the permissions; due dates follow the calendar."""
        from luoshi.calendar.followers import follow
        from luoshi.obligations import moves, permissions  # noqa: F401
        from luoshi.obligations.actions.following import follow_calendar
        from luoshi.obligations.following import shifts

        follow("任务到期日", shifts=shifts, apply=follow_calendar)
