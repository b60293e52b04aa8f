"""Listings read from their tables, a statement for each table however many they are.

Past the ORM: a search reads some sixty listings of which it shows twelve, and to make objects of a
thousand rows took four times as long as to read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from backend.catalogue import predictions
from backend.catalogue.attributes import NOTHING_PREDICTED, Predictions
from backend.catalogue.tables import ListingRow, ListingValue
from backend.listing import Listing

_LISTINGS: Final = ListingRow.__table__.c
_VALUES: Final = ListingValue.__table__.c

_OF_THESE: Final[BindParameter[Sequence[str]]] = bindparam("ids", expanding=True)


_FIELDS: Final = select(
    _LISTINGS.id,
    _LISTINGS.version,
    _LISTINGS.indexed_version,
    _LISTINGS.title,
    _LISTINGS.description,
    _LISTINGS.url,
    _LISTINGS.images,
    _LISTINGS.category,
    _LISTINGS.style,
    _LISTINGS.width_mm,
    _LISTINGS.depth_mm,
    _LISTINGS.height_mm,
    _LISTINGS.price_cents,
    _LISTINGS.currency,
    _LISTINGS.stock,
    _LISTINGS.variant_group,
    _LISTINGS.indexed_at,
).where(_LISTINGS.id.in_(_OF_THESE), _LISTINGS.deleted.is_(False))

_OWN_VALUES: Final = (
    select(_VALUES.listing_id, _VALUES.attribute, _VALUES.value)
    .where(_VALUES.listing_id.in_(_OF_THESE))
    .order_by(_VALUES.position)
)


class Read(Struct, frozen=True, gc=False):
    """`indexed_version` is what the index was last given, at `indexed_at`; None where it never was
    given any."""

    listing: Listing
    indexed_version: int | None
    indexed_at: datetime | None
    predictions: Predictions


def read_listings(session: Session, ids: Sequence[str]) -> dict[str, Read]:
    """The listings among `ids` that are for sale."""
    if not ids:
        return {}
    rows = session.execute(_FIELDS, {"ids": list(ids)}).all()
    values: dict[str, dict[str, list[str]]] = {}
    for listing_id, attribute, value in session.execute(_OWN_VALUES, {"ids": list(ids)}).all():
        values.setdefault(listing_id, {}).setdefault(attribute, []).append(value)
    predicted = predictions.of(session, ids)
    found = {}
    for (
        listing_id,
        version,
        indexed_version,
        title,
        description,
        url,
        images,
        category,
        style,
        width_mm,
        depth_mm,
        height_mm,
        price_cents,
        currency,
        stock,
        group,
        indexed_at,
    ) in rows:
        own = values.get(listing_id, {})
        listing = Listing(
            id=listing_id,
            version=version,
            title=title,
            description=description,
            url=url,
            images=tuple(images),
            category=category,
            colors=tuple(own.get("color", ())),
            materials=tuple(own.get("material", ())),
            style=style,
            tags=tuple(own.get("tag", ())),
            width_mm=width_mm,
            depth_mm=depth_mm,
            height_mm=height_mm,
            price_cents=price_cents,
            currency=currency,
            stock=stock,
            group=group,
        )
        seen = predicted.get(listing_id, NOTHING_PREDICTED)
        found[listing_id] = Read(listing, indexed_version, indexed_at, seen)
    return found
