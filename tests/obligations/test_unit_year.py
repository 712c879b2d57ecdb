"""A unit's year at a glance: every duty in its month, sums that balance, today's line, and who sees it."""

import re
from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people

from luoshi.accounts.models import Unit
from luoshi.kit import clock
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.models import Obligation
from luoshi.obligations.queries.unit_year import unit_year
from luoshi.workflow.engine import take

URL = "obligations:unit_year"
SIX = ("accepted", "accepted_late", "submitted", "returned", "overdue")


def year_of(cast, part="liaison", year=None):
    return unit_year(cast[part], cast.department, year)


def months(year):
    """What stands in each month that has anything, by material's beginning."""
    return {month.name: [line.duty.deliverable.material[:6] for line in month.duties]
            for month in year.months if month.duties}  # fmt: skip


def test_every_duty_stands_in_the_month_of_its_day(cast, plan):
    year = year_of(cast)
    assert months(year) == {"6月": ["2017年度"], "10月": ["设置行政调解"]}
    assert [quarter.name for quarter in year.quarters] == ["第一季度", "第二季度", "第三季度", "第四季度"]
    assert (len(year.months), year.year, year.years) == (12, 2017, [2017])


def test_sums_balance_in_every_month_quarter_and_the_year(cast, plan):
    people.submitted(cast, plan)
    people.obligation(plan, cast.other, "调解室")
    for unit in (cast.department, cast.other, cast.district):
        year = unit_year(cast["manager"], unit)
        for sums in (year.sums, *(q.sums for q in year.quarters), *(m.sums for m in year.months)):
            assert sum(sums.counts[key] for key in SIX) + sums.ahead == sums.applicable
            assert sums.due_done <= sums.due <= sums.applicable <= sums.duties
        assert sum(quarter.sums.duties for quarter in year.quarters) == year.sums.duties
        assert sum(month.sums.applicable for month in year.months) == year.sums.applicable
    assert (year_of(cast).sums.duties, unit_year(cast["manager"], cast.other).sums.applicable) == (2, 1)


@pytest.mark.parametrize(
    ("first", "then", "rate", "in_time"),
    [
        ("2017-06-20", "accept", "100.0 %", 1),
        ("2017-06-21", "accept", "100.0 %", 0),
        ("2017-06-20", "return", "0.0 %", 1),
    ],
)
def test_the_rate_counts_what_was_accepted_of_what_fell_due(first, then, rate, in_time, cast, plan):
    with clock.at(date.fromisoformat(first)):
        duty = people.submitted(cast, plan)
    take(duty, then, by=cast["reviewer"], note="缺公章。")
    sums = year_of(cast).sums
    assert (sums.rate, sums.due, sums.due_in_time) == (rate, 1, in_time)


def test_what_is_accepted_ahead_of_its_day_does_not_lift_the_rate_above_all(cast, plan):
    for words in ("实施方案", "调解室"):
        take(people.submitted(cast, plan, words), "accept", by=cast["reviewer"])
    sums = year_of(cast).sums
    assert (sums.counts["done"], sums.due_done, sums.due, sums.rate) == (2, 1, 1, "100.0 %")
    autumn = year_of(cast).quarters[3].sums
    assert (autumn.counts["accepted"], autumn.due, autumn.rate) == (1, 0, "—")


@pytest.mark.parametrize(
    ("today", "before", "at_end"),
    [
        (date(2017, 5, 30), "6月", "5月"),
        (date(2017, 6, 20), "6月", None),
        (date(2017, 6, 21), "10月", "6月"),
        (date(2017, 10, 31), "10月", None),
        (date(2017, 11, 1), None, "11月"),
        (date(2018, 1, 5), None, None),
    ],
)
def test_todays_line_stands_before_what_is_still_to_come_in_this_month(today, before, at_end, cast, plan):
    with clock.at(today):
        year = year_of(cast, year=2017)
        here = [month.name for month in year.months if any(line.is_next for line in month.duties)]
        ends = [month.name for month in year.months if month.ends_today]
    is_now = before == f"{today.month}月" and today.year == 2017
    assert (here, ends) == ([before] if is_now else [], [at_end] if at_end else [])


def test_what_is_owed_outside_the_year_has_a_part_of_its_own(cast, plan):
    duty = people.obligation(plan, cast.department, "调解室")
    Obligation.objects.filter(pk=duty.pk).update(due=date(2018, 1, 31))
    year = year_of(cast)
    assert [quarter.name for quarter in year.quarters][-1] == "次年到期"
    assert months(year)["2018年1月"] == ["设置行政调解"]
    assert sum(quarter.sums.duties for quarter in year.quarters) == year.sums.duties


def test_the_page_shows_sums_the_duties_and_when_they_came(cast, plan, enter):
    with clock.at(date(2017, 6, 23)):
        take(people.submitted(cast, plan), "accept", by=cast["reviewer"])
    page = enter("liaison").get(reverse(URL)).content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "下达 2 项，适用 2 项。已到期 1 项：按时报送 0 项，审核通过 1 项，完成率 100.0 %。" in text
    assert "6月23日，迟 3 天" in text
    assert page.count('class="year-today"') == 1
    assert "市办方案" not in text


def test_who_sees_the_unit_sees_its_year(cast, plan, enter):
    for part in ("unit_head", "unit_admin", "liaison"):
        assert enter(part).get(reverse(URL)).context["year"].sums.duties == 2
    unit = {"unit": cast.department.public_id}
    for part in ("manager", "head", "inspector", "reviewer"):
        assert enter(part).get(reverse(URL), unit).context["year"].sums.duties == 2
    assert enter("stranger").get(reverse(URL), unit).status_code == 404
    assert enter("audit_admin").get(reverse(URL)).status_code == 403


def test_another_year_and_nonsense(cast, plan, enter):
    people.forerunner(cast, plan)
    client = enter("liaison")
    assert client.get(reverse(URL), {"year": 2016}).context["year"].sums.counts["overdue"] == 2
    assert client.get(reverse(URL), {"year": "abc"}).context["year"].year == 2017
    assert "2015年没有任务" in client.get(reverse(URL), {"year": 2015}).content.decode()


def test_a_unit_without_duties_has_an_empty_year(cast, enter):
    page = enter("liaison").get(reverse(URL)).content.decode()
    assert "方案下达后，任务按到期的月份列在这里。" in page


def test_the_year_asks_as_much_for_many_duties_as_for_few(cast, enter, django_assert_num_queries):
    people.issued_plan(cast)
    client = enter("liaison")
    with django_assert_num_queries(6):
        client.get(reverse(URL))
    for number in (10, 11):
        plan = people.issued_plan(cast, number)
        hand_in(people.obligation(plan, cast.department), by=cast["liaison"], files=[people.pdf(str(number))])
    with django_assert_num_queries(6):
        assert client.get(reverse(URL)).context["year"].sums.duties == 6


def test_units_that_are_not_in_sight_are_not_looked_into(cast, plan):
    assert unit_year(cast["liaison"], Unit.objects.get(pk=cast.other.pk)).sums.duties == 0
