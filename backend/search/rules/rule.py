"""A merchandising rule, as a merchant writes it and as queries follow it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from backend.index.filters import Filter
from backend.listing import ListingId
from backend.search.filter_fields import FilterFields, Some, SomeTags

MAX_PLACE: Final = 100
MAX_AMOUNT: Final = 0.5
MAX_LISTINGS: Final = 50
PREFERRED: Final = 0.1
"""What listings alike in an attribute are lifted by, unless a rule says otherwise: as by what a
shopper prefers."""

State = Literal["draft", "published", "withdrawn"]
Amount = Annotated[
    float,
    Meta(
        gt=0,
        le=MAX_AMOUNT,
        description="As a difference of `similarity`: .1 brings what is near well forward.",
        examples=[0.1],
    ),
]
SomeListings = Annotated[tuple[ListingId, ...], Meta(max_length=MAX_LISTINGS)]
Moment = Annotated[datetime, Meta(tz=True)]


class PinListing(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="pin"
):
    """The listing stands at this place of the first page, if it matches the query's filters. Of two
    rules for one place the older has it, the other the next that is free."""

    listing: ListingId
    place: Annotated[int, Meta(ge=1, le=MAX_PLACE)] = 1


class Boost(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="boost"
):
    """The results concerned stand as if they were more alike by `amount`."""

    amount: Amount


class Bury(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="bury"
):
    """The results concerned stand as if they were less alike by `amount`."""

    amount: Amount


class Exclude(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="exclude"
):
    """These listings, or else the results concerned, are left out, whatever pins them."""

    listings: SomeListings = ()


class SameAsViewed(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="type",
    tag="same_as_viewed",
):
    """Of the results concerned, those with the chief value of what is viewed: `must` leaves the
    others out, `prefer` lifts these by `amount`. Where that value is not known, nothing happens.
    `category` is for `similar`: what goes with a sofa is no sofa."""

    attribute: Literal["category", "color", "material", "style"]
    how: Literal["must", "prefer"] = "prefer"
    amount: Amount = PREFERRED


Action = PinListing | Boost | Bury | Exclude | SameAsViewed


class Viewed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is viewed must have any of each field that is not empty: the first listing that a query
    is asked with, or what is seen in a photo, which has no id and no tags."""

    category: Some = ()
    color: Some = ()
    material: Some = ()
    style: Some = ()
    tag: SomeTags = ()
    listing: SomeListings = ()


class RuleFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `does` says happens to the `results` concerned (all, where that is empty), for whoever
    asks the question about what is `viewed`, from `starts_at` until before `ends_at`."""

    name: Annotated[str, Meta(min_length=1, max_length=200, examples=["Autumn: oak first"])]
    does: Action
    question: Literal["similar", "compatible", "any"] = "any"
    viewed: Viewed = Viewed()
    results: FilterFields = FilterFields()
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class Rule(Struct, frozen=True, kw_only=True):
    """`where` says the same as `fields.results`; None where all results are concerned. `revision`
    grows with every change of what is stored."""

    id: str
    fields: RuleFields
    where: Filter | None
    state: State
    revision: int
    created_at: datetime
    updated_at: datetime


def in_force(rule: Rule, now: datetime) -> bool:
    """Whether queries follow it at this time."""
    starts, ends = rule.fields.starts_at, rule.fields.ends_at
    return (
        rule.state == "published"
        and (starts is None or starts <= now)
        and (ends is None or now < ends)
    )
