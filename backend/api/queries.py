"""What looks like a listing, and what goes with it."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Controller, get
from litestar.di import NamedDependency

from backend.api.answers import compatible_results, results
from backend.api.parameters import Also, Id, Unlike, steering
from backend.api.schemas import CompatibleResults, Results
from backend.bootstrap import Services
from backend.catalogue.criteria import Criteria
from backend.search.anchors import Anchor, Anchors, listing_anchors
from backend.search.answering import Extras, compatible, similar
from backend.search.inquiry import Inquiry
from backend.search.ranking import Page
from backend.search.reasons import Question
from backend.search.recording import RecordedQuery


class Queries(Controller):
    path = "/v1/listings/{listing_id:str}"
    tags = ("Search",)

    @get(
        "/similar",
        operation_id="similarToListing",
        summary="What looks like a listing",
        sync_to_thread=True,
    )
    def similar(
        self,
        services: NamedDependency[Services],
        for_sale: NamedDependency[Criteria],
        page: NamedDependency[Page],
        extras: NamedDependency[Extras],
        listing_id: Id,
        also: Also = None,
        unlike: Unlike = None,
    ) -> Results:
        """What looks like this listing, itself left out, under filters. Only what is in stock,
        unless `in_stock=false` asks for all."""
        inquiry = Inquiry.begin(services)
        anchors = listing_anchors(
            inquiry, listing_id, steering("also", also), steering("unlike", unlike)
        )
        answer = similar(inquiry, anchors, for_sale, page, extras)
        _record(services, "similar", anchors, for_sale, page)
        return results(answer, inquiry.release.id)

    @get(
        "/compatible",
        operation_id="compatibleWithListing",
        summary="What goes with a listing",
        sync_to_thread=True,
    )
    def compatible(
        self,
        services: NamedDependency[Services],
        for_sale: NamedDependency[Criteria],
        page: NamedDependency[Page],
        extras: NamedDependency[Extras],
        listing_id: Id,
        also: Also = None,
        unlike: Unlike = None,
    ) -> CompatibleResults:
        """What goes with this listing: a list for each `category` that is named, or else for all
        that usually stand beside it. The other filters hold in every list; a `cursor` is of one
        list, so name its category."""
        inquiry = Inquiry.begin(services)
        anchors = listing_anchors(
            inquiry, listing_id, steering("also", also), steering("unlike", unlike)
        )
        answers = compatible(inquiry, anchors, for_sale, page, extras)
        _record(services, "compatible", anchors, for_sale, page)
        return compatible_results(answers, inquiry.release.id, anchors.wanted[0].category)


def _record(
    services: Services, question: Question, anchors: Anchors, criteria: Criteria, page: Page
) -> None:
    """Offer the query to be rehearsed with; of several pages the first stands for all."""
    if page.cursor is not None:
        return
    services.recorder.offer(
        RecordedQuery(
            question=question,
            listings=_ids(anchors.wanted),
            unlike=_ids(anchors.unlike),
            criteria=criteria,
            limit=page.limit,
            min_score=page.min_score,
            grouped=page.grouped,
            diversity=page.diversity,
            keep=page.keep,
            prefer=page.prefer,
        )
    )


def _ids(anchors: Sequence[Anchor]) -> tuple[str, ...]:
    return tuple(anchor.listing_id for anchor in anchors if anchor.listing_id is not None)
