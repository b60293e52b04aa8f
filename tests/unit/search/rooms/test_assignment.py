from __future__ import annotations

from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.search.rooms.assignment import cheapest_assignment

SLOTS = st.lists(st.dictionaries(st.integers(0, 4), st.integers(0, 20), max_size=5), max_size=5)


def cheapest_of_all(slots: list[dict[int, int]]) -> int | None:
    totals = [
        sum(prices[design] for prices, design in zip(slots, chosen, strict=True))
        for chosen in product(*slots)
        if len(set(chosen)) == len(slots)
    ]
    return min(totals, default=None)


@settings(max_examples=500)
@given(SLOTS)
@example([{1: 0, 2: 9}, {1: 0, 2: 9}, {1: 5, 3: 20}])
@example([{1: 3}, {1: 3, 2: 4}, {1: 3, 2: 4, 3: 9}])
def test_no_way_to_share_the_designs_is_cheaper(slots: list[dict[int, int]]) -> None:
    chosen = cheapest_assignment(slots)
    least = cheapest_of_all(slots)
    if chosen is None:
        assert least is None
        return
    assert len(set(chosen)) == len(slots)
    assert sum(prices[design] for prices, design in zip(slots, chosen, strict=True)) == least


def test_nobody_gets_what_he_does_not_want() -> None:
    assert cheapest_assignment([{1: 0}, {1: 0}, {2: 5}]) is None
    assert cheapest_assignment([{}]) is None
    assert cheapest_assignment([]) == ()


def test_large_prices_are_added_exactly() -> None:
    dear = 10**15
    assert cheapest_assignment([{1: dear, 2: dear + 1}, {1: dear, 2: dear + 2}]) == (2, 1)
