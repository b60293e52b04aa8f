from __future__ import annotations

import msgspec

from backend.images.color_cells import cell_of
from backend.index.scalars import Scalars, scalars_of
from backend.listing import CompletedListing, Listing, PaletteColor

SOFA = Listing(
    id="sofa",
    version=3,
    title="A sofa",
    category="sofa",
    colors=("red",),
    tags=("sale",),
    width_mm=2_000,
    price_cents=500,
    stock=0,
)
FOUND = Scalars(
    category="sofa",
    colors=("red",),
    tags=("sale",),
    width_mm=2_000,
    price_cents=500,
    in_stock=False,
)


def test_what_is_unknown_is_blank_or_none() -> None:
    assert scalars_of(Listing(id="a", version=1, title="A")) == Scalars()


def test_a_listing_is_filtered_by_what_it_says() -> None:
    assert scalars_of(SOFA) == FOUND


def test_colors_of_one_cell_count_once_in_the_order_of_their_shares() -> None:
    shown = ("#2c6e72", "#c19a6b", "#2c6e73")
    whole = CompletedListing(
        **msgspec.structs.asdict(SOFA),
        palette=tuple(PaletteColor(color=color, share=0.3) for color in shown),
    )
    cells = (cell_of("#2c6e72"), cell_of("#c19a6b"))
    assert scalars_of(whole) == msgspec.structs.replace(FOUND, palette=cells)
