"""What a password must be, said in Chinese where Django's own translation is silent."""

import secrets

from django.contrib.auth.password_validation import MinimumLengthValidator

LETTERS = "abcdefghjkmnpqrstuvwxyz"  # no i, l, o: on paper they look like 1 and 0
DIGITS = "23456789"


def new_password() -> str:
    """A first password, such as «kf7m-x3pa-9wtd»: three groups of four, of letters and digits that no eye confuses."""
    while True:
        groups = ["".join(secrets.choice(LETTERS + DIGITS) for _ in range(4)) for _ in range(3)]
        if {*"".join(groups)} & {*LETTERS} and {*"".join(groups)} & {*DIGITS}:
            return "-".join(groups)


class LongEnough(MinimumLengthValidator):
    """Django's check of the length, with sentences for the person."""

    def get_error_message(self) -> str:
        """Why it was refused."""
        return f"密码太短，至少 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        """What to do."""
        return f"密码至少 {self.min_length} 个字符。"
