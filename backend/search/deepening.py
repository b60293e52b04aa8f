"""Looking as deep as it takes: what ranks highest, by likeness and by what lifts it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec import Struct

from backend.index.filters import AllOf, Filter
from backend.index.scalars import Scalars
from backend.search.inquiry import Inquiry
from backend.search.retrieve import MAX_DEPTH, Match, Target, nearest
from backend.search.shaping import Lift, lift_of
from backend.search.threshold import DIGITS, Reach, ceiling, raising


class Lifted(Struct, frozen=True):
    """`lift` is a cosine, to be multiplied by the query's length; `rank` is what it is ordered by,
    and means nothing else."""

    match: Match
    lift: float
    rank: float


@dataclass
class _Stream:
    where: Filter | None
    amount: float
    depth: int = 0
    last: float = math.inf

    @property
    def reach(self) -> Reach:
        return Reach(self.amount, self.last)


def highest(
    inquiry: Inquiry,
    target: Target,
    where: Filter | None,
    *,
    depth: int,
    enough: Callable[[Sequence[Lifted]], bool],
    lifts: Sequence[Lift] = (),
) -> list[Lifted]:
    """What matches, in the order of its similarity and what lifts it, ties by id: so many, from the
    first on, that they are `enough`, or all there are. The first look brings `depth`.

    As far as the index has heard of them, nothing else ranks above the last of these, but for what
    only lifts that are `near` would bring there. Where not
    even `MAX_DEPTH` hits, of all and of those that a lift raises, are enough, they come as they
    are.
    """
    raises = raising(lifts)
    sought = raising(lift for lift in lifts if not lift.near)
    streams = [_Stream(where, 0.0)]
    streams += [_Stream(_both(where, lift.where), lift.amount) for lift in sought]
    known: dict[str, Lifted] = {}
    following: int | None = 0
    while following is not None:
        stream = streams[following]
        stream.depth = min(stream.depth * 4 or depth, MAX_DEPTH)
        found = nearest(inquiry, target, stream.where, stream.depth)
        lifted = [
            _lifted(match, inquiry.scalars[match.stored.listing.id], lifts, raises, target.length)
            for match in found.matches
        ]
        known |= {each.match.stored.listing.id: each for each in lifted}
        stream.last = -math.inf if found.exhausted else _end(found.matches, target.length)
        unread = ceiling([each.reach for each in streams])
        ordered = sorted(
            known.values(), key=lambda each: (-each.rank, each.match.stored.listing.id)
        )
        settled = [each for each in ordered if each.rank >= unread.rank]
        if enough(settled):
            return settled
        shallow = [place for place in unread.through if streams[place].depth < MAX_DEPTH]
        following = shallow[0] if shallow else None
    return ordered


def _lifted(
    match: Match, scalars: Scalars, lifts: Sequence[Lift], raises: Sequence[Lift], length: float
) -> Lifted:
    if not lifts:
        return Lifted(match, 0.0, round(match.similarity / length, DIGITS))
    rank = round(match.similarity / length + lift_of(raises, scalars), DIGITS)
    return Lifted(match, lift_of(lifts, scalars), rank)


def _end(matches: Sequence[Match], length: float) -> float:
    """A cosine that nothing further has more of. The last hits may be of listings that the
    catalogue no longer has: they were no nearer than the last that it does."""
    if not matches:
        return 1.0
    return round(matches[-1].similarity / length, DIGITS)


def _both(where: Filter | None, other: Filter) -> Filter:
    return other if where is None else AllOf((where, other))
