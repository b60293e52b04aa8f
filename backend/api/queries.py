"""What looks like a listing, and what goes with it."""

from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency

from backend.api.parameters import Also, Id, Unlike, steering
from backend.api.schemas import CompatibleResults, Results
from backend.api.searches import Search
from backend.search.asked import AskedListings


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
        search: NamedDependency[Search],
        listing_id: Id,
        also: Also = None,
        unlike: Unlike = None,
    ) -> Results:
        """What looks like this listing, itself left out, under filters. Only what is in stock,
        unless `in_stock=false` asks for all."""
        return search.similar_to(_asked(listing_id, also, unlike))

    @get(
        "/compatible",
        operation_id="compatibleWithListing",
        summary="What goes with a listing",
        sync_to_thread=True,
    )
    def compatible(
        self,
        search: NamedDependency[Search],
        listing_id: Id,
        also: Also = None,
        unlike: Unlike = None,
    ) -> CompatibleResults:
        """What goes with this listing: a list for each `category` that is named, or else for all
        that usually stand beside it. The other filters hold in every list; a `cursor` is of one
        list, so name its category."""
        return search.compatible_with(_asked(listing_id, also, unlike))


def _asked(listing_id: str, also: list[str] | None, unlike: list[str] | None) -> AskedListings:
    """Raises `MalformedRequest` where too many steer the query."""
    return AskedListings(listing_id, steering("also", also), steering("unlike", unlike))
