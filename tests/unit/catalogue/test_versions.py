"""Versions decide who wins, never the order of arrival."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.catalogue import listings
from backend.catalogue.criteria import Criteria
from backend.catalogue.database import Database
from backend.catalogue.tables import OutboxRow
from tests.fixtures.databases import rolled_back
from tests.unit.catalogue.making import a_listing, delete, later, put

# One change of a listing as its shop made it: what it was does not depend on how often it is sent.
HISTORIES = st.lists(st.sampled_from(["put", "delete"]), min_size=1, max_size=6)


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[str], list[int]]:
    """A shop's history and the order in which its versions (counted from 1) arrive."""
    history = draw(HISTORIES)
    versions = range(1, len(history) + 1)
    return history, draw(st.lists(st.sampled_from(versions), min_size=1, max_size=12))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deliveries())
def test_whatever_arrives_and_how_often_the_highest_version_wins(
    database: Database, delivered: tuple[list[str], list[int]]
) -> None:
    history, arrivals = delivered
    stored, for_sale = 0, False
    with rolled_back(database) as session:
        for version in arrivals:
            change = history[version - 1]
            if change == "put":
                outcome, now_stored = put(session, version=version)
            else:
                outcome, now_stored = delete(session, version=version)
            if version < stored:
                expected = "stale"
            elif version == stored:
                expected = "unchanged"
            elif change == "put":
                expected = "updated" if for_sale else "created"
            else:
                expected = "deleted" if for_sale else "absent"
            if version > stored:
                stored, for_sale = version, change == "put"
            assert (outcome, now_stored) == (expected, stored)
        found = listings.get(session, "sofa")
        owed = session.get(OutboxRow, "sofa")
        assert owed is not None
        assert owed.version == stored
        assert (found is not None) == for_sale
        if found is not None:
            assert found.listing == a_listing(version=stored)


def test_an_older_version_never_wins(database: Database) -> None:
    with database.write() as session:
        put(session, version=7, title="new")
    with database.write() as session:
        assert put(session, version=6, title="old") == ("stale", 7)
        assert delete(session, version=6) == ("stale", 7)
    with database.read() as session:
        found = listings.get(session, "sofa")
        assert found is not None
        assert found.listing.title == "new"


def test_the_same_version_twice_changes_nothing_and_owes_nothing(database: Database) -> None:
    with database.write() as session:
        put(session, version=2, title="first")
        session.delete(session.get_one(OutboxRow, "sofa"))
    with database.write() as session:
        assert put(session, version=2, title="second") == ("unchanged", 2)
    with database.read() as session:
        found = listings.get(session, "sofa")
        assert found is not None
        assert found.listing.title == "first"
        assert session.get(OutboxRow, "sofa") is None


def test_a_deletion_that_arrives_first_keeps_the_older_listing_out(database: Database) -> None:
    with database.write() as session:
        assert delete(session, version=5) == ("absent", 5)
    with database.write() as session:
        assert put(session, version=4) == ("stale", 5)
    with database.read() as session:
        assert listings.get(session, "sofa") is None


def test_a_deleted_listing_can_be_offered_again_and_counts_as_new(database: Database) -> None:
    with database.write() as session:
        put(session, "sofa", 1, colors=("red", "blue"))
        put(session, "lamp", 1, at=later(1))
        delete(session, "sofa", 2, at=later(2))
    with database.write() as session:
        assert put(session, "sofa", 3, at=later(3), colors=("green",)) == ("created", 3)
    with database.read() as session:
        page, total, _ = listings.browse(session, Criteria(), limit=10)
        assert total == 2
        assert [item.listing.id for item in page] == ["sofa", "lamp"]
        assert page[0].listing.colors == ("green",)


def test_a_change_without_a_version_takes_the_next_one(database: Database) -> None:
    with database.write() as session:
        listing = a_listing(version=1)
        for expected in (("created", 1), ("updated", 2)):
            changed = listings.put(
                session, listing, now=later(0), request_id="test", next_version=True
            )
            assert changed == expected
        assert delete(session) == ("deleted", 3)
        assert listings.put(
            session, listing, now=later(0), request_id="test", next_version=True
        ) == ("created", 4)
    with database.read() as session:
        found = listings.get(session, "sofa")
        assert found is not None
        assert found.listing.version == 4


def test_the_largest_version_is_kept_to_the_last_digit(database: Database) -> None:
    with database.write() as session:
        put(session, version=2**62 - 1)
        assert put(session, version=2**62) == ("updated", 2**62)
        assert put(session, version=2**62 - 1) == ("stale", 2**62)


@pytest.mark.parametrize("known", [True, False])
def test_a_deletion_without_a_version_is_the_next_version(database: Database, known: bool) -> None:
    with database.write() as session:
        if known:
            put(session, version=8)
        assert delete(session) == (("deleted", 9) if known else ("absent", 1))
