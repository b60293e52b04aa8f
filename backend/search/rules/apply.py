"""What the rules make of one query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from backend.index.filters import AllOf, ContainsAny, Filter, Not, OneOf
from backend.listing import tag_of
from backend.search.anchors import Anchor, Anchors
from backend.search.attributes import sourced_values_of
from backend.search.reasons import SURE, Question
from backend.search.rules.rule import (
    MAX_PLACE,
    Boost,
    Bury,
    Exclude,
    PinListing,
    Rule,
    SameAsViewed,
    Viewed,
)
from backend.search.shaping import Lift, Pin, Shaping
from backend.taxonomy import Attribute

MOST_LIFTED: Final = 1.0
"""How far all rules together may lift or lower a listing, as a cosine: of two that are nothing like
each other and two that are the same."""

_LOOKED_AT: Final[tuple[Attribute, ...]] = ("category", "color", "material", "style")


class _Seen(Struct, frozen=True):
    """What is viewed; of each attribute's values the chief one first."""

    listing_id: str | None
    values: dict[Attribute, list[str]]
    tags: tuple[str, ...]


class _Effects(Struct):
    lifts: list[Lift]
    pins: list[PinListing]
    without: list[Filter]
    hidden: list[str]


def shaping_of(
    rules: Sequence[Rule], question: Question, anchors: Anchors, categories: Sequence[str] = ()
) -> Shaping:
    """What these rules, each of which is in force, make of a query for results of `categories`, or
    of any where none is named.

    Whatever the order they are given in, older rules come before younger ones. What is left out is
    not pinned, and neither is what was asked with.
    """
    viewed = _seen(anchors.wanted[0])
    effects = _Effects([], [], [], [])
    for rule in sorted(rules, key=lambda rule: (rule.created_at, rule.id)):
        if _concerns(rule, question, viewed, categories):
            _add(effects, rule, question, viewed)
    hidden = tuple(dict.fromkeys(effects.hidden))
    unpinnable = {*hidden, *anchors.listing_ids}
    return Shaping(
        lifts=_bounded(effects.lifts),
        pins=_placed([pin for pin in effects.pins if pin.listing not in unpinnable]),
        without=tuple(dict.fromkeys(effects.without)),
        hidden=hidden,
    )


def _concerns(rule: Rule, question: Question, viewed: _Seen, categories: Sequence[str]) -> bool:
    fields = rule.fields
    among = fields.results.category
    return (
        fields.question in ("any", question)
        and _is_viewed(fields.viewed, viewed)
        and (not among or not categories or not set(among).isdisjoint(categories))
    )


def _is_viewed(wanted: Viewed, viewed: _Seen) -> bool:
    values = viewed.values
    return (
        (not wanted.listing or viewed.listing_id in wanted.listing)
        and _any_of(wanted.category, values["category"])
        and _any_of(wanted.color, values["color"])
        and _any_of(wanted.material, values["material"])
        and _any_of(wanted.style, values["style"])
        and _any_of([tag_of(tag) for tag in wanted.tag], viewed.tags)
    )


def _any_of(wanted: Sequence[str], own: Sequence[str]) -> bool:
    return not wanted or any(each in own for each in wanted)


def _seen(viewed: Anchor) -> _Seen:
    """Of what a photo shows, only what the model is sure of."""
    photo = viewed.listing_id is None
    values = {
        attribute: [
            each.value
            for each in sourced_values_of(viewed.known.attributes, attribute)
            if not photo or each.confidence is None or each.confidence >= SURE
        ]
        for attribute in _LOOKED_AT
    }
    return _Seen(viewed.listing_id, values, viewed.known.tags)


def _add(effects: _Effects, rule: Rule, question: Question, viewed: _Seen) -> None:
    where = rule.where
    match rule.fields.does:
        case PinListing() as pin:
            effects.pins.append(pin)
        case Boost(amount=amount) if where is not None:
            effects.lifts.append(Lift(where, amount))
        case Bury(amount=amount) if where is not None:
            effects.lifts.append(Lift(where, -amount))
        case Exclude(listings=listings):
            effects.hidden += listings
            if where is not None:
                effects.without.append(where)
        case SameAsViewed(attribute=attribute) as same:
            values = viewed.values[attribute]
            if values and (attribute != "category" or question == "similar"):
                _add_same(effects, where, same, values[0])


def _add_same(effects: _Effects, where: Filter | None, same: SameAsViewed, value: str) -> None:
    alike = _has(same.attribute, value)
    if same.how == "prefer":
        effects.lifts.append(Lift(_both(where, alike), same.amount))
    else:
        effects.without.append(_both(where, Not(alike)))


def _has(attribute: Attribute, value: str) -> Filter:
    match attribute:
        case "category" | "style":
            return OneOf(attribute, (value,))
        case "color":
            return ContainsAny("colors", (value,))
        case "material":
            return ContainsAny("materials", (value,))


def _both(where: Filter | None, also: Filter) -> Filter:
    return also if where is None else AllOf((where, also))


def _placed(pins: Sequence[PinListing]) -> tuple[Pin, ...]:
    """One place for each listing and one listing for each place, in their order; a pin whose place
    is taken has the next that is free, if there is one."""
    taken: dict[int, str] = {}
    for pin in pins:
        if pin.listing in taken.values():
            continue
        free = (place for place in range(pin.place, MAX_PLACE + 1) if place not in taken)
        place = next(free, None)
        if place is not None:
            taken[place] = pin.listing
    return tuple(Pin(listing, place) for place, listing in sorted(taken.items()))


def _bounded(lifts: Sequence[Lift]) -> tuple[Lift, ...]:
    """All made smaller by one factor if a listing could be moved by more than `MOST_LIFTED`."""
    up = sum(lift.amount for lift in lifts if lift.amount > 0)
    down = -sum(lift.amount for lift in lifts if lift.amount < 0)
    factor = min(1.0, MOST_LIFTED / max(up, down, MOST_LIFTED))
    if factor == 1.0:
        return tuple(lifts)
    return tuple(Lift(lift.where, lift.amount * factor) for lift in lifts)
