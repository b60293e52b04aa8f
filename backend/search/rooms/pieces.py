"""The pieces of a room, as far as it matters which go together."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from backend.catalogue.listings import StoredListing
from backend.encoder.release import STYLE
from backend.errors import InvalidInput, NotFound
from backend.index.port import Entry, Vector
from backend.search.inquiry import Inquiry
from backend.search.kept_vectors import entries_of


class Piece(Struct, frozen=True, kw_only=True, eq=False):
    """A listing, or what a photo shows; `style` is its style vector (d,), of unit length.

    `id` is the listing's; a photo's piece has any other. A missing group, price or currency is
    None; prices are hundredths of the currency's unit.
    """

    id: str
    category: str
    style: Vector
    group: str | None = None
    price_cents: int | None = None
    currency: str | None = None

    def price_in(self, currency: str | None) -> int | None:
        """The price in hundredths; None where there is none, or one in another currency. Without a
        currency any counts."""
        return self.price_cents if currency in (None, self.currency) else None


def piece_of(stored: StoredListing, entry: Entry) -> Piece:
    """A listing with what the index holds of it. Raises `InvalidInput` where nobody knows its
    category, without which nothing can be said of what goes with it."""
    listing = stored.completed
    if listing.category is None:
        raise InvalidInput(
            f"Listing {listing.id} has no category, and what goes with it depends on that."
        )
    return Piece(
        id=listing.id,
        category=listing.category,
        style=entry.vectors[STYLE],
        group=listing.group,
        price_cents=listing.price_cents,
        currency=listing.currency,
    )


def read_listings(inquiry: Inquiry, ids: Sequence[str]) -> dict[str, tuple[StoredListing, Entry]]:
    """These listings as the catalogue and the index hold them, in the order of `ids`.

    Raises `NotFound` naming those that do not exist, or else those that cannot be searched yet.
    """
    stored = inquiry.stored(ids)
    if unknown := [listing_id for listing_id in ids if listing_id not in stored]:
        raise NotFound(f"There is no listing {', '.join(unknown)}.")
    entries = entries_of(inquiry, stored)
    if missing := [listing_id for listing_id in ids if listing_id not in entries]:
        raise NotFound(f"Listing {', '.join(missing)} is not searchable yet.")
    return {listing_id: (stored[listing_id], entries[listing_id]) for listing_id in ids}


def read_pieces(inquiry: Inquiry, ids: Sequence[str]) -> dict[str, Piece]:
    """By id, from a release that has style vectors. Raises as `read_listings` and `piece_of` do."""
    found = read_listings(inquiry, ids)
    return {listing_id: piece_of(*each) for listing_id, each in found.items()}
