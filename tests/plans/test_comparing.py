"""Comparing two plans: every row once, the most alike together, words and dates apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.plans.comparing import Change, Row, by_category, compare, counts, match, pieces
from luoshi.plans.years import in_year, moved_years, same_day

WORDS = st.text(alphabet="行政指导调解案例方案通知图片ab", max_size=8)
ROWS = st.builds(
    Row,
    key=st.uuids().map(str),
    category=st.sampled_from(["市政府部门", "派出机构", ""]),
    item=WORDS,
    material=WORDS,
    deadline=st.sampled_from(["6月中旬", "9月上旬", ""]),
    due=st.none() | st.dates(date(2018, 1, 1), date(2018, 12, 31)),
    units=WORDS,
)
PLANS = st.lists(ROWS, max_size=12)


def row(key, item="行政指导", material="评选行政指导案例的通知、结果", **other):
    return Row(key, other.pop("category", "市政府部门"), item, material, **other)


@given(PLANS)
def test_a_plan_compared_with_itself_is_the_same_row_by_row(plan):
    lines = compare(plan, plan)
    assert [(line.before, line.after) for line in lines] == [(one, one) for one in plan]
    assert counts(lines)[Change.SAME] == len(plan)


@given(PLANS, PLANS)
def test_every_row_of_both_plans_stands_exactly_once(before, after):
    lines = compare(before, after)
    assert sorted(line.before.key for line in lines if line.before) == sorted(one.key for one in before)
    assert [line.after.key for line in lines if line.after] == [one.key for one in after]
    assert all(line.changes for line in lines)
    assert all(line.before.category == line.after.category for line in lines if line.before and line.after)


@given(PLANS, PLANS)
def test_swapping_the_plans_swaps_what_came_and_what_went(before, after):
    there, back = counts(compare(before, after)), counts(compare(after, before))
    assert there == back | {Change.ADDED: back[Change.DROPPED], Change.DROPPED: back[Change.ADDED]}
    assert match(before, after) == sorted((old, new) for new, old in match(after, before))


@given(WORDS, WORDS)
def test_pieces_make_up_both_texts(before, after):
    runs = pieces(before, after)
    assert "".join(run.text for run in runs if run.kind != "ins") == before
    assert "".join(run.text for run in runs if run.kind != "del") == after
    assert all(run.text for run in runs)


@pytest.mark.parametrize(
    ("before", "after", "changes", "days"),
    [
        ({}, {}, {Change.SAME}, None),
        (
            {"material": "评选行政指导案例的通知、结果"},
            {"material": "评选行政指导案例的 通知、结果"},
            {Change.SAME},
            None,
        ),
        ({}, {"material": "评选行政指导优秀案例的通知、结果"}, {Change.WORDS}, None),
        ({}, {"units": "市环保局（牵头）"}, {Change.WORDS}, None),
        (
            {"deadline": "9月上旬", "due": date(2018, 9, 10)},
            {"deadline": "9月27日", "due": date(2018, 9, 27)},
            {Change.MOVED},
            17,
        ),
        (
            {"deadline": "6月底", "due": date(2018, 6, 30)},
            {"deadline": "6月30日", "due": date(2018, 6, 30)},
            {Change.WORDS},
            0,
        ),
        (
            {"deadline": "9月上旬", "due": date(2018, 9, 10)},
            {"deadline": "9月上旬", "due": date(2018, 9, 10)},
            {Change.SAME},
            0,
        ),
        ({"deadline": "适时"}, {"deadline": "及时"}, {Change.MOVED}, None),
        ({"deadline": "9月上旬", "due": date(2018, 9, 10)}, {"deadline": "适时"}, {Change.MOVED}, None),
    ],
)
def test_one_row_says_what_changed(before, after, changes, days):
    (line,) = compare([row("a", **before)], [row("b", **after)])
    assert (set(line.changes), line.days) == (changes, days)


def test_words_and_date_may_both_change_and_both_are_counted():
    (line,) = compare(
        [row("a", deadline="9月上旬", due=date(2018, 9, 10))],
        [row("b", material="评选行政指导案例的通知、结果、照片", deadline="8月底", due=date(2018, 8, 31))],
    )
    assert (set(line.changes), line.days) == ({Change.WORDS, Change.MOVED}, -10)


def test_lines_of_one_category_stand_together_what_was_dropped_too():
    before = [row("a"), row("b", category="派出机构"), row("c", item="别的", material="另一件事")]
    after = [row("d"), row("e", category="派出机构")]
    assert [line.shown.key for line in by_category(compare(before, after))] == ["d", "c", "e"]


def test_rows_of_different_categories_are_never_the_same():
    lines = compare([row("a")], [row("b", category="派出机构")])
    assert [set(line.changes) for line in lines] == [{Change.ADDED}, {Change.DROPPED}]


def test_the_most_alike_are_paired_first_not_the_first_that_fit():
    before = [row("a", material="行政指导案例评选的通知和结果"), row("b", material="行政指导案例评选的结果")]
    after = [row("c", material="行政指导案例评选的结果"), row("d", material="行政指导案例评选的通知及结果")]
    assert match(before, after) == [(0, 1), (1, 0)]


def test_rows_with_equal_words_are_told_apart_by_their_deadline():
    before = [row("a", deadline="6月中旬"), row("b", deadline="11月底")]
    after = [row("c", deadline="11月底"), row("d", deadline="6月中旬")]
    assert match(before, after) == [(0, 1), (1, 0)]


def test_four_hundred_rows_find_their_likes():
    before = [row(f"a{n}", material=f"第{n}项工作的实施方案、总结和照片") for n in range(400)]
    after = [row(f"b{n}", material=f"第{n}项工作的实施方案、总结和图片") for n in range(400)]
    assert match(before, after) == [(n, n) for n in range(400)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("明江市2017年度实施方案", "明江市2018年度实施方案"),
        ("二〇一七年工作要点", "二〇一八年工作要点"),
        ("二○一七年工作要点", "二○一八年工作要点"),
        ("2016—2020年规划", "2016—2020年规划"),
        ("2017年至2020年规划的2017年度总结", "2017年至2020年规划的2018年度总结"),
        ("第20170号", "第20170号"),
    ],
)
def test_year_of_a_text_changes_and_other_years_stay(text, wanted):
    assert in_year(text, 2017, 2018) == wanted


def test_deadlines_keep_their_distance_from_the_year_and_leap_days_fall_back():
    assert moved_years("2018年1月10日前", 1) == "2019年1月10日前"
    assert moved_years("9月上旬", 1) == "9月上旬"
    assert (same_day(date(2016, 2, 29), 1), same_day(date(2017, 9, 10), 1)) == (date(2017, 2, 28), date(2018, 9, 10))
