"""Why a room cannot be completed, told with what would have to change."""

from __future__ import annotations

from collections.abc import Sequence

from backend.search.grouping import design_of
from backend.search.rooms.answer import NoSet
from backend.search.rooms.assignment import cheapest_assignment
from backend.search.rooms.pieces import Piece
from backend.search.rooms.request import RoomRequest, Slot


def why_nothing(request: RoomRequest, found: Sequence[Sequence[Piece]]) -> NoSet:
    """The first obstacle there is, given candidates of the open slots, the cheapest among them."""
    slots = request.open
    if empty := [slot for slot, pieces in zip(slots, found, strict=True) if not pieces]:
        return NoSet(
            kind="no-candidates",
            slots=_names(empty),
            detail=f"Nothing for sale fulfils what is asked of {_listed(empty)}.",
        )
    prices = [_prices(request, pieces) for pieces in found]
    if unpriced := [slot for slot, known in zip(slots, prices, strict=True) if not known]:
        return NoSet(
            kind="no-price",
            slots=_names(unpriced),
            detail=f"Nothing that fulfils what is asked of {_listed(unpriced)} has a price that a "
            "budget could count.",
            budget_cents=request.budget_cents,
        )
    codes: dict[tuple[str, str], int] = {}
    coded = [
        {codes.setdefault(design, len(codes)): price for design, price in known.items()}
        for known in prices
    ]
    chosen = cheapest_assignment(coded)
    if chosen is None:
        crowded = _crowded(slots, coded)
        return NoSet(
            kind="too-few-designs",
            slots=_names(crowded),
            detail=f"There are fewer designs than slots for {_listed(crowded)}: no two slots may "
            "have the same listing or variants of one design.",
        )
    return _over_budget(request, [of[design] for of, design in zip(coded, chosen, strict=True)])


def _over_budget(request: RoomRequest, prices: Sequence[int]) -> NoSet:
    budget = request.budget_cents or 0
    kept = budget - (request.left_cents or 0)
    total = kept + sum(prices)
    with_kept = f", of which what is kept costs {_money(request, kept)}" if kept else ""
    return NoSet(
        kind="over-budget",
        slots=_names(request.open),
        detail=f"The cheapest set costs {_money(request, total)}{with_kept}; the budget is "
        f"{_money(request, budget)}.",
        cheapest_cents=total,
        budget_cents=budget,
    )


def _prices(request: RoomRequest, pieces: Sequence[Piece]) -> dict[tuple[str, str], int]:
    """Of designs, each of its cheapest variant; 0 without a budget."""
    prices: dict[tuple[str, str], int] = {}
    for piece in pieces:
        price = 0 if request.budget_cents is None else piece.price_in(request.currency)
        if price is not None:
            prices[design_of(piece)] = min(price, prices.get(design_of(piece), price))
    return prices


def _crowded(slots: Sequence[Slot], prices: Sequence[dict[int, int]]) -> list[Slot]:
    """The first slot that cannot be filled together with those before it, and those of them that
    want the same designs; for slots that cannot all be filled."""
    fitting: list[int] = []
    for place in range(len(slots)):
        if cheapest_assignment([prices[each] for each in (*fitting, place)]) is None:
            rivals = [each for each in fitting if prices[each].keys() & prices[place].keys()]
            return [slots[each] for each in (*rivals, place)]
        fitting.append(place)
    return []


def _names(slots: Sequence[Slot]) -> tuple[str, ...]:
    return tuple(slot.name for slot in slots)


def _listed(slots: Sequence[Slot]) -> str:
    return ", ".join(_names(slots))


def _money(request: RoomRequest, cents: int) -> str:
    amount = f"{cents / 100:.2f}"
    return amount if request.currency is None else f"{amount} {request.currency}"
