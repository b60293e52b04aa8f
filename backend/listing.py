"""A listing: one thing for sale, as the merchant describes it. Parsed once, at the edge."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

# `$` alone would let a line break through at the end.
ID_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$(?!\n)"

MAX_VERSION: Final = 2**62

ListingId = Annotated[
    str,
    Meta(
        pattern=ID_PATTERN,
        description="The merchant's own id: letters, digits and `. _ : ~ -`, at most 128.",
        examples=["sofa-42"],
    ),
]
Version = Annotated[
    int,
    Meta(
        ge=1,
        le=MAX_VERSION,
        description="Grows with each change of the listing; an older version never wins.",
    ),
]


class Listing(Struct, frozen=True, kw_only=True):
    """What is for sale. Attribute values are those of `backend.taxonomy`; prices are hundredths
    of the currency's unit; `stock` None means that the merchant does not count it."""

    id: str
    version: int
    title: str
    description: str = ""
    url: str | None = None
    images: tuple[str, ...] = ()
    category: str | None = None
    colors: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    style: str | None = None
    price_cents: int | None = None
    currency: str | None = None
    stock: int | None = None
    group: str | None = None

    @property
    def in_stock(self) -> bool:
        return self.stock is None or self.stock > 0
