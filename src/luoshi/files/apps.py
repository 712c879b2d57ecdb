"""The room's start."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """文件."""

    name = "luoshi.files"
    verbose_name = "文件"
