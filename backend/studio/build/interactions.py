"""The stage of shoppers: what they looked at and bought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from backend.dataset.records import InteractionRow, Split
from backend.studio.build.listings import Made
from backend.studio.shoppers.popularity import Offer
from backend.studio.shoppers.sessions import Shop
from backend.studio.stylist.model import Stylist

VISITS_PER_LISTING = 6
ORDERS_PER_LISTING = 4
AGREEMENT = 0.6
"""How much the stylist's score counts in what is bought: shoppers have no stylist at hand."""


def make_interactions(
    made: Sequence[Made], known: Mapping[Split, Stylist], seed: int
) -> Iterator[InteractionRow]:
    """Visits and orders of each split, in proportion to its listings."""
    offers = [_offer(each) for each in made]
    shop = Shop(offers, seed)
    for split, stylist in known.items():
        listings = len(stylist.listings)
        for number, visit in enumerate(shop.visits(split, VISITS_PER_LISTING * listings)):
            yield InteractionRow(
                id=f"visit-{split}-{number:07d}",
                kind="view",
                listings=visit.clicked,
                shown=visit.shown,
                split=split,
            )

        scores = _Scores(stylist, shop, split)
        orders = shop.orders(split, ORDERS_PER_LISTING * listings, scores, agreement=AGREEMENT)
        for number, order in enumerate(orders):
            yield InteractionRow(
                id=f"order-{split}-{number:07d}", kind="order", listings=order.listings, split=split
            )


class _Scores:
    """The stylist's pair scores, in the order of the shop's shelves."""

    def __init__(self, stylist: Stylist, shop: Shop, split: Split) -> None:
        self._stylist = stylist
        self._shop = shop
        self._split = split
        self._columns: dict[str, NDArray[np.int64]] = {}

    def __call__(self, anchor: str, category: str) -> NDArray[np.float64]:
        stylist = self._stylist
        if category not in self._columns:
            # The stylist sorts by id, in which design 10000 comes before design 9999.
            rows = [stylist.row(listing) for listing in self._shop.listings(self._split, category)]
            self._columns[category] = np.array(rows, np.int64) - stylist.span(category).start
        block = stylist.energies(stylist.category_of(anchor), category)
        row = stylist.row(anchor) - stylist.span(stylist.category_of(anchor)).start
        return np.asarray(block[row, self._columns[category]], np.float64)


def _offer(made: Made) -> Offer:
    assert made.listing.split is not None
    assert made.listing.price is not None
    return Offer(
        listing=made.truth.id,
        design=made.truth.group,
        category=made.truth.category,
        split=made.listing.split,
        price=made.listing.price,
        styles=made.truth.styles,
        palette={color.name: color.share for color in made.truth.colors},
    )
