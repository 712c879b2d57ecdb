"""The room's start."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """文件."""

    name = "luoshi.files"
    verbose_name = "文件"

    def ready(self) -> None:
        """Register whose an upload is."""
        from luoshi.files import permissions  # noqa: F401
