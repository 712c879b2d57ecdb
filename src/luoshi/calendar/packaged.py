"""The notices that come with the package `chinesecalendar`, as rows.

A December day of the New Year's holiday was set by the notice of the year after, and stands with it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from chinese_calendar import constants

from luoshi.calendar.models import FIRST_YEAR

ENTERED_BY = "系统自带"
_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def packaged_years() -> dict[int, list[tuple[date, str, bool]]]:
    """For each year from 2007 that the package knows: day, holiday, and whether it is off."""
    years: dict[int, list[tuple[date, str, bool]]] = {}
    for table, is_off in ((constants.holidays, True), (constants.workdays, False)):
        for day, name in table.items():
            year = day.year + (day.month == 12)
            if year >= FIRST_YEAR:
                years.setdefault(year, []).append((day, _NAMES[name], is_off))
    return {year: sorted(days) for year, days in sorted(years.items())}


def add_years(notices: Any, days: Any, years: Collection[int], *, at: datetime) -> None:
    """Write these years of the package as rows; migrations hand in their own state of the two models.

    A day that another notice sets already stays as it is.
    """
    known, set_already = packaged_years(), set(days.objects.values_list("day", flat=True))
    source = f"随软件提供的节假日数据 chinesecalendar {version('chinesecalendar')}"
    for year in years:
        notice = notices.objects.create(
            year=year, title=f"{year}年节假日安排", source=source, entered_by=ENTERED_BY, entered_at=at
        )
        days.objects.bulk_create(
            days(notice=notice, day=day, name=name, is_off=is_off)
            for day, name, is_off in known[year]
            if day not in set_already
        )
