"""Public identifiers: what a URL shows instead of the number of a row."""

import secrets


def new_public_id() -> str:
    """Sixteen random hexadecimal digits; not guessable, not ordered."""
    return secrets.token_hex(8)
