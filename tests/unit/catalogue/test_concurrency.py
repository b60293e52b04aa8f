"""Several processes at one catalogue, here as threads with connections of their own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import select, text

from backend.catalogue import deliveries, listings, outbox, progress
from backend.catalogue.database import Database
from backend.catalogue.outbox import Claim
from backend.catalogue.tables import ListingRow, OutboxRow
from tests.fixtures.databases import empty
from tests.fixtures.polling import until
from tests.unit.catalogue.making import a_listing, begin, claim, delete, later, put

THREADS = 6

Result = TypeVar("Result")


def _at_once(work: Callable[[int], Result]) -> list[Result]:
    """The results of so many threads that start together; raises what any of them raises."""
    barrier = threading.Barrier(THREADS)

    def start(number: int) -> Result:
        barrier.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(start, range(THREADS)))


def test_relays_at_once_never_claim_the_same_listing(database: Database) -> None:
    names = [f"listing-{number:03}" for number in range(60)]
    with database.write() as session:
        for name in names:
            put(session, name)

    def relay(_: int) -> list[Claim]:
        with database.write() as session:
            return claim(session, batch_size=7)

    claimed = [name for claims in _at_once(relay) for item in claims for name in item.listing_ids]
    assert sorted(claimed) == names


def test_on_postgresql_a_relay_does_not_wait_for_the_work_of_another(
    postgresql_catalogue: Database,
) -> None:
    database = postgresql_catalogue
    empty(database)
    with database.write() as session:
        put(session, "a")
    with database.write() as first:
        (held,) = claim(first)
        with database.write() as session:
            put(session, "b")
        with database.write() as second:
            (other,) = claim(second)
    assert (held.listing_ids, other.listing_ids) == (("a",), ("b",))


def test_on_postgresql_listings_are_locked_in_order_so_that_nobody_waits_in_a_circle(
    postgresql_catalogue: Database,
) -> None:
    database = postgresql_catalogue
    empty(database)
    with database.write() as session:
        put(session, "a")
        put(session, "b")

    def mark() -> None:
        with database.write() as session:
            listings, words = [a_listing("b"), a_listing("a")], {"a": (), "b": ()}
            progress.mark_indexed(session, listings, "r1", words, now=later(0))

    def somebody_waits() -> bool:
        with database.read() as session:
            waiting = text(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return bool(session.scalar(waiting))

    other = threading.Thread(target=mark)
    with database.write() as session:
        put(session, "a", 2)
        session.flush()
        other.start()
        until(somebody_waits, seconds=30)
        # Whoever waits for the first has not taken the second.
        session.execute(
            select(ListingRow.id).where(ListingRow.id == "b").with_for_update(nowait=True)
        )
    other.join(timeout=30)
    with database.read() as session:
        assert progress.of(session, ["b"])["b"].version == 1


def test_versions_that_arrive_at_once_end_at_the_highest(database: Database) -> None:
    def deliver(number: int) -> None:
        for version in range(1 + number, 41, THREADS):
            with database.write() as session:
                if version % 5 == 0 and version != 40:
                    delete(session, version=version)
                else:
                    colors = ("red", "blue")[: version % 3]
                    put(session, version=version, colors=colors)

    _at_once(deliver)
    with database.read() as session:
        found = listings.get(session, "sofa")
        assert found is not None
        assert found.listing == a_listing(version=40, colors=("red",))
        assert session.get_one(OutboxRow, "sofa").version == 40


def test_changes_without_a_version_that_arrive_at_once_all_get_one(database: Database) -> None:
    def change(_: int) -> int:
        with database.write() as session:
            outcome = listings.put(
                session, a_listing(), now=later(0), request_id="test", next_version=True
            )
        return outcome[1]

    assert sorted(_at_once(change)) == list(range(1, THREADS + 1))


def test_of_one_delivery_sent_many_times_at_once_one_is_the_first(database: Database) -> None:
    def deliver(_: int) -> bool:
        with database.write() as session:
            return deliveries.register(
                session,
                source="standard",
                delivery_id="msg_1",
                event="listing.updated",
                listing_id="sofa",
                version=1,
                request_id="test",
                now=later(0),
            )

    assert Counter(_at_once(deliver)) == {True: 1, False: THREADS - 1}


def test_shops_workers_and_relays_at_once_leave_nothing_undone(database: Database) -> None:
    """Everybody at the same few listings: in the end each is indexed at its highest version."""
    names = [f"listing-{number}" for number in range(8)]
    shops = THREADS // 2
    closed: list[int] = []

    def shop(number: int) -> None:
        try:
            for version in range(1 + number, 13, shops):
                for name in names if number % 2 else reversed(names):
                    with database.write() as session:
                        put(session, name, version)
        finally:
            closed.append(number)

    def work_all() -> bool:
        with database.write() as session:
            claims = claim(session, batch_size=3)
        for claimed in claims:
            with database.write() as session:
                batch = begin(session, claimed.id)
                stored = progress.of(session, [item.listing_id for item in batch])
            with database.write() as session:
                done = [stored[item.listing_id].listing for item in batch]
                words = {listing.id: () for listing in done}
                progress.mark_indexed(session, done, "r1", words, now=later(1))
                outbox.finish(session, claimed.id, batch, now=later(0))
        return bool(claims)

    def worker() -> None:
        while len(closed) < shops:
            work_all()

    _at_once(lambda number: shop(number) if number < shops else worker())
    while work_all():
        pass
    with database.read() as session:
        counts = listings.count(session)
        assert (counts.indexed, counts.pending) == (len(names), 0)
        found = listings.get_many(session, names)
        assert {stored.listing.version for stored in found.values()} == {12}
