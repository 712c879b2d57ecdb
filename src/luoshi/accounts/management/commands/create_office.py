"""Create the office at the head of the tree: the first step of a new city."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from luoshi.accounts.actions import create_unit
from luoshi.accounts.models import Unit
from luoshi.kit.actor import Actor


class Command(BaseCommand):
    """Creates the one unit that has none above it."""

    help = "建立最上级的办公室"

    def add_arguments(self, parser: CommandParser) -> None:
        """Full and short name."""
        parser.add_argument("name", help="全称")
        parser.add_argument("short_name", help="简称，如 市办")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Refuse where there is one already."""
        if Unit.objects.filter(parent=None).exists():
            raise CommandError("最上级的办公室已经建立。")
        unit = create_unit(options["name"], options["short_name"], by=Actor.system("首次设置"))
        self.stdout.write(f"已建立 {unit.name}。")
