"""Add the years that a newer packaged calendar knows; run it after upgrading the package."""

from typing import Any

from django.core.management.base import BaseCommand

from luoshi.calendar.actions import load_packaged_years
from luoshi.kit.actor import Actor


class Command(BaseCommand):
    """Adds what is lacking and leaves what is there."""

    help = "装入软件包里有、数据库里没有的节假日"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Say which years were added."""
        years = load_packaged_years(by=Actor.system("装入节假日"))
        added = f"已装入 {'、'.join(f'{year}年' for year in years)}的节假日。"
        self.stdout.write(added if years else "没有需要装入的年份。")
