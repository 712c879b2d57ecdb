"""Load the demonstration into an empty database."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from luoshi.accounts.models import Unit
from luoshi.demo.city import build_city
from luoshi.demo.year import play_year


class Command(BaseCommand):
    """Builds the fictional city and plays its year up to the demonstration date."""

    help = "把虚构城市装入空数据库"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--city-only` leaves the year out."""
        parser.add_argument("--city-only", action="store_true", help="只装单位和人员，不装任务")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Refuse where it does not belong; do nothing the second time."""
        if not settings.DEMO:
            raise CommandError("演示数据只能装入演示环境：请设置 LUOSHI_MODE=demo。")
        if Unit.objects.exists():
            self.stdout.write("演示数据已在。")
            return
        office = build_city()
        if not options["city_only"]:
            play_year(office, settings.DEMO_DATE or date(2017, 9, 5))
        self.stdout.write("演示数据已装好。")
