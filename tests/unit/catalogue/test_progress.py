from __future__ import annotations

from backend.catalogue import listings, outbox, progress
from backend.catalogue.database import Database
from backend.catalogue.progress import Expected, Indexed
from tests.unit.catalogue.making import a_listing, begin, claim, claim_and_begin, delete, later, put


def test_what_the_index_was_given_is_remembered(database: Database) -> None:
    listing = a_listing(images=("https://shop.example/1.jpg",))
    words = ("colors:oak", "style:boho")
    with database.write() as session:
        put(session, images=listing.images)
        assert progress.of(session, ["sofa", "rug"]) == {
            "sofa": Indexed(
                listing, deleted=False, version=None, release_id=None, images=None, words=None
            )
        }
        progress.mark_indexed(session, [listing], "r1", {"sofa": words}, now=later(1))
    with database.write() as session:
        put(session, version=2, images=())
        remembered = progress.of(session, ["sofa"])["sofa"]
        assert remembered == Indexed(
            a_listing(version=2),
            deleted=False,
            version=1,
            release_id="r1",
            images=listing.images,
            words=words,
        )
        progress.mark_removed(session, ["sofa"])
    with database.read() as session:
        remembered = progress.of(session, ["sofa"])["sofa"]
        assert (remembered.version, remembered.release_id) == (None, None)
        assert (remembered.images, remembered.words) == (None, None)


def test_a_page_tells_what_is_at_rest_from_what_is_on_its_way(database: Database) -> None:
    with database.write() as session:
        for name in "abcd":
            put(session, name)
        delete(session, "d", 2)
        for claimed in claim(session):
            work = {item.listing_id: item for item in begin(session, claimed.id)}
            for name in set(work) & {"a", "d"}:
                outbox.finish(session, claimed.id, [work[name]], now=later(1))
            if "b" in work:
                outbox.park(session, claimed.id, work["b"], reason="r", detail="d", now=later(1))
    with database.read() as session:
        settled, busy, following = progress.page(session, after=None, limit=10)
    assert settled == [Expected("a", 1, False), Expected("d", 2, True)]
    assert (busy, following) == (["b", "c"], None)


def test_the_pages_cover_every_listing_once(database: Database) -> None:
    names = [f"{letter}{digit}" for letter in "aAbB" for digit in "12-"]
    with database.write() as session:
        for name in names:
            put(session, name)
            claim_id, work = claim_and_begin(session)
            if name.endswith("1"):
                outbox.finish(session, claim_id, [work], now=later(0))
    for limit in (1, 5, 12, 13):
        seen: list[str] = []
        after: str | None = None
        while True:
            with database.read() as session:
                settled, busy, after = progress.page(session, after=after, limit=limit)
            seen += [item.id for item in settled] + busy
            if after is None:
                break
        assert sorted(seen) == sorted(names), limit


def test_what_changed_meanwhile_is_not_owed_again(database: Database) -> None:
    with database.write() as session:
        for name in ("same", "changed"):
            put(session, name)
            claim_id, work = claim_and_begin(session)
            progress.mark_indexed(session, [a_listing(name)], "r1", {name: ()}, now=later(1))
            outbox.finish(session, claim_id, [work], now=later(1))
        put(session, "changed", 2)
    with database.write() as session:
        owed = progress.owe_again(
            session, {"same": 1, "changed": 1, "unknown": 1}, now=later(2), request_id="reconcile"
        )
        assert owed == 1
        assert progress.of(session, ["same"])["same"].version is None
        assert progress.of(session, ["changed"])["changed"].version == 1
        assert listings.count(session).pending == 2
