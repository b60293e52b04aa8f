"""A rule tried on queries that were asked, before it is published: what would it change?"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from backend.bootstrap import Services
from backend.catalogue.listings import StoredListing
from backend.errors import IndexUnavailable, InvalidInput, NotFound, Overloaded
from backend.search.anchors import Anchors, listing_anchors
from backend.search.answering import Extras, compatible, similar
from backend.search.arranging import Ranked
from backend.search.inquiry import Inquiry
from backend.search.ranking import Page
from backend.search.recording import RecordedQuery
from backend.search.rules.difference import Difference, Shown, Summary, difference, summary
from backend.search.rules.rule import Rule


class Change(Struct, frozen=True):
    """The rules that queries follow before and after it."""

    before: tuple[Rule, ...]
    after: tuple[Rule, ...]


class Asked(Struct, frozen=True):
    """A query to rehearse with; `times` is how often it was recorded, 0 for one made up."""

    query: RecordedQuery
    times: int


class RehearsedList(Struct, frozen=True):
    """A list of results, of `category` where the query has one for each."""

    asked: Asked
    category: str | None
    difference: Difference


class Skipped(Struct, frozen=True):
    """A query that could not be answered."""

    asked: Asked
    detail: str


class Rehearsal(Struct, frozen=True, kw_only=True):
    """`rehearsed` counts the queries that were answered; `unfinished` says why the others given
    were not tried. `listings` has those that were asked with or moved, by id."""

    rehearsed: int
    lists: list[RehearsedList]
    skipped: list[Skipped]
    unfinished: str | None
    summary: Summary
    listings: Mapping[str, StoredListing]


def rehearse(
    services: Services,
    change: Change,
    queries: Sequence[Asked],
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Rehearsal:
    """Answer each query under either rules, as long as there is time.

    Raises `Overloaded` where a rehearsal is under way in this process, and as `Inquiry` does where
    not even the first query can be answered.
    """
    seconds = services.settings.rehearsal_timeout_seconds
    seen: dict[str, StoredListing] = {}
    lists: list[RehearsedList] = []
    skipped: list[Skipped] = []
    unfinished, rehearsed = None, 0
    with services.limits.rehearsals.entered():
        inquiry = Inquiry.begin(services)
        until = clock() + seconds
        for asked in queries:
            if clock() >= until:
                unfinished = f"{seconds:g} seconds were over."
                break
            try:
                lists += _rehearsed(_anew(inquiry, change.before), change, asked, seen)
                rehearsed += 1
            except (NotFound, InvalidInput) as error:
                skipped.append(Skipped(asked, error.detail))
            except (Overloaded, IndexUnavailable) as error:
                if not rehearsed:
                    raise
                unfinished = error.detail if isinstance(error, Overloaded) else "The index is away."
                break
        ids = {listing_id for each in lists for listing_id in each.asked.query.listings}
        seen |= _anew(inquiry, ()).stored(sorted(ids - seen.keys()))
    return Rehearsal(
        rehearsed=rehearsed,
        lists=lists,
        skipped=skipped,
        unfinished=unfinished,
        summary=summary([(each.asked.query.question, each.difference) for each in lists]),
        listings=seen,
    )


def _rehearsed(
    inquiry: Inquiry, change: Change, asked: Asked, seen: dict[str, StoredListing]
) -> list[RehearsedList]:
    query = asked.query
    first, *also = query.listings
    anchors = listing_anchors(inquiry, first, also, query.unlike)
    before = _answers(inquiry, anchors, query)
    after = _answers(_anew(inquiry, change.after), anchors, query)
    for answer in (*before.values(), *after.values()):
        seen |= {each.match.stored.listing.id: each.match.stored for each in answer}
    return [
        RehearsedList(asked, category, difference(_shown(before[category]), _shown(results)))
        for category, results in after.items()
    ]


def _answers(
    inquiry: Inquiry, anchors: Anchors, query: RecordedQuery
) -> dict[str | None, list[Ranked]]:
    page = Page(
        limit=query.limit,
        min_score=query.min_score,
        grouped=query.grouped,
        diversity=query.diversity,
        keep=query.keep,
        prefer=query.prefer,
    )
    if query.question == "similar":
        answer = similar(inquiry, anchors, query.criteria, page, Extras())
        return {None: answer.ranking.results}
    answers = compatible(inquiry, anchors, query.criteria, page, Extras())
    return {category: answer.ranking.results for category, answer in answers.items()}


def _shown(results: Sequence[Ranked]) -> list[Shown]:
    return [Shown(each.match.stored.listing.id, each.match.similarity) for each in results]


def _anew(inquiry: Inquiry, rules: tuple[Rule, ...]) -> Inquiry:
    """The same with time of its own, under these rules."""
    return dataclasses.replace(inquiry, budget=inquiry.services.limits.begin(), rules=rules)
