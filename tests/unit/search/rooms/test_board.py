from __future__ import annotations

import numpy as np
import pytest

from backend.search.rooms.board import Board, lay_out
from tests.unit.search.rooms.making import piece, scoring

SOFA = piece("sofa", group="alma")


def ids(board: Board) -> list[list[str]]:
    return [[each.id for each in slot] for slot in board.candidates]


def test_what_is_there_stands_in_no_slot_and_neither_do_its_variants() -> None:
    other = piece("other-sofa", group="bo")
    slot = [other, piece("green-sofa", group="alma"), SOFA]
    assert ids(lay_out(scoring(), [SOFA], [slot])) == [["other-sofa"]]


def test_candidates_stand_once_each_in_the_order_of_their_ids() -> None:
    b, a = piece("b", "rug"), piece("a", "rug")
    assert ids(lay_out(scoring(), [SOFA], [[b, a, b], [b]])) == [["a", "b"], ["b"]]


def test_under_a_budget_only_what_has_a_price_within_it_is_there() -> None:
    slot = [
        piece("unpriced", "rug"),
        piece("dear", "rug", price_cents=101, currency="EUR"),
        piece("foreign", "rug", price_cents=1, currency="SEK"),
        piece("free", "rug", price_cents=0, currency="EUR"),
        piece("just", "rug", price_cents=100, currency="EUR"),
    ]
    board = lay_out(scoring(), [SOFA], [slot], budget=100, currency="EUR")
    assert ids(board) == [["free", "just"]]
    assert board.prices[0].tolist() == [0, 100]
    assert len(lay_out(scoring(), [SOFA], [slot]).candidates[0]) == 5


def test_a_fill_scores_what_it_adds_to_what_is_there() -> None:
    known = scoring()
    lamp = piece("lamp", "floor_lamp")
    slots = [[piece("r1", "rug"), piece("r2", "rug")], [piece("c1", "armchair")]]
    board = lay_out(known, [SOFA, lamp], slots)
    added = known.joint([SOFA, lamp, slots[0][1], slots[1][0]]) - known.joint([SOFA, lamp])
    assert board.scores(np.array([(1, 0)])) == pytest.approx(added)
