"""Beam search: slot after slot, of all ways to fill the slots so far only the most promising are
kept, by what they score and what could still be added to it.

What is kept can always be finished, within the budget and without taking a design twice: so a set
is found whenever there is one, however narrow the beam.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.search.rooms.board import DIGITS, Board, Ints
from backend.search.rooms.finishing import Apart, Designs, Finishing
from backend.search.rooms.scoring import Scores

Marks = npt.NDArray[np.bool_]

ANYTHING: Final = Apart()


class Fill(Struct, frozen=True):
    """A candidate for each slot of a board, by place, and what they add to the room's score."""

    places: tuple[int, ...]
    score: float


@dataclass(frozen=True, eq=False)
class _Partial:
    """The first slots of an order, filled in n ways, the most promising first."""

    places: Ints  # (n, slots filled)
    scores: Scores  # (n,)
    spent: Ints  # (n,)
    designs: list[Designs]
    listings: list[Designs]


def search(board: Board, width: int, apart: Apart = ANYTHING) -> list[Fill]:
    """Fills, at most `width`, best first, ties by the ids of their listings in the order of the
    slots; none only where there is none. The same listings in other slots are the same fill."""
    order = _order(board)
    finishing = Finishing(board, order, apart)
    if not finishing.possible(0, frozenset(), 0):
        return []
    partial = _Partial(
        places=np.zeros((1, 0), np.int64),
        scores=np.zeros(1),
        spent=np.zeros(1, np.int64),
        designs=[frozenset()],
        listings=[frozenset()],
    )
    for depth in range(board.slots):
        partial = _further(board, order, depth, partial, finishing, width)
    found = partial.places[:, np.argsort(order)]
    fills = [
        Fill(tuple(places), score)
        for places, score in zip(found.tolist(), board.scores(found).tolist(), strict=True)
    ]
    return sorted(fills, key=lambda fill: (-round(fill.score, DIGITS), fill.places))


def _order(board: Board) -> list[int]:
    """The slots with fewest candidates first: they leave least to choose."""
    return sorted(range(board.slots), key=lambda slot: (len(board.candidates[slot]), slot))


def _further(
    board: Board,
    order: Sequence[int],
    depth: int,
    partial: _Partial,
    finishing: Finishing,
    width: int,
) -> _Partial:
    slot, filled, empty = order[depth], order[:depth], order[depth + 1 :]
    scores = _scores(board, filled, slot, partial)
    spent = partial.spent[:, None] + board.prices[slot]
    outlook = scores + _outlook(board, filled, slot, empty, partial, spent)
    affordable = _affordable(spent, finishing.cheapest[depth + 1], board.budget)
    listings, designs = board.listings[slot].tolist(), board.designs[slot].tolist()
    rows: list[int] = []
    columns: list[int] = []
    kept: dict[Designs, Designs] = {}  # listings to designs, in the order of `rows`
    for row, column in _best_first(outlook, affordable):
        if designs[column] in partial.designs[row]:
            continue
        together = partial.listings[row] | {listings[column]}
        if together in kept:
            continue  # the same listings in other slots: all that can become of it is there already
        used = partial.designs[row] | {designs[column]}
        if not finishing.possible(depth + 1, used, int(spent[row, column])):
            continue
        kept[together] = used
        rows.append(row)
        columns.append(column)
        if len(rows) == width:
            break
    return _Partial(
        places=np.column_stack([partial.places[rows], np.array(columns, np.int64)]),
        scores=scores[rows, columns],
        spent=spent[rows, columns],
        designs=list(kept.values()),
        listings=list(kept),
    )


def _scores(board: Board, filled: Sequence[int], slot: int, partial: _Partial) -> Scores:
    """(n, candidates of the slot): of what is filled, with each of them besides."""
    return partial.scores[:, None] + _attraction(board, filled, slot, partial)


def _attraction(board: Board, filled: Sequence[int], slot: int, partial: _Partial) -> Scores:
    """(n, candidates of the slot): what each would add."""
    attraction = np.repeat(board.alone[slot][None], len(partial.scores), axis=0)
    for place, other in enumerate(filled):
        attraction += board.together[other, slot][partial.places[:, place]]
    return attraction


def _outlook(
    board: Board,
    filled: Sequence[int],
    slot: int,
    empty: Sequence[int],
    partial: _Partial,
    spent: Ints,
) -> Scores:
    """(n, candidates of the slot): what the slots left could add if each took the best that could
    be paid for, whatever the others take. Without it the beam fills with what suits the first
    slots and nothing else."""
    outlook = np.zeros(spent.shape)
    least = {later: int(board.prices[later].min()) for later in empty}
    for later in empty:
        added = _attraction(board, filled, later, partial)[:, None] + board.together[slot, later]
        if board.budget is not None:
            purse = board.budget - spent - (sum(least.values()) - least[later])
            added = np.where(board.prices[later] <= purse[:, :, None], added, -np.inf)
        outlook += added.max(axis=2)
    return outlook


def _affordable(spent: Ints, rest: int | None, budget: int | None) -> Marks:
    """Where the slots left could be paid for if nothing stood in the way of their cheapest."""
    if budget is None:
        return np.ones(spent.shape, np.bool_)
    affordable: Marks = spent + (rest or 0) <= budget
    return affordable


def _best_first(scores: Scores, allowed: Marks) -> Iterator[tuple[int, int]]:
    """Rows and columns by score, ties by the row, then by the column."""
    places = np.flatnonzero(allowed)
    best = places[np.argsort(-np.round(scores.ravel()[places], DIGITS), kind="stable")]
    width = scores.shape[1]
    return ((place // width, place % width) for place in best.tolist())
