"""From the nearest listings to the page that is shown: one of each design, different enough, none
twice, and looser wishes where too few fulfil them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from backend.catalogue.criteria import Criteria
from backend.errors import InvalidInput
from backend.index.port import Mode, least_sure
from backend.search.cursor import Cursor, fingerprint
from backend.search.diversity import POOL, diversified
from backend.search.grouping import best_of_groups, identities
from backend.search.inquiry import Inquiry
from backend.search.query import filter_of
from backend.search.relaxation import Step, Wish, ladder, missed
from backend.search.retrieve import MAX_DEPTH, Match, Target, nearest
from backend.search.shaping import PLAIN, Shaping

SPARE: Final = 8
"""How many more than asked are looked up, for those the catalogue no longer offers as the index
remembers them."""
VARIANTS: Final = 4
"""Listings that a design is thought to have; a second, deeper look follows where it has more."""


class Page(Struct, frozen=True, kw_only=True):
    """How a query's results are to be shown.

    `grouped`: one listing of each variant group. `diversity` in [0, 1]: 0 is the plain order. Where
    fewer than `limit` fulfil all wishes, all but those of `keep` are given up one by one.
    """

    limit: int
    cursor: str | None = None
    min_score: float | None = None
    grouped: bool = True
    diversity: float = 0.0
    keep: tuple[Wish, ...] = ()


class Ranked(Struct, frozen=True):
    """`variants` counts the others of its group that were found near; `missed` are the wishes that
    it does not fulfil."""

    match: Match
    variants: int = 0
    missed: tuple[Wish, ...] = ()


class Ranking(Struct, frozen=True):
    """`next` is the cursor of what follows, None where that is nothing. `relaxed` are the steps
    without which this page would be shorter. `pool` is all that was ranked for it, best first.
    `mode` is the least sure of the searches that served it."""

    results: list[Ranked]
    next: str | None
    relaxed: tuple[Step, ...]
    pool: list[Ranked]
    mode: Mode


class _Fulfilling(Struct, frozen=True):
    """What fulfils some criteria, as it is to be shown, and how the index found it."""

    ranked: list[Ranked]
    mode: Mode


def rank(
    inquiry: Inquiry, target: Target, criteria: Criteria, page: Page, shaping: Shaping = PLAIN
) -> Ranking:
    """The page: at most `page.limit` listings that match, best first, each once.

    Exactly so many, or all that match, as far as the first `MAX_DEPTH` hits show; those that only
    match looser criteria come last. Raises `InvalidInput` for a `min_score` where there are no
    scores, and `MalformedRequest` for a cursor that is none of this query's.
    """
    cursor = Cursor.read(page.cursor, _fingerprint(inquiry, target, criteria, page))
    wanted = page.limit + 1  # to know whether there is a page to follow
    fulfilling = _fulfilling(inquiry, target, criteria, page, cursor, wanted)
    ranked, modes = fulfilling.ranked, [fulfilling.mode]
    relaxed: list[Step] = []
    waiting = _waiting(cursor, ranked, page)
    for step in () if len(waiting) >= wanted else ladder(criteria, page.keep):
        further = _fulfilling(inquiry, target, step.criteria, page, cursor, wanted)
        modes.append(further.mode)
        added = _unlisted(further.ranked, ranked, criteria, page)
        if added:
            ranked += added
            relaxed.append(step)
            waiting = _waiting(cursor, ranked, page)
        if len(waiting) >= wanted:
            break
    shown = waiting[: page.limit]
    following = None
    if len(waiting) > page.limit:
        following = cursor.after(_identities(each, page) for each in shown)
    return Ranking(
        shown,
        None if following is None else following.written(),
        _needed(relaxed, shown),
        ranked,
        least_sure(modes),
    )


def _fulfilling(
    inquiry: Inquiry, target: Target, criteria: Criteria, page: Page, cursor: Cursor, wanted: int
) -> _Fulfilling:
    """All that match the criteria, or so many that `wanted` of them have not been shown."""
    where = filter_of(criteria)
    most = len(cursor.shown) + wanted + SPARE
    if page.diversity > 0:
        most = max(most, POOL)
    depth = min(MAX_DEPTH, most * (VARIANTS if page.grouped else 1))
    while True:
        found = nearest(inquiry, target, where, depth)
        ranked = _shaped(inquiry, target, _scoring(found.matches, page.min_score), page, cursor)
        enough = len(_waiting(cursor, ranked, page)) >= wanted
        if page.diversity > 0:
            enough = enough and len(ranked) >= POOL
        if enough or found.exhausted or depth >= MAX_DEPTH:
            return _Fulfilling(ranked, found.mode)
        depth = min(depth * 4, MAX_DEPTH)


def _shaped(
    inquiry: Inquiry, target: Target, matches: Sequence[Match], page: Page, cursor: Cursor
) -> list[Ranked]:
    """One of each group, in the order they are shown in, those shown already among them."""
    ranked = _one_of_each(matches, cursor) if page.grouped else [Ranked(each) for each in matches]
    if page.diversity == 0 or len(ranked) < 3:
        return ranked
    pool, beyond = ranked[:POOL], ranked[POOL:]
    entries = inquiry.entries([each.match.stored.listing.id for each in pool])
    # One may have left the index since.
    pool = [each for each in pool if each.match.stored.listing.id in entries]
    order = diversified(
        np.array([each.match.similarity for each in pool]),
        np.array([entries[each.match.stored.listing.id].vectors[target.field] for each in pool]),
        page.diversity,
        limit=len(cursor.shown) + page.limit + 1,
    ).tolist()
    others = sorted(set(range(len(pool))) - set(order))
    return [*(pool[place] for place in (*order, *others)), *beyond]


def _one_of_each(matches: Sequence[Match], cursor: Cursor) -> list[Ranked]:
    """The best of each group. What was shown does not stand for a group that it has joined since:
    the others of that group are still waiting."""
    waiting = set(cursor.waiting(identities(each.stored, grouped=True) for each in matches))
    chosen = []
    for some in (sorted(waiting), [at for at in range(len(matches)) if at not in waiting]):
        best = best_of_groups(
            [matches[at].similarity for at in some], [matches[at].stored for at in some]
        )
        chosen += [(some[each.place], each.variants) for each in best]
    return [Ranked(matches[at], variants) for at, variants in sorted(chosen)]


def _scoring(matches: Sequence[Match], min_score: float | None) -> list[Match]:
    if min_score is None:
        return list(matches)
    if any(match.score is None for match in matches):
        raise InvalidInput(
            "These results have no score: leave out min_score.", {"min_score": "cannot be judged"}
        )
    return [match for match in matches if match.score is not None and match.score >= min_score]


def _unlisted(
    further: Sequence[Ranked], listed: Sequence[Ranked], criteria: Criteria, page: Page
) -> list[Ranked]:
    """What of `further` is not listed already, marked with what it lacks of the criteria."""
    known = {identity for each in listed for identity in _identities(each, page)}
    return [
        Ranked(each.match, each.variants, missed(criteria, each.match.stored.completed))
        for each in further
        if known.isdisjoint(_identities(each, page))
    ]


def _needed(steps: Sequence[Step], shown: Sequence[Ranked]) -> tuple[Step, ...]:
    """The steps up to the one that brought the last result that is shown."""
    given_up = {wish for each in shown for wish in each.missed}
    return tuple(step for step in steps if step.wish in given_up)


def _waiting(cursor: Cursor, ranked: Sequence[Ranked], page: Page) -> list[Ranked]:
    return [ranked[place] for place in cursor.waiting(_identities(each, page) for each in ranked)]


def _identities(ranked: Ranked, page: Page) -> tuple[str, ...]:
    return identities(ranked.match.stored, grouped=page.grouped)


def _fingerprint(inquiry: Inquiry, target: Target, criteria: Criteria, page: Page) -> bytes:
    return fingerprint(
        collection=inquiry.release.collection,
        field=target.field,
        query=target.query,
        criteria=criteria,
        min_score=page.min_score,
        grouped=page.grouped,
        diversity=page.diversity,
        keep=sorted(page.keep),
    )
