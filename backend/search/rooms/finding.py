"""From a search for listings to one for pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backend.catalogue.listings import StoredListing
from backend.index.filters import Filter
from backend.index.port import Vector
from backend.search.inquiry import Inquiry
from backend.search.kept_vectors import entries_found
from backend.search.rooms.candidates import FindCandidates
from backend.search.rooms.pieces import Piece, piece_of

FindListings = Callable[[Vector, Filter, Sequence[str], int], Sequence[StoredListing]]
"""What `FindCandidates` does, as the catalogue has the listings."""


def piece_finder(inquiry: Inquiry, find: FindListings) -> FindCandidates:
    """Finds what `find` does, with the style vectors."""

    def find_pieces(
        query: Vector, where: Filter, exclude: Sequence[str], limit: int
    ) -> list[Piece]:
        stored = find(query, where, exclude, limit)
        entries = entries_found(inquiry, {each.listing.id: each for each in stored})
        return [
            piece_of(each, entries[each.listing.id])
            for each in stored
            if each.listing.id in entries  # it may have gone since it was found
        ]

    return find_pieces
