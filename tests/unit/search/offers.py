"""Listings as the catalogue gives them, without a catalogue."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from backend.catalogue.attributes import NOTHING_PREDICTED, Predictions
from backend.catalogue.listings import IndexingState, StoredListing
from backend.listing import Listing


def offer(
    listing_id: str, *, predictions: Predictions = NOTHING_PREDICTED, **fields: Any
) -> StoredListing:
    listing = Listing(id=listing_id, version=1, title=f"The {listing_id}", **fields)
    return StoredListing.of(listing, IndexingState("indexed", 1), predictions)


def offers(most: int = 20) -> st.SearchStrategy[list[StoredListing]]:
    """Up to `most` listings with few values, so that many are alike."""
    return st.lists(_fields, max_size=most).map(
        lambda rows: [_numbered(number, row) for number, row in enumerate(rows)]
    )


def _numbered(number: int, fields: dict[str, Any]) -> StoredListing:
    return offer(f"l{number:02}", **fields)


def _some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


_fields: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "category": st.sampled_from((None, "sofa", "stool")),
        "style": st.sampled_from((None, "boho", "glam")),
        "colors": _some("red", "rust", "navy"),
        "materials": _some("wood", "metal", "velvet"),
        "price_cents": st.none() | st.integers(0, 12) | st.integers(0, 90_000),
        "stock": st.sampled_from((None, 0, 1)),
        "group": st.sampled_from((None, "alma", "bo")),
    }
)
