from __future__ import annotations

from datetime import datetime, timedelta

from backend.catalogue import outbox
from backend.catalogue.database import Database
from backend.catalogue.outbox import MAX_RETRY_PAUSE
from backend.catalogue.parked import Parked, parked, replay
from backend.catalogue.tables import OutboxRow
from tests.fixtures.services import NOON
from tests.unit.catalogue.making import (
    BASE,
    LEASE,
    begin,
    claim,
    claim_and_begin,
    delete,
    later,
    put,
)


def _fail(database: Database, now: datetime, *, blameless: bool = False) -> timedelta:
    """One attempt that fails; the pause after it."""
    with database.write() as session:
        claim_id, work = claim_and_begin(session, now)
        outbox.retry(
            session, claim_id, work, now=now, base=BASE, error="No luck.", blameless=blameless
        )
    with database.read() as session:
        return session.get_one(OutboxRow, "sofa").available_at - now


def test_each_failure_is_answered_with_twice_the_pause_up_to_ten_minutes(
    database: Database,
) -> None:
    with database.write() as session:
        put(session)
    now, pauses = NOON, []
    for _ in range(25):
        pause = _fail(database, now)
        with database.write() as session:
            assert claim(session, now + pause - timedelta(milliseconds=1)) == []
        now += pause
        pauses.append(pause)
    assert pauses[:10] == [min(BASE * 2**number, MAX_RETRY_PAUSE) for number in range(10)]
    assert set(pauses[9:]) == {MAX_RETRY_PAUSE}


def test_failures_that_are_not_the_listings_fault_are_not_counted(database: Database) -> None:
    with database.write() as session:
        put(session)
    now = NOON
    for _ in range(20):
        pause = _fail(database, now, blameless=True)
        assert pause == BASE
        now += pause
    with database.write() as session:
        _, work = claim_and_begin(session, now)
        assert (work.attempts, work.last_error) == (1, "No luck.")


def test_a_newer_version_forgives_what_failed_before_and_does_not_wait(
    database: Database,
) -> None:
    with database.write() as session:
        put(session, version=1)
    _fail(database, NOON)
    _fail(database, later(2))
    with database.write() as session:
        put(session, version=2, at=later(3))
        _, work = claim_and_begin(session, later(3))
        assert (work.version, work.attempts, work.last_error) == (2, 1, None)


def test_a_failure_with_an_overtaken_version_does_not_delay_the_newer_one(
    database: Database,
) -> None:
    with database.write() as session:
        put(session, version=1)
        claim_id, work = claim_and_begin(session)
        put(session, version=2, at=later(1))
        outbox.retry(session, claim_id, work, now=later(2), base=BASE, error="No luck.")
        _, newer = claim_and_begin(session, later(2))
        assert (newer.version, newer.attempts, newer.last_error) == (2, 1, None)


def test_from_its_third_attempt_on_a_listing_travels_alone(database: Database) -> None:
    with database.write() as session:
        for name in ("a", "b", "poison"):
            put(session, name)
    crashed: list[list[tuple[str, ...]]] = []
    for attempt in range(3):
        now = NOON + attempt * LEASE
        with database.write() as session:
            claims = claim(session, now)
            crashed.append([claimed.listing_ids for claimed in claims])
            for claimed in claims:
                begin(session, claimed.id, now)  # and the worker dies
        if attempt == 0:
            with database.write() as session:
                put(session, "fresh", at=later(1))
    assert crashed[0] == [("a", "b", "poison")]
    assert crashed[1] == [("a", "b", "poison", "fresh")]
    assert crashed[2] == [("a",), ("b",), ("poison",), ("fresh",)]


def test_parked_work_is_kept_with_its_reason_and_owed_no_more(database: Database) -> None:
    with database.write() as session:
        put(session, version=4)
        claim_id, work = claim_and_begin(session)
        outbox.park(session, claim_id, work, reason="http-404", detail="x" * 5000, now=later(1))
    with database.write() as session:
        assert claim(session, later(100_000)) == []
        assert parked(session) == [
            Parked("sofa", 4, "http-404", "x" * 2000, 1, "request-4", later(1))
        ]


def test_parked_work_is_listed_newest_first(database: Database) -> None:
    with database.write() as session:
        for second, name in enumerate(("b", "a", "c")):
            put(session, name)
            claim_id, work = claim_and_begin(session)
            outbox.park(session, claim_id, work, reason="r", detail="d", now=later(second // 2))
        assert [item.listing_id for item in parked(session)] == ["c", "a", "b"]
        assert [item.listing_id for item in parked(session, limit=1)] == ["c"]


def test_replayed_work_starts_from_its_first_attempt(database: Database) -> None:
    with database.write() as session:
        put(session, "sofa", 4)
        put(session, "lamp", 1)
        (claimed,) = claim(session)
        for work in begin(session, claimed.id):
            outbox.park(session, claimed.id, work, reason="r", detail="d", now=later(1))
        assert replay(session, ["sofa", "rug"], now=later(2), request_id="replay") == 1
        assert [item.listing_id for item in parked(session)] == ["lamp"]
        _, work = claim_and_begin(session, later(2))
        assert (work.version, work.attempts, work.request_id) == (4, 1, "replay")
        assert replay(session, None, now=later(3), request_id="replay") == 1
        assert replay(session, None, now=later(3), request_id="replay") == 0
        assert parked(session) == []


def test_a_newer_version_or_a_deletion_unparks(database: Database) -> None:
    with database.write() as session:
        for name in ("changed", "deleted", "repeated"):
            put(session, name)
        (claimed,) = claim(session)
        for work in begin(session, claimed.id):
            outbox.park(session, claimed.id, work, reason="r", detail="d", now=later(1))
        put(session, "changed", 2, at=later(2))
        delete(session, "deleted", 2, at=later(2))
        put(session, "repeated", 1, at=later(2))
        assert [item.listing_id for item in parked(session)] == ["repeated"]
        assert [(item.kind, item.listing_ids) for item in claim(session, later(2))] == [
            ("embed", ("changed",)),
            ("remove", ("deleted",)),
        ]


def test_an_overtaken_version_is_not_parked(database: Database) -> None:
    with database.write() as session:
        put(session, version=1)
        claim_id, work = claim_and_begin(session)
        put(session, version=2)
        outbox.park(session, claim_id, work, reason="r", detail="d", now=later(1))
        assert parked(session) == []
        _, newer = claim_and_begin(session, later(1))
        assert newer.version == 2


def test_a_worker_whose_claim_was_taken_over_parks_nothing(database: Database) -> None:
    with database.write() as session:
        put(session)
        (slow,) = claim(session)
        (late,) = begin(session, slow.id)
        (quick,) = claim(session, later(90))
    with database.write() as session:
        outbox.park(session, slow.id, late, reason="r", detail="d", now=later(91))
        outbox.retry(session, slow.id, late, now=later(91), base=BASE, error="No luck.")
    with database.read() as session:
        assert parked(session) == []
        row = session.get_one(OutboxRow, "sofa")
        assert (row.claim_id, row.last_error) == (quick.id, None)
