from __future__ import annotations

import msgspec
import pytest

from backend.catalogue import listings, outbox, progress
from backend.catalogue.database import Database
from backend.catalogue.listings import Counts, IndexingState
from backend.errors import InvalidInput
from backend.listing import MAX_VERSION
from tests.unit.catalogue.making import a_listing, claim_and_begin, delete, later, put


def test_a_listing_comes_back_as_it_was_put(database: Database) -> None:
    listing = a_listing(
        "sofa-1.b:~x",
        3,
        title="Sofa „Größe“ 100 % 'soft' \N{COUCH AND LAMP}",
        description="two\nlines",
        url="https://shop.example/sofa?color=red",
        images=("https://shop.example/2.jpg", "store://x", "https://shop.example/1.jpg"),
        category="sofa",
        colors=("red", "blue", "beige"),
        materials=("velvet", "wood"),
        style="boho",
        tags=("new in", "50% \N{SNOWFLAKE}", "blue"),
        width_mm=2_125,
        depth_mm=900,
        height_mm=100_000,
        price_cents=3_000_000_000,
        currency="EUR",
        stock=0,
        group="sofa-1",
    )
    with database.write() as session:
        listings.put(session, listing, now=later(0), request_id="test")
    with database.read() as session:
        found = listings.get(session, listing.id)
        assert found is not None
        assert found.listing == listing


def test_a_listing_with_nothing_but_a_title_comes_back_too(database: Database) -> None:
    with database.write() as session:
        put(session)
    with database.read() as session:
        found = listings.get(session, "sofa")
        assert found is not None
        assert found.listing == a_listing()


@pytest.mark.parametrize(
    "colors", [("blue", "red"), ("red",), ("green", "blue", "red"), (), ("tan", "teal")]
)
def test_colors_keep_their_order_also_when_they_change(
    database: Database, colors: tuple[str, ...]
) -> None:
    with database.write() as session:
        put(session, version=1, colors=("red", "blue"), materials=("wood",))
    with database.write() as session:
        put(session, version=2, colors=colors, materials=("metal", "wood"))
    with database.read() as session:
        found = listings.get(session, "sofa")
        assert found is not None
        assert found.listing.colors == colors
        assert found.listing.materials == ("metal", "wood")


def test_tags_and_sizes_follow_the_newest_version(database: Database) -> None:
    with database.write() as session:
        put(session, version=1, tags=("sale", "outdoor"), width_mm=2_000, depth_mm=900)
    with database.write() as session:
        put(session, version=2, tags=("outdoor", "new in"), width_mm=1_990)
    with database.read() as session:
        found = listings.get(session, "sofa")
        assert found is not None
        assert found.listing.tags == ("outdoor", "new in")
        assert (found.listing.width_mm, found.listing.depth_mm) == (1_990, None)


def test_a_tag_may_be_spelt_as_a_color_is(database: Database) -> None:
    with database.write() as session:
        put(session, colors=("blue",), tags=("oak", "blue"))
    with database.read() as session:
        found = listings.get(session, "sofa")
        assert found is not None
        assert (found.listing.colors, found.listing.tags) == (("blue",), ("oak", "blue"))


def test_of_many_only_those_for_sale_are_returned(database: Database) -> None:
    with database.write() as session:
        put(session, "a")
        put(session, "b")
        delete(session, "b", 2)
        delete(session, "c", 2)
    with database.read() as session:
        assert list(listings.get_many(session, ["a", "b", "c", "d"])) == ["a"]
        assert listings.get_many(session, []) == {}


def test_a_listing_says_how_far_its_indexing_is(database: Database) -> None:
    def state() -> IndexingState:
        with database.read() as session:
            found = listings.get(session, "sofa")
            assert found is not None
            return found.indexing

    with database.write() as session:
        put(session, version=1)
    assert state() == IndexingState("pending", None)

    with database.write() as session:
        claim_id, work = claim_and_begin(session)
        progress.mark_indexed(session, [a_listing(version=1)], "r1", {"sofa": ()}, now=later(1))
        outbox.finish(session, claim_id, [work], now=later(1))
    assert state() == IndexingState("indexed", 1)

    with database.write() as session:
        put(session, version=2)
    assert state() == IndexingState("pending", 1)

    with database.write() as session:
        claim_id, work = claim_and_begin(session)
        outbox.park(session, claim_id, work, reason="http-404", detail="Gone.", now=later(2))
    assert state() == IndexingState("parked", 1, "Gone.")

    with database.write() as session:
        put(session, version=3)
    assert state() == IndexingState("pending", 1)


def test_the_counts_say_how_far_the_catalogue_is(database: Database) -> None:
    with database.write() as session:
        put(session, "a")
        claim_id, work = claim_and_begin(session)
        progress.mark_indexed(session, [a_listing("a")], "r1", {"a": ()}, now=later(1))
        outbox.finish(session, claim_id, [work], now=later(1))
        put(session, "b")
        claim_id, work = claim_and_begin(session)
        outbox.park(session, claim_id, work, reason="http-404", detail="Gone.", now=later(2))
        put(session, "c")
        put(session, "d")
        delete(session, "d", 2)
    with database.read() as session:
        assert listings.count(session) == Counts(listings=3, indexed=1, pending=2, parked=1)


def test_a_change_that_is_not_committed_is_not_there(database: Database) -> None:
    def give_up_half_way() -> None:
        with database.write() as session:
            put(session)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        give_up_half_way()
    with database.read() as session:
        put(session, "lamp")
    with database.read() as session:
        assert listings.get_many(session, ["sofa", "lamp"]) == {}


def test_the_highest_version_can_be_stored_but_none_can_be_asked_to_follow(
    database: Database,
) -> None:
    highest = msgspec.structs.replace(a_listing("sofa"), version=MAX_VERSION)
    with database.write() as session:
        listings.put(session, highest, now=later(0), request_id="r")
    with (
        pytest.raises(InvalidInput, match="highest version"),
        database.write() as session,
    ):
        listings.put(session, highest, now=later(1), request_id="r", next_version=True)
