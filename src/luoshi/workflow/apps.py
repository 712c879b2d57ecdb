"""The room's start."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """流转."""

    name = "luoshi.workflow"
    verbose_name = "流转"
