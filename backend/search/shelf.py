"""Listings kept as they were last read, and used as long as the catalogue says that they are so
still."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from sqlalchemy.orm import Session

from backend.cache.recent import Recent
from backend.catalogue import listings
from backend.catalogue.listings import StoredListing
from backend.catalogue.stamps import Stamp, stamps
from backend.index.port import Entry
from backend.index.scalars import Scalars, scalars_of

MOST_LISTINGS: Final = 20_000
"""Of some 3.5 kB each."""
MOST_ENTRIES: Final = 8_192
"""Of some 1.5 kB each."""


class Shelved(Struct, frozen=True, gc=False):
    """A listing as the catalogue has it, what tells when it has changed, and what a search can
    filter it by."""

    stored: StoredListing
    stamp: Stamp
    scalars: Scalars


class Shelf:
    """One per process, for any thread. A query reads eighty listings to show twelve, mostly the
    same as the queries before it: to ask whether they have changed costs a tenth of reading them.

    Nothing here is ever older than the catalogue: every use asks for the listings' stamps first.
    `entries` are what the index holds of listings, by a key that tells the same of them.
    """

    def __init__(self) -> None:
        self._listings = Recent[str, Shelved](MOST_LISTINGS)
        self.entries = Recent[bytes, Entry](MOST_ENTRIES)

    def get_many(self, session: Session, ids: Sequence[str]) -> dict[str, Shelved]:
        """As `listings.get_many`."""
        # Before what they stand for: a change in between is then seen the next time.
        current = stamps(session, ids)
        found = {
            listing_id: each
            for listing_id, each in self._listings.get_many(current).items()
            if each.stamp == current[listing_id]
        }
        missing = [listing_id for listing_id in current if listing_id not in found]
        if not missing:
            return found
        read = {
            listing_id: Shelved(stored, current[listing_id], scalars_of(stored.completed))
            for listing_id, stored in listings.get_many(session, missing).items()
        }
        self._listings.put_many(read)
        return found | read
