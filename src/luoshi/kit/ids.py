"""Public identifiers: what a URL shows instead of the number of a row."""

import secrets


def row_number(text: str) -> int | None:
    """The number a filter sent, None for whatever else was typed into the address."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def new_public_id() -> str:
    """Sixteen random hexadecimal digits; not guessable, not ordered."""
    return secrets.token_hex(8)
