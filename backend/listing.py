"""A listing: one thing for sale, as the merchant describes it. Parsed once, at the edge."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Final

from msgspec import Meta, Struct

# `$` alone would let a line break through at the end.
ID_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$(?!\n)"

MAX_VERSION: Final = 2**62

MAX_TAGS: Final = 16
MAX_TAG_LENGTH: Final = 40
MAX_SIZE_MM: Final = 100_000

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


class Listing(Struct, frozen=True, kw_only=True, gc=False):
    """What is for sale. Attribute values are those of `backend.taxonomy`; `tags` are the merchant's
    own words, as `tag_of` writes them; prices are hundredths of the currency's unit; sizes are
    millimetres; `stock` None means that the merchant does not count it."""

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
    tags: tuple[str, ...] = ()
    width_mm: int | None = None
    depth_mm: int | None = None
    height_mm: int | None = None
    price_cents: int | None = None
    currency: str | None = None
    stock: int | None = None
    group: str | None = None

    @property
    def in_stock(self) -> bool:
        return self.stock is None or self.stock > 0


class PaletteColor(Struct, frozen=True, kw_only=True, gc=False):
    """One of the few colours that a picture shows."""

    color: Annotated[str, Meta(description="In sRGB.", examples=["#3f6b4a"])]
    share: Annotated[float, Meta(ge=0, le=1, description="Of what is shown, the background aside.")]


class CompletedListing(Listing, frozen=True, kw_only=True, gc=False):
    """A listing as shoppers filter it: what its merchant left out is as the model predicts it, and
    `palette` holds the colours that its picture shows, most first."""

    palette: tuple[PaletteColor, ...] = ()


def tag_of(text: str) -> str:
    """A tag as it is stored and looked for: compatible characters made one (NFKC), without regard
    to case, runs of white space one space, none at the ends. Applied twice it changes nothing."""
    folded = text
    for _ in range(2):  # once is not enough: what is folded may be composed to what is not
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", folded).casefold())
    return " ".join(folded.split())


def tag_problem(tag: str) -> str | None:
    """Why this, which `tag_of` wrote, cannot be a tag; None if it can."""
    if not tag:
        return "must not be blank"
    if len(tag) > MAX_TAG_LENGTH:
        return f"must have at most {MAX_TAG_LENGTH} characters"
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in tag):
        return "must not contain control characters"
    return None
