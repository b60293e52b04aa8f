from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from backend.catalogue import listings
from backend.catalogue.database import Database
from backend.catalogue.tables import ListingRow
from backend.errors import ConfigurationError
from tests.fixtures.databases import undisturbed
from tests.unit.catalogue.making import a_listing, put


@pytest.mark.parametrize(
    "url", ["", "no url", "mysql://host/x", "postgresql://host/x", "sqlite+aiosqlite:///x.db"]
)
def test_a_url_of_another_kind_is_refused_by_the_setting_it_came_from(url: str) -> None:
    with pytest.raises(ConfigurationError, match="CREDENZA_DATABASE_URL"):
        Database(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_sqlite_in_memory_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="needs a file"):
        Database(url)


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a/b/catalogue.db")
    with database.read() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()
    assert (tmp_path / "a" / "b" / "catalogue.db").exists()


def test_an_acknowledged_change_survives_a_power_cut_on_sqlite(sqlite_catalogue: Database) -> None:
    with sqlite_catalogue.read() as session:
        settings = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_times_come_back_in_utc_whatever_zone_they_were_in(database: Database) -> None:
    moment = datetime(2026, 7, 1, 0, 30, 15, 123456, tzinfo=timezone(timedelta(hours=5.5)))
    with database.write() as session:
        put(session, at=moment)
    with database.read() as session:
        stored = session.scalars(select(ListingRow.created_at)).one()
    assert stored == moment
    assert stored.tzinfo is UTC


def test_readers_see_the_last_commit_while_someone_writes(database: Database) -> None:
    with database.write() as session:
        put(session, version=1)
    with database.write() as writing:
        put(writing, version=2)
        writing.flush()
        with database.read() as session:
            found = listings.get(session, "sofa")
    assert found is not None
    assert found.listing == a_listing(version=1)


def test_a_writer_waits_for_the_one_before_it(database: Database) -> None:
    """Also when it has read something first, which on SQLite must not fail half-way."""
    with database.write() as session:
        put(session, version=1)
    began = threading.Event()

    def write_too() -> None:
        began.set()
        with database.write() as session:
            listings.get(session, "sofa")
            put(session, version=3)

    other = threading.Thread(target=write_too)
    with database.write() as session:
        put(session, version=2)
        other.start()
        began.wait()
    other.join(timeout=30)
    with database.read() as session:
        found = listings.get(session, "sofa")
    assert found is not None
    assert found.listing.version == 3


def test_the_state_stays_as_long_as_nobody_writes(database: Database) -> None:
    def read() -> None:
        with database.read() as session:
            session.scalars(select(ListingRow)).all()

    undisturbed(database, read)


def test_every_commit_is_another_state(database: Database) -> None:
    states = [database.state()]
    for version in range(1, 20):
        with database.write() as session:
            put(session, version=version)
        states.append(database.state())
    assert len(set(states)) == 20


def test_what_is_not_committed_yet_will_be_another_state(database: Database) -> None:
    with database.write() as session:
        put(session)
        session.flush()
        meanwhile = database.state()
    assert database.state() != meanwhile


def test_a_commit_of_another_process_is_another_state(database: Database) -> None:
    before = database.state()
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with other.write() as session:
        put(session)
    other.close()
    assert database.state() != before


def test_the_state_is_told_to_many_threads(sqlite_catalogue: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        states = list(threads.map(lambda _: sqlite_catalogue.state(), range(64)))
    assert len(set(states)) == 1


def test_a_state_from_before_it_was_closed_is_never_met_again(database: Database) -> None:
    known = set()
    for version in range(1, 6):
        database.close()
        known.add(database.state())
        with database.write() as session:
            put(session, version=version)
        assert database.state() not in known
        known.add(database.state())


def test_a_connection_that_broke_is_replaced(sqlite_catalogue: Database) -> None:
    before = sqlite_catalogue.state()
    watch = sqlite_catalogue._watch
    assert watch is not None
    assert watch.driver_connection is not None
    watch.driver_connection.close()
    with pytest.raises(SQLAlchemyError):
        sqlite_catalogue.state()
    after = sqlite_catalogue.state()
    assert after != before
    assert sqlite_catalogue.state() == after
