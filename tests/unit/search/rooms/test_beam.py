from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.search.rooms.beam import Fill, search
from backend.search.rooms.board import Board, lay_out
from backend.search.rooms.choosing import WIDTH
from backend.search.rooms.finishing import Apart
from tests.unit.search.rooms.making import (
    all_fills,
    boards,
    fits,
    piece,
    random_board,
    rank,
    scoring,
)

WIDE = 10_000


def scores(fills: list[Fill]) -> list[float]:
    return [round(fill.score, 6) for fill in fills]


def sets_of(board: Board, fills: list[Fill]) -> set[frozenset[str]]:
    """Their listings."""
    return {frozenset(each.id for each in board.pieces(fill.places)) for fill in fills}


@settings(max_examples=300)
@given(boards())
def test_a_wide_beam_finds_all_there_are_in_order(board: Board) -> None:
    found, wanted = search(board, WIDE), all_fills(board)
    assert scores(found) == scores(wanted)
    assert sets_of(board, found) == sets_of(board, wanted)
    assert all(fits(board, fill) for fill in found)


@settings(max_examples=500)
@given(boards(slots=5), st.integers(1, 3))
def test_a_narrow_beam_finds_a_set_whenever_there_is_one(board: Board, width: int) -> None:
    found = search(board, width)
    assert bool(found) == bool(all_fills(board))
    assert len(found) <= width
    assert all(fits(board, fill) for fill in found)


@settings(max_examples=300)
@given(boards(), st.integers(1, 3), st.integers(0, 3))
def test_a_set_apart_from_others_is_found_whenever_there_is_one(
    board: Board, width: int, shared: int
) -> None:
    others = tuple(board.designs_of(fill.places) for fill in all_fills(board)[::3])
    apart = Apart(others, shared)
    wanted = all_fills(board, apart)
    found = search(board, width, apart)
    assert bool(found) == bool(wanted)
    assert all(
        fits(board, fill)
        and all(len(board.designs_of(fill.places) & other) <= shared for other in others)
        for fill in found
    )
    assert scores(search(board, WIDE, apart)) == scores(wanted)


def test_the_cheapest_is_kept_though_all_dearer_ones_are_better() -> None:
    """The last slot needs what the first ones would rather spend."""
    slots = [
        [piece(f"{slot}-{number}", "rug", price_cents=100 - number) for number in range(30)]
        for slot in range(6)
    ]
    board = lay_out(scoring(), [piece("anchor")], slots, budget=6 * 71)
    (fill,) = search(board, 1)
    assert sum(int(board.prices[slot][place]) for slot, place in enumerate(fill.places)) == 6 * 71
    too_little = lay_out(scoring(), [piece("anchor")], slots, budget=6 * 71 - 1)
    assert search(too_little, 1) == []


def test_slots_that_want_the_same_do_not_leave_each_other_nothing() -> None:
    a, b, c = (piece(name, "wall_art") for name in "abc")
    board = lay_out(scoring(), [piece("anchor")], [[a, b, c], [a, b], [a]])
    (fill,) = search(board, 1)
    assert [each.id for each in board.pieces(fill.places)] == ["c", "b", "a"]


def test_of_interchangeable_slots_a_set_is_one_set() -> None:
    frames = [piece(name, "wall_art") for name in "abcd"]
    board = lay_out(scoring(), [piece("anchor")], [frames, frames])
    found = search(board, WIDE)
    assert len(found) == math.comb(4, 2)


@settings(max_examples=30)
@given(boards(), st.integers(0, 1000))
def test_the_order_of_candidates_changes_nothing(board: Board, seed: int) -> None:
    slots = [list(slot) for slot in board.candidates]
    for slot in slots:
        random.Random(seed).shuffle(slot)
    again = lay_out(scoring(), [piece("anchor", "rug")], slots, budget=board.budget)
    first = lay_out(scoring(), [piece("anchor", "rug")], board.candidates, budget=board.budget)
    assert [fill.places for fill in search(again, 5)] == [fill.places for fill in search(first, 5)]


@settings(max_examples=50)
@given(boards())
def test_ties_go_by_the_ids_of_the_listings(board: Board) -> None:
    blind = Board(
        candidates=board.candidates,
        alone=tuple(np.zeros_like(each) for each in board.alone),
        together={slots: np.zeros_like(each) for slots, each in board.together.items()},
        prices=board.prices,
        listings=board.listings,
        designs=board.designs,
        budget=board.budget,
    )
    found = search(blind, WIDE)
    assert found == sorted(found, key=rank)
    assert sets_of(blind, found) == sets_of(blind, all_fills(blind))


@pytest.mark.parametrize("budget_quantile", [None, 0.15])
def test_a_narrow_beam_comes_near_the_best_there_is(budget_quantile: float | None) -> None:
    """Of five candidates in each of five slots; the share is of the way from an average set."""
    shares = []
    for seed in range(12):
        board = random_board(5, 5, seed, budget_quantile=budget_quantile)
        every = all_fills(board)
        mean = float(np.mean([fill.score for fill in every]))
        found = search(board, 4)[0]
        shares.append((found.score - mean) / (every[0].score - mean))
    assert max(shares) <= 1 + 1e-9
    assert np.mean(shares) > 0.98
    assert min(shares) > 0.9


@pytest.mark.parametrize("budget_quantile", [None, 0.2])
def test_the_usual_beam_comes_near_a_much_wider_one(budget_quantile: float | None) -> None:
    shares = []
    for seed in range(6):
        board = random_board(7, 40, seed, budget_quantile=budget_quantile)
        best = search(board, 20 * WIDTH)[0].score
        shares.append(search(board, WIDTH)[0].score / best)
    assert np.mean(shares) > 0.97
    assert min(shares) > 0.9
