from __future__ import annotations

from backend.catalogue import listings, outbox, progress, releases
from backend.catalogue.database import Database
from backend.catalogue.releases import Release
from tests.unit.catalogue.making import a_listing, begin, claim, claim_and_begin, delete, later, put

SIZES = {"visual": 24, "style": 16}


def _index(database: Database, listing_id: str, release_id: str) -> None:
    with database.write() as session:
        put(session, listing_id)
        claim_id, work = claim_and_begin(session)
        listing, words = a_listing(listing_id), {listing_id: ("style:boho",)}
        progress.mark_indexed(session, [listing], release_id, words, now=later(1))
        outbox.finish(session, claim_id, [work], now=later(1))


def test_before_the_first_release_none_is_live(database: Database) -> None:
    with database.read() as session:
        assert releases.live(session) is None


def test_a_release_that_is_made_live_brings_its_own_collection(database: Database) -> None:
    with database.write() as session:
        activated = releases.activate(session, "mobile-net-1.0", SIZES, now=later(0))
    expected = Release("mobile-net-1.0", "listings_mobile_net_1.0", SIZES, later(0))
    assert activated == (expected, 0)
    with database.read() as session:
        assert releases.live(session) == expected


def test_another_release_owes_every_listing_for_sale_anew(database: Database) -> None:
    with database.write() as session:
        releases.activate(session, "r1", SIZES, now=later(0))
    for name in ("a", "b", "gone"):
        _index(database, name, "r1")
    with database.write() as session:
        delete(session, "gone", 2)
        (removal,) = claim(session)
        outbox.finish(session, removal.id, begin(session, removal.id), now=later(1))
    with database.write() as session:
        live, owed = releases.activate(session, "r2", {"visual": 8}, now=later(2))
    assert (live, owed) == (Release("r2", "listings_r2", {"visual": 8}, later(2)), 2)
    with database.write() as session:
        assert listings.count(session).indexed == 0
        (claimed,) = claim(session, later(2))
        assert claimed.listing_ids == ("a", "b")
        assert {row.release_id for row in progress.of(session, ["a", "b"]).values()} == {None}


def test_making_the_live_release_live_again_owes_nothing(database: Database) -> None:
    with database.write() as session:
        first, _ = releases.activate(session, "r1", SIZES, now=later(0))
    _index(database, "a", "r1")
    with database.write() as session:
        assert releases.activate(session, "r1", SIZES, now=later(2)) == (first, 0)
        assert claim(session, later(2)) == []
        assert listings.count(session).indexed == 1


def test_going_back_to_an_older_release_is_possible(database: Database) -> None:
    with database.write() as session:
        for release_id in ("r1", "r2"):
            releases.activate(session, release_id, SIZES, now=later(0))
    _index(database, "a", "r2")
    with database.write() as session:
        live, owed = releases.activate(session, "r1", SIZES, now=later(2))
        assert (live.id, owed) == ("r1", 1)
        assert releases.live(session) == live
