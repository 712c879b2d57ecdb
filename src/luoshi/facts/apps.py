"""The room's start."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """事实."""

    name = "luoshi.facts"
    verbose_name = "事实"

    def ready(self) -> None:
        """Hand in the check of the keys that the database uses."""
        from luoshi.facts import checks  # noqa: F401
