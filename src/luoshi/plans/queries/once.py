"""Asking the same thing twice on one page reads it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from luoshi.plans.models import Plan

T = TypeVar("T")

_kept: ContextVar[dict[tuple[str, int], Any] | None] = ContextVar("kept", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Inside, each shared read of a plan is done once; to be used where nothing is written."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def shared(read: Callable[[Plan], T]) -> Callable[[Plan], T]:
    """Let a read of a plan be kept for as long as `read_once` says; outside it is done anew each time."""

    @wraps(read)
    def reading(plan: Plan) -> T:
        """What was read before, or read now."""
        kept = _kept.get()
        if kept is None:
            return read(plan)
        key = (read.__qualname__, plan.pk)
        if key not in kept:
            kept[key] = read(plan)
        found: T = kept[key]
        return found

    return reading
