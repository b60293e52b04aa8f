"""Rooms from a catalogue and an index, as a process serves them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from backend.catalogue import listings
from backend.catalogue.database import Database
from backend.catalogue.listings import StoredListing
from backend.errors import InvalidInput, NotFound
from backend.index.filters import Filter
from backend.index.port import Vector
from backend.search.grouping import design_of
from backend.search.inquiry import Inquiry
from backend.search.rooms.complete import complete_room
from backend.search.rooms.finding import FindListings, piece_finder
from backend.search.rooms.pieces import read_pieces
from backend.search.rooms.request import RoomRequest, Slot
from backend.search.rooms.scoring import Scoring
from tests.fixtures.databases import empty
from tests.fixtures.services import Pictures, Workshop, workshop_on
from tests.unit.search.rooms.matching import BLUE, GREY, RED, furnished, matched, offer


@pytest.fixture
def workshop(sqlite_catalogue: Database, pictures: Pictures) -> Workshop:
    empty(sqlite_catalogue)
    return matched(workshop_on(sqlite_catalogue, pictures))


def search_of(workshop: Workshop) -> FindListings:
    def find(
        query: Vector, where: Filter, exclude: Sequence[str], limit: int
    ) -> list[StoredListing]:
        hits = workshop.index.search(
            workshop.collection(), "style", query, limit=limit, where=where, exclude=exclude
        ).hits
        with workshop.database.read() as session:
            stored = listings.get_many(session, [hit.id for hit in hits])
        return [stored[hit.id] for hit in hits if hit.id in stored]

    return find


def scoring_of(workshop: Workshop) -> Scoring:
    release = workshop.services.live_release()
    return Scoring.of_release(workshop.services.encoders.bundle(release.id))


def test_a_room_is_completed_from_what_is_for_sale(workshop: Workshop) -> None:
    furnished(
        workshop,
        {
            "sofa": (RED, "sofa"),
            "red-rug": (RED, "rug"),
            "blue-rug": (BLUE, "rug"),
            "grey-rug": (GREY, "rug"),
            "red-chair": (RED, "armchair"),
            "blue-chair": (BLUE, "armchair"),
        },
    )
    inquiry = Inquiry.begin(workshop.services)
    anchors = read_pieces(inquiry, ["sofa"])
    asked = RoomRequest(
        anchors=tuple(anchors.values()),
        slots=(
            Slot(name="rug", category="rug"),
            Slot(name="chair", category="armchair"),
        ),
    )
    find = piece_finder(inquiry, search_of(workshop))
    answer = complete_room(asked, scoring_of(workshop), find)
    assert answer.considered == {"rug": 3, "chair": 2}
    assert len(answer.sets) == 3
    best = {choice.slot: choice.listing for choice in answer.sets[0].choices}
    # Of rugs a sofa wants what is as blue as it is red, a chair its like: see `fake_bundle`.
    assert best["chair"] == "red-chair"
    workshop.delete("red-chair", 2)
    again = complete_room(asked, scoring_of(workshop), find)
    assert {choice.listing for room in again.sets for choice in room.choices} == {
        "blue-chair",
        "red-rug",
        "blue-rug",
        "grey-rug",
    }


def test_a_piece_is_as_the_catalogue_has_it_now(workshop: Workshop) -> None:
    offer(workshop, "rug", RED, "rug", price_cents=5_000, currency="EUR", group="bo")
    workshop.work()
    offer(workshop, "plain", RED, "rug")
    workshop.work()
    workshop.put("rug", 2, category="rug", price_cents=4_000, currency="EUR", group="bo")
    found = read_pieces(Inquiry.begin(workshop.services), ["plain", "rug"])
    assert list(found) == ["plain", "rug"]
    assert (found["rug"].price_cents, found["rug"].price_in("SEK")) == (4_000, None)
    assert design_of(found["rug"]) == ("group", "bo")
    assert design_of(found["plain"]) == ("listing", "plain")
    assert found["plain"].price_in(None) is None


def test_what_cannot_stand_in_a_room_is_named(workshop: Workshop) -> None:
    furnished(workshop, {"sofa": (RED, "sofa")})
    offer(workshop, "new", RED, "rug")
    with pytest.raises(NotFound, match="There is no listing gone, lost"):
        read_pieces(Inquiry.begin(workshop.services), ["sofa", "gone", "lost"])
    with pytest.raises(NotFound, match="Listing new is not searchable yet"):
        read_pieces(Inquiry.begin(workshop.services), ["sofa", "new"])


def test_a_piece_without_a_category_goes_with_nothing_known(workshop: Workshop) -> None:
    furnished(workshop, {"thing": (GREY, None)})
    with pytest.raises(InvalidInput, match="Listing thing has no category"):
        read_pieces(Inquiry.begin(workshop.services), ["thing"])
