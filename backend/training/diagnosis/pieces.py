"""A data set's listings as the report shows them: true values where they are known, else said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
from msgspec import Struct

from backend.dataset.records import ListingRow, TruthRow
from backend.encoder.stated import Words, words_of

BANDS: Final = ("lowest quarter", "below the middle", "above the middle", "highest quarter")
FEWEST_PRICES: Final = 8
"""Of one category and currency, for quarters of them to mean anything."""

Kind = TypeVar("Kind")


class Piece(Struct, frozen=True, kw_only=True):
    """One listing. `image` is its first packshot's path in the data set; None or () is unknown.
    `words` are what its merchant says, true or not."""

    id: str
    title: str
    design: str
    image: str
    category: str | None = None
    colors: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    style: str | None = None
    pattern: str | None = None
    cold: bool | None = None
    price: float | None = None
    currency: str | None = None
    words: Words = ()

    def values(self, attribute: str) -> tuple[str, ...]:
        """The values of `category`, `colors`, `materials`, `style` or `pattern`."""
        match attribute:
            case "colors":
                return self.colors
            case "materials":
                return self.materials
            case "category":
                single = self.category
            case "style":
                single = self.style
            case "pattern":
                single = self.pattern
            case _:
                return ()
        return (single,) if single else ()


def pieces_of(listings: Iterable[ListingRow], truth: Mapping[str, TruthRow]) -> list[Piece]:
    """Those that have a picture, in order."""
    return [_piece(row, truth.get(row.id)) for row in listings if row.images]


def _piece(row: ListingRow, true: TruthRow | None) -> Piece:
    if true is None:
        said = (row.category, row.colors, row.materials, row.style, row.pattern)
        category, colors, materials, style, pattern = said
    else:
        category, style, pattern = true.category, true.style, true.pattern
        colors = tuple(share.name for share in true.colors)
        materials = tuple(share.name for share in true.materials)
    return Piece(
        id=row.id,
        title=row.title,
        design=row.design,
        image=row.images[0],
        category=category,
        colors=colors,
        materials=materials,
        style=style,
        pattern=pattern,
        cold=true.cold if true else None,
        price=row.price,
        currency=row.currency,
        words=words_of(row.style, row.colors, row.materials, (row.title, row.description)),
    )


def price_bands(pieces: Sequence[Piece]) -> list[str | None]:
    """Which quarter of its category's prices each piece's price is in; None where that is open."""
    prices: dict[tuple[str | None, str | None], list[float]] = defaultdict(list)
    for piece in pieces:
        if piece.price is not None:
            prices[piece.category, piece.currency].append(piece.price)
    quarters = {
        key: np.quantile(known, [0.25, 0.5, 0.75])
        for key, known in prices.items()
        if len(known) >= FEWEST_PRICES
    }
    bands: list[str | None] = []
    for piece in pieces:
        limits = quarters.get((piece.category, piece.currency))
        if piece.price is None or limits is None:
            bands.append(None)
        else:
            bands.append(BANDS[int(np.searchsorted(limits, piece.price, side="left"))])
    return bands


def balanced(categories: Sequence[str | None], count: int, seed: int) -> list[int]:
    """At most `count` positions, as evenly spread over the categories as they allow, ascending.

    Which ones of a category is drawn with `seed`.
    """
    order = np.random.default_rng(seed).permutation(len(categories))
    taken: dict[str | None, int] = defaultdict(int)
    turns = []
    for position in order.tolist():
        category = categories[position]
        turns.append((taken[category], position))
        taken[category] += 1
    turns.sort(key=lambda turn: turn[0])  # stable: each category's first, then its second, …
    return sorted(position for _, position in turns[:count])


def one_of_each(found: Iterable[tuple[tuple[str, ...], Kind]], limit: int) -> list[Kind]:
    """The first `limit` whose designs are not among those of any chosen before: one odd design
    would fill a gallery with the same mistake in all its finishes."""
    chosen: list[Kind] = []
    met: set[str] = set()
    for designs, each in found:
        if len(chosen) == limit:
            break
        if met.isdisjoint(designs):
            met.update(designs)
            chosen.append(each)
    return chosen
