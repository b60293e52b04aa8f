"""Searches answered as the API tells them, from what is kept where that is still true."""

from __future__ import annotations

from collections.abc import Iterator

from backend.api.answers import compatible_results, results
from backend.api.schemas import CompatibleResults, Results
from backend.bootstrap import Services
from backend.catalogue.criteria import Criteria
from backend.search.answering import Extras, compatible, similar
from backend.search.asked import Asked
from backend.search.inquiry import Inquiry
from backend.search.kept_answers import Asking, answered
from backend.search.ranking import Page


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
    return answered(inquiry, asking, make)


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
    return answered(inquiry, asking, make)


def _similar_ids(told: Results) -> Iterator[str]:
    return (result.listing.id for result in told.results)


def _compatible_ids(told: CompatibleResults) -> Iterator[str]:
    return (result.listing.id for each in told.lists for result in each.results)
