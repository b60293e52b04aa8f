from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.catalogue.database import Database
from tests.fixtures.app import Shop, running_shop
from tests.fixtures.caching import CachingShop, caching_shop, furnish
from tests.fixtures.databases import empty, migrated
from tests.fixtures.valkey import ValkeyServer


@pytest.fixture
def shop(sqlite_catalogue: Database, tmp_path: Path) -> Iterator[Shop]:
    """A running application with nothing in its catalogue."""
    empty(sqlite_catalogue)
    with running_shop(sqlite_catalogue, tmp_path) as shop:
        yield shop


@pytest.fixture(scope="session")
def standing_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One application for all requests that change nothing, or nothing that anyone looks at."""
    folder = tmp_path_factory.mktemp("standing")
    with (
        migrated(f"sqlite:///{folder}/catalogue.db") as database,
        running_shop(database, folder) as shop,
    ):
        yield shop


@pytest.fixture
def any_shop(database: Database, tmp_path: Path) -> Iterator[Shop]:
    """The same on either database."""
    with running_shop(database, tmp_path) as shop:
        yield shop


@pytest.fixture(scope="session")
def standing_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    server = ValkeyServer(tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.close()


@pytest.fixture
def valkey(standing_valkey: ValkeyServer) -> ValkeyServer:
    """A server with nothing in it, not to be stopped."""
    standing_valkey.client.flushall()
    return standing_valkey


@pytest.fixture(scope="module")
def standing_caching_shop(
    sqlite_catalogue: Database,
    tmp_path_factory: pytest.TempPathFactory,
    standing_valkey: ValkeyServer,
) -> Iterator[CachingShop]:
    with caching_shop(sqlite_catalogue, tmp_path_factory.mktemp("shop"), standing_valkey) as shop:
        yield shop


@pytest.fixture
def furnished_caching_shop(standing_caching_shop: CachingShop, valkey: ValkeyServer) -> CachingShop:
    """A shop that keeps its answers, as `furnish` begins it, with nothing kept yet."""
    furnish(standing_caching_shop)
    return standing_caching_shop


@pytest.fixture
def mortal_valkey(tmp_path: Path) -> Iterator[ValkeyServer]:
    """A server of the test's own."""
    server = ValkeyServer(tmp_path)
    server.start()
    yield server
    server.close()
