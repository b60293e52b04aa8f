"""Storing, reading and browsing listings. Versions decide who wins, never the order of arrival."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, Self

from msgspec import Struct
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from backend.catalogue.attributes import Attributes, Predictions, attributes_of, completed
from backend.catalogue.criteria import Criteria, conditions_of
from backend.catalogue.outbox import owe
from backend.catalogue.reading import Read, read_listings
from backend.catalogue.tables import ListingRow, ListingValue, OutboxRow, ParkedRow
from backend.catalogue.upsert import insert_if_absent
from backend.errors import InvalidInput
from backend.listing import MAX_VERSION, CompletedListing, Listing

Outcome = Literal["created", "updated", "deleted", "unchanged", "stale", "absent"]


class IndexingState(Struct, frozen=True, gc=False):
    """Where a listing is on its way into the index."""

    state: Literal["pending", "indexed", "parked"]
    version: int | None
    reason: str | None = None


class StoredListing(Struct, frozen=True, gc=False):
    """A listing as its merchant describes it, and what the model sees in its picture. `indexed_at`
    is when the index was last given it; never yet, it is None.

    What follows from these, once for all who ask: `completed` is the listing as shoppers filter it,
    what the merchant left out as predicted, and `attributes` say what is whose word.
    """

    listing: Listing
    indexing: IndexingState
    predictions: Predictions
    indexed_at: datetime | None
    completed: CompletedListing
    attributes: Attributes

    @classmethod
    def of(
        cls,
        listing: Listing,
        indexing: IndexingState,
        predictions: Predictions,
        indexed_at: datetime | None = None,
    ) -> Self:
        return cls(
            listing,
            indexing,
            predictions,
            indexed_at,
            completed(listing, predictions),
            attributes_of(listing, predictions),
        )


def put(
    session: Session,
    listing: Listing,
    *,
    now: datetime,
    request_id: str,
    next_version: bool = False,
) -> tuple[Outcome, int]:
    """Store the listing unless a version as new is there already, and owe its indexing.

    With `next_version` the listing's own version is ignored and the next free one taken.
    Returns what happened and the version now stored.
    """
    row = _locked(session, listing.id, now)
    version = _next(row) if next_version else listing.version
    if version <= row.version:
        return ("unchanged" if version == row.version else "stale"), row.version
    outcome: Outcome = "updated"
    if row.deleted:
        outcome, row.created_at = "created", now
    row.version = version
    row.deleted = False
    row.title = listing.title
    row.description = listing.description
    row.url = listing.url
    row.images = list(listing.images)
    row.category = listing.category
    row.style = listing.style
    row.price_cents = listing.price_cents
    row.currency = listing.currency
    row.stock = listing.stock
    row.variant_group = listing.group
    row.width_mm = listing.width_mm
    row.depth_mm = listing.depth_mm
    row.height_mm = listing.height_mm
    row.updated_at = now
    _replace_values(session, row, listing)
    owe(session, listing.id, version=version, now=now, request_id=request_id)
    return outcome, version


def delete(
    session: Session, listing_id: str, *, version: int | None, now: datetime, request_id: str
) -> tuple[Outcome, int]:
    """Turn the listing into a tombstone and owe its removal; without a version, the next one.

    A deletion that arrives before the listing itself is remembered too: "absent" is then the
    outcome, and the older listing will not appear later.
    """
    row = _locked(session, listing_id, now)
    was_there = not row.deleted and row.version > 0
    version = _next(row) if version is None else version
    if version <= row.version:
        return ("unchanged" if version == row.version else "stale"), row.version
    row.version = version
    row.deleted = True
    row.updated_at = now
    owe(session, listing_id, version=version, now=now, request_id=request_id)
    return ("deleted" if was_there else "absent"), version


def get(session: Session, listing_id: str) -> StoredListing | None:
    return get_many(session, [listing_id]).get(listing_id)


def get_many(session: Session, ids: Sequence[str]) -> dict[str, StoredListing]:
    """The listings among `ids` that are for sale (deleted ones are left out)."""
    if session.autoflush:  # it would not for tables that are read past the ORM
        session.flush()
    read = read_listings(session, ids)
    behind = [id_ for id_, each in read.items() if each.indexed_version != each.listing.version]
    reasons = _parked_reasons(session, behind)
    return {
        id_: StoredListing.of(
            each.listing, _state(each, reasons), each.predictions, each.indexed_at
        )
        for id_, each in read.items()
    }


class Position(Struct, frozen=True):
    """A place in the order of browsing: newest listings first, then by id."""

    created_at: datetime
    id: str


def browse(
    session: Session, criteria: Criteria, *, limit: int, after: Position | None = None
) -> tuple[list[StoredListing], int, Position | None]:
    """A page of matching listings, how many match in all, and where the next page begins."""
    matching = select(ListingRow.id, ListingRow.created_at).where(*conditions_of(criteria))
    total = session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    page = matching.order_by(ListingRow.created_at.desc(), ListingRow.id).limit(limit + 1)
    if after is not None:
        older = ListingRow.created_at < after.created_at
        same_time = and_(ListingRow.created_at == after.created_at, ListingRow.id > after.id)
        page = page.where(or_(older, same_time))
    rows = session.execute(page).all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = None if last is None else Position(last.created_at, last.id)
    stored = get_many(session, [row.id for row in rows[:limit]])
    return [stored[row.id] for row in rows[:limit] if row.id in stored], total, following


def _locked(session: Session, listing_id: str, now: datetime) -> ListingRow:
    """The listing's row, locked until the transaction ends; made with version 0 if need be.

    Listings are locked with `key_share`, so that a foreign key may be checked meanwhile: a worker
    that parks one would wait for it while holding the outbox row that comes next here.
    """
    insert_if_absent(
        session,
        ListingRow,
        id=listing_id,
        version=0,
        deleted=True,
        title="",
        description="",
        images=[],
        created_at=now,
        updated_at=now,
    )
    statement: Select[tuple[ListingRow]] = (
        select(ListingRow)
        .where(ListingRow.id == listing_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one()


def _next(row: ListingRow) -> int:
    if row.version >= MAX_VERSION:
        raise InvalidInput(
            f"Listing {row.id} is stored at the highest version there is; none can follow.",
            {"version": f"is {MAX_VERSION} already"},
        )
    return row.version + 1


def _replace_values(session: Session, row: ListingRow, listing: Listing) -> None:
    wanted = {
        (attribute, value): position
        for attribute, values in (
            ("color", listing.colors),
            ("material", listing.materials),
            ("tag", listing.tags),
        )
        for position, value in enumerate(values)
    }
    for stored in list(row.values):
        position = wanted.pop((stored.attribute, stored.value), None)
        if position is None:
            row.values.remove(stored)
        else:
            stored.position = position
    for (attribute, value), position in wanted.items():
        row.values.append(ListingValue(attribute=attribute, value=value, position=position))
    session.flush()


def _parked_reasons(session: Session, ids: Iterable[str]) -> dict[str, str]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(ParkedRow.listing_id, ParkedRow.detail).where(ParkedRow.listing_id.in_(wanted))
    )
    return {row.listing_id: row.detail for row in rows}


def _state(read: Read, parked: dict[str, str]) -> IndexingState:
    if read.indexed_version == read.listing.version:
        return IndexingState("indexed", read.indexed_version)
    if read.listing.id in parked:
        return IndexingState("parked", read.indexed_version, parked[read.listing.id])
    return IndexingState("pending", read.indexed_version)


def to_listing(row: ListingRow) -> Listing:
    def values(attribute: str) -> tuple[str, ...]:
        return tuple(item.value for item in row.values if item.attribute == attribute)

    return Listing(
        id=row.id,
        version=row.version,
        title=row.title,
        description=row.description,
        url=row.url,
        images=tuple(row.images),
        category=row.category,
        colors=values("color"),
        materials=values("material"),
        style=row.style,
        tags=values("tag"),
        width_mm=row.width_mm,
        depth_mm=row.depth_mm,
        height_mm=row.height_mm,
        price_cents=row.price_cents,
        currency=row.currency,
        stock=row.stock,
        group=row.variant_group,
    )


class Counts(Struct, frozen=True):
    """How far the catalogue has got: listings for sale, and where they stand."""

    listings: int
    indexed: int
    pending: int
    parked: int


def count(session: Session) -> Counts:
    live = ListingRow.deleted.is_(False)
    listings = session.scalar(select(func.count()).where(live)) or 0
    indexed = (
        session.scalar(
            select(func.count()).where(and_(live, ListingRow.indexed_version == ListingRow.version))
        )
        or 0
    )
    pending = session.scalar(select(func.count()).select_from(OutboxRow)) or 0
    parked = session.scalar(select(func.count()).select_from(ParkedRow)) or 0
    return Counts(listings=listings, indexed=indexed, pending=pending, parked=parked)
