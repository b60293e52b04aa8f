"""What looks like this? Nearest neighbours of a listing or a photo, under filters."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from backend.bootstrap import Services
from backend.catalogue import listings
from backend.catalogue.criteria import Criteria
from backend.catalogue.listings import StoredListing
from backend.catalogue.releases import Release
from backend.errors import NotFound
from backend.index.filters import matches
from backend.index.port import Entry, Vector
from backend.index.scalars import scalars_of
from backend.search.query import filter_of

VISUAL = "visual"
# How many more than asked are looked up, for those the catalogue no longer offers as the index
# remembers them; a second, deeper look follows where that was too few.
SPARE = 8
MAX_DEPTH = 1000


class Match(Struct, frozen=True):
    """A listing as the catalogue has it now, and its cosine similarity in [-1, 1]."""

    stored: StoredListing
    score: float


class Answer(Struct, frozen=True):
    release: str
    matches: list[Match]


def similar_to_listing(
    services: Services, listing_id: str, criteria: Criteria, limit: int
) -> Answer:
    """The listings that look most like this one, itself left out.

    Raises `NotFound` for a listing that does not exist or that the index does not hold yet.
    """
    with services.database.read() as session:
        if listings.get(session, listing_id) is None:
            raise NotFound(f"There is no listing {listing_id}.")
    release = services.live_release()
    entry = _entry(services, release, listing_id)
    if entry is None:
        raise NotFound(f"Listing {listing_id} is not searchable yet.")
    return similar_to_vector(
        services, release, entry.vectors[VISUAL], criteria, limit, exclude=(listing_id,)
    )


def _entry(services: Services, release: Release, listing_id: str) -> Entry | None:
    """What the index holds of the listing; the slow look only where the quick one found nothing."""
    for latest in (False, True):
        found = services.index.fetch(release.collection, [listing_id], latest=latest)
        if listing_id in found:
            return found[listing_id]
    return None


def similar_to_vector(
    services: Services,
    release: Release,
    vector: Vector,
    criteria: Criteria,
    limit: int,
    *,
    exclude: Sequence[str] = (),
) -> Answer:
    """The listings nearest to a unit vector. What is returned matches the criteria as the
    catalogue has the listings now, whatever the index still remembers."""
    where = filter_of(criteria)
    depth = limit + SPARE
    while True:
        hits = services.index.search(
            release.collection, VISUAL, vector, limit=depth, where=where, exclude=exclude
        )
        with services.database.read() as session:
            stored = listings.get_many(session, [hit.id for hit in hits])
        found = [
            Match(stored[hit.id], hit.score)
            for hit in hits
            if hit.id in stored
            and (where is None or matches(where, scalars_of(stored[hit.id].completed)))
        ]
        if len(found) >= limit or len(hits) < depth or depth >= MAX_DEPTH:
            return Answer(release.id, found[:limit])
        depth = min(depth * 4, MAX_DEPTH)
