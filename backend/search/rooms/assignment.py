"""The cheapest way to give each of a few slots a design of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Prices = Mapping[int, int]
"""What a slot may take: the price of each design."""


def cheapest_assignment(slots: Sequence[Prices]) -> tuple[int, ...] | None:
    """A design for each slot, none twice, such that their prices add up to the least that is
    possible; None where there are not enough designs. Equal inputs give equal answers.

    Slots whose cheapest designs nobody else could take, take them. The others are assigned one
    after another by shortest augmenting paths (Jonker and Volgenant, "A shortest augmenting path
    algorithm for dense and sparse linear assignment problems", 1987).
    """
    taken: dict[int, int] = {}
    waiting = list(range(len(slots)))
    while alone := [slot for slot in waiting if _uncontested(slot, waiting, slots)]:
        taken |= {slot: _cheapest(slots[slot]) for slot in alone}
        waiting = [slot for slot in waiting if slot not in taken]
    contested = _assigned([slots[slot] for slot in waiting])
    if contested is None:
        return None
    taken |= dict(zip(waiting, contested, strict=True))
    return tuple(taken[slot] for slot in range(len(slots)))


def _cheapest(prices: Prices) -> int:
    return min(prices, key=lambda design: (prices[design], design))


def _uncontested(slot: int, waiting: Sequence[int], slots: Sequence[Prices]) -> bool:
    if not slots[slot]:
        return False
    first = _cheapest(slots[slot])
    return not any(first in slots[other] for other in waiting if other != slot)


def _assigned(slots: Sequence[Prices]) -> tuple[int, ...] | None:
    designs = sorted({design for prices in slots for design in prices})
    if len(designs) < len(slots):
        return None
    # More than all else together: what a slot may not take is taken only where nothing else is.
    never = 1 + sum(max(prices.values(), default=0) for prices in slots)
    table = _Table(
        costs=[[prices.get(design, never) for design in designs] for prices in slots],
        of_slots=[0] * len(slots),
        of_designs=[0] * len(designs),
        owners=[None] * len(designs),
    )
    for slot in range(len(slots)):
        table.assign(slot)
    found = {slot: designs[column] for column, slot in enumerate(table.owners) if slot is not None}
    chosen = tuple(found[slot] for slot in range(len(slots)))
    if any(design not in prices for design, prices in zip(chosen, slots, strict=True)):
        return None
    return chosen


@dataclass(frozen=True)
class _Table:
    """`costs` of each slot (row) and design (column), prices of the dual problem, and which slot
    has each design."""

    costs: list[list[int]]
    of_slots: list[float]
    of_designs: list[float]
    owners: list[int | None]

    def assign(self, slot: int) -> None:
        """Give this slot a design too, at the least that it adds to the total."""
        columns = range(len(self.owners))
        distance = [math.inf] * len(columns)
        before: list[int | None] = [None] * len(columns)
        reached: list[int] = []
        row: int | None = slot
        column: int | None = None
        while row is not None:
            for other in columns:
                if other in reached:
                    continue
                reduced = self.costs[row][other] - self.of_slots[row] - self.of_designs[other]
                if reduced < distance[other]:
                    distance[other], before[other] = reduced, column
            nearest = min(set(columns).difference(reached), key=lambda at: (distance[at], at))
            self._shift(slot, reached, distance, distance[nearest])
            reached.append(nearest)
            column, row = nearest, self.owners[nearest]
        while column is not None:
            previous = before[column]
            self.owners[column] = slot if previous is None else self.owners[previous]
            column = previous

    def _shift(self, slot: int, reached: Sequence[int], distance: list[float], step: float) -> None:
        self.of_slots[slot] += step
        for column, owner in enumerate(self.owners):
            if column not in reached:
                distance[column] -= step
            elif owner is not None:
                self.of_slots[owner] += step
                self.of_designs[column] -= step
