from __future__ import annotations

from collections.abc import Iterator

import pytest

from backend.catalogue import listings
from tests.fixtures.databases import migrated
from tests.fixtures.services import NOON, workshop_with
from tests.unit.search.furnished import LISTINGS, NAMES, Furnished, descending


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("furnished")
    with (
        migrated(f"sqlite:///{folder}/catalogue.db") as database,
        workshop_with(database, folder) as workshop,
    ):
        with database.write() as session:
            for listing in LISTINGS.values():
                listings.put(session, listing, now=NOON, request_id="put")
        yield Furnished(workshop)


@pytest.fixture
def furnished(catalogue: Furnished) -> Furnished:
    """The nearer, the lower their numbers."""
    catalogue.embed(descending(NAMES))
    catalogue.workshop.index.searches.clear()
    return catalogue
