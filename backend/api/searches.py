"""Searches answered as the API tells them, from what is kept where that is still true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Search:
    """All of a query but what it is about."""

    services: Services
    criteria: Criteria
    page: Page
    extras: Extras

    def similar_to(self, asked: Asked) -> Results:
        """What looks like that."""
        inquiry = Inquiry.begin(self.services)

        def make() -> Results:
            anchors = asked.anchors(inquiry)
            answer = similar(inquiry, anchors, self.criteria, self.page, self.extras)
            return results(answer, inquiry.release.id)

        asking = Asking(
            parts=("similar", asked, self.criteria, self.page, self.extras),
            answer_type=Results,
            listing_ids=asked.listing_ids,
            shown=_similar_ids,
            check=asked.check,
        )
        told = answered(inquiry, asking, make)
        self._record("similar", asked)
        return told

    def compatible_with(self, asked: Asked) -> CompatibleResults:
        """What goes with that."""
        inquiry = Inquiry.begin(self.services)

        def make() -> CompatibleResults:
            anchors = asked.anchors(inquiry)
            answers = compatible(inquiry, anchors, self.criteria, self.page, self.extras)
            return compatible_results(answers, inquiry.release.id, anchors.wanted[0].category)

        asking = Asking(
            parts=("compatible", asked, self.criteria, self.page, self.extras),
            answer_type=CompatibleResults,
            listing_ids=asked.listing_ids,
            shown=_compatible_ids,
            check=asked.check,
        )
        told = answered(inquiry, asking, make)
        self._record("compatible", asked)
        return told

    def _record(self, question: Question, asked: Asked) -> None:
        """Offer the query to be rehearsed with, but for photos; of several pages the first stands
        for all."""
        page = self.page
        if page.cursor is not None or not isinstance(asked, AskedListings):
            return
        self.services.recorder.offer(
            RecordedQuery(
                question=question,
                listings=tuple(dict.fromkeys((asked.listing_id, *asked.also))),
                unlike=tuple(dict.fromkeys(asked.unlike)),
                criteria=self.criteria,
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
