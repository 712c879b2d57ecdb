"""What a password must be, said in Chinese where Django's own translation is silent."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Django's check of the length, with sentences for the person."""

    def get_error_message(self) -> str:
        """Why it was refused."""
        return f"密码太短，至少 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        """What to do."""
        return f"密码至少 {self.min_length} 个字符。"
