"""Reads of coded reasons: as offered, retired, and in their versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from luoshi.audit.models import Entry
from luoshi.obligations.models import ReturnReason


@dataclass(frozen=True)
class Version:
    """One version of a reason, with when and by whom it was made; ours at the beginning has neither."""

    reason: ReturnReason
    at: datetime | None
    by: str


@dataclass(frozen=True)
class ReasonLine:
    """The version in use, or the last one where it was retired, and those before it, newest first."""

    current: Version
    earlier: list[Version]


def reason_lines() -> tuple[list[ReasonLine], list[ReasonLine]]:
    """The reasons in use in their order, and those that were retired; two queries."""
    by_code: dict[str, list[Version]] = {}
    for version in _versions(ReturnReason.objects.order_by("order", "-version")):
        by_code.setdefault(version.reason.code, []).append(version)
    lines = []
    for versions in by_code.values():
        newest = sorted(versions, key=lambda version: -version.reason.version)
        lines.append(ReasonLine(newest[0], newest[1:]))
    lines.sort(key=lambda line: (line.current.reason.order, line.current.reason.pk))
    in_use = [line for line in lines if line.current.reason.valid]
    return in_use, [line for line in lines if not line.current.reason.valid]


def versions_of(reason: ReturnReason) -> list[Version]:
    """All versions of the reason's code, newest first."""
    return _versions(ReturnReason.objects.filter(code=reason.code).order_by("-version"))


def _versions(reasons: Iterable[ReturnReason]) -> list[Version]:
    found = list(reasons)
    made = ("obligations.add_reason", "obligations.change_reason")
    entries = {e.subject: e for e in Entry.objects.filter(action__in=made, subject__in=[one.ref for one in found])}
    return [
        Version(one, entries[one.ref].at, entries[one.ref].actor_name) if one.ref in entries else Version(one, None, "")
        for one in found
    ]
