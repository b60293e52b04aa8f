"""What moves results within an order of likeness without asking anybody to look different: a
shopper's preferences and a merchant's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Final

from msgspec import Struct

from backend.index.filters import AllOf, Filter, Not, matcher
from backend.index.scalars import Scalars


class Lift(Struct, frozen=True):
    """Listings that match `where` are ranked as if their similarity were `amount` higher: a cosine,
    to be multiplied by the length of the query; below 0 it is lower. What they are said to have of
    similarity and score stays what it is.

    With `near` only those move that are found without it: nothing further away is looked for, which
    spares a search."""

    where: Filter
    amount: float
    near: bool = False


class Pin(Struct, frozen=True):
    """The listing stands at this place of the first page, 1 the first, if it matches the filters,
    the least score too; elsewhere if the page has no such place."""

    listing_id: str
    place: int


class Shaping(Struct, frozen=True, kw_only=True):
    """`without` are left out altogether, and so are the listings whose ids are `hidden`."""

    lifts: tuple[Lift, ...] = ()
    pins: tuple[Pin, ...] = ()
    without: tuple[Filter, ...] = ()
    hidden: tuple[str, ...] = ()

    def within(self, where: Filter | None) -> Filter | None:
        """What matches the filter and is not left out."""
        if not self.without:
            return where
        own = () if where is None else (where,)
        return AllOf((*own, *(Not(unwanted) for unwanted in self.without)))


PLAIN: Final = Shaping()


def merged(*shapings: Shaping) -> Shaping:
    """All of them together; of pins of one place, those given first stand first."""
    return Shaping(
        lifts=tuple(chain.from_iterable(each.lifts for each in shapings)),
        pins=tuple(chain.from_iterable(each.pins for each in shapings)),
        without=tuple(chain.from_iterable(each.without for each in shapings)),
        hidden=tuple(chain.from_iterable(each.hidden for each in shapings)),
    )


def lift_of(lifts: Iterable[Lift], scalars: Scalars) -> float:
    """By how much these lifts together lift a listing."""
    return lifting(lifts)(scalars)


def lifting(lifts: Iterable[Lift]) -> Callable[[Scalars], float]:
    """As `lift_of`, for many listings."""
    parts = [(matcher(lift.where), lift.amount) for lift in lifts]
    return lambda scalars: sum(amount for matches, amount in parts if matches(scalars))
