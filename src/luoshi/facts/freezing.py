"""A fact as it was at one moment, for those who judge it later: plain JSON with a digest over itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from luoshi.facts.registry import Fact, Period, label_of


def freeze(key: str, fact: Fact, *, period: Period, population: int, at: datetime) -> dict[str, Any]:
    """The fact as plain JSON; `population` is how many units were measured together, `at` an aware time.

    A Decimal stands as its text. `digest` is the SHA-256 over the canonical JSON of all the rest.
    """
    if at.tzinfo is None:
        raise ValueError("a fact is frozen at an aware time")
    frozen: dict[str, Any] = {
        "key": key,
        "label": label_of(key),
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
        "value": str(fact.value) if isinstance(fact.value, Decimal) else fact.value,
        "statement": fact.statement,
        "refs": list(fact.refs),
        "files": [{"name": file.name, "sha256": file.sha256} for file in fact.files],
        "population": population,
        "at": at.isoformat(timespec="seconds"),
    }
    return frozen | {"digest": _digest(frozen)}


def is_untouched(frozen: Mapping[str, Any]) -> bool:
    """Whether it still is what was frozen: the digest computed anew is the digest it carries."""
    rest = {name: value for name, value in frozen.items() if name != "digest"}
    return "digest" in frozen and frozen["digest"] == _digest(rest)


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A tampered text may hold half a surrogate pair; that is to be told, not to stop the telling.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
