from __future__ import annotations

from backend.catalogue import outbox
from backend.catalogue.database import Database
from backend.catalogue.tables import OutboxRow
from tests.unit.catalogue.making import begin, claim, delete, later, put


def test_what_is_owed_is_claimed_once(database: Database) -> None:
    with database.write() as session:
        put(session, "a")
        put(session, "b", at=later(-1))
    with database.write() as session:
        (claimed,) = claim(session)
        assert (claimed.kind, claimed.listing_ids) == ("embed", ("b", "a"))
    with database.write() as session:
        assert claim(session) == []


def test_the_oldest_work_comes_first_in_batches_of_the_given_size(database: Database) -> None:
    with database.write() as session:
        for age, name in enumerate("edcba"):
            put(session, name, at=later(-age))
    with database.write() as session:
        claims = claim(session, batch_size=2)
    assert [claimed.listing_ids for claimed in claims] == [("a", "b"), ("c", "d"), ("e",)]
    assert len({claimed.id for claimed in claims}) == 3


def test_removals_travel_apart_from_what_is_to_be_embedded(database: Database) -> None:
    with database.write() as session:
        put(session, "a")
        put(session, "b")
        put(session, "c")
        delete(session, "b", 2)
    with database.write() as session:
        claims = claim(session)
    assert [(item.kind, item.listing_ids) for item in claims] == [
        ("embed", ("a", "c")),
        ("remove", ("b",)),
    ]


def test_a_hundred_changes_of_a_listing_are_one_piece_of_work(database: Database) -> None:
    with database.write() as session:
        for version in range(1, 101):
            put(session, version=version, at=later(version))
    with database.write() as session:
        (claimed,) = claim(session, later(100))
        (work,) = begin(session, claimed.id, later(100))
        assert (work.version, work.request_id, work.attempts) == (100, "request-100", 1)
        assert not outbox.finish(session, claimed.id, [work], now=later(101))
    with database.write() as session:
        assert claim(session, later(1000)) == []


def test_a_claim_that_is_never_begun_lapses_and_costs_no_attempt(database: Database) -> None:
    with database.write() as session:
        put(session)
        (first,) = claim(session)
    with database.write() as session:
        assert claim(session, later(89)) == []
        (second,) = claim(session, later(90))
        assert second.id != first.id
        assert begin(session, first.id, later(91)) == []
        (work,) = begin(session, second.id, later(91))
        assert work.attempts == 1


def test_beginning_renews_the_lease_and_counts_the_attempt_before_the_work(
    database: Database,
) -> None:
    with database.write() as session:
        put(session)
        (claimed,) = claim(session)
    with database.write() as session:
        begin(session, claimed.id, later(60))
    with database.write() as session:
        assert claim(session, later(149)) == []
        (again,) = claim(session, later(150))
        (work,) = begin(session, again.id, later(150))
        assert work.attempts == 2


def test_a_worker_whose_claim_was_taken_over_settles_nothing(database: Database) -> None:
    with database.write() as session:
        put(session)
        (slow,) = claim(session)
        (late,) = begin(session, slow.id)
        (quick,) = claim(session, later(90))
        begin(session, quick.id, later(90))
    with database.write() as session:
        assert not outbox.finish(session, slow.id, [late], now=later(91))
        assert not outbox.hand_back(session, slow.id, "sofa", now=later(91))
        row = session.get_one(OutboxRow, "sofa")
        assert row.claim_id == quick.id
        assert row.claimed_until == later(180)


def test_a_claim_that_is_delivered_twice_is_begun_twice_and_settled_once(
    database: Database,
) -> None:
    with database.write() as session:
        put(session)
        (claimed,) = claim(session)
        first = begin(session, claimed.id)
        second = begin(session, claimed.id)
        assert [work.attempts for work in first + second] == [1, 2]
        assert not outbox.finish(session, claimed.id, first, now=later(1))
        assert not outbox.finish(session, claimed.id, second, now=later(2))
        assert begin(session, claimed.id, later(3)) == []


def test_a_newer_version_waits_for_the_writer_of_the_older_one(database: Database) -> None:
    with database.write() as session:
        put(session, version=1)
        (claimed,) = claim(session)
        (work,) = begin(session, claimed.id)
    with database.write() as session:
        put(session, version=2, at=later(1))
        assert claim(session, later(2)) == []
    with database.write() as session:
        assert outbox.finish(session, claimed.id, [work], now=later(3))
        (newer,) = claim(session, later(3))
        (work,) = begin(session, newer.id, later(3))
        assert (work.version, work.attempts) == (2, 1)
        assert not outbox.finish(session, newer.id, [work], now=later(4))


def test_a_newer_version_that_comes_before_the_work_begins_is_the_one_worked_on(
    database: Database,
) -> None:
    with database.write() as session:
        put(session, version=1)
        (claimed,) = claim(session)
        put(session, version=2)
        (work,) = begin(session, claimed.id)
        assert work.version == 2
        assert not outbox.finish(session, claimed.id, [work], now=later(1))


def test_only_what_was_overtaken_is_still_owed_after_a_batch(database: Database) -> None:
    with database.write() as session:
        for name in "abc":
            put(session, name)
        (claimed,) = claim(session)
        batch = begin(session, claimed.id)
        put(session, "b", 2)
        assert outbox.finish(session, claimed.id, batch, now=later(1))
        (rest,) = claim(session, later(1))
        assert rest.listing_ids == ("b",)


def test_no_more_listings_are_handed_out_than_may_be_in_flight(database: Database) -> None:
    with database.write() as session:
        for name in "abcde":
            put(session, name)
    with database.write() as session:
        (first,) = claim(session, max_in_flight=3)
        assert first.listing_ids == ("a", "b", "c")
        assert claim(session, max_in_flight=3) == []
        done = begin(session, first.id)[:1]
        outbox.finish(session, first.id, done, now=later(1))
        (second,) = claim(session, later(1), max_in_flight=3)
        assert second.listing_ids == ("d",)
    with database.write() as session:
        (lapsed,) = claim(session, later(90), max_in_flight=3)
        assert lapsed.listing_ids == ("b", "c")


def test_what_is_deleted_after_it_was_claimed_is_owed_as_a_removal_once_handed_back(
    database: Database,
) -> None:
    with database.write() as session:
        put(session, version=1)
        (claimed,) = claim(session)
        delete(session, version=2)
        assert outbox.hand_back(session, claimed.id, "sofa", now=later(1))
        (removal,) = claim(session, later(1))
        assert (removal.kind, removal.listing_ids) == ("remove", ("sofa",))
