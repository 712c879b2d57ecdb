"""Entering a notice: in place of the estimate or of the notice before, with everything that follows it."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from luoshi.accounts.actions import create_unit, grant_membership
from luoshi.accounts.queries import acting_as
from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.audit.writer import record
from luoshi.calendar import followers
from luoshi.calendar.actions import enter_notice, load_packaged_years
from luoshi.calendar.followers import DateShift, follow
from luoshi.calendar.lines import read_lines
from luoshi.calendar.models import HolidayNotice, SpecialDay
from luoshi.calendar.packaged import packaged_years
from luoshi.calendar.queries import work_calendar
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
NEW_YEAR = "1月1日至3日 元旦 休\n1月9日 上班"
DUE = date(2027, 1, 9)


@pytest.fixture(autouse=True)
def in_november():
    """The time of the year at which notices come."""
    with clock.at(date(2026, 11, 10)):
        yield


def enter(text=NEW_YEAR, *, year=2027, by=None, dry_run=False, title="放假通知", source="示例〔2026〕1号"):
    """Enter the lines as the notice of 2027."""
    days = read_lines(text, year).days
    return enter_notice(year, title, days, source=source, by=by or Actor.system("测试"), dry_run=dry_run)


@pytest.fixture
def follower(monkeypatch):
    """A room that keeps one date, due on a Saturday that the notice works; what it moved, and under which batch."""
    monkeypatch.setattr(followers, "_followers", {})
    kept = {"due": work_calendar().next_workday(DUE), "batch": ""}

    def shifts(calendar):
        after = calendar.next_workday(DUE)
        return [DateShift("报送总结", kept["due"], after, 3, "/plans/")] if after != kept["due"] else []

    def apply(calendar, by, batch):
        kept.update(due=calendar.next_workday(DUE), batch=batch)
        record("rooms.move", by=by, label="顺延", subject="rooms.thing:1", batch=batch)
        return 3

    follow("rooms", shifts=shifts, apply=apply)
    return kept


def test_migration_has_loaded_the_package():
    assert list(HolidayNotice.objects.values_list("year", flat=True)) == list(packaged_years())
    assert work_calendar().next_workday(date(2017, 9, 10)) == date(2017, 9, 11)
    assert HolidayNotice.objects.get(year=2017).source.startswith("随软件提供的节假日数据 chinesecalendar 1.")


def test_calendar_takes_two_questions(django_assert_num_queries):
    with django_assert_num_queries(2):
        work_calendar()


def test_notice_takes_the_place_of_the_estimate():
    assert work_calendar().is_estimated(DUE)
    result = enter()
    calendar = work_calendar()
    assert (result.off, result.on, result.moved) == (3, 1, 0)
    assert (calendar.is_estimated(DUE), calendar.is_workday(DUE), calendar.name_of(date(2027, 1, 1))) == (
        False, True, "元旦",
    )  # fmt: skip
    assert (Entry.objects.get().label, Entry.objects.get().details["days"]) == (
        "录入放假通知", ["1月1日至3日 元旦 休", "1月9日 上班"],
    )  # fmt: skip


def test_notice_says_what_the_regulation_gives_and_it_does_not():
    notes = enter(dry_run=True).notes
    assert "2027年5月1日（周六）是劳动节，按规定放假，通知里没有写休。" not in notes
    assert notes[0] == "2027年2月5日（周五）是春节，按规定放假，通知里没有写休。"
    assert len(notes) == 6  # weekends are off anyway


def test_dry_run_writes_nothing_and_says_what_moves(follower):
    result = enter(dry_run=True)
    assert result.shifts == [DateShift("报送总结", date(2027, 1, 11), DUE, 3, "/plans/")]
    assert (follower["due"], HolidayNotice.objects.filter(year=2027).count(), Entry.objects.count()) == (
        date(2027, 1, 11), 0, 0,
    )  # fmt: skip


def test_followers_move_with_the_notice_under_one_batch(follower):
    result = enter()
    assert (result.moved, follower["due"]) == (3, DUE)
    assert list(Entry.objects.values_list("action", "batch")) == [
        ("rooms.move", follower["batch"]),
        ("calendar.enter_notice", follower["batch"]),
    ]


def test_what_moves_is_counted_under_the_lock_under_which_it_moves(follower, monkeypatch):
    outside, seen = len(connection.savepoint_ids), []
    known, (shifts, apply) = followers._followers, followers._followers["rooms"]
    watched = (lambda calendar: seen.append(len(connection.savepoint_ids) - outside) or shifts(calendar), apply)
    monkeypatch.setattr(followers, "_followers", {**known, "rooms": watched})
    enter()
    assert seen == [1]


def test_follower_that_breaks_leaves_nothing(follower, monkeypatch):
    monkeypatch.setattr(followers, "_followers", {**followers._followers, "broken": (lambda _: [], None)})
    with pytest.raises(TypeError):
        enter()
    assert (HolidayNotice.objects.filter(year=2027).count(), Entry.objects.count()) == (0, 0)


def test_room_follows_once(follower):
    with pytest.raises(ValueError, match="follows the calendar already"):
        follow("rooms", shifts=lambda _: [], apply=lambda *_: 0)


def test_notice_is_corrected_in_place(follower):
    enter()
    first = HolidayNotice.objects.get(year=2027)
    enter("1月1日 元旦 休", title="更正")
    notice = HolidayNotice.objects.get(year=2027)
    assert (notice.public_id, notice.title, notice.days.count()) == (first.public_id, "更正", 1)
    assert (follower["due"], Entry.objects.last().label) == (date(2027, 1, 11), "更正放假通知")


def test_notice_may_set_the_last_days_of_the_year_before():
    enter("2026年12月31日至2027年1月2日 元旦 休\n2026年12月27日 上班")
    calendar = work_calendar()
    assert (calendar.is_workday(date(2026, 12, 31)), calendar.is_workday(date(2026, 12, 27))) == (False, True)


def test_same_day_written_twice_counts_once():
    result = enter("10月1日至7日 国庆节 休\n10月4日 中秋节 休")
    assert (result.off, work_calendar().name_of(date(2027, 10, 4))) == (7, "中秋节")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "没有写出任何一天。请至少写一行，如“1月1日至3日 元旦 休”。"),
        ("1月9日 上班\n1月9日 元旦 休", "2027年1月9日既写了休又写了上班（第 1、2 行）。请只留一处。"),
        (
            "2026年12月24日 元旦 休",
            "第 1 行：2026年12月24日不在2027年（前一年只可写12月25日以后的元旦假期）。请核对年份。",
        ),
        ("2028年1月1日 元旦 休", "第 1 行：2028年1月1日不在2027年（前一年只可写12月25日以后的元旦假期）。请核对年份。"),
        ("1月1日 元旦 休\n1月4日 上班", "第 2 行：2027年1月4日是周一，本来就上班。请核对日期。"),
    ],
)
def test_notice_is_refused_with_its_reason(text, reason):
    with pytest.raises(Refused) as refused:
        enter(text)
    assert refused.value.reasons == (reason,)
    assert Entry.objects.count() == 0


def test_all_reasons_are_told_together():
    with pytest.raises(Refused) as refused:
        enter("2028年1月1日 元旦 休\n1月4日 上班", title=" ", source="")
    assert len(refused.value.reasons) == 4


def test_day_of_another_notice_is_not_set_twice():
    with pytest.raises(Refused, match="2018年12月31日已写在2019年的通知里。请先更正那一年。"):
        enter("12月31日 元旦 休", year=2018)


def test_year_beyond_the_one_after_next_is_refused():
    with pytest.raises(Refused, match="请录入2007年至2028年的通知"):
        enter("1月1日 元旦 休", year=2029)


def test_only_the_head_of_the_tree_enters(cast):
    district = grant_membership(cast.people["stranger"].user, cast.district, Role.MANAGER, by=Actor.system("测试"))
    for actor in (acting_as(district), cast["reviewer"], cast["liaison"], cast["security_admin"]):
        assert not actor.may("calendar.manage", HolidayNotice(year=2027))
        with pytest.raises(Forbidden):
            enter(by=actor)
    assert acting_as(district).may("calendar.view", HolidayNotice(year=2027))
    for part in ("manager", "system_admin"):
        enter(by=cast[part])
    assert create_unit("明江市另一办公室", "另办", by=Actor.system("测试")).path.count("/") == 1


def test_command_adds_only_the_years_that_are_lacking(capsys, follower):
    HolidayNotice.objects.filter(year__in=(2025, 2026)).delete()
    HolidayNotice.objects.filter(year=2017).update(title="人工录入")
    call_command("load_holidays")
    call_command("load_holidays")
    assert capsys.readouterr().out == "已装入 2025年、2026年的节假日。\n没有需要装入的年份。\n"
    assert HolidayNotice.objects.get(year=2017).title == "人工录入"
    assert SpecialDay.objects.filter(notice__year=2026, is_off=False).count() == 6
    entries = list(Entry.objects.values_list("action", "batch"))
    assert entries == [(action, follower["batch"]) for action in ("rooms.move", *["calendar.load_packaged_years"] * 2)]


def test_years_that_people_entered_are_kept_where_the_package_says_otherwise():
    HolidayNotice.objects.filter(year=2019).delete()
    with clock.at(date(2018, 11, 10)):
        enter("2018年12月31日至2019年1月1日 元旦 休", year=2019)
    HolidayNotice.objects.filter(year=2018).delete()
    assert load_packaged_years(by=Actor.system("测试")) == [2018]
    assert HolidayNotice.objects.get(year=2019).days.count() == 2
