"""From the nearest listings to the page that is shown: one of each design, lifted and pinned as
asked, different enough, none twice, and looser wishes where too few fulfil them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import Struct

from backend.catalogue.criteria import Criteria
from backend.errors import InvalidInput
from backend.index.port import Mode, least_sure
from backend.search.arranging import Ranked, best_waiting, diverse
from backend.search.cursor import Cursor, fingerprint
from backend.search.deepening import Lifted, highest
from backend.search.diversity import POOL
from backend.search.grouping import identities
from backend.search.inquiry import Inquiry
from backend.search.pins import pinnable, seated
from backend.search.preference import Preference
from backend.search.query import filter_of
from backend.search.relaxation import Step, Wish, ladder, missed
from backend.search.retrieve import Match, Target
from backend.search.shaping import PLAIN, Shaping, lift_of

SPARE: Final = 8
"""How many more than asked are looked up, for those the catalogue no longer offers as the index
remembers them."""
NEAR: Final = 16
"""How many more, where a lift moves only what is found: with these, of twelve that look like a
listing of the demo 73 in 100 are of its category, as with all thousand; 70 without."""
VARIANTS: Final = 3
"""Listings that a design is thought to have; a second, deeper look follows where it has more. On
the demo, whose designs have three each, 47 hits are of 16 designs at least, and 13 are needed."""


class Page(Struct, frozen=True, kw_only=True):
    """How a query's results are to be shown.

    `grouped`: one listing of each variant group. `diversity` in [0, 1]: 0 is the plain order. Where
    fewer than `limit` fulfil all wishes, all but those of `keep` are given up one by one. What is
    of `prefer` comes sooner, by the shaping made of it.
    """

    limit: int
    cursor: str | None = None
    min_score: float | None = None
    grouped: bool = True
    diversity: float = 0.0
    keep: tuple[Wish, ...] = ()
    prefer: tuple[Preference, ...] = ()


class Ranking(Struct, frozen=True):
    """`next` is the cursor of what follows, None where that is nothing. `relaxed` are the steps
    without which this page would be shorter. `pool` is all that was ranked for it, best first.
    `mode` is the least sure of the searches that served it."""

    results: list[Ranked]
    next: str | None
    relaxed: tuple[Step, ...]
    pool: list[Ranked]
    mode: Mode


@dataclass(frozen=True)
class _Search:
    """What stays the same whatever wishes are given up. `places` of the page are to be filled with
    what `cursor` has not shown."""

    inquiry: Inquiry
    target: Target
    page: Page
    shaping: Shaping
    cursor: Cursor
    places: int


class _Filling(Struct, frozen=True):
    """What there is to show, what fulfils all wishes first; `more` says that there are too few
    places for all of it."""

    ranked: list[Ranked]
    relaxed: list[Step]
    more: bool


def rank(
    inquiry: Inquiry, target: Target, criteria: Criteria, page: Page, shaping: Shaping = PLAIN
) -> Ranking:
    """The page: at most `page.limit` listings that match, best first, each once.

    Exactly so many, or all that match, as far as the first `MAX_DEPTH` hits show; those that only
    match looser criteria come last. Raises `InvalidInput` for a `min_score` where there are no
    scores, and `MalformedRequest` for a cursor that is none of this query's.
    """
    before = len(inquiry.modes)
    cursor = Cursor.read(page.cursor, _fingerprint(inquiry, target, criteria, page))
    pinned = _pinned(inquiry, target, criteria, page, shaping) if page.cursor is None else {}
    # What is pinned is as good as shown: nothing of its design is shown elsewhere.
    seen = cursor.after(_identities(each, page) for each in pinned.values()) or cursor
    search = _Search(inquiry, target, page, shaping, seen, page.limit - len(pinned))
    filling = _filled(search, criteria)
    waiting = _waiting(search, filling.ranked)
    shown = waiting[: search.places]
    for place, each in sorted(pinned.items()):
        shown.insert(place - 1, _with_variants(each, filling.ranked, page))
    following = None
    if filling.more:
        following = cursor.after(_identities(each, page) for each in shown)
    return Ranking(
        shown,
        None if following is None else following.written(),
        _needed(filling.relaxed, shown),
        filling.ranked,
        least_sure(inquiry.modes[before:]),
    )


def _filled(search: _Search, criteria: Criteria) -> _Filling:
    page = search.page
    ranked = _fulfilling(search, criteria)
    steps: list[Step] = []
    if len(_waiting(search, ranked)) <= search.places:
        steps = list(ladder(criteria, page.keep))
    # What any step brings the last would bring too: often that is nothing, and the others are not
    # worth a search each.
    loosest = _fulfilling(search, steps[-1].criteria) if steps else []
    relaxed = []
    for step in steps:
        full = len(_waiting(search, ranked)) >= search.places
        if full or not _unlisted(loosest, ranked, criteria, page):
            break
        further = loosest if step is steps[-1] else _fulfilling(search, step.criteria)
        added = _unlisted(further, ranked, criteria, page)
        if added:
            ranked += added
            relaxed.append(step)
    more = len(_waiting(search, ranked)) > search.places
    return _Filling(ranked, relaxed, more or bool(_unlisted(loosest, ranked, criteria, page)))


def _fulfilling(search: _Search, criteria: Criteria) -> list[Ranked]:
    """All that match the criteria, or more than there are places for; in the order they are shown
    in, those shown already among them."""
    page = search.page
    most = len(search.cursor.shown) + search.places + 1
    if page.diversity > 0:
        most = max(most, POOL)
    spare = SPARE + (NEAR if any(lift.near for lift in search.shaping.lifts) else 0)

    def enough(ranked: list[Ranked]) -> bool:
        pooled = page.diversity == 0 or len(ranked) >= POOL
        return pooled and len(_waiting(search, ranked)) > search.places

    ranked = highest(
        search.inquiry,
        search.target,
        search.shaping.within(filter_of(criteria)),
        depth=most * (VARIANTS if page.grouped else 1) + spare,
        make=lambda found: _one_of_each(search, found),
        enough=enough,
        lifts=search.shaping.lifts,
    )
    if page.diversity == 0:
        return ranked
    longest = len(search.cursor.shown) + page.limit + 1
    return diverse(search.inquiry, search.target.field, ranked, page.diversity, longest)


def _one_of_each(search: _Search, found: Sequence[Lifted]) -> list[Ranked]:
    scoring = [each for each in found if _scores(each.match, search.page.min_score)]
    chosen = best_waiting(scoring, search.cursor, grouped=search.page.grouped)
    length = search.target.length
    return [Ranked(each.match, others, lifted=each.lift * length) for each, others in chosen]


def _pinned(
    inquiry: Inquiry, target: Target, criteria: Criteria, page: Page, shaping: Shaping
) -> dict[int, Ranked]:
    """What is pinned to a first page, by place."""
    where = shaping.within(filter_of(criteria))
    candidates = [
        (pin.place, match)
        for pin, match in pinnable(inquiry, target, where, shaping.pins)
        if _scores(match, page.min_score)
    ]
    return {
        place: Ranked(
            match,
            lifted=target.length
            * lift_of(shaping.lifts, inquiry.known[match.stored.listing.id].scalars),
            pinned=True,
        )
        for place, match in seated(candidates, page.limit, grouped=page.grouped).items()
    }


def _with_variants(pinned: Ranked, ranked: Sequence[Ranked], page: Page) -> Ranked:
    """It takes the place of the best of its design."""
    own = set(_identities(pinned, page))
    near = [each for each in ranked if not own.isdisjoint(_identities(each, page))]
    return msgspec.structs.replace(pinned, variants=sum(each.variants for each in near))


def _scores(match: Match, min_score: float | None) -> bool:
    if min_score is None:
        return True
    score = match.score
    if score is None:
        raise InvalidInput(
            "These results have no score: leave out min_score.", {"min_score": "cannot be judged"}
        )
    return score >= min_score


def _unlisted(
    further: Sequence[Ranked], listed: Sequence[Ranked], criteria: Criteria, page: Page
) -> list[Ranked]:
    """What of `further` is not listed already, marked with what it lacks of the criteria."""
    known = {identity for each in listed for identity in _identities(each, page)}
    return [
        msgspec.structs.replace(each, missed=missed(criteria, each.match.stored.completed))
        for each in further
        if known.isdisjoint(_identities(each, page))
    ]


def _needed(steps: Sequence[Step], shown: Sequence[Ranked]) -> tuple[Step, ...]:
    """The steps up to the one that brought the last result that is shown."""
    given_up = {wish for each in shown for wish in each.missed}
    return tuple(step for step in steps if step.wish in given_up)


def _waiting(search: _Search, ranked: Sequence[Ranked]) -> list[Ranked]:
    if not search.cursor.shown:  # as on every first page
        return list(ranked)
    places = search.cursor.waiting(_identities(each, search.page) for each in ranked)
    return [ranked[place] for place in places]


def _identities(ranked: Ranked, page: Page) -> tuple[str, ...]:
    return identities(ranked.match.stored, grouped=page.grouped)


def _fingerprint(inquiry: Inquiry, target: Target, criteria: Criteria, page: Page) -> bytes:
    # Not of the shaping: a shopper goes on turning pages while a merchant's rule begins or ends.
    return fingerprint(
        collection=inquiry.release.collection,
        field=target.field,
        query=target.query,
        criteria=criteria,
        min_score=page.min_score,
        grouped=page.grouped,
        diversity=page.diversity,
        keep=sorted(page.keep),
        prefer=page.prefer,
    )
