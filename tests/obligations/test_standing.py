"""On time, near, overdue, late: one function, checked against a table and against its own definition."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.obligations.models import Obligation
from luoshi.obligations.standing import CITY_TIME, NEAR_DAYS, Kind, standing

DUE = date(2017, 9, 10)


@pytest.mark.parametrize(
    ("state", "today", "handed_in", "kind", "words", "phrase"),
    [
        ("pending", date(2017, 8, 1), None, Kind.NOT_DUE, "未到期", "剩 40 天"),
        ("pending", date(2017, 9, 3), None, Kind.NEAR, "剩 7 天", "剩 7 天"),
        ("pending", date(2017, 9, 10), None, Kind.NEAR, "今天到期", "今天到期"),
        ("pending", date(2017, 9, 11), None, Kind.OVERDUE, "逾 1 天", "逾 1 天"),
        ("submitted", date(2017, 9, 20), date(2017, 9, 10), Kind.SUBMITTED, "待审", "待审"),
        ("submitted", date(2017, 9, 20), date(2017, 9, 12), Kind.SUBMITTED, "待审", "待审，迟 2 天"),
        ("returned", date(2017, 9, 20), date(2017, 9, 9), Kind.RETURNED, "退回", "退回"),
        ("accepted", date(2017, 9, 20), date(2017, 9, 10), Kind.ACCEPTED, "审核通过", "审核通过"),
        ("accepted", date(2017, 9, 20), date(2017, 9, 11), Kind.ACCEPTED_LATE, "迟报通过", "迟报通过，迟 1 天"),
        ("not_applicable", date(2017, 12, 1), None, Kind.NOT_APPLICABLE, "不适用", "不适用"),
    ],
)
def test_standing_reads_as_people_say_it(state, today, handed_in, kind, words, phrase):
    moment = datetime.combine(handed_in, time(23, 59), tzinfo=CITY_TIME) if handed_in else None
    found = standing(state, DUE, moment, today)
    assert (found.kind, found.words, found.phrase) == (kind, words, phrase)


TERM = date(2017, 9, 14)


@pytest.mark.parametrize(
    ("today", "handed_in", "term", "kind", "phrase"),
    [
        (date(2017, 9, 11), date(2017, 9, 9), TERM, Kind.RETURNED, "退回，剩 3 天"),
        (date(2017, 9, 14), date(2017, 9, 9), TERM, Kind.RETURNED, "退回，今天到期"),
        (date(2017, 9, 16), date(2017, 9, 9), TERM, Kind.RETURNED, "退回，逾 2 天"),
        (date(2017, 9, 8), None, None, Kind.RETURNED, "退回，剩 2 天"),
        (date(2017, 9, 12), None, None, Kind.OVERDUE, "逾 2 天"),
    ],
)
def test_what_was_returned_counts_to_its_term_and_what_was_void_to_its_due_date(today, handed_in, term, kind, phrase):
    moment = datetime.combine(handed_in, time(9), tzinfo=CITY_TIME) if handed_in else None
    found = standing("returned", DUE, moment, today, term)
    assert (found.kind, found.phrase) == (kind, phrase)


def test_standing_counts_days_in_the_time_of_the_city():
    last_minute = datetime(2017, 9, 10, 15, 59, tzinfo=UTC)  # 23:59 in the city
    assert standing("accepted", DUE, last_minute, DUE).kind is Kind.ACCEPTED
    assert standing("accepted", DUE, last_minute + timedelta(minutes=1), DUE).kind is Kind.ACCEPTED_LATE


@given(
    st.sampled_from(Obligation.State.values), st.dates(), st.dates(), st.none() | st.datetimes(timezones=st.just(UTC))
)
def test_standing_keeps_its_definition(state, due, today, handed_in):
    found = standing(state, due, handed_in, today)
    assert found.days_left == (due - today).days
    owed = state == "pending" or (state == "returned" and handed_in is None)
    assert (found.kind is Kind.OVERDUE) == (owed and today > due)
    assert (found.kind is Kind.NEAR) == (state == "pending" and 0 <= (due - today).days <= NEAR_DAYS)
    assert found.late_days >= 0
    assert (found.kind is Kind.ACCEPTED_LATE) == (state == "accepted" and found.late_days > 0)
