"""Listings: browsing, reading, and writing for servers that push rather than send webhooks."""

from __future__ import annotations

import base64
import re
from datetime import UTC
from typing import Annotated, Any

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from backend.api.dependencies import requires_key, takes_json
from backend.api.openapi import BatchOperation, ListingOperation
from backend.api.parameters import Id, Limit
from backend.api.schemas import (
    BatchOutcome,
    FieldProblem,
    ListingPage,
    ListingView,
    RecordOutcome,
    Written,
    view,
)
from backend.bootstrap import Services
from backend.catalogue import listings
from backend.catalogue.criteria import Criteria
from backend.catalogue.listings import Position
from backend.errors import InvalidInput, MalformedRequest, NotFound, StaleVersion
from backend.listing import ID_PATTERN, MAX_VERSION
from backend.webhooks.payload import ListingFields, ListingPayload, convert, parse, to_listing

MAX_BATCH = 500


class Batch(msgspec.Struct, frozen=True):
    """The body of a batch; each record is judged by itself."""

    listings: Annotated[list[Any], msgspec.Meta(min_length=1, max_length=MAX_BATCH)]


class Listings(Controller):
    path = "/v1/listings"
    tags = ("Listings",)

    @get(operation_id="browseListings", summary="Browse listings", sync_to_thread=True)
    def browse(
        self,
        services: NamedDependency[Services],
        criteria: NamedDependency[Criteria],
        limit: Limit = 24,
        cursor: Annotated[str | None, QueryParameter(max_length=400)] = None,
        q: Annotated[
            str | None,
            # PostgreSQL cannot even be asked for U+0000.
            QueryParameter(
                max_length=200, pattern=r"^[^\x00]*$", description="Words of the title."
            ),
        ] = None,
    ) -> ListingPage:
        """The newest listings first, a page at a time."""
        after = None if cursor is None else _position(cursor)
        criteria = msgspec.structs.replace(criteria, words=tuple((q or "").split()))
        with services.database.read() as session:
            found, total, following = listings.browse(session, criteria, limit=limit, after=after)
        return ListingPage(
            [view(stored) for stored in found],
            None if following is None else _cursor(following),
            total,
        )

    @get(
        "/{listing_id:str}",
        operation_id="getListing",
        summary="Read a listing",
        sync_to_thread=True,
    )
    def read(self, services: NamedDependency[Services], listing_id: Id) -> ListingView:
        """One listing, and whether it can be found yet."""
        with services.database.read() as session:
            stored = listings.get(session, listing_id)
        if stored is None:
            raise NotFound(f"There is no listing {listing_id}.")
        return view(stored)

    @put(
        "/{listing_id:str}",
        operation_id="putListing",
        summary="Write a listing",
        operation_class=ListingOperation,
        guards=[requires_key, takes_json],
        security=[{"key": []}],
        sync_to_thread=True,
    )
    def write(
        self,
        services: NamedDependency[Services],
        request_id: NamedDependency[str],
        listing_id: Id,
        body: RawBody,
    ) -> Written:
        """Store a listing whole. Without a version it takes the next; with one that is older than
        the stored it is refused with 409."""
        fields = parse(body, ListingFields)
        listing = to_listing(listing_id, fields, fields.version or 1)
        with services.database.write() as session:
            outcome, version = listings.put(
                session,
                listing,
                now=services.clock(),
                request_id=request_id,
                next_version=fields.version is None,
            )
        return _written(services, listing_id, outcome, version)

    @delete(
        "/{listing_id:str}",
        operation_id="deleteListing",
        summary="Delete a listing",
        guards=[requires_key],
        security=[{"key": []}],
        status_code=200,
        sync_to_thread=True,
    )
    def remove(
        self,
        services: NamedDependency[Services],
        request_id: NamedDependency[str],
        listing_id: Id,
        version: Annotated[int | None, QueryParameter(ge=1, le=MAX_VERSION)] = None,
    ) -> Written:
        """Take a listing off sale; it leaves the index soon after."""
        with services.database.write() as session:
            if listings.get(session, listing_id) is None:
                raise NotFound(f"There is no listing {listing_id}.")
            outcome, stored = listings.delete(
                session,
                listing_id,
                version=version,
                now=services.clock(),
                request_id=request_id,
            )
        return _written(services, listing_id, outcome, stored)

    @post(
        "/batch",
        operation_id="putListings",
        summary="Write many listings",
        operation_class=BatchOperation,
        guards=[requires_key, takes_json],
        security=[{"key": []}],
        status_code=200,
        request_max_body_size=10_000_000,
        sync_to_thread=True,
    )
    def write_many(
        self,
        services: NamedDependency[Services],
        request_id: NamedDependency[str],
        body: RawBody,
    ) -> BatchOutcome:
        """Store up to 500 listings. Each is judged by itself: a bad one does not stop the others,
        and the answer says what became of each."""
        batch = parse(body, Batch)
        records = [
            _store_record(services, index, record, request_id)
            for index, record in enumerate(batch.listings)
        ]
        refused = sum(record.outcome == "refused" for record in records)
        if any(record.outcome in ("created", "updated") for record in records):
            services.dispatcher.nudge()
        return BatchOutcome(len(records) - refused, refused, records)


def _store_record(services: Services, index: int, record: Any, request_id: str) -> RecordOutcome:
    prefix = f"listings[{index}]"
    offered = record.get("id") if isinstance(record, dict) else None
    listing_id = offered if isinstance(offered, str) else None
    try:
        payload = convert(record, ListingPayload, prefix=prefix)
        listing = to_listing(payload.id, payload, payload.version or 1, prefix=prefix)
    except InvalidInput as error:
        problems = tuple(FieldProblem(field, text) for field, text in error.fields.items())
        return RecordOutcome(index, listing_id, "refused", errors=problems)
    # A transaction a record: the write lock is never held for as long as a whole batch takes.
    with services.database.write() as session:
        outcome, version = listings.put(
            session,
            listing,
            now=services.clock(),
            request_id=request_id,
            next_version=payload.version is None,
        )
    assert outcome != "deleted"
    assert outcome != "absent"
    return RecordOutcome(index, listing_id, outcome, version)


def _written(
    services: Services, listing_id: str, outcome: listings.Outcome, version: int
) -> Written:
    if outcome == "stale":
        raise StaleVersion(f"Listing {listing_id} is stored at version {version}, which is newer.")
    if outcome != "unchanged":
        services.dispatcher.nudge()
    return Written(listing_id, outcome, version)


def _cursor(position: Position) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def _position(cursor: str) -> Position:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        position = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=Position)
        created_at = position.created_at.astimezone(UTC)  # overflows at the calendar's ends
        if position.created_at.tzinfo is None or not re.search(ID_PATTERN, position.id):
            raise ValueError("not written by us")
    except (ValueError, OverflowError):  # base64 and JSON raise ValueError too
        raise MalformedRequest(
            "The cursor is not one that an earlier page gave.", {"cursor": "is not valid"}
        ) from None
    return Position(created_at, position.id)
