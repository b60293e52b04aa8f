"""The two questions of a storefront, answered from any anchors: what looks like this, and what goes
with this."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import msgspec
from msgspec import Struct

from backend.catalogue.criteria import Criteria
from backend.catalogue.listings import StoredListing
from backend.index.filters import Filter, fields_of
from backend.search.anchors import Anchors
from backend.search.compatible import categories_beside, goes_with
from backend.search.explain import Explanation, explain
from backend.search.facets import Facets, asides, facets
from backend.search.inquiry import Inquiry
from backend.search.preference import Preference, fulfilled, preferring
from backend.search.query import filter_of
from backend.search.ranking import Page, Ranking, rank
from backend.search.reasons import Question
from backend.search.retrieve import Target, nearest
from backend.search.rules.apply import shaping_of
from backend.search.shaping import PLAIN, Shaping, merged
from backend.search.similar import looks_like, of_its_kind

FACET_DEPTH = 500
"""Entries next to the question that facets are counted over."""
LOOKING: Final = frozenset({"colors", "palette", "materials", "style"})
"""What a filter can ask of how a listing looks."""


class Extras(Struct, frozen=True, kw_only=True):
    """What an answer may say besides; each costs some milliseconds."""

    reasons: bool = False
    facets: bool = False


class Answer(Struct, frozen=True):
    """`preferred` are the preferences that each result fulfils. `explanations` are one for each
    result; None as `facets` are where nobody asked."""

    ranking: Ranking
    preferred: list[tuple[Preference, ...]]
    explanations: list[Explanation] | None
    facets: Facets | None


def similar(
    inquiry: Inquiry, anchors: Anchors, criteria: Criteria, page: Page, extras: Extras
) -> Answer:
    """The listings that look most like the anchors."""
    target = looks_like(anchors, inquiry.bundle.calibration)
    return _answered(inquiry, "similar", anchors, target, criteria, page, extras)


def compatible(
    inquiry: Inquiry, anchors: Anchors, criteria: Criteria, page: Page, extras: Extras
) -> dict[str, Answer]:
    """What goes with the anchors, by category: each of those that the criteria name, in their
    order, or all that usually stand beside the first anchor."""

    def of(category: str) -> Answer:
        return _answered(
            replace(inquiry, modes=[]),  # an answer says how its own searches were served
            "compatible",
            anchors,
            goes_with(inquiry, anchors, category),
            msgspec.structs.replace(criteria, category=(category,)),
            page,
            extras,
        )

    wanted = categories_beside(anchors, criteria.category)
    answers = inquiry.services.helpers.together([partial(of, category) for category in wanted])
    return dict(zip(wanted, answers, strict=True))


def _answered(
    inquiry: Inquiry,
    question: Question,
    anchors: Anchors,
    target: Target,
    criteria: Criteria,
    page: Page,
    extras: Extras,
) -> Answer:
    if criteria.group is not None:  # who asks for a design wants its variants
        page = msgspec.structs.replace(page, grouped=False)
    shaping = merged(
        shaping_of(inquiry.rules, question, anchors, criteria.category),
        preferring(page.prefer, question),
        of_its_kind(anchors, criteria) if question == "similar" else PLAIN,
    )
    target = target.without(shaping.hidden)
    ranking = rank(inquiry, target, criteria, page, shaping)
    preferred = [fulfilled(page.prefer, inquiry.known[each.id].scalars) for each in ranking.results]
    explanations = counted = None
    if extras.reasons:
        explanations = explain(
            inquiry, question, anchors, target, ranking, preferred,
            ranks_follow=_ranks_follow(page, shaping, ranking),
        )  # fmt: skip
    if extras.facets:
        counted = facets(
            criteria,
            _near(inquiry, target, shaping.within(filter_of(criteria))),
            {
                facet: _near(inquiry, target, shaping.within(filter_of(each)))
                for facet, each in asides(criteria).items()
                # What goes with this is sought by a map of each category's own.
                if question == "similar" or facet != "category"
            },
            grouped=page.grouped,
        )
    return Answer(ranking, preferred, explanations, counted)


def _ranks_follow(page: Page, shaping: Shaping, ranking: Ranking) -> bool:
    """Whether it can be told from similarities and lifts where a listing would stand if it looked
    otherwise."""
    moved = page.diversity > 0 or ranking.relaxed or any(each.pinned for each in ranking.results)
    hanging = any(fields_of(lift.where) & LOOKING for lift in shaping.lifts)
    return not (moved or hanging)


def _near(inquiry: Inquiry, target: Target, where: Filter | None) -> list[StoredListing]:
    found = nearest(inquiry, target, where, FACET_DEPTH)
    return [match.stored for match in found.matches]
