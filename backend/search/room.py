"""Rooms completed for a caller who names listings and photos, from the live collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from backend.catalogue.criteria import Criteria
from backend.catalogue.listings import StoredListing
from backend.encoder.release import STYLE
from backend.errors import InvalidInput
from backend.index.filters import Filter
from backend.index.port import Mode, Vector, least_sure
from backend.search.deepening import highest
from backend.search.inquiry import Inquiry
from backend.search.photo import check_photo, photo_anchors
from backend.search.query import filter_of
from backend.search.ranking import SPARE
from backend.search.retrieve import Target
from backend.search.rooms.answer import RoomAnswer
from backend.search.rooms.complete import complete_room
from backend.search.rooms.finding import piece_finder
from backend.search.rooms.pieces import Piece, read_pieces
from backend.search.rooms.request import RoomRequest, Slot
from backend.search.rooms.scoring import Scoring


class WantedSlot(Struct, frozen=True, kw_only=True):
    """A place for one listing that fulfils the criteria; `keep` and `swap` are listings' ids, as
    of `Slot`. Who wants another than `swap` is not offered its design in another version."""

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

    @property
    def swapped(self) -> list[str]:
        """The listings that another is wanted for."""
        return [slot.swap for slot in self.slots if slot.swap is not None]

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
    swapped = _swapped_designs(inquiry, wanted)
    request = RoomRequest(
        anchors=(
            *(pieces[listing_id] for listing_id in wanted.listings),
            *(_in_photo(inquiry, photo_id) for photo_id in wanted.photos),
        ),
        slots=tuple(
            Slot(
                name=slot.name,
                category=slot.category,
                where=filter_of(_offered(slot, swapped)),
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

    before = len(inquiry.modes)  # looking at a photo searches too

    def find(
        query: Vector, where: Filter, exclude: Sequence[str], limit: int
    ) -> list[StoredListing]:
        return highest(
            inquiry,
            Target(STYLE, query, lambda _product: None, exclude),
            where,
            depth=limit + SPARE,
            make=lambda found: [each.match.stored for each in found[:limit]],
            enough=lambda pieces: len(pieces) == limit,
        )

    answer = complete_room(
        request,
        scoring,
        piece_finder(inquiry, find),
        together=inquiry.services.helpers.together,
    )
    return CompletedRoom(answer, least_sure(inquiry.modes[before:]))


def _swapped_designs(inquiry: Inquiry, wanted: WantedRoom) -> dict[str, str]:
    """The groups of what is to be swapped, by listing; some have none."""
    stored = inquiry.stored(wanted.swapped) if wanted.swapped else {}
    groups = {listing_id: each.listing.group for listing_id, each in stored.items()}
    return {listing_id: group for listing_id, group in groups.items() if group is not None}


def _offered(slot: WantedSlot, swapped: Mapping[str, str]) -> Criteria:
    others = slot.criteria.not_group
    if slot.swap is not None and slot.swap in swapped:
        others = (*others, swapped[slot.swap])
    return msgspec.structs.replace(slot.criteria, in_stock=True, not_group=others)


def _in_photo(inquiry: Inquiry, photo_id: str) -> Piece:
    anchor = photo_anchors(inquiry, photo_id).wanted[0]
    if anchor.category is None:
        raise InvalidInput("The release that is live sees no categories in photos.")
    return Piece(id=f"photo:{photo_id}", category=anchor.category, style=anchor.vectors[STYLE])
