"""Writes: the notice of a year, and the years that come with the packaged calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.calendar.days import WorkCalendar, statutory_days
from luoshi.calendar.followers import DateShift, apply_to_all, shifts_under
from luoshi.calendar.lines import NoticeDay, in_words, weekday_of, write_lines
from luoshi.calendar.models import HolidayNotice, SpecialDay
from luoshi.calendar.packaged import add_years, packaged_years
from luoshi.calendar.queries import calendar_with, days_elsewhere, notice_of, work_calendar, years
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.ids import new_public_id


@dataclass(frozen=True)
class NoticeResult:
    """What entering a notice did, or in a dry run would do: days of each kind, what moves, what to look at again."""

    off: int
    on: int
    shifts: list[DateShift]
    notes: list[str]
    moved: int = 0


def enter_notice(  # noqa: PLR0913 - a notice has that many parts
    year: int, title: str, days: Sequence[NoticeDay], *, source: str, by: Actor, dry_run: bool
) -> NoticeResult:
    """Put the notice of a year in place of its estimate, or of what was entered before, and move what follows it.

    One transaction for both; a dry run writes nothing. Raises Refused with every reason there is.
    """
    if not by.may("calendar.manage", HolidayNotice(year=year)):
        raise Forbidden("您的身份不能录入放假通知。")
    days = list({(day.day, day.is_off): day for day in days}.values())
    with transaction.atomic():  # also what is read: another notice entered meanwhile would be counted out
        reasons = list(_reasons(year, title, source, days))
        if reasons:
            raise Refused(*reasons)
        calendar = calendar_with(year, days)
        off = sum(day.is_off for day in days)
        result = NoticeResult(off, len(days) - off, shifts_under(calendar), list(_notes(year, calendar)))
        if dry_run:
            return result
        before = notice_of(year)
        told = {"year": year, "source": source, "days": write_lines(days, year).splitlines()}
        if before:
            before.days.all().delete()
        notice = before or HolidayNotice(year=year)
        notice.title, notice.source = title.strip(), source.strip()
        notice.entered_by, notice.entered_at = by.name, clock.now()
        notice.save()
        rows = [SpecialDay(notice=notice, day=d.day, name=d.name, is_off=d.is_off) for d in days]
        SpecialDay.objects.bulk_create(rows)
        batch = new_public_id()
        moved = apply_to_all(calendar, by, batch)
        record(
            "calendar.enter_notice",
            by=by,
            label="更正放假通知" if before else "录入放假通知",
            subject=notice.ref,
            details=told | {"moved": moved},
            batch=batch,
        )
    return NoticeResult(result.off, result.on, result.shifts, result.notes, moved)


def load_packaged_years(*, by: Actor) -> list[int]:
    """Add the years that the packaged calendar knows and the database lacks, and move what follows them.

    One act for each year under one batch; none where nothing is lacking. Years entered by people stay as they are.
    """
    with transaction.atomic():
        known = set(HolidayNotice.objects.values_list("year", flat=True))
        missing = [year for year in packaged_years() if year not in known]
        if not missing:
            return []
        add_years(HolidayNotice, SpecialDay, missing, at=clock.now())
        batch = new_public_id()
        moved = apply_to_all(work_calendar(), by, batch)
        for notice in HolidayNotice.objects.filter(year__in=missing):
            record(
                "calendar.load_packaged_years",
                by=by,
                label="装入节假日",
                subject=notice.ref,
                details={"year": notice.year, "source": notice.source, "moved": moved},
                batch=batch,
            )
    return missing


def _reasons(year: int, title: str, source: str, days: Sequence[NoticeDay]) -> Iterator[str]:
    """What stands against the notice, line by line."""
    if year not in years():
        yield f"不能录入{year}年：请录入{years()[0]}年至{years()[-1]}年的通知。"
    if not title.strip():
        yield "请写通知名称。"
    if not source.strip():
        yield "请写来源，如文号和网址。"
    if not days:
        yield "没有写出任何一天。请至少写一行，如“1月1日至3日 元旦 休”。"
    twice = {day for day, times in Counter(found.day for found in days).items() if times > 1}
    for day in sorted(twice):
        lines = "、".join(str(found.line) for found in days if found.day == day and found.line)
        place = f"（第 {lines} 行）" if lines else ""
        yield f"{in_words(day)}既写了休又写了上班{place}。请只留一处。"
    elsewhere = days_elsewhere(year, days)
    for found in days:
        place = f"第 {found.line} 行：" if found.line else ""
        if not date(year - 1, 12, 25) <= found.day <= date(year, 12, 31):
            yield f"{place}{in_words(found.day)}不在{year}年（前一年只可写12月25日以后的元旦假期）。请核对年份。"
        elif found in elsewhere:
            yield f"{place}{in_words(found.day)}已写在{elsewhere[found]}年的通知里。请先更正那一年。"
        elif not found.is_off and found.day.weekday() < 5:
            yield f"{place}{in_words(found.day)}是{weekday_of(found.day)}，本来就上班。请核对日期。"


def _notes(year: int, calendar: WorkCalendar) -> Iterator[str]:
    """What the regulation gives and the notice does not say; no reason against it, but worth a look."""
    for day, name in sorted(statutory_days(year).items()):
        if calendar.is_workday(day):
            yield f"{in_words(day)}（{weekday_of(day)}）是{name}，按规定放假，通知里没有写休。"
