"""Whether a listing is still as it was when somebody looked, told without reading all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from backend.catalogue.listings import StoredListing
from backend.catalogue.tables import ListingRow, ParkedRow


class Stamp(Struct, frozen=True, array_like=True):
    """Differs where anything does of a `StoredListing` or of the vectors that the index was given.

    The merchant's word changes `version`. What the model sees, and the vectors, change only with
    `indexed_at`, also where the same version is looked at again. `parked` is why the newest version
    never will be indexed.
    """

    version: int
    indexed_version: int | None
    indexed_at: datetime | None
    parked: str | None


def stamp_of(stored: StoredListing) -> Stamp:
    return Stamp(
        stored.listing.version, stored.indexing.version, stored.indexed_at, stored.indexing.reason
    )


def stamps(session: Session, ids: Sequence[str]) -> dict[str, Stamp]:
    """Of those that are for sale, as `stamp_of` would give them now."""
    if not ids:
        return {}
    parked = and_(
        ParkedRow.listing_id == ListingRow.id,
        ListingRow.indexed_version.is_distinct_from(ListingRow.version),
    )
    rows = session.execute(
        select(
            ListingRow.id,
            ListingRow.version,
            ListingRow.indexed_version,
            ListingRow.indexed_at,
            ParkedRow.detail,
        )
        .outerjoin(ParkedRow, parked)
        .where(ListingRow.id.in_(ids), ListingRow.deleted.is_(False))
    )
    return {
        row.id: Stamp(row.version, row.indexed_version, row.indexed_at, row.detail) for row in rows
    }
