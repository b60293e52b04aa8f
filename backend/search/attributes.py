"""The attributes of a listing that searches count, compare and explain by."""

from __future__ import annotations

from typing import Final

from backend.catalogue.attributes import Attributes, AttributeValue
from backend.listing import Listing
from backend.taxonomy import Attribute

LOOKS: Final[tuple[Attribute, ...]] = ("color", "material", "style")
"""The attributes that say how a listing looks; its category says what it is."""


def values_of(listing: Listing, attribute: Attribute) -> tuple[str, ...]:
    """The dominant or most likely first; empty where nothing is known. Give a completed listing
    where predictions are to count."""
    match attribute:
        case "category":
            return (listing.category,) if listing.category else ()
        case "color":
            return listing.colors
        case "material":
            return listing.materials
        case "style":
            return (listing.style,) if listing.style else ()


def sourced_values_of(attributes: Attributes, attribute: Attribute) -> tuple[AttributeValue, ...]:
    """The same, with whose word each is."""
    match attribute:
        case "category":
            return (attributes.category,) if attributes.category else ()
        case "color":
            return attributes.colors
        case "material":
            return attributes.materials
        case "style":
            return (attributes.style,) if attributes.style else ()


def spoken(value: str) -> str:
    """A value as a shopper reads it."""
    return value.replace("_", " ")
