"""Looking as deep as it takes: what ranks highest, by likeness and by what lifts it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from msgspec import Struct

from backend.index.filters import AllOf, Filter
from backend.search.inquiry import Inquiry
from backend.search.retrieve import MAX_DEPTH, Match, Target, nearest
from backend.search.shaping import Lift, lifting
from backend.search.threshold import DIGITS, Reach, ceiling, raising

Made = TypeVar("Made")


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
    make: Callable[[Sequence[Lifted]], Made],
    enough: Callable[[Made], bool],
    lifts: Sequence[Lift] = (),
) -> Made:
    """What is made of that which matches, in the order of its similarity and what lifts it, ties by
    id: of so many, from the first on, that what is made of them is `enough`, or of all there are.
    The first look brings `depth`.

    As far as the index has heard of them, nothing else ranks above the last of these, but for what
    only lifts that are `near` would bring there. Where not
    even `MAX_DEPTH` hits, of all and of those that a lift raises, are enough, they come as they
    are.
    """
    # Where what does not match is raised instead of lowering what does, all ranks are higher by
    # what is lowered, and their order is the same.
    given, raised = (sum(lift.amount for lift in each) for each in (lifts, raising(lifts)))
    higher = (raised - given) / 2
    sought = raising(lift for lift in lifts if not lift.near)
    streams = [_Stream(where, 0.0)]
    streams += [_Stream(_both(where, lift.where), lift.amount) for lift in sought]
    lifted = lifting(lifts)
    known: dict[str, Lifted] = {}
    following: int | None = 0
    while following is not None:
        stream = streams[following]
        stream.depth = min(stream.depth * 4 or depth, MAX_DEPTH)
        found = nearest(inquiry, target, stream.where, stream.depth)
        for match in found.matches:
            listing_id = match.stored.listing.id
            lift = lifted(inquiry.known[listing_id].scalars) if lifts else 0.0
            rank = round(match.similarity / target.length + lift + higher, DIGITS)
            known[listing_id] = Lifted(match, lift, rank)
        stream.last = -math.inf if found.exhausted else _end(found.matches, target.length)
        unread = ceiling([each.reach for each in streams])
        ordered = sorted(
            known.values(), key=lambda each: (-each.rank, each.match.stored.listing.id)
        )
        made = make([each for each in ordered if each.rank >= unread.rank])
        if enough(made):
            return made
        shallow = [place for place in unread.through if streams[place].depth < MAX_DEPTH]
        following = shallow[0] if shallow else None
    return make(ordered)


def _end(matches: Sequence[Match], length: float) -> float:
    """A cosine that nothing further has more of. The last hits may be of listings that the
    catalogue no longer has: they were no nearer than the last that it does."""
    if not matches:
        return 1.0
    return round(matches[-1].similarity / length, DIGITS)


def _both(where: Filter | None, other: Filter) -> Filter:
    return other if where is None else AllOf((where, other))
