"""What a search can filter by."""

from __future__ import annotations

from msgspec import Struct

from backend.listing import Listing


class Scalars(Struct, frozen=True, kw_only=True):
    """Missing text is "", a missing price is None."""

    category: str = ""
    colors: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    style: str = ""
    price_cents: int | None = None
    in_stock: bool = True
    group: str = ""


def scalars_of(listing: Listing) -> Scalars:
    """What a search can filter the listing by, as the index holds it: the listing's own values, so
    give it one that is completed where predictions are to count."""
    return Scalars(
        category=listing.category or "",
        colors=listing.colors,
        materials=listing.materials,
        style=listing.style or "",
        price_cents=listing.price_cents,
        in_stock=listing.in_stock,
        group=listing.group or "",
    )
