"""The best sets of a board that are not all alike."""

from __future__ import annotations

from typing import Final

from backend.search.rooms.beam import Fill, search
from backend.search.rooms.board import DIGITS, Board
from backend.search.rooms.finishing import Apart

WIDTH: Final = 48
"""Fills that the beam keeps."""


def best_sets(board: Board, count: int, *, differ: int = 1, width: int = WIDTH) -> list[Fill]:
    """At most `count` fills, best first, ties by the ids of their listings; none only where no set
    is possible.

    The first is the best that is found; each further one the best of those that have at least
    `differ` designs, or all if there are not so many slots, that each of the former lacks. Variants
    of a design are no difference. Fewer come back where no more are apart, or, in a tight budget
    and among slots that want the same, where none are found in `finishing.MOST_TRIES` tries.
    """
    shared = max(0, board.slots - differ)
    found: list[Fill] = []
    fills = search(board, width)
    while fills and len(found) < count:
        for fill in fills:
            designs = board.designs_of(fill.places)
            if all(len(designs & board.designs_of(other.places)) <= shared for other in found):
                found.append(fill)
            if len(found) == count:
                break
        else:
            others = tuple(board.designs_of(fill.places) for fill in found)
            fills = search(board, width, Apart(others, shared))
    return sorted(found, key=lambda fill: (-round(fill.score, DIGITS), fill.places))
