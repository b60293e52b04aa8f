"""The PostgreSQL that the tests start where they find none."""

from __future__ import annotations

import pytest

from backend.catalogue import listings
from backend.listing import Listing
from tests.fixtures.databases import migrated
from tests.fixtures.postgresql import CHOICE, NAMED, new_database, postgresql_server
from tests.fixtures.services import NOON


def test_where_no_server_is_found_one_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAMED, raising=False)
    monkeypatch.setenv(CHOICE, "embedded")
    with postgresql_server() as server, new_database(server) as url, migrated(url) as database:
        with database.write() as session:
            listings.put(
                session, Listing(id="a", version=1, title="A"), now=NOON, request_id="test"
            )
        with database.read() as session:
            assert listings.get(session, "a") is not None
