"""The questions that a room asks of whoever says to know what goes together.

Of each piece of each room: which of four listings of its category stood here? The right answer is
always the first one; the three others are any of the category that are not in the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.stylist.model import Stylist

WRONG: Final = 3
"""Wrong answers of a question."""


@dataclass(frozen=True)
class Questions:
    """Q questions about R rooms, and their T terms: one for each other piece of the room.

    All but `room` and `question` are rows of the stylist's listings.
    """

    room: NDArray[np.int64]  # (Q,) which room
    answers: NDArray[np.int64]  # (Q, 4), the right one first
    question: NDArray[np.int64]  # (T,) which question
    other: NDArray[np.int64]  # (T,) a piece that stays in the room


@dataclass(frozen=True)
class Resampled:
    """R rooms as they are, and with every piece drawn anew from its category, as T pairs of pieces.

    All but `room` are rows of the stylist's listings.
    """

    pieces: tuple[NDArray[np.int64], ...]  # R of (k, 2): as it is, drawn anew
    room: NDArray[np.int64]  # (T,) which room
    first: NDArray[np.int64]  # (T, 2)
    second: NDArray[np.int64]  # (T, 2)


def ask(
    stylist: Stylist, rooms: Sequence[Sequence[str]], generator: np.random.Generator
) -> Questions:
    """Pieces of which there are not enough others in the split are not asked about."""
    room: list[int] = []
    answers: list[list[int]] = []
    question: list[int] = []
    other: list[int] = []
    for number, listings in enumerate(rooms):
        rows = [stylist.row(listing) for listing in listings]
        for row in rows:
            span = stylist.span(stylist.listings[row].category)
            wrong = np.setdiff1d(np.arange(span.start, span.stop), rows)
            if len(wrong) < WRONG or len(rows) < 2:
                continue
            rest = [listing for listing in rows if listing != row]
            question += [len(answers)] * len(rest)
            other += rest
            room.append(number)
            answers.append([row, *generator.choice(wrong, WRONG, replace=False)])
    return Questions(
        np.array(room, np.int64),
        np.array(answers, np.int64).reshape(-1, 1 + WRONG),
        np.array(question, np.int64),
        np.array(other, np.int64),
    )


def resample(
    stylist: Stylist, rooms: Sequence[Sequence[str]], generator: np.random.Generator
) -> Resampled:
    """Each room beside one of the same categories put together by chance."""
    pieces, room, first, second = [], [], [], []
    for number, listings in enumerate(rooms):
        rows = np.array([stylist.row(listing) for listing in listings])
        both = np.stack([rows, _by_chance(stylist, rows, generator)], axis=1)
        one, other = np.triu_indices(len(rows), 1)
        pieces.append(both)
        room.append(np.full(len(one), number))
        first.append(both[one])
        second.append(both[other])
    return Resampled(
        tuple(pieces), np.concatenate(room), np.concatenate(first), np.concatenate(second)
    )


def _by_chance(
    stylist: Stylist, rows: NDArray[np.int64], generator: np.random.Generator
) -> NDArray[np.int64]:
    drawn: list[int] = []
    for row in rows:
        span = stylist.span(stylist.listings[row].category)
        free = [listing for listing in range(span.start, span.stop) if listing not in drawn]
        drawn.append(int(generator.choice(free)))
    return np.array(drawn, np.int64)
