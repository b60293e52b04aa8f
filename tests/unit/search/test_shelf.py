"""What is on the shelf is as the catalogue has it, whatever happens to it; and it is not read anew
while nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from backend.catalogue import listings
from backend.catalogue.database import Database
from backend.index.scalars import scalars_of
from backend.search.shelf import Shelf
from tests.fixtures.services import Workshop

IDS = ["sofa", "stool", "nobody"]


@pytest.fixture
def stocked(workshop: Workshop) -> Workshop:
    workshop.put("sofa", stock=3, price_cents=100, colors=("red", "rust"), tags=("new",))
    workshop.put("stool", materials=("oak",), group="alma")
    workshop.work()
    return workshop


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    executed: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        executed.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def check(shelf: Shelf, database: Database) -> None:
    """The shelf says what the catalogue says."""
    with database.read() as session:
        on_shelf = shelf.get_many(session, IDS)
        in_catalogue = listings.get_many(session, IDS)
    assert {id_: each.stored for id_, each in on_shelf.items()} == in_catalogue
    for id_, each in on_shelf.items():
        assert each.scalars == scalars_of(in_catalogue[id_].completed)


def test_each_change_is_seen_by_the_next_query(stocked: Workshop) -> None:
    shelf = Shelf()
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


def test_what_has_not_changed_is_not_read_again(stocked: Workshop) -> None:
    shelf = Shelf()
    check(shelf, stocked.database)
    with statements(stocked.database) as executed, stocked.database.read() as session:
        assert shelf.get_many(session, IDS).keys() == {"sofa", "stool"}
    assert sum(statement.startswith("SELECT") for statement in executed) == 1


def test_shelves_are_filled_by_one_listing_at_a_time_too(stocked: Workshop) -> None:
    shelf = Shelf()
    with stocked.database.read() as session:
        for id_ in IDS:
            shelf.get_many(session, [id_])
        assert shelf.get_many(session, []) == {}
    check(shelf, stocked.database)
