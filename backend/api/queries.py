"""What looks like a listing, and what goes with it."""

from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency

from backend.api.answers import compatible_results, results
from backend.api.parameters import Also, Id, Unlike, steering
from backend.api.schemas import CompatibleResults, Results
from backend.bootstrap import Services
from backend.catalogue.criteria import Criteria
from backend.search.anchors import listing_anchors
from backend.search.answering import Extras, compatible, similar
from backend.search.inquiry import Inquiry
from backend.search.ranking import Page


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
        return compatible_results(answers, inquiry.release.id, anchors.wanted[0].category)
