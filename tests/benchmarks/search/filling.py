"""Catalogue and index filled directly, as if every listing had been sent, looked at and indexed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pymilvus import MilvusClient
from sqlalchemy import insert

from backend.catalogue import predictions, releases
from backend.catalogue.database import Database
from backend.catalogue.releases import Release
from backend.catalogue.tables import ListingRow, ListingValue
from backend.index.milvus import MilvusIndex
from backend.listing import Listing
from migrations.schema import migrate
from tests.benchmarks.search.growing import Corpus

_ROWS: Final = 1_000
_BUILD_SECONDS: Final = 300


def fill_catalogue(
    database: Database, corpus: Corpus, release_id: str, fields: Sequence[str]
) -> Release:
    """Put these listings into an empty database, all of them indexed under the release, whose
    collection has these vectors."""
    migrate(database)
    dimensions = dimensions_of(corpus, fields)
    now = datetime.now(UTC)
    with database.write() as session:
        release, _ = releases.activate(session, release_id, dimensions, now=now)
    for start in range(0, len(corpus), _ROWS):
        listings = corpus.listings[start : start + _ROWS]
        seen = corpus.predictions[start : start + _ROWS]
        with database.write() as session:
            session.execute(insert(ListingRow), [_row(each, release_id, now) for each in listings])
            session.execute(
                insert(ListingValue), [row for each in listings for row in _values(each)]
            )
            predictions.replace(
                session, {each.id: saw for each, saw in zip(listings, seen, strict=True)}
            )
    return release


def fill_index(
    index: MilvusIndex, uri: str, collection: str, corpus: Corpus, fields: Sequence[str]
) -> None:
    """Make a collection of these listings and vectors, sealed and with its index built."""
    index.drop_collection(collection)
    index.ensure_collection(collection, dimensions_of(corpus, fields))
    entries = corpus.entries(fields)
    for start in range(0, len(entries), _ROWS):
        index.upsert(collection, entries[start : start + _ROWS])
    index.flush(collection)
    _wait_until_built(uri, collection)
    assert index.count(collection) == len(corpus)


def dimensions_of(corpus: Corpus, fields: Sequence[str]) -> dict[str, int]:
    return {name: corpus.vectors[name].shape[1] for name in fields}


def _wait_until_built(uri: str, collection: str) -> None:
    client = MilvusClient(uri=uri, dedicated=True)
    deadline = time.monotonic() + _BUILD_SECONDS
    try:
        for name in client.list_indexes(collection):
            while int(client.describe_index(collection, name).get("pending_index_rows") or 0):
                assert time.monotonic() < deadline, f"{name} was not built"
                time.sleep(0.2)
    finally:
        client.close()


def _row(listing: Listing, release_id: str, now: datetime) -> dict[str, Any]:
    return {
        "id": listing.id,
        "version": listing.version,
        "deleted": False,
        "title": listing.title,
        "description": listing.description,
        "url": listing.url,
        "images": list(listing.images),
        "category": listing.category,
        "style": listing.style,
        "price_cents": listing.price_cents,
        "currency": listing.currency,
        "stock": listing.stock,
        "variant_group": listing.group,
        "width_mm": listing.width_mm,
        "depth_mm": listing.depth_mm,
        "height_mm": listing.height_mm,
        "created_at": now,
        "updated_at": now,
        "indexed_version": listing.version,
        "indexed_release": release_id,
        "indexed_images": list(listing.images),
        "indexed_at": now,
    }


def _values(listing: Listing) -> list[dict[str, Any]]:
    return [
        {"listing_id": listing.id, "attribute": attribute, "value": value, "position": position}
        for attribute, values in (
            ("color", listing.colors),
            ("material", listing.materials),
            ("tag", listing.tags),
        )
        for position, value in enumerate(values)
    ]
