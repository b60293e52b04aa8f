"""What the API answers with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from backend.catalogue.attributes import Attributes
from backend.catalogue.listings import IndexingState, StoredListing
from backend.index.port import Mode
from backend.listing import PaletteColor
from backend.search.relaxation import Wish

Price = Annotated[float, Meta(description="In currency units.", examples=[499.0])]
Size = Annotated[float, Meta(description="In centimetres.", examples=[212.5])]


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
    tags: tuple[str, ...]
    width_cm: Size | None
    depth_cm: Size | None
    height_cm: Size | None
    palette: tuple[PaletteColor, ...]
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
        tags=listing.tags,
        width_cm=None if listing.width_mm is None else listing.width_mm / 10,
        depth_cm=None if listing.depth_mm is None else listing.depth_mm / 10,
        height_cm=None if listing.height_mm is None else listing.height_mm / 10,
        palette=listing.palette,
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


class ReasonView(Struct, frozen=True):
    """`component` is what of the score it is about; `amount` is what that adds to the similarity,
    beside what is typical of the results. That something was preferred adds nothing."""

    component: str
    amount: float
    text: Annotated[str, Meta(examples=["Same walnut colour"])]


class OtherwiseView(Struct, frozen=True):
    """With `value` instead of its own, the result would stand at `rank`, counted from 1."""

    attribute: str
    value: str
    rank: int
    text: Annotated[str, Meta(examples=["Would be third if it were oak."])]


class ExplanationView(Struct, frozen=True):
    """`parts` add up to the similarity: what is typical of the results, and what colour, material,
    style and shape (or the overall look) add to it."""

    reasons: list[ReasonView]
    parts: dict[str, float]
    otherwise: OtherwiseView | None


class Result(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A listing that was found, and `variants` more of its design that were near. `missed` are the
    wishes that it does not fulfil; such results come last. Then there is `score`: of ten results
    with 0.8, eight are right, as they show the same design or a stylist put them there. It is left
    out where that was not measured. `preferred` are the preferences that it fulfils. What these,
    the shop's rules and the category of the listing viewed do to its place is `lifted`; a rule gave
    what is `pinned` its place."""

    listing: ListingView
    score: Annotated[float, Meta(ge=0, le=1, examples=[0.83])] | None = None
    similarity: Annotated[
        float,
        Meta(
            description="What the order goes by, with `lifted` added; a cosine for what looks "
            "alike."
        ),
    ]
    lifted: float | None = None
    pinned: bool = False
    variants: int = 0
    missed: tuple[Wish, ...] = ()
    preferred: Annotated[tuple[str, ...], Meta(examples=[["color:walnut"]])] = ()
    explanation: ExplanationView | None = None


class FacetValue(Struct, frozen=True):
    value: str
    count: int
    chosen: bool


class FacetPrice(Struct, frozen=True):
    """Ends are included; null is no bound."""

    min_price: float | None
    max_price: float | None
    count: int
    chosen: bool


class FacetsView(Struct, frozen=True):
    """What could be chosen next, counted over what is near the question. The counts of an attribute
    leave the own choice aside: who chose walnut sees how many oak ones there would be."""

    values: dict[str, list[FacetValue]]
    prices: list[FacetPrice]
    in_stock: int
    sold_out: int


class Results(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Best first. `query_id` names this answer in later events, `release` is the model that gave
    it, `next` the cursor of the following page: paging ends after some hundred. `relaxed` says what
    was given up because too few fulfilled all wishes. `mode` says how surely these are the nearest
    that match: `exact` where all were compared, `deepened` where all were looked through after too
    few had been found near by, `probed` where only what is likely near was looked through."""

    query_id: str
    release: str
    mode: Mode
    results: list[Result]
    relaxed: tuple[str, ...] = ()
    next: str | None = None
    facets: FacetsView | None = None


class CategoryResults(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Best first; as of `Results`."""

    category: str
    mode: Mode
    results: list[Result]
    relaxed: tuple[str, ...] = ()
    next: str | None = None
    facets: FacetsView | None = None


class CompatibleResults(Struct, frozen=True, kw_only=True):
    """A list for each category, in the order asked for or else the usual first. `category` is what
    they go with; null where nobody knows."""

    query_id: str
    release: str
    category: str | None
    lists: list[CategoryResults]


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


class SeenValue(Struct, frozen=True):
    """A value of the taxonomy, and how likely the model takes it to be."""

    value: str
    confidence: Annotated[float, Meta(ge=0, le=1)]


class SeenAttributes(Struct, frozen=True, kw_only=True):
    """What the model sees, the likeliest first; all empty under a release that only knows what
    looks alike."""

    category: SeenValue | None
    colors: tuple[SeenValue, ...]
    materials: tuple[SeenValue, ...]
    style: SeenValue | None


class PhotoView(Struct, frozen=True):
    """A photo is erased at `expires_at`, and what was seen in it with it."""

    id: str
    expires_at: datetime
    attributes: SeenAttributes


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
