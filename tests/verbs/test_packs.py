"""Whole packs: the fewest tablets left over, then the fewest packs."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pillsplit.verbs.packs import Packs, whole_packs


def brute_force(tablets: int, sizes: list[int]) -> list[tuple[int, int]]:
    """Try every number of every size up to one pack too many, and take the best by the definition."""
    sizes = sorted(set(sizes), reverse=True)
    choices = product(*(range(-(-tablets // size) + 1) for size in sizes))
    enough = [counts for counts in choices if sum(map(int.__mul__, counts, sizes)) >= tablets]
    best = min(
        enough,
        key=lambda counts: (
            sum(map(int.__mul__, counts, sizes)) - tablets,
            sum(counts),
            [-count for count in counts],
        ),
    )
    return [(size, count) for size, count in zip(sizes, best, strict=True) if count]


def counted(tablets: int, sizes: list[int]) -> list[tuple[int, int]]:
    return [(each.size, each.count) for each in whole_packs(tablets, sizes)]


def test_21_tablets_from_packs_of_28_are_one_pack() -> None:
    assert whole_packs(21, (28,)) == (Packs(28, 1),)


def test_nothing_left_over_goes_before_fewer_packs() -> None:
    assert counted(60, [28, 30, 100]) == [(30, 2)]
    assert counted(112, [28, 100]) == [(28, 4)]


def test_one_larger_pack_goes_before_two_smaller_ones_of_the_same_total() -> None:
    assert counted(100, [50, 100]) == [(100, 1)]


def test_of_equal_totals_and_equal_numbers_the_larger_packs_are_taken() -> None:
    assert counted(40, [10, 20, 30]) == [(30, 1), (10, 1)]


def test_no_tablets_need_no_packs_and_unknown_sizes_give_none() -> None:
    assert whole_packs(0, (28,)) == ()
    assert whole_packs(10, ()) == ()


def test_the_tablets_of_packs_are_their_size_times_their_number() -> None:
    assert Packs(28, 3).tablets == 84


@pytest.mark.parametrize("sizes", [[28, 30, 100], [30, 60, 90, 100], [7, 5], [50, 100, 500], [3], [10, 20, 30], [6, 4]])
def test_small_numbers_in_full_agree_with_brute_force(sizes: list[int]) -> None:
    for tablets in range(1, 121):
        assert counted(tablets, sizes) == brute_force(tablets, sizes), tablets


@given(st.integers(1, 90), st.lists(st.integers(1, 40), min_size=1, max_size=3))
@example(31, [12, 8])  # no size makes an odd number: one tablet must be left over
def test_random_sizes_agree_with_brute_force(tablets: int, sizes: list[int]) -> None:
    assert counted(tablets, sizes) == brute_force(tablets, sizes)


@given(st.integers(1, 3000), st.lists(st.integers(2, 12), min_size=2, max_size=3, unique=True))
def test_large_numbers_agree_with_a_table_without_shortcuts(tablets: int, sizes: list[int]) -> None:
    fewest: dict[int, int] = {0: 0}
    for total in range(1, tablets + max(sizes)):
        if before := [fewest[total - size] for size in sizes if total - size in fewest]:
            fewest[total] = min(before) + 1
    total = min(each for each in fewest if each >= tablets)
    packs = whole_packs(tablets, sizes)
    assert sum(each.tablets for each in packs) == total
    assert sum(each.count for each in packs) == fewest[total]


def test_a_million_tablets_are_packed_as_fast_as_a_hundred() -> None:
    packs = whole_packs(1_000_001, (28, 30, 100, 500, 1000))
    assert sum(each.tablets for each in packs) == 1_000_002
