"""The order in which hits are returned, the same for every implementation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from backend.index.port import Hit

# float32 products of the same two vectors differ in the seventh digit with the row's position in
# memory; rounded, equal vectors tie, and ties are then broken by id.
SCORE_DIGITS: Final = 6


def best_first(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """At most `limit` of the hits, by score, ties by id; scores rounded and within [-1, 1]."""
    rounded = (
        Hit(hit.id, hit.version, min(1.0, max(-1.0, round(hit.score, SCORE_DIGITS))))
        for hit in hits
    )
    return sorted(rounded, key=lambda hit: (-hit.score, hit.id))[:limit]
