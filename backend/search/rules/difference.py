"""How two answers to one query differ, and what many such differences come to."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from msgspec import Struct

from backend.search.reasons import Question


class Shown(Struct, frozen=True):
    listing_id: str
    similarity: float


class Move(Struct, frozen=True):
    """Places are counted from 1; None where the listing is not shown."""

    listing_id: str
    before: int | None
    after: int | None


class Difference(Struct, frozen=True, kw_only=True):
    """`moves` are in the order of the places after, then before. `places` are those of the longer
    answer, `places_changed` those that another listing has, or none. `given_up` is how much less
    similar the results are, on average; None where an answer is empty."""

    moves: tuple[Move, ...]
    places: int
    places_changed: int
    emptied: bool
    given_up: float | None


def difference(before: Sequence[Shown], after: Sequence[Shown]) -> Difference:
    """Each listing stands in an answer once at most."""
    old = {each.listing_id: place for place, each in enumerate(before, 1)}
    new = {each.listing_id: place for place, each in enumerate(after, 1)}
    moves = [
        Move(listing_id, old.get(listing_id), new.get(listing_id))
        for listing_id in dict.fromkeys([*new, *old])
        if old.get(listing_id) != new.get(listing_id)
    ]
    places = max(len(before), len(after))
    same = sum(a.listing_id == b.listing_id for a, b in zip(before, after, strict=False))
    given_up = None
    if before and after:
        given_up = fmean(each.similarity for each in before) - fmean(
            each.similarity for each in after
        )
    return Difference(
        moves=tuple(moves),
        places=places,
        places_changed=places - same,
        emptied=bool(before) and not after,
        given_up=given_up,
    )


class Summary(Struct, frozen=True, kw_only=True):
    """A query for what goes with something has a list for each category. `share_changed` is the
    share of places with another listing than before; `entered` and `left` count listings, and
    `mean_places_moved` is of those that are shown before and after, but elsewhere. `given_up` is by
    question, the mean of the lists'; None where there is none."""

    lists: int
    lists_changed: int
    lists_emptied: int
    share_changed: float
    entered: int
    left: int
    mean_places_moved: float
    given_up: dict[Question, float | None]


def summary(differences: Sequence[tuple[Question, Difference]]) -> Summary:
    each_one = [found for _, found in differences]
    places = sum(found.places for found in each_one)
    moved = [
        abs(move.after - move.before)
        for found in each_one
        for move in found.moves
        if move.before is not None and move.after is not None
    ]
    return Summary(
        lists=len(each_one),
        lists_changed=sum(bool(found.moves) for found in each_one),
        lists_emptied=sum(found.emptied for found in each_one),
        share_changed=sum(found.places_changed for found in each_one) / places if places else 0.0,
        entered=sum(move.before is None for found in each_one for move in found.moves),
        left=sum(move.after is None for found in each_one for move in found.moves),
        mean_places_moved=fmean(moved) if moved else 0.0,
        given_up={
            question: _mean([found.given_up for asked, found in differences if asked == question])
            for question in dict.fromkeys(asked for asked, _ in differences)
        },
    )


def _mean(amounts: Sequence[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return fmean(known) if known else None
