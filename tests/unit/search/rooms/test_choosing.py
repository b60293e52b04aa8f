from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.search.grouping import design_of
from backend.search.rooms import finishing
from backend.search.rooms.beam import Fill
from backend.search.rooms.board import Board, lay_out
from backend.search.rooms.choosing import best_sets
from tests.unit.search.rooms.making import all_fills, boards, crowded_board, fits, piece, scoring

WIDE = 10_000


def apart(board: Board, first: Fill, second: Fill) -> int:
    """Designs of the first that the second lacks."""
    return len(board.designs_of(first.places) - board.designs_of(second.places))


def one_after_another(board: Board, count: int, differ: int) -> list[Fill]:
    """What `best_sets` means, over all there are."""
    chosen: list[Fill] = []
    for fill in all_fills(board):
        least = min(differ, board.slots)
        if len(chosen) < count and all(apart(board, fill, other) >= least for other in chosen):
            chosen.append(fill)
    return chosen


@settings(max_examples=300)
@given(boards(), st.integers(1, 5), st.integers(1, 5))
def test_with_a_wide_beam_each_set_is_the_best_that_is_apart_from_the_former(
    board: Board, count: int, differ: int
) -> None:
    found = best_sets(board, count, differ=differ, width=WIDE)
    wanted = one_after_another(board, count, differ)
    assert [round(fill.score, 6) for fill in found] == [round(fill.score, 6) for fill in wanted]


@settings(max_examples=300)
@given(boards(), st.integers(1, 5), st.integers(1, 5), st.integers(1, 3))
def test_with_a_narrow_beam_all_are_apart_and_no_more_could_be_added(
    board: Board, count: int, differ: int, width: int
) -> None:
    found = best_sets(board, count, differ=differ, width=width)
    least = min(differ, board.slots)
    assert len(found) <= count
    for place, fill in enumerate(found):
        assert fits(board, fill)
        assert all(apart(board, fill, other) >= least for other in found[:place])
    if len(found) < count:
        assert not any(
            all(apart(board, fill, other) >= least for other in found) for fill in all_fills(board)
        )


@settings(max_examples=200)
@given(st.integers(0, 10**6), st.integers(2, 5))
def test_where_it_is_not_worked_out_who_can_stay_apart_nothing_wrong_comes_back(
    seed: int, differ: int
) -> None:
    board = crowded_board(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finishing, "MOST_TRIES", 1)
        found = best_sets(board, 5, differ=differ, width=2)
    assert bool(found) == bool(all_fills(board))
    for place, fill in enumerate(found):
        assert fits(board, fill)
        least = min(differ, board.slots)
        assert all(apart(board, fill, other) >= least for other in found[:place])


def test_variants_of_a_design_are_no_other_set() -> None:
    sofas = [piece(name, group="alma") for name in ("alma-blue", "alma-green", "alma-red")]
    board = lay_out(scoring(), [piece("anchor", "rug")], [[*sofas, piece("bo")]])
    found = [design_of(board.pieces(fill.places)[0]) for fill in best_sets(board, 4, width=2)]
    assert sorted(found) == [("group", "alma"), ("listing", "bo")]


def test_sets_may_have_to_differ_in_everything() -> None:
    slots = [[piece(f"{slot}{n}", slot) for n in range(6)] for slot in ("rug", "sofa", "wall_art")]
    board = lay_out(scoring(), [piece("anchor", "floor_lamp")], slots)
    found = best_sets(board, 10, differ=3, width=3)
    assert len(found) == 6
    assert len({each.id for fill in found for each in board.pieces(fill.places)}) == 18


def test_a_set_may_share_what_it_must() -> None:
    """There is one rug: all sets have it, and must differ in the sofa."""
    sofas = [piece(name) for name in ("alma", "bo", "cleo")]
    board = lay_out(scoring(), [piece("anchor", "floor_lamp")], [sofas, [piece("only", "rug")]])
    assert len(best_sets(board, 5, width=1)) == 3
    assert len(best_sets(board, 5, differ=2, width=1)) == 1
