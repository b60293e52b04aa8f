"""Whether a room that is filled in part can still be finished.

Of each slot only the cheapest designs matter: with r slots left and what is in use set aside, each
of them can do with r. So the answer is exact and quick, however many candidates there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from math import inf
from typing import Final

from msgspec import Struct

from backend.search.rooms.assignment import cheapest_assignment
from backend.search.rooms.board import Board

Designs = frozenset[int]

MOST_TRIES: Final = 1000
"""So many ways to stay apart from other sets are tried in one search."""


class Apart(Struct, frozen=True):
    """A set must share at most `shared` designs with each of `others`."""

    others: tuple[Designs, ...] = ()
    shared: int = 0


class Finishing:
    """Of a board whose slots are filled in this order."""

    def __init__(self, board: Board, order: Sequence[int], apart: Apart) -> None:
        self._budget = board.budget
        self._order = tuple(order)
        self._apart = apart
        self._ladders = [_ladder(board, slot) for slot in range(board.slots)]
        depths = range(board.slots + 1)
        self._wanted = [self._within_reach(depth) for depth in depths]
        self._tries = MOST_TRIES
        self._known: dict[tuple[int, Designs], dict[int, int] | None] = {}
        self.cheapest = [self._cost(depth, frozenset()) for depth in depths]
        """What the slots from each place of the order on cost at least; None if they cannot be
        filled."""
        self.always = self._nothing_in_the_way()
        """Whether every part of a room can be finished."""
        self._plenty = [self._enough_for_any(depth) for depth in depths]

    def possible(self, depth: int, used: Designs, spent: int) -> bool:
        """Whether the slots from this place of the order on can be filled beside these designs,
        for which so much was spent.

        Whether sets can stay apart from others may take many tries to know; once all are used up,
        the answer is yes.
        """
        if self.always:
            return True
        left = None if self._budget is None else self._budget - spent
        if not self._apart.others:
            if left is not None and left >= self._plenty[depth]:
                return True
            cost = self._cost(depth, used)
            return cost is not None and (left is None or cost <= left)
        rooms = [self._apart.shared - len(used & other) for other in self._apart.others]
        if min(rooms) < 0:
            return False
        return self._apart_possible(depth, used, left, rooms)

    def _apart_possible(
        self, depth: int, used: Designs, left: int | None, rooms: Sequence[int]
    ) -> bool:
        """The cheapest way to finish may share too much with another set: then any way that does
        not must do without one of the designs that it shares."""
        waiting, tried = [frozenset[int]()], {frozenset[int]()}
        while waiting and self._tries > 0:
            barred = waiting.pop()
            self._tries -= bool(barred)
            found = self._finish(depth, used | barred)
            if found is None or (left is not None and sum(found.values()) > left):
                continue
            shared = (
                (found.keys() & other, room)
                for other, room in zip(self._apart.others, rooms, strict=True)
            )
            too_much, room = next((each for each in shared if len(each[0]) > each[1]), (None, 0))
            if too_much is None:
                return True
            further = {barred | {design} for design in too_much} if room else {barred | too_much}
            further -= tried
            tried |= further
            waiting += sorted(further, key=sorted)
        return bool(waiting)

    def _cost(self, depth: int, used: Designs) -> int | None:
        found = self._finish(depth, used)
        return None if found is None else sum(found.values())

    def _finish(self, depth: int, used: Designs) -> dict[int, int] | None:
        """Design to price: the cheapest way to fill the slots left; None if there is none."""
        key = (depth, used & self._wanted[depth])
        if key not in self._known:
            left = self._order[depth:]
            options = [self._options(slot, key[1], len(left)) for slot in left]
            chosen = cheapest_assignment(options)
            self._known[key] = (
                None
                if chosen is None
                else {
                    design: prices[design] for design, prices in zip(chosen, options, strict=True)
                }
            )
        return self._known[key]

    def _options(self, slot: int, used: Designs, count: int) -> dict[int, int]:
        return dict(islice((each for each in self._ladders[slot] if each[0] not in used), count))

    def _within_reach(self, depth: int) -> Designs:
        """The designs whose use could make a difference to the slots left."""
        reach = len(self._order)
        if self._apart.others:
            reach += sum(len(other) for other in self._apart.others)
        return frozenset(
            design for slot in self._order[depth:] for design, _ in self._ladders[slot][:reach]
        )

    def _enough_for_any(self, depth: int) -> float:
        """What finishes the slots left whatever is used: of as many designs as there are slots one
        is always free. Infinity where a slot has not so many."""
        count = len(self._order)
        ladders = [self._ladders[slot] for slot in self._order[depth:]]
        if any(len(ladder) < count for ladder in ladders):
            return inf
        return sum(ladder[count - 1][1] for ladder in ladders)

    def _nothing_in_the_way(self) -> bool:
        if self._budget is not None or self._apart.others:
            return False
        count = sum(len(ladder) for ladder in self._ladders)
        different = len({design for ladder in self._ladders for design, _ in ladder})
        return count == different and all(self._ladders)


def _ladder(board: Board, slot: int) -> list[tuple[int, int]]:
    """The slot's designs with the price of their cheapest variant, the cheapest first."""
    prices: dict[int, int] = {}
    for design, price in zip(
        board.designs[slot].tolist(), board.prices[slot].tolist(), strict=True
    ):
        prices[design] = min(price, prices.get(design, price))
    return sorted(prices.items(), key=lambda each: (each[1], each[0]))
