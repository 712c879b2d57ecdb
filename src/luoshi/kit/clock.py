"""The only clock. `LUOSHI_DEMO_DATE` moves its day; `at()` moves it for a block of code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """This moment, aware, in the time zone of the city."""
    moved = _moved.get()
    if moved is not None:
        return moved
    real = timezone.localtime(timezone.now())  # noqa: TID251 - this is the clock
    if settings.DEMO_DATE is None:
        return real
    return real.replace(year=settings.DEMO_DATE.year, month=settings.DEMO_DATE.month, day=settings.DEMO_DATE.day)


def today() -> date:
    """The day on the calendar of the city."""
    return now().date()


@contextmanager
def at(moment: date | datetime) -> Iterator[None]:
    """Inside the block the clock stands still at `moment`; a bare date means nine in the morning."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9))
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _moved.set(timezone.localtime(moment))
    try:
        yield
    finally:
        _moved.reset(token)
