"""What is sent to have rules kept and rehearsed, and what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from backend.api.rounding import rounded
from backend.catalogue.listings import StoredListing
from backend.catalogue.recorded_queries import Order
from backend.listing import ListingId
from backend.search.reasons import Question
from backend.search.rules.difference import Move
from backend.search.rules.rehearsal import Rehearsal, RehearsedList
from backend.search.rules.rule import MAX_LISTINGS, Rule, RuleFields, State, in_force

MAX_QUERIES: Final = 200


class RehearsalBody(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    """With `rule` alone: what it would change if it were published. With `id` alone: what that rule
    changes, or with `remove` what withdrawing it would. With both: what replacing that rule would.
    State and dates of the rule do not matter. `listings` are asked about instead of the queries
    that were recorded."""

    rule: RuleFields | None = None
    id: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")] | None = None
    remove: bool = False
    queries: Annotated[int, Meta(ge=1, le=MAX_QUERIES)] = 50
    order: Order = "most_asked"
    listings: Annotated[tuple[ListingId, ...], Meta(max_length=MAX_LISTINGS)] = ()


class RuleView(Struct, frozen=True, kw_only=True):
    """`revision` grows with each change; `in_force` says whether queries follow the rule now."""

    id: str
    rule: RuleFields
    state: State
    in_force: bool
    revision: int
    created_at: datetime
    updated_at: datetime


class RuleList(Struct, frozen=True):
    """The newest first."""

    rules: list[RuleView]


class RehearsedListing(Struct, frozen=True):
    id: str
    title: str
    images: tuple[str, ...]


class PlaceChange(Struct, frozen=True):
    """Places are counted from 1. Null `before`: the listing has entered; null `after`: it has
    left."""

    listing: RehearsedListing
    before: int | None
    after: int | None


class ListChange(Struct, frozen=True, kw_only=True):
    """An answer that is another one with the rule: to what goes with something, one for each
    `category`. `times` is how often the query was recorded, 0 for one made up; `listings` are those
    asked with, the one viewed first; `similarity_given_up` is how much less similar the results
    are, on average."""

    question: Question
    listings: tuple[RehearsedListing, ...]
    category: str | None
    times: int
    entered: list[PlaceChange]
    left: list[PlaceChange]
    moved: list[PlaceChange]
    emptied: bool
    similarity_given_up: float | None


class SkippedQuery(Struct, frozen=True):
    question: Question
    listings: tuple[str, ...]
    detail: str


class RehearsalSummary(Struct, frozen=True, kw_only=True):
    """Of the `queries` that were answered, each a list of results or one for each category.

    `share_changed` is the share of places with another listing than before, or none;
    `mean_places_moved` is of the listings that are shown before and after, but elsewhere;
    `similarity_given_up` is by question, since what goes with something is measured otherwise.
    """

    queries: int
    queries_changed: int
    lists: int
    lists_changed: int
    lists_emptied: int
    entered: int
    left: int
    share_changed: float
    mean_places_moved: float
    similarity_given_up: dict[Question, float | None]


class RehearsalView(Struct, frozen=True, kw_only=True):
    """`changed` are the lists that differ, in the order of the queries; `unfinished` says why not
    all queries were tried, `skipped` which could not be answered."""

    summary: RehearsalSummary
    changed: list[ListChange]
    skipped: list[SkippedQuery]
    unfinished: str | None


def rule_view(rule: Rule, now: datetime) -> RuleView:
    return RuleView(
        id=rule.id,
        rule=rule.fields,
        state=rule.state,
        in_force=in_force(rule, now),
        revision=rule.revision,
        created_at=rule.created_at,
        updated_at=rule.updated_at,
    )


def rehearsal_view(rehearsal: Rehearsal) -> RehearsalView:
    summary = rehearsal.summary
    changed = [each for each in rehearsal.lists if each.difference.moves]
    return RehearsalView(
        summary=RehearsalSummary(
            queries=rehearsal.rehearsed,
            queries_changed=len({each.asked.query for each in changed}),
            lists=summary.lists,
            lists_changed=summary.lists_changed,
            lists_emptied=summary.lists_emptied,
            entered=summary.entered,
            left=summary.left,
            share_changed=rounded(summary.share_changed),
            mean_places_moved=rounded(summary.mean_places_moved),
            similarity_given_up={
                question: rounded(amount) for question, amount in summary.given_up.items()
            },
        ),
        changed=[_changed(each, rehearsal) for each in changed],
        skipped=[
            SkippedQuery(each.asked.query.question, each.asked.query.listings, each.detail)
            for each in rehearsal.skipped
        ],
        unfinished=rehearsal.unfinished,
    )


def _changed(found: RehearsedList, rehearsal: Rehearsal) -> ListChange:
    query, moves = found.asked.query, found.difference.moves

    def places(some: list[Move]) -> list[PlaceChange]:
        return [
            PlaceChange(_listing(rehearsal.listings[each.listing_id]), each.before, each.after)
            for each in some
        ]

    return ListChange(
        question=query.question,
        listings=tuple(
            _listing(rehearsal.listings[each])
            for each in query.listings
            if each in rehearsal.listings  # one may have been taken off sale a moment ago
        ),
        category=found.category,
        times=found.asked.times,
        entered=places([each for each in moves if each.before is None]),
        left=places([each for each in moves if each.after is None]),
        moved=places([each for each in moves if None not in (each.before, each.after)]),
        emptied=found.difference.emptied,
        similarity_given_up=rounded(found.difference.given_up),
    )


def _listing(stored: StoredListing) -> RehearsedListing:
    listing = stored.listing
    return RehearsedListing(listing.id, listing.title, listing.images)
