"""Listings kept as they were last read, and used as long as the catalogue says that they are so
still."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from sqlalchemy.orm import Session

from backend.catalogue import listings
from backend.catalogue.listings import StoredListing
from backend.catalogue.reading import Stamp, stamps_of
from backend.index.scalars import Scalars, scalars_of

MOST_KEPT: Final = 20_000
"""A listing takes some five kilobytes."""


class Shelved(Struct, frozen=True):
    """A listing as the catalogue has it, and what a search can filter it by."""

    stored: StoredListing
    scalars: Scalars


class Shelf:
    """One per process, for any thread. A query reads eighty listings to show twelve, mostly the
    same as the queries before it: to ask whether they have changed costs a tenth of reading them.

    Nothing here is ever older than the catalogue: every use asks for the listings' stamps first.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[Stamp, Shelved]] = OrderedDict()

    def get_many(self, session: Session, ids: Sequence[str]) -> dict[str, Shelved]:
        """As `listings.get_many`."""
        # Before what they stand for: a change in between is then seen the next time.
        stamps = stamps_of(session, ids)
        found = self._still_so(stamps)
        missing = [listing_id for listing_id in stamps if listing_id not in found]
        read = {
            listing_id: Shelved(stored, scalars_of(stored.completed))
            for listing_id, stored in listings.get_many(session, missing).items()
        }
        self._keep(read, stamps)
        return found | read

    def _still_so(self, stamps: dict[str, Stamp]) -> dict[str, Shelved]:
        found = {}
        with self._lock:
            for listing_id, stamp in stamps.items():
                kept = self._kept.get(listing_id)
                if kept is not None and kept[0] == stamp:
                    self._kept.move_to_end(listing_id)
                    found[listing_id] = kept[1]
        return found

    def _keep(self, read: dict[str, Shelved], stamps: dict[str, Stamp]) -> None:
        with self._lock:
            for listing_id, shelved in read.items():
                # What became of one that waits for its indexing stands elsewhere.
                if shelved.stored.indexing.state == "indexed":
                    self._kept[listing_id] = stamps[listing_id], shelved
                    self._kept.move_to_end(listing_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
