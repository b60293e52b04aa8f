"""Whether a listing is still as it was when somebody looked, told without reading all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import BindParameter, and_, bindparam, select
from sqlalchemy.orm import Session

from backend.catalogue.listings import StoredListing
from backend.catalogue.tables import ListingRow, ParkedRow


class Stamp(Struct, frozen=True, array_like=True, gc=False):
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


_LISTINGS: Final = ListingRow.__table__
_PARKED: Final = ParkedRow.__table__
_OF_THESE: Final[BindParameter[Sequence[str]]] = bindparam("ids", expanding=True)

# Columns of the tables and not of the classes: a query may have some sixty listings to
# compare.
_STAMPS: Final = (
    select(
        _LISTINGS.c.id,
        _LISTINGS.c.version,
        _LISTINGS.c.indexed_version,
        _LISTINGS.c.indexed_at,
        _PARKED.c.detail,
    )
    .outerjoin_from(
        _LISTINGS,
        _PARKED,
        and_(
            _PARKED.c.listing_id == _LISTINGS.c.id,
            _LISTINGS.c.indexed_version.is_distinct_from(_LISTINGS.c.version),
        ),
    )
    .where(_LISTINGS.c.id.in_(_OF_THESE), _LISTINGS.c.deleted.is_(False))
)


def stamps(session: Session, ids: Sequence[str]) -> dict[str, Stamp]:
    """Of those that are for sale, as `stamp_of` would give them now."""
    if not ids:
        return {}
    return {
        listing_id: Stamp(*stamp)
        for listing_id, *stamp in session.execute(_STAMPS, {"ids": list(ids)}).all()
    }
