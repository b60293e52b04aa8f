"""How well do these go together, and how alike do they look? Of listings that a caller names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np
from msgspec import Struct

from backend.encoder.calibration import Calibration, probability
from backend.errors import InvalidInput
from backend.index.port import Vector
from backend.search.inquiry import Inquiry
from backend.search.rooms.pairs import Pair, pair_table
from backend.search.rooms.pieces import piece_of, read_listings
from backend.search.rooms.scoring import Scores, Scoring

MOST_COMPARED: Final = 12
VISUAL: Final = "visual"


class Likeness(Struct, frozen=True, kw_only=True):
    """`similarity` is the cosine of the visual vectors, in [-1, 1]; `probability` the share of
    photos' results with this cosine that show the same design, None without calibration."""

    similarity: float
    probability: float | None


class ComparedPair(Struct, frozen=True, kw_only=True):
    """Two listings. `second_beside_first` is how probable it is that the second was put beside the
    first by a stylist rather than being a random listing of its category, had both been offered;
    `first_beside_second` the other way round; both None without calibration."""

    goes_with: Pair
    second_beside_first: float | None
    first_beside_second: float | None
    looks_like: Likeness


class Comparison(Struct, frozen=True, kw_only=True):
    """Every two of the listings, in the order given. `score` is that of a room of them, and
    `probability` the mean of their pairs': see `RoomSet`. `weakest` goes together least."""

    release: str
    pairs: tuple[ComparedPair, ...]
    score: float
    probability: float | None
    weakest: Pair


def compare_listings(inquiry: Inquiry, ids: Sequence[str]) -> Comparison:
    """Raises `InvalidInput` for fewer than two listings or more than `MOST_COMPARED`, for one that
    is named twice, for one without a category and for a release that does not know what goes with
    what; `NotFound` for a listing that does not exist or cannot be searched yet."""
    _check(ids)
    bundle = inquiry.bundle
    scoring = Scoring.of_release(bundle)
    found = read_listings(inquiry, ids)
    pieces = [piece_of(*each) for each in found.values()]
    looks = [entry.vectors[VISUAL] for _, entry in found.values()]
    table = pair_table(scoring, pieces)
    logits = scoring.pair_logits(pieces, pieces)
    return Comparison(
        release=inquiry.release.id,
        pairs=tuple(
            ComparedPair(
                goes_with=table.pair(first, second),
                second_beside_first=_probability(logits, first, second),
                first_beside_second=_probability(logits, second, first),
                looks_like=_likeness(looks[first], looks[second], bundle.calibration),
            )
            for first, second in combinations(range(len(pieces)), 2)
        ),
        score=table.score,
        probability=table.probability,
        weakest=table.weakest,
    )


def _check(ids: Sequence[str]) -> None:
    reason = None
    if len(ids) < 2:
        reason = f"must be at least 2 to compare, not {len(ids)}"
    elif len(ids) > MOST_COMPARED:
        reason = f"may be {MOST_COMPARED} at most, not {len(ids)}"
    elif repeated := [listing_id for listing_id, count in Counter(ids).items() if count > 1]:
        reason = f"name {', '.join(repeated)} more than once"
    if reason is not None:
        raise InvalidInput(f"These cannot be compared: listings {reason}.", {"listings": reason})


def _probability(logits: Scores | None, source: int, target: int) -> float | None:
    return None if logits is None else probability(float(logits[source, target]))


def _likeness(first: Vector, second: Vector, calibration: Calibration | None) -> Likeness:
    # In float64, and within the bounds that rounding may leave.
    product = float(first.astype(np.float64) @ second.astype(np.float64))
    cosine = max(-1.0, min(1.0, product))
    likely = None if calibration is None else calibration.visual_probability(cosine)
    return Likeness(similarity=cosine, probability=likely)
