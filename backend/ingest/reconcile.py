"""Comparing catalogue and index, and repairing either way.

This is what heals an index that was lost or restored from an older copy, and a listing whose work
was forgotten for whatever reason. Listings that owe work or are parked are left to their way.
"""

from __future__ import annotations

from msgspec import Struct

from backend.bootstrap import Services
from backend.catalogue import progress
from backend.catalogue.progress import Expected
from backend.index.port import Entry

PAGE = 1000
REQUEST_ID = "reconcile"


class Repairs(Struct):
    """How many listings were owed again, and how many entries were deleted."""

    owed: int = 0
    deleted: int = 0


def reconcile(services: Services) -> Repairs:
    """One walk over everything, in steps of bounded size."""
    release = services.live_release()
    services.index.ensure_collection(release.collection, release.dimensions)
    held = {
        listing_id: version
        for page in services.index.walk(release.collection, PAGE)
        for listing_id, version in page
    }
    repairs = Repairs()
    after: str | None = None
    while True:
        with services.database.read() as session:
            settled, busy, after = progress.page(session, after=after, limit=PAGE)
        for listing_id in busy:
            held.pop(listing_id, None)
        wrong = [item for item in settled if _is_wrong(item, held.pop(item.id, None))]
        # The walk is older than the page: what was indexed in between is not wrong after all.
        now_held = services.index.fetch(release.collection, [item.id for item in wrong])
        wrong = [item for item in wrong if _is_wrong(item, _version(now_held.get(item.id)))]
        if wrong:
            with services.database.write() as session:
                repairs.owed += progress.owe_again(
                    session,
                    {item.id: item.version for item in wrong},
                    now=services.clock(),
                    request_id=REQUEST_ID,
                )
        if after is None:
            break
    # What is left belongs to no listing at all: an older copy of the catalogue was restored.
    orphans = list(held)
    for start in range(0, len(orphans), PAGE):
        services.index.delete(release.collection, orphans[start : start + PAGE])
    repairs.deleted = len(orphans)
    # Rows that are not sealed yet cost every search; nobody else has the time to seal them.
    services.index.flush(release.collection)
    return repairs


def _version(entry: Entry | None) -> int | None:
    return None if entry is None else entry.version


def _is_wrong(expected: Expected, held: int | None) -> bool:
    return held is not None if expected.deleted else held != expected.version
