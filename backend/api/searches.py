"""Searches answered as the API tells them, from what is kept where that is still true."""

from __future__ import annotations

from collections.abc import Iterator

from backend.api.answers import compatible_results, results
from backend.api.schemas import CompatibleResults, Results
from backend.bootstrap import Services
from backend.catalogue.criteria import Criteria
from backend.search.answering import Extras, compatible, similar
from backend.search.asked import Asked, AskedListings
from backend.search.inquiry import Inquiry
from backend.search.kept_answers import Asking, answered
from backend.search.ranking import Page
from backend.search.reasons import Question
from backend.search.recording import RecordedQuery


def similar_to(
    services: Services, asked: Asked, criteria: Criteria, page: Page, extras: Extras
) -> Results:
    """What looks like that."""
    inquiry = Inquiry.begin(services)

    def make() -> Results:
        answer = similar(inquiry, asked.anchors(inquiry), criteria, page, extras)
        return results(answer, inquiry.release.id)

    asking = Asking(
        parts=("similar", asked, criteria, page, extras),
        answer_type=Results,
        listing_ids=asked.listing_ids,
        shown=_similar_ids,
        check=asked.check,
    )
    told = answered(inquiry, asking, make)
    _record(services, "similar", asked, criteria, page)
    return told


def compatible_with(
    services: Services, asked: Asked, criteria: Criteria, page: Page, extras: Extras
) -> CompatibleResults:
    """What goes with that."""
    inquiry = Inquiry.begin(services)

    def make() -> CompatibleResults:
        anchors = asked.anchors(inquiry)
        answers = compatible(inquiry, anchors, criteria, page, extras)
        return compatible_results(answers, inquiry.release.id, anchors.wanted[0].category)

    asking = Asking(
        parts=("compatible", asked, criteria, page, extras),
        answer_type=CompatibleResults,
        listing_ids=asked.listing_ids,
        shown=_compatible_ids,
        check=asked.check,
    )
    told = answered(inquiry, asking, make)
    _record(services, "compatible", asked, criteria, page)
    return told


def _record(
    services: Services, question: Question, asked: Asked, criteria: Criteria, page: Page
) -> None:
    """Offer the query to be rehearsed with, but for photos; of several pages the first stands for
    all."""
    if page.cursor is not None or not isinstance(asked, AskedListings):
        return
    services.recorder.offer(
        RecordedQuery(
            question=question,
            listings=tuple(dict.fromkeys((asked.listing_id, *asked.also))),
            unlike=tuple(dict.fromkeys(asked.unlike)),
            criteria=criteria,
            limit=page.limit,
            min_score=page.min_score,
            grouped=page.grouped,
            diversity=page.diversity,
            keep=page.keep,
            prefer=page.prefer,
        )
    )


def _similar_ids(told: Results) -> Iterator[str]:
    return (result.listing.id for result in told.results)


def _compatible_ids(told: CompatibleResults) -> Iterator[str]:
    return (result.listing.id for each in told.lists for result in each.results)
