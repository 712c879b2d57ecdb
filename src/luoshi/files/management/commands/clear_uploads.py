"""Throw away uploads that were never finished."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from luoshi.files.uploads import clear


class Command(BaseCommand):
    """Clears what nobody touched for some days; files that were taken in are never among it."""

    help = "清除没有传完的文件"

    def add_arguments(self, parser: CommandParser) -> None:
        """How old."""
        parser.add_argument("--days", type=int, default=7, help="多少天没有动过，默认 7")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Say how many there were."""
        if options["days"] < 1:
            raise CommandError("天数至少是 1，否则会删去正在传的文件。")
        self.stdout.write(f"已清除 {clear(options['days'])} 个没有传完的文件。")
