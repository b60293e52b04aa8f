"""What moves results within an order of likeness without asking anybody to look different: a
shopper's preferences and a merchant's rules."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from backend.index.filters import Filter


class Lift(Struct, frozen=True):
    """Listings that match `where` are ranked as if their similarity were `amount` higher: a cosine,
    to be multiplied by the length of the query; below 0 it is lower. What they are said to have of
    similarity and score stays what it is."""

    where: Filter
    amount: float


class Pin(Struct, frozen=True):
    """The listing stands at this place of the first page, 1 the first, if the filters let it."""

    listing_id: str
    place: int


class Shaping(Struct, frozen=True, kw_only=True):
    """`without` are left out altogether, and so are the listings whose ids are `hidden`."""

    lifts: tuple[Lift, ...] = ()
    pins: tuple[Pin, ...] = ()
    without: tuple[Filter, ...] = ()
    hidden: tuple[str, ...] = ()


PLAIN: Final = Shaping()
