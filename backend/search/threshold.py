"""How high a listing may rank that nobody has looked at yet, where some are lifted above others.

An index brings listings in the order of their cosines alone. All of them are one stream, and those
that a lift raises are each another. A listing that is in none of what has been read of its streams
is no nearer than the end of any of them; so lifts and ends bound its rank (the threshold algorithm
of Fagin, Lotem and Naor, "Optimal aggregation algorithms for middleware", 2003).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from backend.index.filters import Filter, Not
from backend.search.shaping import Lift

DIGITS: Final = 9
"""To which ranks are compared. The index gives cosines to fewer, and sums in another order differ
behind it."""


class Reach(Struct, frozen=True):
    """How far a stream has been read. `amount` is what lifts all that is in it; nothing in it that
    has not been read has a cosine above `last`: infinity if nothing has been read, minus infinity
    if all has."""

    amount: float
    last: float


class Ceiling(Struct, frozen=True):
    """Nothing unread ranks above `rank`. `through` are the streams, by place, that may lower it if
    they are read further, the most promising first."""

    rank: float
    through: tuple[int, ...]


def raising(lifts: Iterable[Lift]) -> tuple[Lift, ...]:
    """Lifts that give the same order and raise only, one for each filter: to lower what matches is
    to raise what does not."""
    amounts: dict[Filter, float] = {}
    for lift in lifts:
        amounts[lift.where] = amounts.get(lift.where, 0.0) + lift.amount
    return tuple(
        Lift(where, amount) if amount > 0 else Lift(Not(where), -amount)
        for where, amount in amounts.items()
        if amount != 0
    )


def ceiling(streams: Sequence[Reach]) -> Ceiling:
    """The first of the streams holds all listings, each other those of one raising lift.

    What is unread of several streams is no nearer than the least of their ends. So for each end,
    the highest rank below it is that of a listing in all streams that reach no further.
    """
    if streams[0].last == -math.inf:
        return Ceiling(-math.inf, ())
    ends = {each.last for each in streams if each.last <= streams[0].last}
    highest = max(ends, key=lambda end: _rank(streams, end))
    through = [place for place, each in enumerate(streams) if each.last >= highest]

    def promise(place: int) -> tuple[bool, float, float]:
        stream = streams[place]
        unread = stream.last == math.inf
        return not unread, -stream.amount if unread else stream.last, place

    return Ceiling(round(_rank(streams, highest), DIGITS), tuple(sorted(through, key=promise)))


def _rank(streams: Sequence[Reach], end: float) -> float:
    return end + sum(each.amount for each in streams if each.last >= end)
