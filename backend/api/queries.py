"""What looks like a listing, and what goes with it."""

from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency, Provide

from backend.api.parameters import Also, Id, Unlike, steering
from backend.api.schemas import CompatibleResults, Results
from backend.api.searches import compatible_with, similar_to
from backend.bootstrap import Services
from backend.catalogue.criteria import Criteria
from backend.search.answering import Extras
from backend.search.asked import AskedListings
from backend.search.ranking import Page


def provide_asked(listing_id: Id, also: Also = None, unlike: Unlike = None) -> AskedListings:
    """Raises `MalformedRequest` where too many steer the query."""
    return AskedListings(listing_id, steering("also", also), steering("unlike", unlike))


class Queries(Controller):
    path = "/v1/listings/{listing_id:str}"
    tags = ("Search",)
    dependencies = {"asked": Provide(provide_asked, sync_to_thread=False)}  # noqa: RUF012

    @get(
        "/similar",
        operation_id="similarToListing",
        summary="What looks like a listing",
        sync_to_thread=True,
    )
    def similar(
        self,
        services: NamedDependency[Services],
        asked: NamedDependency[AskedListings],
        for_sale: NamedDependency[Criteria],
        page: NamedDependency[Page],
        extras: NamedDependency[Extras],
    ) -> Results:
        """What looks like this listing, itself left out, under filters. Only what is in stock,
        unless `in_stock=false` asks for all."""
        return similar_to(services, asked, for_sale, page, extras)

    @get(
        "/compatible",
        operation_id="compatibleWithListing",
        summary="What goes with a listing",
        sync_to_thread=True,
    )
    def compatible(
        self,
        services: NamedDependency[Services],
        asked: NamedDependency[AskedListings],
        for_sale: NamedDependency[Criteria],
        page: NamedDependency[Page],
        extras: NamedDependency[Extras],
    ) -> CompatibleResults:
        """What goes with this listing: a list for each `category` that is named, or else for all
        that usually stand beside it. The other filters hold in every list; a `cursor` is of one
        list, so name its category."""
        return compatible_with(services, asked, for_sale, page, extras)
