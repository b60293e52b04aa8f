"""Connections to the catalogue: SQLite and PostgreSQL behind the same two transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final, NewType

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from backend.errors import ConfigurationError

BUSY_TIMEOUT_MS = 15_000
_CHANGES: Final = "PRAGMA data_version"
_SNAPSHOT: Final = "SELECT pg_current_snapshot()::text"
WRITE = "credenza_write"
"""Execution option of a connection whose SQLite transaction takes the write lock at once."""

State = NewType("State", str)
"""What a database was at some moment, as `Database.state` says it."""


class Database:
    """Hands out transactions. Safe to share between threads; not across a fork."""

    def __init__(self, url: str, *, statement_timeout_seconds: float = 30.0) -> None:
        """Raises `ConfigurationError` for a URL of another kind; connects lazily."""
        parsed = _parse(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = _sqlite_engine(parsed)
        else:
            self.engine = _postgresql_engine(parsed, statement_timeout_seconds)
        self._watching = Lock()
        self._watch: PoolProxiedConnection | None = None
        self._watches = 0

    def state(self) -> State:
        """The same as before only if nobody has committed anything in between, in whatever process:
        what was read since then is so still. That it differs means nothing.

        A twentieth of what the smallest reading costs on SQLite, and half of it on PostgreSQL.
        """
        return self._state_of_file() if self.is_sqlite else self._state_of_server()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that is rolled back at the end."""
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed when the block ends well, and before it returns.

        On SQLite it takes the write lock at its start: a reader that turns writer half-way
        cannot wait for the lock and fails instead.
        """
        with (
            self.engine.connect().execution_options(**{WRITE: True}) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.commit()

    def close(self) -> None:
        with self._watching:
            self._stop_watching()
        self.engine.dispose()

    def _state_of_file(self) -> State:
        # The number tells what others have committed, and only of one connection with another of
        # its own. So one is kept for this, which never writes.
        with self._watching:
            if self._watch is None:
                self._watch = self.engine.raw_connection()
                self._watches += 1
            try:
                cursor = self._watch.cursor()
                cursor.execute(_CHANGES)
                found = cursor.fetchone()
                cursor.close()
            except sqlite3.Error as error:
                self._watch.invalidate(error)  # or it would fail for ever
                self._stop_watching()
                raise OperationalError(_CHANGES, None, error) from error
            return State(f"{self._watches} {found}")

    def _stop_watching(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()

    def _state_of_server(self) -> State:
        # Which transactions are over and which are not: a commit moves one of them. Not so on a
        # standby, which nobody can write to and no catalogue can be.
        connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            return State(str(connection.exec_driver_sql(_SNAPSHOT).scalar_one()))


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigurationError("CREDENZA_DATABASE_URL is not a database URL.") from None
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ConfigurationError(
            "CREDENZA_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://, "
            f"not {parsed.drivername}://."
        )
    return parsed


def _sqlite_engine(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError("The SQLite catalogue needs a file: its processes share it.")
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The catalogue's database cannot be kept at {url.database}: {error.strerror}."
        ) from None
    # Every reader holds a connection of its own under WAL, so the pool follows the threads.
    engine = create_engine(url, pool_size=20, max_overflow=40)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _: Any) -> None:
        # The driver's own idea of transactions starts them too late; we begin them ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # An acknowledged webhook must survive a power cut, not only a crash of the process.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
        # SQLite's own knows no letters but A to Z, and shoppers type others.
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _lower(value: str | None) -> str | None:
    return None if value is None else value.lower()


def _postgresql_engine(url: URL, statement_timeout_seconds: float) -> Engine:
    milliseconds = int(statement_timeout_seconds * 1000)
    return create_engine(
        url,
        pool_size=10,
        max_overflow=30,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}",
        },
    )
