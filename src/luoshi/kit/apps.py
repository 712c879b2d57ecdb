"""The room's start."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """What every room uses."""

    name = "luoshi.kit"
    verbose_name = "基础"

    def ready(self) -> None:
        """An empty field says what to do; Django's own sentence does not."""
        from django.forms.fields import Field

        Field.default_error_messages["required"] = "请填写这一项。"
