"""What the index is known to hold, as the catalogue remembers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.catalogue import predictions
from backend.catalogue.attributes import NOTHING_PREDICTED, Predictions
from backend.catalogue.listings import to_listing
from backend.catalogue.outbox import owe
from backend.catalogue.tables import ListingRow, OutboxRow, ParkedRow
from backend.listing import Listing


class Indexed(Struct, frozen=True):
    """A listing beside what the index was last given of it: made of `images` and of `words`, which
    its merchant said then and the release heard; None or empty where it was made of pictures alone.
    `predictions` are what was seen in them."""

    listing: Listing
    deleted: bool
    version: int | None
    release_id: str | None
    images: tuple[str, ...] | None
    words: tuple[str, ...] | None
    predictions: Predictions = NOTHING_PREDICTED


def of(session: Session, ids: Sequence[str]) -> dict[str, Indexed]:
    rows = session.scalars(select(ListingRow).where(ListingRow.id.in_(ids))).all()
    predicted = predictions.of(session, ids)
    return {
        row.id: Indexed(
            listing=to_listing(row),
            deleted=row.deleted,
            version=row.indexed_version,
            release_id=row.indexed_release,
            images=None if row.indexed_images is None else tuple(row.indexed_images),
            words=None if row.indexed_words is None else tuple(row.indexed_words),
            predictions=predicted.get(row.id, NOTHING_PREDICTED),
        )
        for row in rows
    }


def mark_indexed(
    session: Session,
    listings: Sequence[Listing],
    release_id: str,
    words: Mapping[str, Sequence[str]],
    *,
    now: datetime,
) -> None:
    """Remember what the index holds now, and of which `words` of their merchants, by listing id;
    a newer version may have arrived meanwhile."""
    _lock(session, [listing.id for listing in listings])
    for listing in listings:
        session.execute(
            update(ListingRow)
            .where(ListingRow.id == listing.id)
            .values(
                indexed_version=listing.version,
                indexed_release=release_id,
                indexed_images=list(listing.images),
                indexed_words=list(words[listing.id]),
                indexed_at=now,
            )
        )


def mark_removed(session: Session, ids: Sequence[str]) -> None:
    _lock(session, ids)
    session.execute(
        update(ListingRow)
        .where(ListingRow.id.in_(ids))
        .values(
            indexed_version=None,
            indexed_release=None,
            indexed_images=None,
            indexed_words=None,
            indexed_at=None,
        )
    )


def _lock(session: Session, ids: Sequence[str]) -> None:
    """Lock the listings in the order that everybody locks them in, or two could wait for each
    other on PostgreSQL."""
    session.execute(
        select(ListingRow.id)
        .where(ListingRow.id.in_(ids))
        .order_by(ListingRow.id)
        .with_for_update(key_share=True)
    )


class Expected(Struct, frozen=True):
    """What the index should hold of a listing, if nothing is on its way."""

    id: str
    version: int
    deleted: bool


def page(
    session: Session, *, after: str | None, limit: int
) -> tuple[list[Expected], list[str], str | None]:
    """A page of listings by id: those at rest, the ids of those on their way or parked, and where
    the next page begins (None after the last)."""
    statement = select(ListingRow.id, ListingRow.version, ListingRow.deleted).order_by(
        ListingRow.id
    )
    if after is not None:
        statement = statement.where(ListingRow.id > after)
    rows = session.execute(statement.limit(limit)).all()
    ids = [row.id for row in rows]
    busy = set(session.scalars(select(OutboxRow.listing_id).where(OutboxRow.listing_id.in_(ids))))
    busy |= set(session.scalars(select(ParkedRow.listing_id).where(ParkedRow.listing_id.in_(ids))))
    settled = [Expected(row.id, row.version, row.deleted) for row in rows if row.id not in busy]
    return settled, sorted(busy), ids[-1] if len(ids) == limit else None


def owe_again(
    session: Session, versions: Mapping[str, int], *, now: datetime, request_id: str
) -> int:
    """Owe these listings' work again, where their version is still the one named."""
    current = session.execute(
        select(ListingRow.id, ListingRow.version)
        .where(ListingRow.id.in_(versions.keys()))
        .order_by(ListingRow.id)
        .with_for_update(key_share=True)
    ).all()
    again = [listing_id for listing_id, version in current if versions[listing_id] == version]
    # The worker trusts these columns; what made us doubt the index makes them wrong.
    mark_removed(session, again)
    for listing_id in again:
        owe(session, listing_id, version=versions[listing_id], now=now, request_id=request_id)
    return len(again)
