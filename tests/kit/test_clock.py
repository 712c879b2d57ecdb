"""There is one clock; the demonstration moves its day, a block of code stops it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from luoshi.kit import clock

CITY = ZoneInfo("Asia/Shanghai")


def running(read: Callable[[], datetime]) -> datetime:
    """What is read from the clock when nothing has stopped it."""
    return Context().run(read)


def test_clock_tells_this_moment_in_the_time_of_the_city() -> None:
    before, now, after = datetime.now(UTC), running(clock.now), datetime.now(UTC)
    assert before <= now <= after
    assert now.utcoffset() == timedelta(hours=8)


def test_clock_moves_its_day_and_keeps_the_hour_in_the_demonstration(settings) -> None:
    settings.DEMO_DATE = date(2017, 9, 5)
    before, now, after = datetime.now(CITY), running(clock.now), datetime.now(CITY)
    assert (running(clock.today), now.date()) == (date(2017, 9, 5), date(2017, 9, 5))
    assert before.time() <= now.time() <= after.time() or before.date() != after.date()


def test_clock_stands_still_in_a_block() -> None:
    with clock.at(datetime(2017, 6, 1, 23, 59, tzinfo=CITY)):
        assert clock.now() == clock.now() == datetime(2017, 6, 1, 23, 59, tzinfo=CITY)


def test_clock_takes_a_bare_date_as_nine_in_the_morning() -> None:
    with clock.at(date(2017, 6, 1)):
        assert clock.now() == datetime(2017, 6, 1, 9, tzinfo=CITY)
        assert clock.today() == date(2017, 6, 1)


def test_clock_takes_a_bare_time_as_that_of_the_city() -> None:
    with clock.at(datetime(2017, 6, 1, 0, 30)):  # noqa: DTZ001 - the clock adds the zone
        assert clock.now() == datetime(2017, 6, 1, 0, 30, tzinfo=CITY)


@pytest.mark.parametrize(("hour", "day"), [(15, 1), (16, 2)])
def test_day_changes_at_midnight_of_the_city(hour: int, day: int) -> None:
    with clock.at(datetime(2017, 6, 1, hour, tzinfo=UTC)):
        assert clock.today() == date(2017, 6, day)
        assert clock.now().utcoffset() == timedelta(hours=8)


def test_blocks_nest_and_give_the_time_back() -> None:
    outside = clock.now()
    with clock.at(date(2017, 6, 1)):
        with clock.at(date(2018, 1, 2)):
            assert clock.today() == date(2018, 1, 2)
        assert clock.today() == date(2017, 6, 1)
    assert clock.now() == outside


def test_block_gives_the_time_back_after_an_error() -> None:
    outside = clock.now()
    with pytest.raises(ZeroDivisionError), clock.at(date(2018, 1, 2)):
        raise ZeroDivisionError
    assert clock.now() == outside


def test_block_is_stronger_than_the_day_of_the_demonstration(settings) -> None:
    settings.DEMO_DATE = date(2017, 9, 5)
    with clock.at(date(2018, 1, 2)):
        assert clock.today() == date(2018, 1, 2)


def test_block_holds_in_its_own_context_only() -> None:
    with clock.at(date(1999, 1, 1)):
        assert running(clock.today) != date(1999, 1, 1)
