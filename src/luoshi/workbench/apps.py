"""The room's start."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """工作台."""

    name = "luoshi.workbench"
    verbose_name = "工作台"
