"""Festivals that follow sun and moon, computed. Pure.

The months are counted as GB/T 33661—2017 does: the month of the winter solstice is the eleventh; where thirteen lie
between two of them, the first that holds no 中气 is the leap month. Sun and moon follow the short series of Meeus,
Astronomical Algorithms, to within some minutes: a day could only be wrong where the moment lies that close to midnight.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from math import radians, sin

_NOON_2000 = 2451545.0
_LUNATION, _YEAR = 29.530588861, 365.2422
# Beijing is eight hours ahead; the series count in a time that runs about 70 seconds ahead of the clock.
_BEIJING = 8 / 24 - 70 / 86400


@lru_cache(maxsize=64)
def qingming(year: int) -> date:
    """清明: the day on which the sun reaches 15 degrees."""
    return _sun_reaches(15, date(year, 4, 5))


@lru_cache(maxsize=64)
def first_of_month(year: int, month: int) -> date:
    """The first day of a month of the lunar year that begins in `year`, of the months 1 to 10."""
    winter, next_winter = _sun_reaches(270, date(year - 1, 12, 21)), _sun_reaches(270, date(year, 12, 21))
    start = round((year - 2000) * _YEAR / _LUNATION) - 3
    moons = [_new_moon(k) for k in range(start, start + 18)]
    eleventh = max(i for i, day in enumerate(moons) if day <= winter)
    next_eleventh = max(i for i, day in enumerate(moons) if day <= next_winter)
    place = eleventh + month + 1
    if next_eleventh - eleventh == 13:
        middles = [_sun_reaches(270 + 30 * n, winter + timedelta(days=30.44 * n)) for n in range(1, 13)]
        months = range(eleventh + 1, next_eleventh)
        leap = next(i for i in months if not any(moons[i] <= day < moons[i + 1] for day in middles))
        place += place >= leap
    return moons[place]


def _new_moon(k: int) -> date:
    """The day in Beijing of the new moon number k, counted from the first of the year 2000."""
    t = k / 1236.85
    e = 1 - 0.002516 * t
    sun = radians(2.5534 + 29.10535670 * k)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    moment = 2451550.09766 + _LUNATION * k + 0.00015437 * t * t
    moment += -0.40720 * sin(moon) + 0.17241 * e * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
    moment += 0.00739 * e * sin(moon - sun) - 0.00514 * e * sin(moon + sun) + 0.00208 * e * e * sin(2 * sun)
    moment += -0.00111 * sin(moon - 2 * node) - 0.00057 * sin(moon + 2 * node) + 0.00056 * e * sin(2 * moon + sun)
    moment += -0.00042 * sin(3 * moon) + 0.00042 * e * sin(sun + 2 * node) + 0.00038 * e * sin(sun - 2 * node)
    return _day(moment - 0.00024 * e * sin(2 * moon - sun))


def _sun_reaches(degrees: float, near: date) -> date:
    """The day in Beijing, near the day given, on which the sun stands at so many degrees."""
    moment = _NOON_2000 + (near - date(2000, 1, 1)).days
    for _ in range(6):
        away = (degrees - _sun(moment) + 180) % 360 - 180
        moment += away * _YEAR / 360
    return _day(moment)


def _sun(moment: float) -> float:
    """The apparent longitude of the sun."""
    t = (moment - _NOON_2000) / 36525
    mean = radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * sin(mean) + 0.019993 * sin(2 * mean) + 0.000289 * sin(3 * mean)
    return 280.46646 + 36000.76983 * t + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))


def _day(moment: float) -> date:
    return date(2000, 1, 1) + timedelta(days=int(moment - _NOON_2000 + 0.5 + _BEIJING + 100_000) - 100_000)
