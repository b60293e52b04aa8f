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
from backend.errors import IndexUnavailable
from backend.index.capabilities import Backend, capabilities_of
from backend.index.milvus import MilvusIndex
from backend.index.schema import row_of
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


def is_filled(index: MilvusIndex, collection: str, size: int) -> bool:
    """Whether an earlier run left the collection with so many listings."""
    try:
        return index.count(collection) == size
    except IndexUnavailable:
        return False


def fill_index(
    index: MilvusIndex,
    uri: str,
    backend: Backend,
    collection: str,
    corpus: Corpus,
    fields: Sequence[str],
) -> None:
    """Make a collection of these listings and vectors, sealed and with its index built."""
    index.drop_collection(collection)
    index.ensure_collection(collection, dimensions_of(corpus, fields))
    entries = corpus.entries(fields)
    capabilities = capabilities_of(backend)
    client = MilvusClient(uri=uri, dedicated=True)
    try:
        for start in range(0, len(entries), _ROWS):
            # The product's rows, but not its upsert: to look for what is to be replaced takes
            # longer than all the rest, and nothing is there.
            rows = [row_of(entry, capabilities) for entry in entries[start : start + _ROWS]]
            client.insert(collection, rows, timeout=_BUILD_SECONDS)
        index.flush(collection)
        _wait_until_built(client, collection)
    finally:
        client.close()
    assert index.count(collection) == len(corpus)


def dimensions_of(corpus: Corpus, fields: Sequence[str]) -> dict[str, int]:
    return {name: corpus.vectors[name].shape[1] for name in fields}


def _wait_until_built(client: MilvusClient, collection: str) -> None:
    deadline = time.monotonic() + _BUILD_SECONDS
    for name in client.list_indexes(collection):
        while int(client.describe_index(collection, name).get("pending_index_rows") or 0):
            assert time.monotonic() < deadline, f"{name} was not built"
            time.sleep(0.2)


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
