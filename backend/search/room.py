"""Rooms completed for a caller who names listings and photos, from the live collection."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from backend.catalogue.criteria import Criteria
from backend.catalogue.listings import StoredListing
from backend.encoder.release import STYLE
from backend.errors import InvalidInput
from backend.index.filters import Filter
from backend.index.port import Mode, Vector, least_sure
from backend.search.inquiry import Inquiry
from backend.search.photo import check_photo, photo_anchors
from backend.search.query import filter_of
from backend.search.ranking import SPARE
from backend.search.retrieve import MAX_DEPTH, Nearest, Target, nearest
from backend.search.rooms.answer import RoomAnswer
from backend.search.rooms.complete import complete_room
from backend.search.rooms.finding import piece_finder
from backend.search.rooms.pieces import Piece, read_pieces
from backend.search.rooms.request import RoomRequest, Slot
from backend.search.rooms.scoring import Scoring


class WantedSlot(Struct, frozen=True, kw_only=True):
    """A place for one listing that fulfils the criteria; `keep` and `swap` are listings' ids, as
    of `Slot`."""

    name: str
    category: str
    criteria: Criteria
    keep: str | None = None
    swap: str | None = None


class WantedRoom(Struct, frozen=True, kw_only=True):
    """`listings` and `photos` are there already, by their ids; all else as of `RoomRequest`."""

    listings: Sequence[str]
    photos: Sequence[str]
    slots: Sequence[WantedSlot]
    budget_cents: int | None
    currency: str | None
    sets: int
    differ: int

    @property
    def kept(self) -> list[str]:
        """The listings that stay in their slots."""
        return [slot.keep for slot in self.slots if slot.keep is not None]

    def check_photos(self, inquiry: Inquiry) -> None:
        """Raises `NotFound` once one of them is gone."""
        for photo_id in self.photos:
            check_photo(inquiry, photo_id)


class CompletedRoom(Struct, frozen=True):
    """`mode` is the least sure of the searches for candidates."""

    answer: RoomAnswer
    mode: Mode


def completed(inquiry: Inquiry, wanted: WantedRoom) -> CompletedRoom:
    """The best sets, of what is in stock. Raises `NotFound` for a listing or photo that is not
    there and `InvalidInput` naming what cannot be asked."""
    scoring = Scoring.of_release(inquiry.bundle)
    named = list(dict.fromkeys([*wanted.listings, *wanted.kept]))
    pieces = read_pieces(inquiry, named) if named else {}
    request = RoomRequest(
        anchors=(
            *(pieces[listing_id] for listing_id in wanted.listings),
            *(_in_photo(inquiry, photo_id) for photo_id in wanted.photos),
        ),
        slots=tuple(
            Slot(
                name=slot.name,
                category=slot.category,
                where=filter_of(msgspec.structs.replace(slot.criteria, in_stock=True)),
                keep=None if slot.keep is None else pieces[slot.keep],
                swap=slot.swap,
            )
            for slot in wanted.slots
        ),
        budget_cents=wanted.budget_cents,
        currency=wanted.currency,
        sets=wanted.sets,
        differ=wanted.differ,
    )

    modes: list[Mode] = []

    def find(
        query: Vector, where: Filter, exclude: Sequence[str], limit: int
    ) -> list[StoredListing]:
        found = _nearest(inquiry, query, where, exclude, limit)
        modes.append(found.mode)
        return [match.stored for match in found.matches[:limit]]

    answer = complete_room(request, scoring, piece_finder(inquiry, find))
    return CompletedRoom(answer, least_sure(modes))


def _in_photo(inquiry: Inquiry, photo_id: str) -> Piece:
    anchor = photo_anchors(inquiry, photo_id).wanted[0]
    if anchor.category is None:
        raise InvalidInput("The release that is live sees no categories in photos.")
    return Piece(id=f"photo:{photo_id}", category=anchor.category, style=anchor.vectors[STYLE])


def _nearest(
    inquiry: Inquiry, query: Vector, where: Filter, exclude: Sequence[str], limit: int
) -> Nearest:
    """`limit` listings and perhaps some more, unless fewer match."""
    target = Target(STYLE, query, lambda _product: None, exclude)
    depth = min(MAX_DEPTH, limit + SPARE)
    while True:
        found = nearest(inquiry, target, where, depth)
        if len(found.matches) >= limit or found.exhausted or depth >= MAX_DEPTH:
            return found
        depth = min(MAX_DEPTH, depth * 4)
