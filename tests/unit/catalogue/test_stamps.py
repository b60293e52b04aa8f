"""A stamp tells whether a listing is as it was, without reading it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from backend.catalogue import listings, progress
from backend.catalogue.database import Database
from backend.catalogue.parked import replay
from backend.catalogue.stamps import Stamp, stamp_of, stamps
from backend.errors import ImageRefused
from tests.fixtures.services import InterruptedEncoder, Workshop


def stamp(database: Database, listing_id: str = "sofa") -> Stamp | None:
    """As the narrow look gives it; the whole listing must give the same."""
    with database.read() as session:
        narrow = stamps(session, [listing_id, "nobody"]).get(listing_id)
        stored = listings.get(session, listing_id)
    assert narrow == (None if stored is None else stamp_of(stored))
    return narrow


@pytest.fixture
def indexed(workshop: Workshop) -> Workshop:
    workshop.put("sofa", stock=3, price_cents=100)
    workshop.work()
    workshop.clock.advance(seconds=60)
    return workshop


def put_anew(workshop: Workshop) -> None:
    workshop.put("sofa", 2, stock=3, price_cents=90)


def delete(workshop: Workshop) -> None:
    workshop.delete("sofa", 2)


def doubt_the_index(workshop: Workshop) -> None:
    with workshop.database.write() as session:
        progress.owe_again(session, {"sofa": 1}, now=workshop.clock(), request_id="doubt")


def look_at_the_same_version_again(workshop: Workshop) -> None:
    doubt_the_index(workshop)
    workshop.work()


def make_another_release_live(workshop: Workshop) -> None:
    workshop.activate_encoder(InterruptedEncoder("another"))


CHANGES: Final = [
    put_anew,
    delete,
    doubt_the_index,
    look_at_the_same_version_again,
    make_another_release_live,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_change_changes_it(indexed: Workshop, change: Callable[[Workshop], None]) -> None:
    before = stamp(indexed.database)
    assert before is not None
    change(indexed)
    assert stamp(indexed.database) != before


def test_it_changes_when_a_newer_version_is_indexed(indexed: Workshop) -> None:
    put_anew(indexed)
    pending = stamp(indexed.database)
    indexed.work()
    assert stamp(indexed.database) != pending


def test_it_changes_when_a_listing_is_parked_and_when_it_is_tried_again(
    indexed: Workshop,
) -> None:
    def refuse(_: str) -> None:
        raise ImageRefused("truncated", "The picture ends too soon.")

    indexed.fetcher.meanwhile = refuse
    indexed.put("sofa", 3, images=("store://another.png",))
    pending = stamp(indexed.database)
    indexed.work()
    assert indexed.state("sofa") == "parked"
    parked = stamp(indexed.database)
    assert parked != pending
    with indexed.database.write() as session:
        replay(session, ["sofa"], now=indexed.clock(), request_id="again")
    assert stamp(indexed.database) == pending


def test_while_nothing_changes_it_is_the_same(indexed: Workshop) -> None:
    before = stamp(indexed.database)
    indexed.put("another")
    indexed.work()
    indexed.clock.advance(hours=1)
    assert stamp(indexed.database) == before


def test_nothing_is_asked_of_nobody(indexed: Workshop) -> None:
    with indexed.database.read() as session:
        assert stamps(session, []) == {}
