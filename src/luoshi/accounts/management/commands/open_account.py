"""Open an account from the command line; the password is made here and shown once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from luoshi.accounts.actions import open_account
from luoshi.accounts.models import Unit
from luoshi.accounts.passwords import new_password
from luoshi.accounts.roles import Role
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused


class Command(BaseCommand):
    """Creates a person, or finds him by his user name, and gives him a 身份 in a unit."""

    help = "开户：用户名 姓名 单位 身份"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, where, as what."""
        parser.add_argument("username", help="用户名")
        parser.add_argument("name", help="姓名")
        parser.add_argument("unit", help="单位全称")
        parser.add_argument("role", choices=Role.labels, help="身份")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Print the first password where a new person was made."""
        unit = Unit.objects.filter(name=options["unit"]).first()
        if unit is None:
            raise CommandError(f"没有单位“{options['unit']}”。请先导入单位，名称要写全称。")
        role = next(role for role in Role if role.label == options["role"])
        password = new_password()
        try:
            is_new = open_account(
                options["username"], options["name"], unit, role, password=password, by=Actor.system("开户")
            )
        except Refused as refused:
            raise CommandError("；".join(refused.reasons)) from refused
        self.stdout.write(f"{options['name']}（{unit.name} {role.label}）已开户。")
        if is_new:
            self.stdout.write(f"初始密码 {password} 只显示这一次，本人登录后须先修改。")
