"""Candidates for the open slots of a room, such that a set within the budget is among them if the
shop has one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

import numpy as np
from msgspec import Struct

from backend.errors import InvalidInput
from backend.index.filters import AllOf, Between, Filter, Not, OneOf
from backend.index.port import Vector
from backend.search.grouping import design_of
from backend.search.helpers import Together
from backend.search.rooms.pieces import Piece
from backend.search.rooms.request import RoomRequest, Slot
from backend.search.rooms.scoring import Scoring

FindCandidates = Callable[[Vector, Filter, Sequence[str], int], Sequence[Piece]]
"""Of the listings that match the filter, but for those with these ids, the nearest to a unit vector
in the space of style vectors: at most so many, and fewer only if there are no more."""

NEAREST: Final = 40
"""Candidates for a slot."""
DEEP: Final = 200
MOST_LOOKS: Final = 12
"""Looks for cheaper ones at a slot, of `DEEP` listings each."""


class Sought(Struct, frozen=True):
    """What is looked for in a slot. `exclude` are ids, `groups` those that are there already."""

    slot: Slot
    query: Vector
    exclude: tuple[str, ...]
    groups: tuple[str, ...]

    def where(self, *bounds: Filter) -> Filter:
        category = OneOf("category", (self.slot.category,))
        other = (Not(OneOf("group", self.groups)),) if self.groups else ()
        own = () if self.slot.where is None else (self.slot.where,)
        return AllOf((category, *other, *own, *bounds))


def sought(request: RoomRequest, scoring: Scoring) -> list[Sought]:
    """For each open slot. Raises `InvalidInput` where the pieces that are there, taken together,
    ask for nothing in particular."""
    there = request.there
    groups = tuple(sorted({piece.group for piece in there if piece.group is not None}))
    found = []
    for slot in request.open:
        query = scoring.queries(there, slot.category).sum(axis=0)
        length = float(np.linalg.norm(query))
        if length < 1e-6:
            raise InvalidInput(f"What is there says nothing of what {slot.name} should be.")
        exclude = [piece.id for piece in there]
        if slot.swap is not None:
            exclude.append(slot.swap)
        unit: Vector = (query / length).astype(np.float32)
        found.append(Sought(slot, unit, tuple(exclude), groups))
    return found


def nearest(
    slots: Sequence[Sought], find: FindCandidates, budget: int | None, together: Together
) -> list[list[Piece]]:
    """Of each slot those that go best with what is there; under a budget, of those with a price
    that is within it."""
    bounds = () if budget is None else (Between("price_cents", low=0, high=budget),)

    def of(each: Sought) -> list[Piece]:
        return list(find(each.query, each.where(*bounds), each.exclude, NEAREST))

    return together([partial(of, each) for each in slots])


def cheapest(each: Sought, find: FindCandidates, currency: str | None, designs: int) -> list[Piece]:
    """Candidates among which are the slot's so many cheapest designs with a price; some others
    where none has one."""
    found: dict[str, Piece] = {}
    bound = Between("price_cents", low=0)
    for _ in range(MOST_LOOKS):
        more = find(each.query, each.where(bound), (*each.exclude, *found), DEEP)
        found |= {piece.id: piece for piece in more}
        if len(more) < DEEP:
            break
        prices = _prices(found.values(), currency)
        if len(prices) >= designs:
            # Only what is cheaper than the last of them could still be among them.
            bound = Between("price_cents", low=0, high=prices[designs - 1] - 1)
    return list(found.values()) or several(each, find, designs)


def several(each: Sought, find: FindCandidates, designs: int) -> list[Piece]:
    """Candidates of at least so many designs, or all there are."""
    found: dict[str, Piece] = {}
    for _ in range(MOST_LOOKS):
        more = find(each.query, each.where(), (*each.exclude, *found), DEEP)
        found |= {piece.id: piece for piece in more}
        if len(more) < DEEP or len({design_of(piece) for piece in found.values()}) >= designs:
            break
    return list(found.values())


def _prices(pieces: Iterable[Piece], currency: str | None) -> list[int]:
    """Of designs, each of its cheapest variant, the cheapest first."""
    prices: dict[tuple[str, str], int] = {}
    for piece in pieces:
        price = piece.price_in(currency)
        if price is not None:
            prices[design_of(piece)] = min(price, prices.get(design_of(piece), price))
    return sorted(prices.values())
