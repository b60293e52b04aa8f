"""What a set of rooms asks of whoever says to know what goes together.

Of each piece of each room: which of four listings of its category stood here? And of each other
piece of that room: which of the four goes with it? The questions depend on nothing but the rooms,
the listings and the seed, and a room's not on the other rooms, so that a model, the controls and
whoever drew the rooms answer the same ones.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.dataset.read import Dataset
from backend.dataset.records import Split

WRONG: Final = 3
"""Wrong answers of a question."""
MOST_ROOMS: Final = 1500

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Questions:
    """Q questions of R rooms, and their T terms: one for each other piece of the room.

    `answers` and `other` are rows of `listings`, which are ordered by category, then by id.
    """

    listings: tuple[str, ...]
    categories: tuple[str, ...]
    """Of each listing."""
    rooms: int
    room: Rows  # (Q,) which room
    answers: Rows  # (Q, 4), the right one first
    question: Rows  # (T,) which question
    other: Rows  # (T,) a piece that stays in the room

    @property
    def digest(self) -> str:
        """SHA-256 over all of it: who answers the same questions has the same."""
        total = hashlib.sha256("\n".join((*self.listings, *self.categories)).encode())
        for rows in (self.room, self.answers, self.question, self.other):
            total.update(np.ascontiguousarray(rows, "<i8").tobytes())
        return total.hexdigest()

    def spans(self) -> dict[str, slice]:
        """Where in `listings` those of each category are."""
        counts = Counter(self.categories)
        ends = np.cumsum([counts[name] for name in sorted(counts)]).tolist()
        return {
            name: slice(end - counts[name], end)
            for name, end in zip(sorted(counts), ends, strict=True)
        }

    def terms_by_categories(self) -> dict[tuple[str, str], Rows]:
        """Which terms ask what goes with a piece of the first category, of the second one."""
        names = np.array(self.categories)
        asked = self.answers[self.question, 0]
        pairs: dict[tuple[str, str], list[int]] = {}
        for term, pair in enumerate(zip(names[self.other], names[asked], strict=True)):
            pairs.setdefault((str(pair[0]), str(pair[1])), []).append(term)
        return {pair: np.array(pairs[pair], np.int64) for pair in sorted(pairs)}


def ask(
    categories: Mapping[str, str], rooms: Mapping[str, Sequence[str]], seed: int = 0
) -> Questions:
    """The questions of `rooms` (id to listings); `categories` has the listings that answer.

    Pieces that are not among them, or of which there are not enough others, are not asked about.
    """
    ordered = sorted(categories, key=lambda listing: (categories[listing], listing))
    row_of = {listing: row for row, listing in enumerate(ordered)}
    names = np.array([categories[listing] for listing in ordered])
    room: list[int] = []
    answers: list[list[int]] = []
    question: list[int] = []
    other: list[int] = []
    for number, (name, pieces) in enumerate(sorted(rooms.items())):
        rows = [row_of[piece] for piece in pieces if piece in row_of]
        for row in rows:
            wrong = np.setdiff1d(np.flatnonzero(names == names[row]), rows)
            rest = [piece for piece in rows if piece != row]
            if len(wrong) < WRONG or not rest:
                continue
            numbers = np.random.default_rng(_seed(seed, name, ordered[row]))
            question += [len(answers)] * len(rest)
            other += rest
            room.append(number)
            answers.append([row, *numbers.choice(wrong, WRONG, replace=False)])
    return Questions(
        tuple(ordered),
        tuple(str(name) for name in names),
        len(rooms),
        np.array(room, np.int64),
        np.array(answers, np.int64).reshape(-1, 1 + WRONG),
        np.array(question, np.int64),
        np.array(other, np.int64),
    )


def questions_of(
    dataset: Dataset, split: Split, most_rooms: int = MOST_ROOMS, seed: int = 0
) -> Questions:
    """Those of a split: its listings that have a picture and a category, the true one where it is
    known, and its rooms. Where there are more than `most_rooms`, it is some of them, the same
    whatever other rooms there are."""
    known = {row.id: row.category for row in dataset.truth()}
    categories = {
        row.id: category
        for row in dataset.listings()
        if row.split == split and row.images and (category := known.get(row.id, row.category))
    }
    rooms = {
        row.id: tuple(piece.listing for piece in row.pieces)
        for row in dataset.rooms()
        if row.split == split
    }
    chosen = sorted(rooms, key=lambda room: (_seed(seed, "rooms", room), room))[:most_rooms]
    return ask(categories, {room: rooms[room] for room in chosen}, seed)


def _seed(seed: int, *names: str) -> int:
    text = "\0".join((str(seed), *names)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
