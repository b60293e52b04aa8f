"""What is on the shelf is as the catalogue has it, whatever happens to it; and it is not read anew
while nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy.orm import Session

from backend.catalogue import listings
from backend.catalogue.database import Database
from backend.index.scalars import scalars_of
from backend.search.shelf import Shelf
from tests.fixtures.databases import readings, undisturbed
from tests.fixtures.services import Workshop

IDS = ["sofa", "stool", "nobody"]


@pytest.fixture
def stocked(workshop: Workshop) -> Workshop:
    workshop.put("sofa", stock=3, price_cents=100, colors=("red", "rust"), tags=("new",))
    workshop.put("stool", materials=("oak",), group="alma")
    workshop.work()
    return workshop


def check(shelf: Shelf, database: Database) -> None:
    """The shelf says what the catalogue says."""
    on_shelf = shelf.get_many(IDS)
    with database.read() as session:
        in_catalogue = listings.get_many(session, IDS)
    assert {id_: each.stored for id_, each in on_shelf.items()} == in_catalogue
    for id_, each in on_shelf.items():
        assert each.scalars == scalars_of(in_catalogue[id_].completed)


def test_each_change_is_seen_by_the_next_query(stocked: Workshop) -> None:
    shelf = Shelf(stocked.database)
    check(shelf, stocked.database)
    stocked.put("sofa", 2, stock=0, price_cents=90, colors=("navy",))
    check(shelf, stocked.database)  # it waits for its indexing
    stocked.clock.advance(seconds=1)
    stocked.work()
    check(shelf, stocked.database)
    stocked.delete("stool", 2)
    check(shelf, stocked.database)
    stocked.put("stool", 3, group="bo", images=("https://gone.example/stool.png",))
    check(shelf, stocked.database)
    stocked.work()
    check(shelf, stocked.database)


def test_as_long_as_nothing_is_written_nothing_is_read(stocked: Workshop) -> None:
    shelf = Shelf(stocked.database)

    def read_again() -> list[str]:
        check(shelf, stocked.database)
        release = shelf.live_release()
        with readings(stocked.database) as read:
            assert shelf.get_many(["sofa", "stool"]).keys() == {"sofa", "stool"}
            assert shelf.live_release() == release
        return read

    assert undisturbed(stocked.database, read_again) == []


def test_what_has_not_changed_is_compared_and_not_read_again(stocked: Workshop) -> None:
    shelf = Shelf(stocked.database)
    check(shelf, stocked.database)
    versions = count(1)

    def read_twice() -> list[str]:
        with readings(stocked.database) as read:
            assert shelf.get_many(["sofa", "stool"]).keys() == {"sofa", "stool"}
            assert shelf.get_many(["sofa", "stool"]).keys() == {"sofa", "stool"}
        return read

    read = undisturbed(
        stocked.database, read_twice, after=lambda: stocked.put("rug", next(versions))
    )
    assert sum(each.startswith("SELECT") for each in read) == 1


def test_another_release_is_seen_by_the_next_query(stocked: Workshop) -> None:
    shelf = Shelf(stocked.database)
    first = shelf.live_release()
    assert first is not None
    second = stocked.activate("second-release")
    assert second.id != first.id
    assert shelf.live_release() == second
    stocked.retire_everything()
    assert shelf.live_release() is None


def test_what_another_process_writes_is_seen(stocked: Workshop) -> None:
    """Another connection to the same database, with a pool of its own."""
    shelf = Shelf(stocked.database)
    check(shelf, stocked.database)
    url = stocked.database.engine.url.render_as_string(hide_password=False)
    other = Database(url)
    with other.write() as session:
        listings.delete(session, "sofa", version=9, now=stocked.clock(), request_id="other")
    other.close()
    check(shelf, stocked.database)
    assert shelf.get_many(IDS).keys() == {"stool"}


def test_what_changes_while_it_is_read_is_read_again(stocked: Workshop) -> None:
    """A reading that began before a change must not be taken for what came after it."""
    shelf = Shelf(stocked.database)
    read = stocked.database.read

    @contextmanager
    def interrupted() -> Iterator[Session]:
        with read() as session:
            yield session
        stocked.put("sofa", 2, stock=0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stocked.database, "read", interrupted)
        assert shelf.get_many(["sofa"])["sofa"].stored.listing.version == 1
    check(shelf, stocked.database)


def test_shelves_are_filled_by_one_listing_at_a_time_too(stocked: Workshop) -> None:
    shelf = Shelf(stocked.database)
    for id_ in IDS:
        shelf.get_many([id_])
    assert shelf.get_many([]) == {}
    check(shelf, stocked.database)
