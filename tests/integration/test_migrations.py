"""Bringing real databases up to date, with Alembic, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy import inspect, select, text

from backend.catalogue import listings, progress, releases
from backend.catalogue.database import WRITE, Database
from backend.catalogue.listings import Counts
from backend.catalogue.tables import OutboxRow, Table
from backend.cli import main
from backend.clock import utc_now
from backend.errors import ConfigurationError
from backend.listing import Listing
from migrations.schema import check, migrate
from tests.fixtures.services import NOON
from tests.integration.old_catalogue import OLD_SOFA, fill_old

HEAD = "0007"
NEWER = "9999"
UNREACHABLE = "postgresql+psycopg://shop:secret-word@127.0.0.1:1/catalogue"


def _upgrade_to(database: Database, revision: str) -> None:
    _bring(database, revision, command.upgrade)


def _downgrade_to(database: Database, revision: str) -> None:
    _bring(database, revision, command.downgrade)


def _bring(database: Database, revision: str, how: Callable[[Config, str], None]) -> None:
    config = Config()
    config.set_main_option("script_location", "migrations")
    config.set_main_option("path_separator", "os")
    with database.engine.connect().execution_options(**{WRITE: True}) as connection:
        config.attributes["connection"] = connection
        how(config, revision)
        connection.commit()


def _write_revision(database: Database, revision: str) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def _run(url: str, *arguments: str) -> tuple[int, str]:
    """Exit code and output of the command line on this database."""
    result = CliRunner().invoke(main, arguments, env={"CREDENZA_DATABASE_URL": url})
    return result.exit_code, result.output


@pytest.fixture
def blank(blank_url: str):
    database = Database(blank_url)
    yield database
    database.close()


def test_an_empty_database_is_brought_to_the_newest_revision(blank: Database) -> None:
    assert migrate(blank) == (None, HEAD)
    check(blank)
    tables = set(inspect(blank.engine).get_table_names())
    assert tables == {*Table.metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(blank: Database) -> None:
    migrate(blank)
    with blank.write() as session:
        listings.put(session, Listing(id="a", version=1, title="A"), now=NOON, request_id="test")
    assert migrate(blank) == (HEAD, HEAD)
    with blank.read() as session:
        assert listings.get(session, "a") is not None


def test_the_tables_are_those_the_code_describes(blank: Database) -> None:
    migrate(blank)
    with blank.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []


def test_what_an_old_catalogue_holds_is_kept(blank: Database) -> None:
    _upgrade_to(blank, "0003")
    fill_old(blank)
    assert migrate(blank) == ("0003", HEAD)
    with blank.read() as session:
        stored = listings.get(session, "sofa")
        assert stored is not None
        assert stored.listing == OLD_SOFA
        assert listings.get(session, "stool") is None


def test_an_upgrade_of_the_index_owes_everything_to_a_collection_of_another_name(
    blank: Database,
) -> None:
    _upgrade_to(blank, "0003")
    fill_old(blank)
    migrate(blank)
    with blank.write() as session:
        live = releases.live(session)
        assert live is not None
        assert (live.id, live.collection) == ("first", "listings_first_2")
        back, _ = releases.activate(session, "older", {"visual": 8}, now=NOON)
        assert back.collection == "listings_older_2"
        session.rollback()
    with blank.read() as session:
        assert listings.count(session) == Counts(listings=3, indexed=0, pending=2, parked=1)
        owed = {row.listing_id: row for row in session.scalars(select(OutboxRow))}
        assert {row.version for row in owed.values()} == {OLD_SOFA.version}
        # What had failed twice has failed twice still; what was given up is left to its owner.
        assert {listing_id: row.attempts for listing_id, row in owed.items()} == {
            "sofa": 0,
            "lamp": 2,
        }
        assert owed["sofa"].available_at <= utc_now()
        assert progress.of(session, ["sofa"])["sofa"].version is None


def test_a_revision_can_be_taken_back_and_made_again(blank: Database) -> None:
    _upgrade_to(blank, "0003")
    fill_old(blank)
    _upgrade_to(blank, "0004")
    _downgrade_to(blank, "0003")
    columns = {column["name"] for column in inspect(blank.engine).get_columns("listings")}
    assert "width_mm" not in columns
    with blank.read() as session:
        names = session.scalars(text("SELECT collection FROM releases ORDER BY id")).all()
        assert names == ["listings_first", "listings_older"]
        assert session.scalar(text("SELECT count(*) FROM listing_values")) == 2
        assert session.scalar(text("SELECT count(*) FROM outbox")) == 2
    assert migrate(blank) == ("0003", HEAD)
    with blank.read() as session:
        stored = listings.get(session, "sofa")
        assert stored is not None
        assert stored.listing == OLD_SOFA


def test_what_was_made_of_a_word_is_made_anew_once_words_are_known_again(blank: Database) -> None:
    migrate(blank)
    sofa = Listing(id="sofa", version=1, title="A", images=("https://shop.example/1.jpg",))
    with blank.write() as session:
        listings.put(session, sofa, now=NOON, request_id="test")
        progress.mark_indexed(session, [sofa], "r1", {"sofa": ("style:boho",)}, now=NOON)
    with blank.read() as session:
        assert progress.of(session, ["sofa"])["sofa"].words == ("style:boho",)
    _downgrade_to(blank, "0006")
    migrate(blank)
    with blank.read() as session:
        again = progress.of(session, ["sofa"])["sofa"]
    assert (again.version, again.images, again.words) == (1, None, None)


def test_an_old_catalogue_is_refused_with_what_to_do(blank: Database) -> None:
    _upgrade_to(blank, "0001")
    with pytest.raises(ConfigurationError, match=r"revision 0001, .* needs 0007: .*`credenza migr"):
        check(blank)


def test_a_database_without_a_catalogue_is_refused_with_what_to_do(blank: Database) -> None:
    with pytest.raises(ConfigurationError, match=r"revision none, .* run `credenza migrate`"):
        check(blank)


@pytest.mark.parametrize("revision", [NEWER, "from-somewhere-else"])
def test_a_catalogue_of_a_newer_version_is_refused(blank: Database, revision: str) -> None:
    migrate(blank)
    _write_revision(blank, revision)
    for attempt in (migrate, check):
        with pytest.raises(ConfigurationError, match=f"{revision}, which .* does not know"):
            attempt(blank)


def test_the_command_line_migrates_and_says_what_it_did(blank_url: str) -> None:
    brought = f"The catalogue was brought from revision none to {HEAD}.\n"
    assert _run(blank_url, "migrate") == (0, brought)
    assert _run(blank_url, "migrate") == (0, f"The catalogue is up to date (revision {HEAD}).\n")


def test_the_command_line_refuses_a_newer_catalogue_in_one_sentence(
    blank: Database, blank_url: str
) -> None:
    migrate(blank)
    _write_revision(blank, NEWER)
    for arguments in (["migrate"], ["worker"], ["api"]):
        code, said = _run(blank_url, *arguments)
        assert code == 1
        assert said.startswith(f"Error: The catalogue's database is at revision {NEWER}, which")
        assert said.count("\n") == 1


def test_services_do_not_start_on_an_old_catalogue(blank: Database, blank_url: str) -> None:
    _upgrade_to(blank, "0001")
    for arguments in (["worker"], ["api"]):
        code, said = _run(blank_url, *arguments)
        assert (code, said.count("\n")) == (1, 1)
        assert "run `credenza migrate`" in said


def test_processes_that_migrate_at_once_wait_for_each_other(blank_url: str) -> None:
    # They meet at the second line: imports take longer than the migration.
    program = (
        "import sys; from backend.cli import main; import migrations.schema\n"
        "print('ready', flush=True); sys.stdin.readline(); main(['migrate'])"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "CREDENZA_DATABASE_URL": blank_url},
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert sum(f"from revision none to {HEAD}" in words for words in said) == 1
    assert sum("up to date" in words for words in said) == 2


def test_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    file.write_bytes(b"This is no database. " * 500)
    for arguments in (["migrate"], ["api"]):
        code, said = _run(f"sqlite:///{file}", *arguments)
        assert code == 1
        assert said == "Error: The catalogue's database cannot be read: file is not a database\n"


def test_a_file_damaged_further_in_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    code, said = _run(f"sqlite:///{file}", "api")
    assert (code, said.count("\n")) == (1, 1)
    assert "malformed" in said


@pytest.mark.parametrize("place", ["a-file/catalogue.db", "a-folder"])
def test_a_place_that_cannot_hold_a_file_is_refused_in_one_sentence(
    tmp_path: Path, place: str
) -> None:
    (tmp_path / "a-file").touch()
    (tmp_path / "a-folder").mkdir()
    code, said = _run(f"sqlite:///{tmp_path / place}", "migrate")
    assert (code, said.count("\n")) == (1, 1), said
    assert said.startswith("Error: The catalogue's database cannot be")


def test_a_postgresql_that_is_away_is_named_in_one_sentence_without_the_password() -> None:
    code, said = _run(UNREACHABLE, "migrate")
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("Error: The catalogue's database cannot be reached: ")
    assert "127.0.0.1" in said
    assert "secret-word" not in said


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:secret-word@host/shop",
        "no url",
        "sqlite://",
        "postgresql://root:secret-word@h/x",
    ],
)
def test_another_kind_of_database_is_refused_in_one_sentence(url: str) -> None:
    code, said = _run(url, "migrate")
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("Error: ")
    assert "secret-word" not in said
