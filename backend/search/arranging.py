"""Which of what was found are results, and in which order: the best of each design, and different
ones before what is like them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from backend.search.cursor import Cursor
from backend.search.deepening import Lifted
from backend.search.diversity import POOL, diversified
from backend.search.grouping import best_of_groups, identities
from backend.search.inquiry import Inquiry
from backend.search.kept_vectors import entries_found
from backend.search.relaxation import Wish
from backend.search.retrieve import Match


class Ranked(Struct, frozen=True):
    """`variants` counts the others of its group that were found near; `missed` are the wishes that
    it does not fulfil. `lifted` is what was added to its similarity for its place in the order;
    what is `pinned` has its place whatever that is."""

    match: Match
    variants: int = 0
    missed: tuple[Wish, ...] = ()
    lifted: float = 0.0
    pinned: bool = False

    @property
    def id(self) -> str:
        return self.match.stored.listing.id


def best_waiting(
    found: Sequence[Lifted], cursor: Cursor, *, grouped: bool
) -> list[tuple[Lifted, int]]:
    """In their order, all or, where results are `grouped`, the best of each group with the number
    of the others. What was shown does not stand for a group that it has joined since: the others of
    that group are still waiting."""
    if not grouped:
        return [(each, 0) for each in found]
    chosen = []
    for some in _apart(found, cursor):
        best = best_of_groups(
            [found[at].rank for at in some], [found[at].match.stored for at in some]
        )
        chosen += [(some[each.place], each.variants) for each in best]
    return [(found[at], variants) for at, variants in sorted(chosen)]


def _apart(found: Sequence[Lifted], cursor: Cursor) -> tuple[Sequence[int], Sequence[int]]:
    """The places of those that wait, and of those that were shown."""
    if not cursor.shown:  # as on every first page
        return range(len(found)), ()
    waiting = cursor.waiting(identities(each.match.stored, grouped=True) for each in found)
    return waiting, sorted(set(range(len(found))).difference(waiting))


def diverse(
    inquiry: Inquiry, field: str, ranked: Sequence[Ranked], diversity: float, limit: int
) -> list[Ranked]:
    """Their order is that of `diversified`, as far as `limit`; those that have left the index since
    they were found are left out."""
    pool, beyond = ranked[:POOL], ranked[POOL:]
    entries = entries_found(inquiry, {each.id: each.match.stored for each in pool})
    pool = [each for each in pool if each.id in entries]
    if len(pool) < 3:
        return [*pool, *beyond]
    order = diversified(
        np.array([each.match.similarity + each.lifted for each in pool]),
        np.array([entries[each.id].vectors[field] for each in pool]),
        diversity,
        limit,
    ).tolist()
    others = sorted(set(range(len(pool))) - set(order))
    return [*(pool[place] for place in (*order, *others)), *beyond]
