"""Give a person a new password; it is made here and shown once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from luoshi.accounts.actions import reset_password
from luoshi.accounts.models import User
from luoshi.accounts.passwords import new_password
from luoshi.kit.actor import Actor


class Command(BaseCommand):
    """Replaces a forgotten password."""

    help = "重置密码：用户名"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("username", help="用户名")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Print the new password once."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有用户名“{options['username']}”。")
        password = new_password()
        reset_password(user, password=password, by=Actor.system("重置密码"))
        self.stdout.write(f"{user.name}的新密码 {password} 只显示这一次，本人登录后须先修改。")
