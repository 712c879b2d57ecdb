"""The room's start."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """日历."""

    name = "luoshi.calendar"
    verbose_name = "日历"

    def ready(self) -> None:
        """Register the permissions of the room."""
        from luoshi.calendar import permissions  # noqa: F401
