from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.encoder.calibration import probability
from backend.errors import InvalidInput
from backend.search.rooms.answer import RoomSet
from backend.search.rooms.board import lay_out
from backend.search.rooms.complete import complete_room
from backend.search.rooms.pieces import Piece
from backend.search.rooms.request import RoomRequest, Slot
from tests.unit.search.rooms.making import Stock, all_fills, piece, scoring

SOFA = piece("sofa", "sofa", price_cents=90_000, currency="EUR")


def offered(each: int = 6) -> list[Piece]:
    return [
        piece(f"{name}-{number}", name, price_cents=1_000 * (number + 1), currency="EUR")
        for name in ("armchair", "floor_lamp", "rug", "wall_art")
        for number in range(each)
    ]


BY_ID = {each.id: each for each in offered()}


def request(*categories: str, **fields: Any) -> RoomRequest:
    slots = tuple(Slot(name=name, category=name) for name in categories)
    return RoomRequest(**({"anchors": (SOFA,), "slots": slots} | fields))


def listings(room: RoomSet) -> list[str]:
    return [choice.listing for choice in room.choices]


def test_the_first_set_is_the_best_there_is() -> None:
    known = scoring()
    answer = complete_room(request("rug", "floor_lamp", "armchair"), known, Stock(offered()))
    slots = [
        [each for each in offered() if each.category == name]
        for name in ("rug", "floor_lamp", "armchair")
    ]
    board = lay_out(known, [SOFA], slots)
    best = board.pieces(all_fills(board)[0].places)
    assert listings(answer.sets[0]) == [each.id for each in best]
    assert answer.sets[0].score == pytest.approx(known.joint([SOFA, *best]))
    assert answer.nothing is None
    assert answer.considered == {"rug": 6, "floor_lamp": 6, "armchair": 6}


def test_sets_come_best_first_and_differ() -> None:
    answer = complete_room(request("rug", "armchair", sets=5), scoring(), Stock(offered()))
    scores = [room.score for room in answer.sets]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert len({tuple(listings(room)) for room in answer.sets}) == 5
    apart = complete_room(request("rug", "armchair", sets=5, differ=2), scoring(), Stock(offered()))
    assert all(len({listings(room)[slot] for room in apart.sets}) == 5 for slot in range(2))


def test_a_set_is_explained_by_its_pairs() -> None:
    known = scoring()
    answer = complete_room(request("rug", "armchair", "wall_art"), known, Stock(offered()))
    room = answer.sets[0]
    pieces = [SOFA, *(BY_ID[name] for name in listings(room))]
    table = known.log_odds(pieces, pieces)
    logits = known.pair_logits(pieces, pieces)
    assert logits is not None
    likely = [
        probability(float(logits[i, j] + logits[j, i]) / 2) for i in range(4) for j in range(i)
    ]
    assert room.probability == pytest.approx(np.mean(likely))
    assert room.weakest.probability == pytest.approx(min(likely))
    for place, choice in enumerate(room.choices, 1):
        rest = [each for at, each in enumerate(pieces) if at != place]
        assert choice.score == pytest.approx(known.joint(pieces) - known.joint(rest))
        assert choice.score == pytest.approx(table[place].sum() - table[place, place])
        others = {
            each.id: (logits[place, at] + logits[at, place]) / 2
            for at, each in enumerate(pieces)
            if at != place
        }
        assert choice.best_with.piece == max(others, key=others.__getitem__)
        assert choice.least_with.piece == min(others, key=others.__getitem__)


def test_without_calibration_there_are_scores_and_no_probabilities() -> None:
    answer = complete_room(request("rug", "armchair"), scoring(calibrated=False), Stock(offered()))
    room = answer.sets[0]
    assert room.probability is None
    assert room.weakest.probability is None
    assert room.choices[0].best_with.probability is None


@settings(max_examples=40)
@given(st.integers(1_000, 40_000), st.integers(0, 5))
def test_no_set_costs_more_than_the_budget(budget: int, seed: int) -> None:
    asked = request("rug", "floor_lamp", "armchair", budget_cents=budget)
    answer = complete_room(asked, scoring(seed), Stock(offered()))
    assert bool(answer.sets) == (budget >= 3_000)
    assert all(room.total_cents is not None and room.total_cents <= budget for room in answer.sets)
    assert all(
        room.total_cents == sum(BY_ID[name].price_cents or 0 for name in listings(room))
        for room in answer.sets
    )
    if not answer.sets:
        assert answer.nothing is not None
        assert answer.nothing.cheapest_cents == 3_000


def test_what_only_fits_the_budget_far_from_the_anchors_is_found() -> None:
    """Hundreds of listings go better, and each is too dear beside any of the other slot."""
    dear = [
        piece(f"{name}-{n:03}", name, price_cents=60_000)
        for name in ("rug", "armchair")
        for n in range(500)
    ]
    cheap = [
        piece("cheap-rug", "rug", price_cents=10),
        piece("cheap-chair", "armchair", price_cents=20),
    ]
    answer = complete_room(
        request("rug", "armchair", budget_cents=30), scoring(), Stock([*dear, *cheap])
    )
    assert listings(answer.sets[0]) == ["cheap-rug", "cheap-chair"]
    short = complete_room(
        request("rug", "armchair", budget_cents=29), scoring(), Stock([*dear, *cheap])
    )
    assert short.nothing is not None
    assert short.nothing.kind == "over-budget"
    assert short.nothing.cheapest_cents == 30
    assert short.nothing.detail == "The cheapest set costs 0.30; the budget is 0.29."


def test_what_is_kept_stays_and_is_paid_for() -> None:
    kept = BY_ID["rug-5"]
    slots = (
        Slot(name="rug", category="rug", keep=kept),
        Slot(name="armchair", category="armchair"),
    )
    answer = complete_room(
        RoomRequest(anchors=(SOFA,), slots=slots, budget_cents=7_000, currency="EUR"),
        scoring(),
        Stock(offered()),
    )
    (room,) = answer.sets
    assert listings(room) == ["rug-5", "armchair-0"]
    assert [choice.kept for choice in room.choices] == [True, False]
    assert (room.total_cents, room.currency) == (7_000, "EUR")
    less = complete_room(
        RoomRequest(anchors=(SOFA,), slots=slots, budget_cents=6_999, currency="EUR"),
        scoring(),
        Stock(offered()),
    )
    assert less.nothing is not None
    assert less.nothing.detail == (
        "The cheapest set costs 70.00 EUR, of which what is kept costs 60.00 EUR; the budget is "
        "69.99 EUR."
    )


def test_what_is_kept_may_cost_more_than_the_budget() -> None:
    slots = (
        Slot(name="r", category="rug", keep=BY_ID["rug-5"]),
        Slot(name="a", category="armchair"),
    )
    asked = RoomRequest(slots=slots, budget_cents=5_000)
    nothing = complete_room(asked, scoring(), Stock(offered())).nothing
    assert nothing is not None
    assert (nothing.cheapest_cents, nothing.budget_cents) == (7_000, 5_000)


def test_a_swap_offers_alternatives_while_all_else_stays() -> None:
    best = complete_room(request("rug", "armchair"), scoring(), Stock(offered())).sets[0]
    rug, chair = listings(best)
    slots = (
        Slot(name="rug", category="rug", keep=BY_ID[rug]),
        Slot(name="armchair", category="armchair", swap=chair),
    )
    asked = RoomRequest(anchors=(SOFA,), slots=slots, sets=10)
    answer = complete_room(asked, scoring(), Stock(offered()))
    assert {listings(room)[0] for room in answer.sets} == {rug}
    assert {listings(room)[1] for room in answer.sets} == {
        f"armchair-{number}" for number in range(6)
    } - {chair}


def test_two_slots_of_a_category_get_two_designs() -> None:
    frames = [piece(f"frame-{n}", "wall_art", group="gallery") for n in range(60)]
    slots = tuple(Slot(name=name, category="wall_art") for name in ("left", "right"))
    asked = RoomRequest(anchors=(SOFA,), slots=slots)
    answer = complete_room(asked, scoring(), Stock([*frames, piece("print", "wall_art")]))
    assert all("print" in listings(room) for room in answer.sets)
    none = complete_room(asked, scoring(), Stock(frames)).nothing
    assert none is not None
    assert (none.kind, none.slots) == ("too-few-designs", ("left", "right"))


def test_who_stands_where_does_not_make_another_set() -> None:
    frames = [piece(f"frame-{n}", "wall_art") for n in range(3)]
    slots = tuple(Slot(name=name, category="wall_art") for name in ("left", "right"))
    answer = complete_room(
        RoomRequest(anchors=(SOFA,), slots=slots, sets=10), scoring(), Stock(frames)
    )
    assert len(answer.sets) == 3
    assert len({frozenset(listings(room)) for room in answer.sets}) == 3


def test_a_slot_that_nothing_fits_is_named() -> None:
    nothing = complete_room(request("rug", "desk"), scoring(), Stock(offered())).nothing
    assert nothing is not None
    assert (nothing.kind, nothing.slots) == ("no-candidates", ("desk",))
    assert "desk" in nothing.detail


def test_without_a_price_nothing_can_be_chosen_under_a_budget() -> None:
    unpriced = [piece(f"rug-{number}", "rug") for number in range(3)]
    free = complete_room(request("rug"), scoring(), Stock(unpriced))
    assert len(free.sets) == 3
    assert {room.total_cents for room in free.sets} == {None}
    nothing = complete_room(request("rug", budget_cents=100), scoring(), Stock(unpriced)).nothing
    assert nothing is not None
    assert (nothing.kind, nothing.slots) == ("no-price", ("rug",))


def test_prices_in_two_currencies_have_no_total() -> None:
    stock = [
        piece("rug", "rug", price_cents=5, currency="EUR"),
        piece("chair", "armchair", price_cents=5, currency="SEK"),
    ]
    (room,) = complete_room(request("rug", "armchair"), scoring(), Stock(stock)).sets
    assert (room.total_cents, room.currency) == (None, None)
    nothing = complete_room(
        request("rug", "armchair", budget_cents=100, currency="EUR"), scoring(), Stock(stock)
    ).nothing
    assert nothing is not None
    assert (nothing.kind, nothing.slots) == ("no-price", ("armchair",))


def test_a_request_that_cannot_be_is_refused_before_anything_is_searched() -> None:
    shop = Stock(offered())
    with pytest.raises(InvalidInput):
        complete_room(request("rug", sets=0), scoring(), shop)
    assert shop.asked == []


@settings(max_examples=30)
@given(st.integers(0, 1000))
def test_the_same_request_has_the_same_answer(seed: int) -> None:
    asked = request("rug", "wall_art", budget_cents=9_000)
    shuffled = [offered()[place] for place in np.random.default_rng(seed).permutation(24)]
    first = complete_room(asked, scoring(), Stock(offered()))
    assert complete_room(asked, scoring(), Stock(shuffled)) == first
