"""A listing as a merchant's server sends it, checked field by field and turned into a `Listing`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct, ValidationError

from backend import taxonomy
from backend.errors import InvalidInput, MalformedRequest, sentence
from backend.listing import (
    MAX_SIZE_MM,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    Listing,
    ListingId,
    Version,
    tag_of,
    tag_problem,
)
from backend.taxonomy import Attribute

Parsed = TypeVar("Parsed")

Text = Annotated[str, Meta(max_length=10_000)]
Address = Annotated[str, Meta(min_length=1, max_length=2_000)]
MAX_VALUE_LENGTH = 40
Value = Annotated[str, Meta(min_length=1, max_length=MAX_VALUE_LENGTH)]

MAX_PRICE = Decimal(10) ** 12
Size = Annotated[
    float,
    Meta(
        ge=0.1,
        le=MAX_SIZE_MM / 10,
        description="In centimetres, rounded to a millimetre.",
        examples=[212.5],
    ),
]
_WHERE = re.compile(r" - at `\$(?P<path>[^`]*)`$")


class ListingFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be said of a listing besides its id. Omitted means unknown, not unchanged: each
    version is the whole listing."""

    title: Annotated[str, Meta(min_length=1, max_length=500, examples=["Alma sofa in teal velvet"])]
    version: Version | None = None
    description: Text = ""
    url: Annotated[Address, Meta(description="The listing's page in the shop, http(s).")] | None = (
        None
    )
    images: Annotated[
        tuple[Address, ...],
        Meta(
            max_length=20,
            description="Pictures, the best first: `https://…` or `store://…` from an upload.",
        ),
    ] = ()
    category: Value | None = None
    colors: Annotated[tuple[Value, ...], Meta(max_length=8, description="Dominant first.")] = ()
    materials: Annotated[tuple[Value, ...], Meta(max_length=8)] = ()
    style: (
        Annotated[
            Value,
            Meta(
                description="Stated style, colours and materials make what goes with what better: "
                "pictures show only part of them. Phrases of title and description that the "
                "release knows count too, `black-stained wood` for example."
            ),
        ]
        | None
    ) = None
    tags: Annotated[
        tuple[Annotated[str, Meta(max_length=4 * MAX_TAG_LENGTH)], ...],
        Meta(
            max_length=MAX_TAGS,
            description=f"Words of your own, of at most {MAX_TAG_LENGTH} characters. Case, width "
            "and white space make no difference: `New  In` is stored as `new in`.",
            examples=[["new in", "outdoor"]],
        ),
    ] = ()
    width_cm: Size | None = None
    depth_cm: Size | None = None
    height_cm: Size | None = None
    price: (
        Annotated[
            Decimal,
            Meta(
                description="In currency units, at most two decimals; a number or a string.",
            ),
        ]
        | None
    ) = None
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)", examples=["EUR"])] | None = None
    stock: (
        Annotated[
            int,
            Meta(ge=-(2**31), lt=2**31, description="Pieces; null where they are not counted."),
        ]
        | None
    ) = None
    group: Annotated[ListingId, Meta(description="Variants of one design share it.")] | None = None


class ListingPayload(ListingFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A listing with its id."""

    id: ListingId


class DeletionPayload(Struct, frozen=True, kw_only=True):
    """What a deletion must say; anything else that it says is ignored."""

    id: ListingId
    version: Version | None = None


def parse(body: bytes, kind: type[Parsed], *, prefix: str = "") -> Parsed:
    """Read JSON into `kind`. Raises `MalformedRequest` for what is no JSON, `InvalidInput` naming
    the field for what has another shape."""
    return _named(lambda: msgspec.json.decode(body, type=kind), prefix)


def convert(value: Any, kind: type[Parsed], *, prefix: str = "") -> Parsed:
    """The same for JSON that was read already."""
    return _named(lambda: msgspec.convert(value, type=kind, str_keys=True), prefix)


def _named(read: Callable[[], Parsed], prefix: str) -> Parsed:
    try:
        return read()
    except ValidationError as error:
        message = str(error)
        place = _WHERE.search(message)
        path = (place["path"] if place else "").removeprefix(".")
        field = ".".join(part for part in (prefix, path) if part)
        reason = _WHERE.sub("", message)
        missing = re.search(r"(?:required|unknown) field `([^`]+)`", reason)
        if missing:
            field = ".".join(part for part in (field, missing[1]) if part)
        raise InvalidInput(f"{field or 'The body'}: {reason}.", {field or "body": reason}) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRequest(
            f"The body is not valid JSON: {error}.", {"body": str(error)}
        ) from None


def to_listing(
    listing_id: str, fields: ListingFields, version: int, *, prefix: str = ""
) -> Listing:
    """Check what types cannot say. Raises `InvalidInput` naming every field that is wrong."""
    wrong: dict[str, str] = {}

    def refuse(field: str, reason: str) -> None:
        wrong[f"{prefix}.{field}" if prefix else field] = reason

    _check_values(fields, refuse)
    for position, image in enumerate(fields.images):
        if not image.startswith(("https://", "http://", "store://")):
            refuse(f"images[{position}]", "must begin with https://, http:// or store://")
    if fields.url is not None and not fields.url.startswith(("https://", "http://")):
        refuse("url", "must begin with https:// or http://")
    tags = tuple(tag_of(tag) for tag in fields.tags)
    for position, tag in enumerate(tags):
        if problem := tag_problem(tag):
            refuse(f"tags[{position}]", problem)
    cents = _cents(fields.price, refuse)
    if not fields.title.strip():
        refuse("title", "must not be blank")
    images = [(f"images[{position}]", image) for position, image in enumerate(fields.images)]
    texts = [("title", fields.title), ("description", fields.description), ("url", fields.url)]
    for field, text in [*texts, *images]:
        if text is not None and "\x00" in text:  # PostgreSQL cannot store it
            refuse(field, "must not contain the character U+0000")
    if wrong:
        detail = "; ".join(f"{field} {reason}" for field, reason in wrong.items())
        raise InvalidInput(sentence(f"The listing is not valid: {detail}"), wrong)
    return Listing(
        id=listing_id,
        version=version,
        title=fields.title.strip(),
        description=fields.description,
        url=fields.url,
        images=_distinct(fields.images),
        category=fields.category,
        colors=_distinct(fields.colors),
        materials=_distinct(fields.materials),
        style=fields.style,
        tags=_distinct(tags),
        width_mm=_millimetres(fields.width_cm),
        depth_mm=_millimetres(fields.depth_cm),
        height_mm=_millimetres(fields.height_cm),
        price_cents=cents,
        currency=fields.currency,
        stock=fields.stock,
        group=fields.group,
    )


def check_value(attribute: Attribute, value: str) -> str | None:
    """Why the value is not one of the taxonomy's, naming the nearest; None if it is."""
    if taxonomy.is_known(attribute, value):
        return None
    if len(value) > MAX_VALUE_LENGTH:
        return f"has an unknown {attribute} of {len(value)} characters; see GET /v1/taxonomy"
    near = taxonomy.nearest(attribute, value)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; see GET /v1/taxonomy"
    return f"has an unknown {attribute} {value!r}{hint}"


def _check_values(fields: ListingFields, refuse: Callable[[str, str], None]) -> None:
    single: Sequence[tuple[str, Attribute, str | None]] = (
        ("category", "category", fields.category),
        ("style", "style", fields.style),
    )
    several: Sequence[tuple[str, Attribute, tuple[str, ...]]] = (
        ("colors", "color", fields.colors),
        ("materials", "material", fields.materials),
    )
    named = [(field, attribute, value) for field, attribute, value in single if value is not None]
    named += [
        (f"{field}[{position}]", attribute, value)
        for field, attribute, values in several
        for position, value in enumerate(values)
    ]
    for field, attribute, value in named:
        reason = check_value(attribute, value)
        if reason:
            refuse(field, reason)


def _cents(price: Decimal | None, refuse: Callable[[str, str], None]) -> int | None:
    if price is None:
        return None
    if not price.is_finite() or not 0 <= price <= MAX_PRICE:
        refuse("price", f"must be between 0 and {MAX_PRICE}")
        return None
    cents = price * 100
    if cents != cents.to_integral_value():
        refuse("price", "must have at most two decimals")
        return None
    return int(cents)


def _millimetres(size: float | None) -> int | None:
    if size is None:
        return None
    # What was sent, not its nearest binary fraction: 0.15 * 10 is 1.5, and half a millimetre up.
    return int((Decimal(repr(size)) * 10).to_integral_value(ROUND_HALF_UP))


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
