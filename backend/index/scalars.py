"""What a search can filter by."""

from __future__ import annotations

from msgspec import Struct

from backend.images.color_cells import cell_of
from backend.listing import CompletedListing, Listing


class Scalars(Struct, frozen=True, kw_only=True, gc=False):
    """Missing text is "", a missing number is None; sizes are millimetres. `palette` holds cells
    of `backend.images.color_cells`."""

    category: str = ""
    colors: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    palette: tuple[str, ...] = ()
    style: str = ""
    width_mm: int | None = None
    depth_mm: int | None = None
    height_mm: int | None = None
    price_cents: int | None = None
    in_stock: bool = True
    group: str = ""


def scalars_of(listing: Listing) -> Scalars:
    """What a search can filter the listing by, as the index holds it: the listing's own values, so
    give it one that is completed where predictions are to count. Of another no palette is known."""
    palette = listing.palette if isinstance(listing, CompletedListing) else ()
    return Scalars(
        category=listing.category or "",
        colors=listing.colors,
        materials=listing.materials,
        tags=listing.tags,
        palette=tuple(dict.fromkeys(cell_of(item.color) for item in palette)),
        style=listing.style or "",
        width_mm=listing.width_mm,
        depth_mm=listing.depth_mm,
        height_mm=listing.height_mm,
        price_cents=listing.price_cents,
        in_stock=listing.in_stock,
        group=listing.group or "",
    )
