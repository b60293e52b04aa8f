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
from backend.catalogue.stamps import Stamp, stamps
from backend.index.scalars import Scalars, scalars_of

MOST_KEPT: Final = 20_000
"""A listing takes some five kilobytes."""


class Shelved(Struct, frozen=True):
    """A listing as the catalogue has it, what tells when it has changed, and what a search can
    filter it by."""

    stored: StoredListing
    stamp: Stamp
    scalars: Scalars


class Shelf:
    """One per process, for any thread. A query reads eighty listings to show twelve, mostly the
    same as the queries before it: to ask whether they have changed costs a tenth of reading them.

    Nothing here is ever older than the catalogue: every use asks for the listings' stamps first.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Shelved] = OrderedDict()

    def get_many(self, session: Session, ids: Sequence[str]) -> dict[str, Shelved]:
        """As `listings.get_many`."""
        # Before what they stand for: a change in between is then seen the next time.
        current = stamps(session, ids)
        found = self._still_so(current)
        missing = [listing_id for listing_id in current if listing_id not in found]
        if not missing:
            return found
        read = {
            listing_id: Shelved(stored, current[listing_id], scalars_of(stored.completed))
            for listing_id, stored in listings.get_many(session, missing).items()
        }
        self._keep(read)
        return found | read

    def _still_so(self, current: dict[str, Stamp]) -> dict[str, Shelved]:
        found = {}
        with self._lock:
            for listing_id, stamp in current.items():
                kept = self._kept.get(listing_id)
                if kept is not None and kept.stamp == stamp:
                    self._kept.move_to_end(listing_id)
                    found[listing_id] = kept
        return found

    def _keep(self, read: dict[str, Shelved]) -> None:
        with self._lock:
            for listing_id, shelved in read.items():
                self._kept[listing_id] = shelved
                self._kept.move_to_end(listing_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
