"""Whose word an attribute is: the merchant's where there is one, else the model's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from backend.listing import CompletedListing, Listing, PaletteColor


class Prediction(Struct, frozen=True, gc=False):
    """A value of `backend.taxonomy`, and the probability in [0, 1] that the model gives it."""

    value: str
    confidence: float


class Predictions(Struct, frozen=True, kw_only=True, gc=False):
    """What the model is sure enough of seeing in a picture, the most likely first; and the colours
    that were measured in it, most first."""

    category: Prediction | None = None
    colors: tuple[Prediction, ...] = ()
    materials: tuple[Prediction, ...] = ()
    style: Prediction | None = None
    palette: tuple[PaletteColor, ...] = ()


NOTHING_PREDICTED: Final = Predictions()


class AttributeValue(Struct, frozen=True, kw_only=True, gc=False):
    """One value of an attribute, and whose word it is."""

    value: str
    source: Annotated[
        Literal["merchant", "model"],
        Meta(description="`model` sees it in the picture, where the merchant has left it out."),
    ]
    confidence: (
        Annotated[float, Meta(ge=0, le=1, description="How likely the model takes it to be.")]
        | None
    ) = None


class Attributes(Struct, frozen=True, kw_only=True, gc=False):
    """Each attribute has one source; the dominant or most likely value comes first."""

    category: AttributeValue | None
    colors: tuple[AttributeValue, ...]
    materials: tuple[AttributeValue, ...]
    style: AttributeValue | None


def attributes_of(listing: Listing, predictions: Predictions) -> Attributes:
    """What the merchant says of the listing, and of what it leaves out, what is predicted."""
    return Attributes(
        category=_single(listing.category, predictions.category),
        colors=_several(listing.colors, predictions.colors),
        materials=_several(listing.materials, predictions.materials),
        style=_single(listing.style, predictions.style),
    )


def completed(listing: Listing, predictions: Predictions) -> CompletedListing:
    """The listing with the attributes that its merchant left out filled in from predictions."""
    filled = msgspec.structs.asdict(listing)
    if not listing.category and predictions.category is not None:
        filled["category"] = predictions.category.value
    if not listing.colors:
        filled["colors"] = tuple([item.value for item in predictions.colors])
    if not listing.materials:
        filled["materials"] = tuple([item.value for item in predictions.materials])
    if not listing.style and predictions.style is not None:
        filled["style"] = predictions.style.value
    filled["palette"] = predictions.palette
    return CompletedListing(**filled)


def _single(named: str | None, seen: Prediction | None) -> AttributeValue | None:
    values = _several((named,) if named else (), (seen,) if seen else ())
    return values[0] if values else None


def _several(named: Sequence[str], seen: Sequence[Prediction]) -> tuple[AttributeValue, ...]:
    if named:
        return tuple(AttributeValue(value=value, source="merchant") for value in named)
    return tuple(
        AttributeValue(value=item.value, source="model", confidence=item.confidence)
        for item in seen
    )
