"""From a listing's picture references to the square its encoder sees."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from backend.errors import ImageRefused, ImageUnavailable
from backend.images.decode import DecodeLimits
from backend.images.load import prepare
from backend.images.resize import Picture
from backend.listing import Listing

# Fetching waits and decoding releases the interpreter's lock, so more threads than cores pay.
THREADS = 8


class Fetches(Protocol):
    def fetch(self, ref: str) -> bytes:
        """The bytes of a picture; raises `ImageRefused` or `ImageUnavailable`."""


def first_usable(
    listing: Listing, fetcher: Fetches, *, limits: DecodeLimits, size: int, deadline: float
) -> Picture:
    """The first of the listing's pictures that can be used, uint8 RGB (size, size, 3).

    Raises `ImageUnavailable` if one that comes before it may work later, `ImageRefused` with the
    first picture's reason if none ever will.
    """
    first: ImageRefused | None = None
    for ref in listing.images:
        if time.monotonic() > deadline:
            raise ImageUnavailable("There was no time left for its pictures in this batch.")
        try:
            return prepare(fetcher.fetch(ref), limits=limits, size=size)
        except ImageRefused as refused:
            first = first or refused
    raise first or ImageRefused("no-picture", "The listing has no picture.")


def gather(
    listings: Sequence[Listing],
    fetcher: Fetches,
    *,
    limits: DecodeLimits,
    size: int,
    seconds: float,
) -> dict[str, Picture | ImageRefused | ImageUnavailable]:
    """A picture or the reason there is none, by listing id; none is begun after `seconds`."""
    deadline = time.monotonic() + seconds

    def one(listing: Listing) -> Picture | ImageRefused | ImageUnavailable:
        try:
            return first_usable(listing, fetcher, limits=limits, size=size, deadline=deadline)
        except (ImageRefused, ImageUnavailable) as error:
            return error

    if not listings:
        return {}
    with ThreadPoolExecutor(min(THREADS, len(listings)), thread_name_prefix="picture") as pool:
        return {
            listing.id: outcome
            for listing, outcome in zip(listings, pool.map(one, listings), strict=True)
        }
