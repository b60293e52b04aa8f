"""What could be chosen next, with counts: over the neighbourhood that answers a query.

The neighbourhood is the pool of candidates, not the catalogue: of 40,000 sofas, the counts are
about the few hundred that come near what was asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, get_args

import msgspec
from msgspec import Struct

from backend.catalogue.criteria import Criteria
from backend.catalogue.listings import StoredListing
from backend.index.filters import matches
from backend.index.scalars import scalars_of
from backend.listing import Listing
from backend.search.attributes import values_of
from backend.search.grouping import design_of
from backend.search.price_ranges import PriceRange, ranges_for
from backend.search.query import filter_of

Facet = Literal["category", "color", "material", "style", "tag", "price", "in_stock"]
ValueFacet = Literal["category", "color", "material", "style", "tag"]

MOST_VALUES: Final = 50
"""Of a facet; the most frequent. Chosen ones come besides."""

_NOTHING: Final = Criteria()
_OWN: Final[Mapping[Facet, tuple[str, ...]]] = {
    "category": ("category",),
    "color": ("color",),
    "material": ("material",),
    "style": ("style",),
    "tag": ("tag",),
    "price": ("min_price_cents", "max_price_cents"),
    "in_stock": ("in_stock",),
}
"""The criteria that choosing from a facet sets. Values that must all be there, and exclusions, are
none of them: what they leave out cannot be chosen."""


class Count(Struct, frozen=True):
    value: str
    count: int
    chosen: bool


class PriceCount(Struct, frozen=True):
    range: PriceRange
    count: int
    chosen: bool


class Facets(Struct, frozen=True):
    """`values` by facet, the most frequent first, what was chosen always among them. `prices` are
    the cheapest first; a chosen range that is none of those offered comes last, and overlaps them.
    `in_stock` and `sold_out` count what there is of either."""

    values: dict[ValueFacet, tuple[Count, ...]]
    prices: tuple[PriceCount, ...]
    in_stock: int
    sold_out: int


def asides(criteria: Criteria) -> dict[Facet, Criteria]:
    """For each facet that something has been chosen from, the criteria without that choice.

    Who chose walnut wants to know how many oak ones there would be. Fetch a pool for each of these,
    as deep as that for the criteria themselves, and give them to `facets`.
    """
    return {
        facet: _without(criteria, facet)
        for facet in get_args(Facet)
        if _without(criteria, facet) != criteria
    }


def facets(
    criteria: Criteria,
    pool: Sequence[StoredListing],
    aside: Mapping[Facet, Sequence[StoredListing]] | None = None,
    *,
    grouped: bool,
) -> Facets:
    """Count the listings of the pools, or their designs where results are `grouped`.

    `pool` was fetched for `criteria`, and those of `aside` for what `asides` says. A facet without
    a pool of its own is counted within what was chosen from it. What a pool holds that it should
    not is left out: one that was fetched without any of the choices may serve for all.
    """
    own = _matching(criteria, pool)
    pools = {
        facet: _matching(_without(criteria, facet), aside[facet])
        if aside is not None and facet in aside
        else own
        for facet in get_args(Facet)
    }
    designs = {facet: _designs(listings, grouped=grouped) for facet, listings in pools.items()}
    stocked = designs["in_stock"]
    return Facets(
        values={facet: _counts(criteria, facet, designs[facet]) for facet in get_args(ValueFacet)},
        prices=_price_counts(criteria, designs["price"]),
        in_stock=_holding(stocked, lambda listing: listing.in_stock),
        sold_out=_holding(stocked, lambda listing: not listing.in_stock),
    )


def _without(criteria: Criteria, facet: Facet) -> Criteria:
    return msgspec.structs.replace(
        criteria, **{field: getattr(_NOTHING, field) for field in _OWN[facet]}
    )


def _matching(criteria: Criteria, pool: Sequence[StoredListing]) -> list[StoredListing]:
    where = filter_of(criteria)
    if where is None:
        return list(pool)
    return [stored for stored in pool if matches(where, scalars_of(stored.completed))]


def _designs(pool: Iterable[StoredListing], *, grouped: bool) -> list[list[Listing]]:
    """The completed listings of each design, which without grouping is each listing."""
    if not grouped:
        return [[stored.completed] for stored in pool]
    members: dict[tuple[str, str], list[Listing]] = {}
    for stored in pool:
        members.setdefault(design_of(stored.listing), []).append(stored.completed)
    return list(members.values())


def _counts(
    criteria: Criteria, facet: ValueFacet, designs: Sequence[Sequence[Listing]]
) -> tuple[Count, ...]:
    counter = Counter(
        value
        for design in designs
        for value in {value for listing in design for value in _values(listing, facet)}
    )
    chosen = dict.fromkeys((*getattr(criteria, facet), *getattr(criteria, f"all_{facet}", ())))
    ranked = sorted(counter, key=lambda value: (-counter[value], value))
    listed = [value for place, value in enumerate(ranked) if place < MOST_VALUES or value in chosen]
    # No listing is of a colour by its number: that filters by palettes.
    missing = [value for value in chosen if value not in counter and not value.startswith("#")]
    return tuple(Count(value, counter[value], value in chosen) for value in [*listed, *missing])


def _values(listing: Listing, facet: ValueFacet) -> tuple[str, ...]:
    return listing.tags if facet == "tag" else values_of(listing, facet)


def _price_counts(
    criteria: Criteria, designs: Sequence[Sequence[Listing]]
) -> tuple[PriceCount, ...]:
    prices = [
        listing.price_cents
        for design in designs
        for listing in design
        if listing.price_cents is not None
    ]
    ranges = ranges_for(prices)
    chosen = PriceRange(criteria.min_price_cents, criteria.max_price_cents)
    if chosen != PriceRange(None, None) and chosen not in ranges:
        ranges.append(chosen)
    return tuple(PriceCount(each, _priced(designs, each), each == chosen) for each in ranges)


def _priced(designs: Sequence[Sequence[Listing]], within: PriceRange) -> int:
    return _holding(designs, lambda listing: within.holds(listing.price_cents))


def _holding(designs: Sequence[Sequence[Listing]], condition: Callable[[Listing], bool]) -> int:
    """Designs with at least one listing of which it is true."""
    return sum(any(map(condition, design)) for design in designs)
