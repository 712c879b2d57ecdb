"""The pages of the calendar."""

from datetime import date

import pytest
from django.urls import reverse

from luoshi.accounts.actions import grant_membership
from luoshi.accounts.roles import Role
from luoshi.calendar import followers
from luoshi.calendar.followers import DateShift, follow
from luoshi.calendar.models import HolidayNotice
from luoshi.calendar.queries import work_calendar
from luoshi.calendar.sheet import months
from luoshi.kit import clock
from luoshi.kit.actor import Actor

GIVEN = {"title": "2018年放假通知", "source": "示例〔2017〕2号", "days": "1月1日 元旦 休\n1月6日 上班"}


def page(client, name, *args, **data):
    """The page as text."""
    answer = client.get(reverse(name, args=args), data)
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_of_a_year_names_days_and_source(cast, enter):
    shown = page(enter("liaison"), "calendar:year_detail")
    assert "2017年日历" in shown
    assert "来源：随软件提供的节假日数据 chinesecalendar" in shown
    assert "1日至3日 国庆节" in shown
    assert "30日 上班" in shown
    assert "估算，" not in shown
    assert reverse("calendar:notice_enter", args=[2017]) not in shown


def test_page_of_an_unknown_year_says_that_it_is_an_estimate(cast, enter):
    with clock.at(date(2026, 11, 23)):
        shown = page(enter("manager"), "calendar:year_detail", 2027)
    assert "2027年的放假通知还没有录入，本页是估算。" in shown
    assert reverse("calendar:notice_enter", args=[2027]) in shown


@pytest.mark.parametrize(("year", "status"), [(2006, 404), (2007, 200), (2019, 200), (2020, 404), (99999, 404)])
def test_years_without_a_page_are_not_found(year, status, cast, enter):
    client = enter("manager")
    assert client.get(f"/calendar/{year}/").status_code == status
    assert client.get(f"/calendar/{year}/enter/").status_code == status


@pytest.mark.django_db
def test_sheet_holds_every_day_once():
    sheets = months(2017, work_calendar(), today=date(2017, 9, 5))
    cells = [cell for month in sheets for week in month.weeks for cell in week if cell]
    assert all(len(week) == 7 for month in sheets for week in month.weeks)
    assert (len({cell.day for cell in cells}), sum(month.workdays for month in sheets)) == (365, 249)
    assert [cell.day for cell in cells if cell.is_today] == [date(2017, 9, 5)]
    assert [run.words for run in sheets[9].runs] == ["1日至3日 国庆节", "4日 中秋节", "5日至8日 国庆节"]
    assert [run.words for run in sheets[8].runs] == ["30日 上班"]


def test_district_manager_looks_and_does_not_change(cast, enter):
    user = cast.people["district_head"].user
    user.memberships.all().delete()
    grant_membership(user, cast.district, Role.MANAGER, by=Actor.system("测试"))
    client = enter("district_head")
    assert reverse("calendar:notice_enter", args=[2018]) not in page(client, "calendar:year_detail", 2018)
    assert client.get(reverse("calendar:notice_enter", args=[2018])).status_code == 403


def test_notice_is_entered_after_a_dry_run(cast, enter, monkeypatch):
    monkeypatch.setattr(followers, "_followers", {})
    shift = DateShift("报送总结", date(2018, 1, 8), date(2018, 1, 6), 4, "/plans/")
    follow("rooms", shifts=lambda _: [shift], apply=lambda *_: 4)
    HolidayNotice.objects.filter(year=2018).delete()
    client, url = enter("manager"), reverse("calendar:notice_enter", args=[2018])
    tried = client.post(url, GIVEN)
    shown = tried.content.decode()
    assert tried.status_code == 200
    assert not HolidayNotice.objects.filter(year=2018).exists()
    assert "放假 <b>1</b> 天，调休上班 <b>1</b> 天" in shown
    assert "2018年1月8日 周一" in shown
    assert "→ 2018年1月6日 周六" in shown
    assert "确认录入 2 天，调整 1 处日期" in shown
    done = client.post(url, GIVEN | {"confirm": "1"}, follow=True)
    assert "2018年的放假通知已录入，随之调整日期 4 项。" in done.content.decode()
    assert HolidayNotice.objects.get(year=2018).entered_by == cast["manager"].name


def test_form_shows_the_notice_that_stands(cast, enter):
    shown = page(enter("system_admin"), "calendar:notice_enter", 2017)
    assert "9月30日 国庆节 上班" in shown
    assert "更正2017年放假通知" in shown


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ("1月1日 元旦 休\n元旦", "第 2 行：没有读出日期"),
        ("1月1日 元旦 休\n1月2日 上班", "第 2 行：2018年1月2日是周二，本来就上班"),
    ],
)
def test_faults_are_shown_and_what_was_written_is_kept(days, fault, cast, enter):
    answer = enter("manager").post(reverse("calendar:notice_enter", args=[2018]), GIVEN | {"days": days})
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert days in answer.content.decode()
