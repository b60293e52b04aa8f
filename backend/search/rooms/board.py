"""The open slots of a room with all that may fill them, and what each choice adds to its score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.search.grouping import design_of
from backend.search.rooms.pieces import Piece
from backend.search.rooms.scoring import Scores, Scoring, gathered

Ints = npt.NDArray[np.int64]

DIGITS: Final = 9
"""Sums in another order differ behind it: that is a tie, and ties go by ids."""


@dataclass(frozen=True, eq=False)
class Board:
    """k slots; slot i has n_i candidates, ordered by id. A fill is one candidate a slot, by place.

    Without a `budget` all prices are 0. Equal `listings` are the same listing, equal `designs`
    variants of one design; no two slots may take the same one.
    """

    candidates: tuple[tuple[Piece, ...], ...]
    alone: tuple[Scores, ...]  # (n_i,) with all the pieces that are there already
    together: dict[tuple[int, int], Scores]  # (n_i, n_j) for every two slots, in both orders
    prices: tuple[Ints, ...]  # (n_i,)
    listings: tuple[Ints, ...]  # (n_i,)
    designs: tuple[Ints, ...]  # (n_i,)
    budget: int | None

    @property
    def slots(self) -> int:
        return len(self.candidates)

    def scores(self, fills: Ints) -> Scores:
        """(n,): what each of the fills (n, k) adds to the score of the pieces that are there."""
        scores = np.zeros(len(fills))
        for slot in range(self.slots):
            scores += self.alone[slot][fills[:, slot]]
        for i, j in combinations(range(self.slots), 2):
            scores += self.together[i, j][fills[:, i], fills[:, j]]
        return scores

    def pieces(self, fill: Sequence[int]) -> tuple[Piece, ...]:
        return tuple(self.candidates[slot][place] for slot, place in enumerate(fill))

    def designs_of(self, fill: Sequence[int]) -> frozenset[int]:
        return frozenset(int(self.designs[slot][place]) for slot, place in enumerate(fill))


def lay_out(
    scoring: Scoring,
    there: Sequence[Piece],
    slots: Sequence[Sequence[Piece]],
    *,
    budget: int | None = None,
    currency: str | None = None,
) -> Board:
    """A board of the candidates that can be taken at all: once each, no design of which a piece is
    `there` already, and, where there is a budget, with a price that is known and within it."""
    taken = {design_of(piece) for piece in there}
    candidates = tuple(
        tuple(
            sorted(
                {
                    piece.id: piece for piece in slot if _fits(piece, taken, budget, currency)
                }.values(),
                key=lambda piece: piece.id,
            )
        )
        for slot in slots
    )
    listings: dict[str, int] = {}
    designs: dict[tuple[str, str], int] = {}
    together: dict[tuple[int, int], Scores] = {}
    present, offered = gathered(there), [gathered(slot) for slot in candidates]
    for i, j in combinations(range(len(candidates)), 2):
        together[i, j] = scoring.log_odds(offered[i], offered[j])
        together[j, i] = together[i, j].T
    return Board(
        candidates=candidates,
        alone=tuple(scoring.log_odds(present, slot).sum(axis=0) for slot in offered),
        together=together,
        prices=tuple(
            _ints([0 if budget is None else piece.price_cents or 0 for piece in slot])
            for slot in candidates
        ),
        listings=tuple(
            _ints([listings.setdefault(piece.id, len(listings)) for piece in slot])
            for slot in candidates
        ),
        designs=tuple(
            _ints([designs.setdefault(design_of(piece), len(designs)) for piece in slot])
            for slot in candidates
        ),
        budget=budget,
    )


def _fits(
    piece: Piece, taken: set[tuple[str, str]], budget: int | None, currency: str | None
) -> bool:
    if design_of(piece) in taken:
        return False
    if budget is None:
        return True
    price = piece.price_in(currency)
    return price is not None and price <= budget


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)
