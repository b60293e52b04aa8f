"""How well pieces go together: the score that releases are judged by, made one of a whole set.

A release says how much likelier a piece stands in a room, in log-odds, for each piece that is there
already; `backend.training.evaluation` judges it by their sum over a room's pieces, and so does
this. The two directions of a pair are two estimates of the same quantity, log p(a, b) / p(a) p(b),
and differ. A set has no direction: its score is the sum, over its unordered pairs, of the mean of
both.

    J(S) = sum over {a, b} in S of (r(a -> b) + r(b -> a)) / 2

So a piece's part in it is the sum of its pairs, whatever the order. Sets with the same slots are
ranked by it; it is not calibrated, and a set of other categories has other scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt

from backend.encoder.calibration import Calibration, Line
from backend.encoder.matching import PairMaps
from backend.encoder.release import Release
from backend.errors import InvalidInput
from backend.search.rooms.pieces import Piece

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Gathered:
    """n pieces as they are scored: for each category the places of its pieces, and their styles
    (n, d) in float64, whose sums do not depend on what else is asked as far as it is seen."""

    count: int
    parts: list[tuple[str, list[int], Scores]]


def gathered(pieces: Sequence[Piece] | Gathered) -> Gathered:
    """Once for pieces that are scored with several others."""
    if isinstance(pieces, Gathered):
        return pieces
    places: dict[str, list[int]] = {}
    for place, piece in enumerate(pieces):
        places.setdefault(piece.category, []).append(place)
    return Gathered(
        len(pieces),
        [
            (category, at, np.array([pieces[place].style for place in at], np.float64))
            for category, at in places.items()
        ],
    )


@dataclass(frozen=True, eq=False)
class Scoring:
    """What a release knows of what goes with what; `calibration` may be missing from it.

    Keeps the maps that were asked for, so let it live as long as one request.
    """

    maps: PairMaps
    calibration: Calibration | None = None
    _known: dict[tuple[str, str, bool], PairMap] = field(default_factory=dict)

    def queries(self, pieces: Sequence[Piece], target: str) -> Scores:
        """(n, d): the product of a row with a candidate's style is r(piece -> candidate), but for
        what is the same for all candidates of the category. Rows add up to the query of a room."""
        queries = np.zeros((len(pieces), self.maps.dimension))
        for source, rows, styles in gathered(pieces).parts:
            known = self._map(source, target, room=True)
            queries[rows] = known.slope * (styles @ known.map.T)
        return queries

    def log_odds(
        self, first: Sequence[Piece] | Gathered, second: Sequence[Piece] | Gathered
    ) -> Scores:
        """(n, m): what each pair of one of `first` and one of `second` adds to a set's score."""
        ours = gathered(first)
        theirs = ours if first is second else gathered(second)
        there = self._directed(ours, theirs, room=True)
        back = there if theirs is ours else self._directed(theirs, ours, room=True)
        mean: Scores = (there + back.T) / 2
        return mean

    def joint(self, pieces: Sequence[Piece]) -> float:
        """J of these pieces; 0 for fewer than two."""
        return float(np.triu(self.log_odds(pieces, pieces), 1).sum())

    def pair_logits(
        self, first: Sequence[Piece] | Gathered, second: Sequence[Piece] | Gathered
    ) -> Scores | None:
        """(n, m): the logit of `Calibration.matching_probability` of each of `second` beside each
        of `first`, seen alone. None where the release is not calibrated."""
        if self.calibration is None:
            return None
        return self._directed(gathered(first), gathered(second), room=False)

    @classmethod
    def of_release(cls, release: Release) -> Self:
        """Raises `InvalidInput` for a release that only knows what looks alike."""
        if release.matching is None:
            name = release.manifest.release
            raise InvalidInput(f"The release {name} does not know what goes with what.")
        return cls(release.matching, release.calibration)

    def _directed(self, sources: Gathered, targets: Gathered, *, room: bool) -> Scores:
        """(n, m): of each target given each source."""
        scores = np.empty((sources.count, targets.count))
        for source, rows, styles in sources.parts:
            for target, columns, candidates in targets.parts:
                known = self._map(source, target, room=room)
                product: Scores = (styles @ known.map.T) @ candidates.T
                said = known.slope * product + known.offset
                if said.shape == scores.shape:  # there are no other categories
                    return said
                scores[np.ix_(rows, columns)] = said
        return scores

    def _map(self, source: str, target: str, *, room: bool) -> PairMap:
        key = (source, target, room)
        if key not in self._known:
            line = Line(slope=1.0, offset=0.0)
            of_rooms = room and self.maps.room_shared is not None
            if self.calibration is not None and not of_rooms:
                line = self.calibration.matching_line(source, target)
            matrix = self.maps.precise_matrix(source, target, room=room)
            self._known[key] = PairMap(matrix, line.slope, line.offset)
        return self._known[key]


@dataclass(frozen=True, eq=False)
class PairMap:
    """The log-odds of a candidate c given a source s: slope * (map s) . c + offset."""

    map: Scores  # (d, d)
    slope: float
    offset: float
