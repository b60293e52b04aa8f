from __future__ import annotations

from typing import Any

import pytest

from backend.errors import InvalidInput
from backend.search.rooms.request import (
    MOST_ANCHORS,
    MOST_SETS,
    MOST_SLOTS,
    RoomRequest,
    Slot,
    check,
)
from tests.unit.search.rooms.making import piece

SOFA = piece("sofa", price_cents=90_000, currency="EUR")
RUG = Slot(name="rug", category="rug")


def request(**fields: Any) -> RoomRequest:
    return RoomRequest(**({"anchors": (SOFA,), "slots": (RUG,)} | fields))


def slots(count: int) -> tuple[Slot, ...]:
    return tuple(Slot(name=f"rug-{number}", category="rug") for number in range(count))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (request(slots=()), "slots"),
        (request(slots=slots(MOST_SLOTS + 1)), "slots"),
        (request(slots=(RUG, RUG)), "slots"),
        (request(slots=(Slot(name="sofa", category="sofa", keep=SOFA),), anchors=()), "slots"),
        (request(anchors=()), "anchors"),
        (request(anchors=(SOFA, SOFA)), "anchors"),
        (request(anchors=tuple(piece(f"s{n}") for n in range(MOST_ANCHORS + 1))), "anchors"),
        (request(slots=(RUG, Slot(name="s", category="sofa", keep=SOFA))), "anchors"),
        (request(sets=0), "sets"),
        (request(sets=MOST_SETS + 1), "sets"),
        (request(differ=0), "differ"),
        (request(budget_cents=-1), "budget"),
        (
            request(slots=(RUG, Slot(name="a", category="rug", keep=piece("a", "rug"), swap="b"))),
            "slots[1].swap",
        ),
        (request(slots=(RUG, Slot(name="a", category="rug", keep=piece("a")))), "slots[1].keep"),
        (
            request(
                slots=(Slot(name="a", category="rug", keep=piece("a", "rug")), RUG), budget_cents=5
            ),
            "slots[0].keep",
        ),
    ],
)
def test_what_cannot_be_is_named(wrong: RoomRequest, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check(wrong)
    assert list(caught.value.fields) == [field]
    assert field in caught.value.detail


def test_a_kept_price_in_another_currency_cannot_be_counted() -> None:
    kept = Slot(name="s", category="sofa", keep=SOFA)
    fine = request(anchors=(), slots=(kept, RUG), budget_cents=100_000, currency="EUR")
    check(fine)
    assert fine.left_cents == 10_000
    with pytest.raises(InvalidInput, match="no price that a budget could count"):
        check(request(anchors=(), slots=(kept, RUG), budget_cents=100_000, currency="SEK"))


def test_anchors_cost_nothing() -> None:
    assert request(budget_cents=500).left_cents == 500
    check(request(budget_cents=500))
