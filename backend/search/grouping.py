"""One result for a design: of the variants that match, the one that answers best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from backend.catalogue.listings import StoredListing


class Chosen(Struct, frozen=True):
    """`place` is where the listing stood in what was given; `variants` counts the others of its
    group there, those that the catalogue has besides are unknown here."""

    place: int
    variants: int


class Grouped(Protocol):
    """What may be one of a design's variants."""

    @property
    def id(self) -> str: ...

    @property
    def group(self) -> str | None: ...


def best_of_groups(scores: Sequence[float], listings: Sequence[StoredListing]) -> list[Chosen]:
    """The best listing of each variant group, in the order given; `scores` are the listings'.

    The best has the highest score; of equals one in stock, then the first by id. A listing without
    a group is one by itself. Looking deeper changes nothing of what was chosen from hits that come
    best first, as long as the cut is not among equals, but `variants` grows.
    """
    members: dict[tuple[str, str], list[int]] = {}
    for place, stored in enumerate(listings):
        members.setdefault(design_of(stored.listing), []).append(place)

    def rank(place: int) -> tuple[float, bool, str]:
        listing = listings[place].listing
        return -scores[place], not listing.in_stock, listing.id

    best = [Chosen(min(places, key=rank), len(places) - 1) for places in members.values()]
    return sorted(best, key=lambda chosen: chosen.place)


def design_of(listing: Grouped) -> tuple[str, str]:
    """Equal for the variants of a group, and for nothing else."""
    return ("listing", listing.id) if listing.group is None else ("group", listing.group)


def identities(stored: StoredListing, *, grouped: bool) -> tuple[str, ...]:
    """What must not be shown twice when this listing has been shown: itself and, where results are
    `grouped`, its variants. For `backend.search.cursor`."""
    listing = stored.listing
    if grouped and listing.group is not None:
        return (f"listing:{listing.id}", f"group:{listing.group}")
    return (f"listing:{listing.id}",)
