"""The system check of the room. It reads the database, so it runs on `check --database default` and on `migrate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, OperationalError, ProgrammingError, transaction

from luoshi.facts.registry import unknown_keys


@register(Tags.database)
def every_used_fact_is_registered(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """One Error for each key that is used and not registered, with the place."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        with transaction.atomic():
            unknown = unknown_keys()
    except (OperationalError, ProgrammingError):
        return []  # `migrate` asks before it has made the tables
    hint = "请改用已登记的键，或装上登记它的版本。"
    return [Error(f"{where} 用到没有登记的事实“{key}”。", hint=hint, id="facts.E001") for key, where in unknown]
