"""What the API answers with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from backend.catalogue.attributes import Attributes
from backend.catalogue.listings import IndexingState, StoredListing

Price = Annotated[float, Meta(description="In currency units.", examples=[499.0])]


class ListingView(Struct, frozen=True, kw_only=True):
    """A listing as the catalogue has it now. What its merchant left out of `category`, `colors`,
    `materials` and `style` is as the model predicts it; `attributes` says whose word each is."""

    id: str
    version: int
    title: str
    description: str
    url: str | None
    images: tuple[str, ...]
    category: str | None
    colors: tuple[str, ...]
    materials: tuple[str, ...]
    style: str | None
    attributes: Attributes
    price: Price | None
    currency: str | None
    stock: int | None
    in_stock: bool
    group: str | None
    indexing: IndexingState


def view(stored: StoredListing) -> ListingView:
    listing = stored.completed
    return ListingView(
        id=listing.id,
        version=listing.version,
        title=listing.title,
        description=listing.description,
        url=listing.url,
        images=listing.images,
        category=listing.category,
        colors=listing.colors,
        materials=listing.materials,
        style=listing.style,
        attributes=stored.attributes,
        price=None if listing.price_cents is None else listing.price_cents / 100,
        currency=listing.currency,
        stock=listing.stock,
        in_stock=listing.in_stock,
        group=listing.group,
        indexing=stored.indexing,
    )


class ListingPage(Struct, frozen=True):
    """`next` is the cursor of the following page, null on the last; `total` counts all pages."""

    listings: list[ListingView]
    next: str | None
    total: int


class Result(Struct, frozen=True):
    listing: ListingView
    score: Annotated[float, Meta(description="Cosine similarity, at most 1.", examples=[0.83])]


class Results(Struct, frozen=True):
    """Best first. `query_id` names this answer in logs; `release` is the model that gave it."""

    query_id: str
    release: str
    results: list[Result]


class Written(Struct, frozen=True):
    """What became of a listing that was sent."""

    id: str
    outcome: Literal["created", "updated", "deleted", "unchanged", "absent"]
    version: int


class FieldProblem(Struct, frozen=True):
    field: str
    message: str


class RecordOutcome(Struct, frozen=True, omit_defaults=True):
    """One record of a batch, by its position; `errors` where it was refused."""

    index: int
    id: str | None
    outcome: Literal["created", "updated", "unchanged", "stale", "refused"]
    version: int | None = None
    errors: tuple[FieldProblem, ...] = ()


class BatchOutcome(Struct, frozen=True):
    accepted: int
    refused: int
    records: list[RecordOutcome]


class PhotoView(Struct, frozen=True):
    id: str
    expires_at: datetime


class UploadView(Struct, frozen=True):
    """`image` may stand among a listing's `images`."""

    image: str


class TaxonomyView(Struct, frozen=True):
    categories: tuple[str, ...]
    colors: Annotated[dict[str, str], Meta(description="Name to the sRGB colour it stands for.")]
    materials: tuple[str, ...]
    styles: tuple[str, ...]


class StatusView(Struct, frozen=True):
    """Listings for sale, and how many of them the index holds as they are now; `pending` is work
    owed, `parked` is work that failed for good. `provider` says what the model runs on."""

    listings: int
    indexed: int
    pending: int
    parked: int
    release: str
    provider: str


class Problem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: tuple[FieldProblem, ...] = ()
