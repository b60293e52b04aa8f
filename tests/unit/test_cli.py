from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.catalogue import parked as parked_work
from backend.catalogue.database import Database
from backend.cli import main
from migrations.schema import migrate
from tests.fixtures.app import settings_for
from tests.fixtures.services import workshop_with

SECRET = "whsec_bm90IHRvIGJlIHNlZW4="
COMMANDS = (
    ("migrate",),
    ("parked", "list"),
    ("parked", "replay", "--all"),
    ("reconcile",),
    ("release", "activate"),
    ("api",),
    ("worker",),
)
NEED_SCHEMA = COMMANDS[1:]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own, no settings but those of a test."""
    for name in list(os.environ):
        if name.startswith("CREDENZA_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def invoke(*arguments: str, **variables: str) -> Result:
    settings = {f"CREDENZA_{name.upper()}": value for name, value in variables.items()}
    return CliRunner().invoke(main, list(arguments), env=settings)


def one_sentence(result: Result) -> str:
    """What the command said as it failed; it must have said it well."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    said = result.stderr
    assert said.startswith("Error: ")
    assert said.count("\n") == 1
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("port", "web"),
        ("port", "0"),
        ("port", "65536"),
        ("milvus_backend", "tpu"),
        ("batch_size", "33"),
        ("image_allowed_networks", "10.0.0.0/99"),
        ("task_time_limit_seconds", "90"),
        ("log_level", "loud"),
        ("webhook_tolerance_seconds", "nan"),
    ],
)
def test_a_setting_that_is_not_acceptable_is_named(
    environment: Path, command: tuple[str, ...], setting: str, value: str
) -> None:
    said = one_sentence(invoke(*command, **{setting: value}))
    assert f"CREDENZA_{setting.upper()}" in said


def test_all_settings_that_are_wrong_are_named_at_once(environment: Path) -> None:
    said = one_sentence(invoke("migrate", port="web", log_format="xml"))
    assert "CREDENZA_PORT" in said
    assert "CREDENZA_LOG_FORMAT" in said


def test_a_secret_is_not_shown_when_it_or_another_setting_is_wrong(environment: Path) -> None:
    hidden = {"webhook_secrets": SECRET, "api_keys": "hunter2", "milvus_token": "root:hunter2"}
    assert "hunter2" not in one_sentence(invoke("migrate", port="web", **hidden))
    said = one_sentence(invoke("reconcile", webhook_secrets="whsec_hunter2!"))
    assert "CREDENZA_WEBHOOK_SECRETS" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:hunter2@db/credenza",
        "not a url hunter2",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///hunter2.db",
        "postgresql+psycopg://credenza:hunter2@127.0.0.1:1/credenza",
        "sqlite:////dev/null/hunter2/catalogue.db",
    ],
)
@pytest.mark.parametrize("command", [("migrate",), ("parked", "list")])
def test_a_database_that_cannot_be_used_is_one_sentence(
    environment: Path, command: tuple[str, ...], url: str
) -> None:
    said = one_sentence(invoke(*command, database_url=url))
    assert "hunter2@" not in said
    assert ":hunter2" not in said


@pytest.mark.parametrize("command", NEED_SCHEMA)
def test_a_database_that_was_not_migrated_says_what_to_do(
    environment: Path, command: tuple[str, ...]
) -> None:
    assert "credenza migrate" in one_sentence(invoke(*command))


def test_a_file_that_is_no_database_is_one_sentence(environment: Path) -> None:
    (environment / "notes.db").write_text("Not a database. " * 100)
    for command in (("migrate",), ("parked", "list")):
        one_sentence(invoke(*command, database_url="sqlite:///notes.db"))


def test_migrating_twice_changes_nothing_the_second_time(environment: Path) -> None:
    first, second = invoke("migrate"), invoke("migrate")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "from revision none" in first.stdout
    assert "up to date" in second.stdout


def test_a_release_that_is_not_there_is_one_sentence(environment: Path) -> None:
    invoke("migrate")
    said = one_sentence(invoke("release", "activate", release_dir="nowhere"))
    assert "nowhere" in said


def test_parked_listings_are_shown_and_replayed(environment: Path) -> None:
    url = f"sqlite:///{environment}/catalogue.db"
    database = Database(url)
    migrate(database)
    with workshop_with(database, environment) as workshop:
        workshop.put("sofa-1", images=())
        workshop.work()
    listed = invoke("parked", "list", database_url=url)
    assert "sofa-1  no-picture" in listed.stdout
    assert listed.stdout.endswith("1 parked.\n")

    variables = {"database_url": url, "broker_url": "redis://127.0.0.1:1/0"}
    assert invoke("parked", "replay", **variables).exit_code == 2
    assert invoke("parked", "replay", "sofa-1", "--all", **variables).exit_code == 2
    assert "0 listings" in invoke("parked", "replay", "sofa-2", **variables).stdout
    assert "1 listings" in invoke("parked", "replay", "--all", **variables).stdout
    with database.read() as session:
        assert parked_work.parked(session) == []
    database.close()


def test_an_index_that_is_away_is_one_sentence(environment: Path) -> None:
    url = f"sqlite:///{environment}/catalogue.db"
    database = Database(url)
    migrate(database)
    with workshop_with(database, environment):
        settings = settings_for(database, environment)
    database.close()
    said = one_sentence(
        invoke(
            "reconcile",
            database_url=settings.database_url,
            milvus_uri="http://127.0.0.1:1",
            milvus_timeout_seconds="1",
        )
    )
    assert "Milvus" in said


def test_from_a_shell_too_a_mistake_is_one_sentence_and_exit_code_1(environment: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backend.cli", "api"],
        env=os.environ
        | {
            "CREDENZA_PORT": "web",
            "CREDENZA_API_KEYS": "hunter2",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "CREDENZA_PORT" in done.stderr
    assert "hunter2" not in done.stderr


def test_help_needs_no_settings(environment: Path) -> None:
    for command in ((), *COMMANDS):
        assert invoke(*command, "--help", port="web").exit_code == 0
