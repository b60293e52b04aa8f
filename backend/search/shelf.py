"""Listings kept as they were last read, and used as long as the catalogue says that they are so
still."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

from msgspec import Struct

from backend.cache.recent import Recent
from backend.catalogue import listings, releases
from backend.catalogue.database import Database, State
from backend.catalogue.listings import StoredListing
from backend.catalogue.releases import Release
from backend.catalogue.stamps import Stamp, stamps
from backend.index.port import Entry
from backend.index.scalars import Scalars, scalars_of

MOST_LISTINGS: Final = 20_000
"""Of some 4 kB each."""
MOST_ENTRIES: Final = 8_192
"""Of some 1.5 kB each."""


class Shelved(Struct, frozen=True, gc=False):
    """A listing as the catalogue has it, what tells when it has changed, and what a search can
    filter it by."""

    stored: StoredListing
    stamp: Stamp
    scalars: Scalars


class Shelf:
    """One per process, for any thread. A query reads sixty listings to show twelve, mostly the
    same as the queries before it.

    Nothing here is ever older than the catalogue. As long as nothing at all was written to it, what
    was read is so still; after that a listing is compared by its stamp, which costs a tenth of
    reading it. `entries` are what the index holds of listings, by a key that tells the same of
    them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listings = Recent[str, tuple[State, Shelved]](MOST_LISTINGS)
        self._release: tuple[State, Release | None] | None = None
        self.entries = Recent[Hashable, Entry](MOST_ENTRIES)

    def live_release(self) -> Release | None:
        """As `releases.live`."""
        state, kept = self._database.state(), self._release
        if kept is not None and kept[0] == state:
            return kept[1]
        with self._database.read() as session:
            release = releases.live(session)
        self._release = state, release
        return release

    def get_many(self, ids: Sequence[str]) -> dict[str, Shelved]:
        """As `listings.get_many`."""
        # Before what was read in it: a change in between is then seen the next time.
        state = self._database.state()
        kept = self._listings.get_many(ids)
        found = {listing_id: each for listing_id, (at, each) in kept.items() if at == state}
        unsure = [listing_id for listing_id in ids if listing_id not in found]
        if not unsure:
            return found
        with self._database.read() as session:
            current = stamps(session, unsure)
            same = {
                listing_id: kept[listing_id][1]
                for listing_id, stamp in current.items()
                if listing_id in kept and kept[listing_id][1].stamp == stamp
            }
            read = {
                listing_id: Shelved(stored, current[listing_id], scalars_of(stored.completed))
                for listing_id, stored in listings.get_many(
                    session, [each for each in current if each not in same]
                ).items()
            }
        surely = same | read
        self._listings.put_many({listing_id: (state, each) for listing_id, each in surely.items()})
        return found | surely
