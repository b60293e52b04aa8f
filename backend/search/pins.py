"""Listings that stand at a place of their own, whatever they look like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from backend.index.filters import Filter
from backend.index.hits import SCORE_DIGITS
from backend.search.grouping import identities
from backend.search.inquiry import Inquiry
from backend.search.retrieve import Match, Target
from backend.search.shaping import Pin


def pinnable(
    inquiry: Inquiry, target: Target, where: Filter | None, pins: Sequence[Pin]
) -> list[tuple[Pin, Match]]:
    """Those that match the filter as the catalogue has them now, are indexed, and are not what was
    asked with; as near as they are."""
    wanted = [pin for pin in pins if pin.listing_id not in target.exclude]
    stored = inquiry.matching([pin.listing_id for pin in wanted], where) if wanted else {}
    entries = inquiry.entries(list(stored))
    unit = (target.query / target.length).astype(np.float32)
    found = []
    for pin in wanted:
        if pin.listing_id in entries:
            cosine = float(np.dot(entries[pin.listing_id].vectors[target.field], unit))
            similarity = round(min(1.0, max(-1.0, cosine)), SCORE_DIGITS) * target.length
            match = Match(stored[pin.listing_id], similarity, target.score)
            found.append((pin, match))
    return found


def seated(
    candidates: Iterable[tuple[int, Match]], places: int, *, grouped: bool
) -> dict[int, Match]:
    """Who stands where on a page of so many places, counted from 1, by the places they claim: each
    listing once and, where results are `grouped`, each design. A place that is taken passes its
    claimant on to the next; who finds none is not pinned."""
    taken: set[str] = set()
    found: dict[int, Match] = {}
    free = 1
    for claimed, match in sorted(candidates, key=lambda candidate: candidate[0]):
        own = identities(match.stored, grouped=grouped)
        place = max(claimed, free)
        if place <= places and taken.isdisjoint(own):
            found[place] = match
            taken.update(own)
            free = place + 1
    return found
