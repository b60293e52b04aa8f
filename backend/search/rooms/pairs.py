"""Every two of some pieces, and how well they go together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from msgspec import Struct

from backend.encoder.calibration import probability
from backend.search.rooms.board import DIGITS
from backend.search.rooms.pieces import Piece
from backend.search.rooms.scoring import Scores, Scoring, gathered


class Pair(Struct, frozen=True, kw_only=True):
    """How well two pieces go together, either way round.

    `score` is what the pair adds to the score of a set. `probability`, of the mean of both
    directions' log-odds, is that one is a stylist's choice beside the other rather than a random
    listing of its category, had both been offered; None where the release is not calibrated.
    """

    first: str
    second: str
    score: float
    probability: float | None


class Beside(Struct, frozen=True, kw_only=True):
    """Another piece of the room, and how well it goes with the one that is spoken of."""

    piece: str
    score: float
    probability: float | None


class PairTable(Struct, frozen=True):
    """n pieces with each other: scores (n, n) and the logits of probabilities (n, n), both
    symmetric; no logits where the release is not calibrated."""

    pieces: tuple[Piece, ...]
    scores: Scores
    logits: Scores | None

    def pair(self, first: int, second: int) -> Pair:
        return Pair(
            first=self.pieces[first].id,
            second=self.pieces[second].id,
            score=float(self.scores[first, second]),
            probability=self._probability(first, second),
        )

    def beside(self, piece: int, other: int) -> Beside:
        return Beside(
            piece=self.pieces[other].id,
            score=float(self.scores[piece, other]),
            probability=self._probability(piece, other),
        )

    def ranked(self, piece: int) -> list[int]:
        """The other pieces, that which goes best with it first."""
        others = [other for other in range(len(self.pieces)) if other != piece]
        return sorted(others, key=lambda other: (-self._told(piece, other), self.pieces[other].id))

    @property
    def places(self) -> list[tuple[int, int]]:
        """Every unordered pair once."""
        return list(combinations(range(len(self.pieces)), 2))

    @property
    def score(self) -> float:
        return float(sum(self.scores[pair] for pair in self.places))

    @property
    def probability(self) -> float | None:
        """The mean over pairs."""
        told = [self._probability(*pair) for pair in self.places]
        known = [each for each in told if each is not None]
        return sum(known) / len(known) if known else None

    @property
    def weakest(self) -> Pair:
        """The pair that goes together least; the first of equals."""
        return self.pair(*min(self.places, key=lambda pair: self._told(*pair)))

    def among(self, places: Sequence[int]) -> PairTable:
        """The table of some of its pieces, in this order."""
        chosen = np.ix_(places, places)
        return PairTable(
            tuple(self.pieces[place] for place in places),
            self.scores[chosen],
            None if self.logits is None else self.logits[chosen],
        )

    def _told(self, first: int, second: int) -> float:
        """What pairs of different categories are compared by: their scores cannot be."""
        table = self.scores if self.logits is None else self.logits
        return round(float(table[first, second]), DIGITS)

    def _probability(self, first: int, second: int) -> float | None:
        return None if self.logits is None else probability(float(self.logits[first, second]))


def pair_table(scoring: Scoring, pieces: Sequence[Piece]) -> PairTable:
    """These pieces, at least two, with each other."""
    together = gathered(pieces)
    logits = scoring.pair_logits(together, together)
    return PairTable(
        tuple(pieces),
        scoring.log_odds(together, together),
        None if logits is None else (logits + logits.T) / 2,
    )


def pair_tables(scoring: Scoring, sets: Sequence[Sequence[Piece]]) -> list[PairTable]:
    """The table of each of several sets of pieces, which have some in common."""
    every = {piece.id: piece for pieces in sets for piece in pieces}
    place_of = {piece_id: place for place, piece_id in enumerate(every)}
    whole = pair_table(scoring, tuple(every.values()))
    return [whole.among([place_of[piece.id] for piece in pieces]) for pieces in sets]
