from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import URL

from backend.catalogue.database import Database
from tests.fixtures.databases import KINDS, empty, migrated
from tests.fixtures.postgresql import new_database, postgresql_server
from tests.fixtures.services import Pictures, Workshop, pictures_in, workshop_on

# The same examples in every run: a check that finds a fault by luck fails who did not cause it.
# HYPOTHESIS_PROFILE=explore looks for others; what it finds becomes an `@example`.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """A PostgreSQL server: found, or started for this session."""
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with migrated(f"sqlite:///{tmp_path_factory.mktemp('catalogue')}/catalogue.db") as database:
        yield database


@pytest.fixture(scope="session")
def postgresql_catalogue(postgresql: URL) -> Iterator[Database]:
    with new_database(postgresql) as url, migrated(url) as database:
        yield database


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Database:
    """An empty catalogue at the newest revision, on either database."""
    database: Database = request.getfixturevalue(f"{request.param}_catalogue")
    empty(database)
    return database


@pytest.fixture(params=KINDS)
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any tables, on either database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/blank.db"
        return
    with new_database(request.getfixturevalue("postgresql")) as url:
        yield url


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pictures]:
    with pictures_in(tmp_path_factory.mktemp("pictures")) as pictures:
        yield pictures


@pytest.fixture
def workshop(database: Database, pictures: Pictures) -> Workshop:
    """Services on that catalogue, with fakes where a real part is dear."""
    return workshop_on(database, pictures)
