"""The draw: the same for everybody who draws again."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.obligations.draw import digest_of_list, drawn, new_seed, script, size_of_share

NUMBERS = [f"2017-090{day}-{number:04}" for day in range(1, 10) for number in range(1, 40)]
LISTS = st.lists(st.sampled_from(NUMBERS), unique=True, max_size=60)
SEEDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=64)


@given(seed=SEEDS, numbers=LISTS, size=st.integers(-3, 80), order=st.randoms())
def test_the_same_seed_and_list_draw_the_same_in_whatever_order_they_come(seed, numbers, size, order):
    again = list(numbers)
    order.shuffle(again)
    sample = drawn(seed, numbers, size)
    assert sample == drawn(seed, again, size)
    assert len(sample) == min(max(size, 0), len(numbers)) == len(set(sample))
    assert set(sample) <= set(numbers)
    assert digest_of_list(numbers) == digest_of_list(again)


@given(seed=SEEDS, numbers=LISTS, size=st.integers(0, 59))
def test_a_larger_sample_begins_with_the_smaller_one(seed, numbers, size):
    assert drawn(seed, numbers, size + 1)[:size] == drawn(seed, numbers, size)


def test_rank_is_the_hash_of_seed_and_number():
    numbers = NUMBERS[:20]
    least = min(numbers, key=lambda number: hashlib.sha256(f"种子\n{number}".encode()).hexdigest())
    assert drawn("种子", numbers, 1) == [least]


def test_one_more_candidate_moves_nobody_but_by_taking_a_place():
    before = drawn("甲", NUMBERS[:100], 10)
    after = drawn("甲", [*NUMBERS[:100], NUMBERS[101]], 10)
    assert [one for one in after if one != NUMBERS[101]] == before[: 10 - (NUMBERS[101] in after)]


def test_another_seed_draws_another_sample():
    assert len({tuple(drawn(f"种子{number}", NUMBERS, 5)) for number in range(50)}) == 50


def test_every_candidate_is_drawn_about_as_often():
    times = dict.fromkeys(NUMBERS[:20], 0)
    for number in range(2000):
        for one in drawn(f"{number}", times, 5):
            times[one] += 1
    assert all(430 < count < 570 for count in times.values())


@pytest.mark.parametrize(
    ("candidates", "per_cent", "size"), [(0, 10, 0), (1, 1, 1), (45, 10, 5), (100, 10, 10), (3, 100, 3), (101, 1, 2)]
)
def test_a_share_is_rounded_up(candidates, per_cent, size):
    assert size_of_share(candidates, per_cent) == size


@pytest.mark.parametrize("seed", ["6f1d", "复核 '2017' \"九月\" \\n {x}", ""])
def test_the_lines_of_python_draw_the_same(seed):
    """Run as anybody would run them, by another Python that knows nothing of us."""
    numbers = NUMBERS[5:60]
    told = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", script(seed, numbers, 7)], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == [digest_of_list(numbers), *drawn(seed, numbers, 7)]


def test_a_new_seed_is_new_each_time():
    seeds = {new_seed() for _ in range(100)}
    assert (len(seeds), {len(seed) for seed in seeds}) == (100, {32})
