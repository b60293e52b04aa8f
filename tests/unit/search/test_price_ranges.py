from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.search.price_ranges import MOST_RANGES, PriceRange, ranges_for


def test_bounds_are_round_and_the_ranges_hold_about_as_many_each() -> None:
    prices = [5_000 + 1_990 * number for number in range(50)]
    assert ranges_for(prices) == [
        PriceRange(None, 24_999),
        PriceRange(25_000, 44_999),
        PriceRange(45_000, 59_999),
        PriceRange(60_000, 79_999),
        PriceRange(80_000, None),
    ]


@pytest.mark.parametrize("prices", [[], [49_900], [49_900] * 20, [41_000, 42_000, 43_000]])
def test_there_is_nothing_to_choose_between_equal_prices(prices: list[int]) -> None:
    assert ranges_for(prices) == []


def test_what_has_no_price_is_in_no_range() -> None:
    assert not PriceRange(None, None).holds(None)


@settings(deadline=None)
@given(st.lists(st.integers(0, 30) | st.integers(0, 10**9), max_size=60))
@example([0, 1])
@example([9, 10, 11])
def test_every_price_is_in_one_range_and_no_range_is_empty(prices: list[int]) -> None:
    ranges = ranges_for(prices)
    assert len(ranges) <= MOST_RANGES
    assert len(ranges) != 1
    if ranges:
        for price in prices:
            assert sum(each.holds(price) for each in ranges) == 1
        for each in ranges:
            assert any(map(each.holds, prices))
        assert ranges == sorted(ranges, key=lambda each: each.low_cents or 0)


@settings(deadline=None)
@given(st.lists(st.integers(100, 10**9), min_size=2, max_size=60))
def test_a_bound_has_at_most_two_digits_that_are_not_0(prices: list[int]) -> None:
    for each in ranges_for(prices):
        if each.low_cents is not None:
            assert len(str(each.low_cents).rstrip("0")) <= 2
