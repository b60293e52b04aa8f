"""The order in which hits are returned, the same for every implementation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from backend.index.port import Hit

# float32 products of the same two vectors differ in the seventh digit with the row's position in
# memory; rounded, equal vectors tie, and ties are then broken by id.
SCORE_DIGITS: Final = 6


def best_first(scored: Iterable[tuple[str, float]], limit: int) -> list[Hit]:
    """At most `limit` hits of these ids and scores, by score, ties by id; scores rounded and within
    [-1, 1]."""
    rounded = sorted(
        (-min(1.0, max(-1.0, round(score, SCORE_DIGITS))), id_) for id_, score in scored
    )
    return [Hit(id_, -lost) for lost, id_ in rounded[:limit]]
