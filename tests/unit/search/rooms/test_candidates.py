from __future__ import annotations

from typing import Any

import pytest

from backend.errors import InvalidInput
from backend.index.filters import Between
from backend.search.grouping import design_of
from backend.search.helpers import in_turn
from backend.search.rooms.candidates import DEEP, NEAREST, cheapest, nearest, several, sought
from backend.search.rooms.pieces import Piece
from backend.search.rooms.request import RoomRequest, Slot
from tests.unit.search.rooms.making import Stock, piece, scoring

ANCHOR = piece("anchor", "sofa", group="alma")
RUGS = RoomRequest(anchors=(ANCHOR,), slots=(Slot(name="rug", category="rug"),))


def rugs(count: int, *, first: int = 0, **fields: Any) -> list[Piece]:
    return [
        piece(f"rug-{number:04}", "rug", **({"price_cents": 1000 + number} | fields))
        for number in range(first, first + count)
    ]


def test_the_nearest_to_what_the_pieces_ask_for_are_found() -> None:
    known = scoring()
    shop = Stock([*rugs(100), piece("lamp", "floor_lamp")])
    (each,) = sought(RUGS, known)
    (found,) = nearest([each], shop, None, in_turn)
    said = known.queries([ANCHOR], "rug")[0]
    wanted = sorted(rugs(100), key=lambda rug: -float(said @ rug.style))[:NEAREST]
    assert [rug.id for rug in found] == [rug.id for rug in wanted]


def test_what_is_there_is_not_offered_again() -> None:
    frame = piece("frame", "wall_art", group="gallery")
    request = RoomRequest(
        anchors=(frame,),
        slots=(Slot(name="wall", category="wall_art", swap="hated"),),
    )
    offered = [frame, piece("hated", "wall_art"), piece("other", "wall_art")]
    shop = Stock([*offered, piece("variant", "wall_art", group="gallery")])
    (found,) = nearest(sought(request, scoring()), shop, None, in_turn)
    assert [each.id for each in found] == ["other"]


def test_a_slot_is_filled_as_its_filter_says() -> None:
    slot = Slot(name="rug", category="rug", where=Between("price_cents", high=1004))
    request = RoomRequest(anchors=(ANCHOR,), slots=(slot,))
    (found,) = nearest(sought(request, scoring()), Stock(rugs(50)), None, in_turn)
    assert {each.id for each in found} == {f"rug-000{number}" for number in range(5)}


def test_under_a_budget_only_what_has_a_price_within_it_is_looked_at() -> None:
    shop = Stock([*rugs(100), *rugs(9, first=500, price_cents=None)])
    (found,) = nearest(sought(RUGS, scoring()), shop, 1004, in_turn)
    assert {each.price_cents for each in found} == {1000, 1001, 1002, 1003, 1004}


def test_a_budget_that_is_gone_finds_nothing() -> None:
    assert nearest(sought(RUGS, scoring()), Stock(rugs(5)), -1, in_turn) == [[]]


def test_the_cheapest_designs_are_found_however_far_they_lie() -> None:
    shop = Stock([*rugs(3000), *rugs(3, first=5000, group="bo", price_cents=7)])
    (each,) = sought(RUGS, scoring())
    prices = sorted(
        {design_of(rug): rug.price_cents or 0 for rug in cheapest(each, shop, None, 4)}.values()
    )
    assert prices[:4] == [7, 1000, 1001, 1002]
    assert len(shop.asked) <= 6


def test_prices_in_another_currency_do_not_count_as_cheap() -> None:
    foreign = rugs(5 * DEEP, price_cents=1, currency="SEK")
    shop = Stock([*foreign, *rugs(3, first=1000, currency="EUR")])
    (each,) = sought(RUGS, scoring())
    found = [rug.price_in("EUR") for rug in cheapest(each, shop, "EUR", 2)]
    assert sorted(price for price in found if price is not None)[:2] == [2000, 2001]


def test_where_nothing_has_a_price_there_are_candidates_all_the_same() -> None:
    (each,) = sought(RUGS, scoring())
    assert len(cheapest(each, Stock(rugs(3, price_cents=None)), None, 2)) == 3
    assert cheapest(each, Stock([]), None, 2) == []


def test_variants_of_one_design_do_not_hide_the_others() -> None:
    shop = Stock([*rugs(2 * DEEP, group="bo"), piece("other", "rug")])
    (each,) = sought(RUGS, scoring())
    assert {design_of(rug) for rug in several(each, shop, 2)} == {
        ("group", "bo"),
        ("listing", "other"),
    }


def test_pieces_that_cancel_each_other_out_ask_for_nothing() -> None:
    opposite = Piece(id="opposite", category="sofa", style=-ANCHOR.style)
    request = RoomRequest(anchors=(ANCHOR, opposite), slots=RUGS.slots)
    with pytest.raises(InvalidInput, match="says nothing of what rug should be"):
        sought(request, scoring())
