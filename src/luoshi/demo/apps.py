"""The room's start."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """演示."""

    name = "luoshi.demo"
    verbose_name = "演示"
