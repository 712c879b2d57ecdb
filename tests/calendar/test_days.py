"""Working days: the years that are known, the estimate, and the counting."""

from datetime import date, timedelta

import pytest
from chinese_calendar import constants
from hypothesis import given
from hypothesis import strategies as st

from luoshi.calendar.days import WorkCalendar, statutory_days
from luoshi.calendar.lunar import first_of_month, qingming
from luoshi.calendar.packaged import packaged_years

ROWS = [(year, *row) for year, rows in packaged_years().items() for row in rows]
CALENDAR = WorkCalendar(
    off=frozenset(day for _, day, _, is_off in ROWS if is_off),
    on=frozenset(day for _, day, _, is_off in ROWS if not is_off),
    known=frozenset(packaged_years()),
    names={day: name for _, day, name, is_off in ROWS if is_off},
)
DAYS = st.dates(date(2007, 1, 1), date(2029, 12, 31))


def test_2017_is_as_its_notice_says():
    assert not CALENDAR.is_workday(date(2017, 9, 10))
    assert CALENDAR.next_workday(date(2017, 9, 10)) == date(2017, 9, 11)
    assert CALENDAR.is_workday(date(2017, 9, 30))
    assert [CALENDAR.is_workday(date(2017, 10, n)) for n in range(1, 10)] == [False] * 8 + [True]
    assert CALENDAR.next_workday(date(2017, 10, 1)) == date(2017, 10, 9)
    assert CALENDAR.add_workdays(date(2017, 9, 29), 2) == date(2017, 10, 9)
    assert not CALENDAR.is_estimated(date(2017, 9, 10))
    assert (CALENDAR.name_of(date(2017, 10, 4)), CALENDAR.name_of(date(2017, 9, 30))) == ("中秋节", "")


def test_2026_works_on_six_weekends():
    worked = sorted(day for day in CALENDAR.on if day.year == 2026)
    assert worked == [date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]
    assert all(CALENDAR.is_workday(day) and day.weekday() >= 5 for day in worked)


def test_year_without_a_notice_is_estimated():
    assert CALENDAR.is_estimated(date(2027, 1, 4))
    off = [day for day in statutory_days(2027) if not CALENDAR.is_workday(day)]
    assert len(off) == len(statutory_days(2027)) == 13
    assert CALENDAR.name_of(date(2027, 2, 5)) == "春节"
    assert CALENDAR.next_workday(date(2027, 10, 1)) == date(2027, 10, 4)
    assert not CALENDAR.is_workday(date(2027, 1, 9))


@pytest.mark.parametrize(
    ("year", "count", "new_year"),
    [
        (2007, 10, date(2007, 2, 18)),
        (2013, 11, date(2013, 2, 9)),
        (2014, 11, date(2014, 1, 31)),
        (2025, 13, date(2025, 1, 28)),
    ],
)
def test_statutory_days_follow_the_regulation_of_their_time(year, count, new_year):
    days = statutory_days(year)
    assert (len(days), min(day for day, name in days.items() if name == "春节")) == (count, new_year)


def test_festivals_computed_are_those_of_every_published_year():
    """Each statutory day of 2004 to 2026 that is no weekend was off."""
    assert [
        d for y in range(2004, 2027) for d in statutory_days(y) if d.weekday() < 5 and d not in constants.holidays
    ] == []


def test_festivals_of_hard_years_are_right():
    # 2033 has a month without a 中气 that is no leap month; 2020 has a leap fourth month, 2023 a leap second.
    assert first_of_month(2033, 8) + timedelta(14) == date(2033, 9, 8)
    assert first_of_month(2034, 1) == date(2034, 2, 19)
    assert first_of_month(2020, 5) + timedelta(4) == date(2020, 6, 25)
    assert first_of_month(2023, 8) + timedelta(14) == date(2023, 9, 29)
    assert [qingming(year) for year in (2008, 2009, 2027)] == [date(2008, 4, 4), date(2009, 4, 4), date(2027, 4, 5)]


def test_package_is_loaded_by_the_year_of_its_notice():
    years = packaged_years()
    assert min(years) == 2007
    assert (date(2018, 12, 29), "元旦", False) in years[2019]
    assert all(day.weekday() >= 5 for rows in years.values() for day, _, is_off in rows if not is_off)


@given(DAYS)
def test_next_workday_is_the_first_one_from_the_day_on(day):
    found = CALENDAR.next_workday(day)
    assert CALENDAR.is_workday(found)
    assert found >= day
    assert not any(CALENDAR.is_workday(day + timedelta(n)) for n in range((found - day).days))
    assert CALENDAR.next_workday(found) == found


@given(DAYS, st.integers(0, 60))
def test_add_workdays_passes_exactly_so_many(day, count):
    found = CALENDAR.add_workdays(day, count)
    assert sum(CALENDAR.is_workday(day + timedelta(n)) for n in range(1, (found - day).days + 1)) == count
    assert found == day if count == 0 else CALENDAR.is_workday(found)


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_add_workdays_adds_up(day, first, second):
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(day, first), second) == CALENDAR.add_workdays(
        day, first + second
    )


@given(DAYS, st.integers(0, 60))
def test_workdays_between_are_those_that_were_added(day, count):
    assert CALENDAR.workdays_between(day, CALENDAR.add_workdays(day, count)) == count
    assert CALENDAR.workdays_between(day, day - timedelta(count)) == 0


def test_workdays_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_workdays(date(2017, 9, 5), -1)
