"""Bringing a catalogue's database up to date, and refusing one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, OperationalError

from backend.catalogue.database import WRITE, Database
from backend.errors import ConfigurationError

# Any number will do as long as nothing else in the database uses it.
_MIGRATION_LOCK = 7_311_408_221


def migrate(database: Database) -> tuple[str | None, str]:
    """Upgrade to the newest revision; returns the revision before and after.

    Two processes may migrate at once: one waits for the other. Raises `ConfigurationError` for a
    database that is newer than this code, or that cannot be opened.
    """
    config = _config()
    with _opened(database, lock=True) as connection:
        before = _current(connection)
        _refuse_newer(before)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        after = _current(connection)
        connection.commit()
    assert after is not None
    return before, after


def check(database: Database) -> None:
    """Raise `ConfigurationError` unless the database is at this code's revision."""
    with _opened(database, lock=False) as connection:
        current = _current(connection)
    _refuse_newer(current)
    if current != _head():
        raise ConfigurationError(
            f"The catalogue's database is at revision {current or 'none'}, this version of "
            f"Credenza needs {_head()}: run `credenza migrate`."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _head() -> str:
    head = _scripts().get_current_head()
    assert head is not None
    return head


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(revision: str | None) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision is not None and revision not in known:
        raise ConfigurationError(
            f"The catalogue's database is at revision {revision}, which this version of Credenza "
            "does not know: it was written by a newer one. Install that version again."
        )


@contextmanager
def _opened(database: Database, *, lock: bool) -> Iterator[Connection]:
    """A connection, holding the migration lock if asked; driver errors become one sentence."""
    try:
        with database.engine.connect() as connection:
            if lock and database.is_sqlite:
                connection.execution_options(**{WRITE: True})
            if lock and not database.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK}
                )
            yield connection
    except DatabaseError as error:
        raise _cannot_open(error) from None


def _cannot_open(error: DatabaseError) -> ConfigurationError:
    first_line = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    verb = "reached" if isinstance(error, OperationalError) else "read"
    return ConfigurationError(f"The catalogue's database cannot be {verb}: {first_line}")
