"""What is sent to have a room completed or listings compared."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from backend.listing import ListingId
from backend.search.filter_fields import FilterFields

MAX_BUDGET: Final = 1e12


class SlotBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place for one listing of a category. `keep` is the listing that stays there; `swap` the one
    to offer others for. Slots of one category need names."""

    category: str
    name: str | None = None
    filter: FilterFields = FilterFields()
    keep: ListingId | None = None
    swap: ListingId | None = None


class RoomBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`anchors` (listings) and `photos` (ids of `POST /v1/photos`) are there already and cost
    nothing. All slots together cost at most `budget`; under one, a listing without a price in
    `currency` cannot be chosen. Of the sets, each two have `differ` designs that the other lacks.
    """

    slots: tuple[SlotBody, ...]
    anchors: tuple[ListingId, ...] = ()
    photos: tuple[Annotated[str, Meta(pattern="^[0-9a-f]{32}$")], ...] = ()
    budget: Annotated[float, Meta(ge=0, le=MAX_BUDGET)] | None = None
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | None = None
    sets: int = 3
    differ: int = 1


class CompareBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Two listings or more."""

    listings: tuple[ListingId, ...]
