"""A sample of what is asked, written behind the shopper's back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from backend.catalogue import recorded_queries
from backend.catalogue.criteria import Criteria
from backend.catalogue.database import Database
from backend.catalogue.recorded_queries import Recorded
from backend.search import recording as recording_module
from backend.search.preference import Preference
from backend.search.recording import MOST_WAITING, RecordedQuery, Recorder, read_back
from tests.fixtures.services import SettableClock

QUERY = RecordedQuery(
    question="similar",
    listings=("a", "b"),
    unlike=("c",),
    criteria=Criteria(color=("red", "#3f6b4a"), max_price_cents=500, in_stock=True),
    limit=8,
    min_score=0.25,
    grouped=False,
    diversity=0.5,
    keep=("color",),
    prefer=(Preference("tag", "new in"),),
)
OTHER = RecordedQuery(question="compatible", listings=("a",), limit=12)


@contextmanager
def recording(database: Database, share: float = 1, chance: float = 0.5) -> Iterator[Recorder]:
    recorder = Recorder(
        database, SettableClock(), share=share, pause_seconds=0, chance=lambda: chance
    )
    try:
        yield recorder
    finally:
        recorder.close()


def recorded(database: Database) -> list[Recorded]:
    with database.read() as session:
        return recorded_queries.some(
            session, ("similar", "compatible"), order="most_asked", limit=2 * MOST_WAITING
        )


class StuckDatabase(Database):
    """Nothing is written before `go` is set; then the first attempt `fails`, if told so."""

    def __init__(self, database: Database, *, fails: bool = False) -> None:
        self._database = database
        self._fails = fails
        self.go = threading.Event()
        self.reached = threading.Event()

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.reached.set()
        assert self.go.wait(30)
        if self._fails:
            self._fails = False
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        with self._database.write() as session:
            yield session


def test_what_was_asked_is_read_back_and_counted(database: Database) -> None:
    with recording(database) as recorder:
        for query in (QUERY, OTHER, QUERY, QUERY):
            recorder.offer(query)
        recorder.drain()
        assert [(read_back(each), each.times) for each in recorded(database)] == [
            (QUERY, 3),
            (OTHER, 1),
        ]


@pytest.mark.parametrize(
    ("share", "chance", "kept"), [(0, 0.0, 0), (0.05, 0.05, 0), (0.05, 0.049, 1), (1, 0.999, 1)]
)
def test_a_share_is_recorded(database: Database, share: float, chance: float, kept: int) -> None:
    with recording(database, share, chance) as recorder:
        recorder.offer(QUERY)
        recorder.drain()
    assert len(recorded(database)) == kept


def test_what_waits_is_written_before_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_module, "LAST_WORDS_SECONDS", 60.0)
    recorder = Recorder(database, SettableClock(), share=1, pause_seconds=30)
    recorder.offer(QUERY)
    recorder.close()
    assert len(recorded(database)) == 1
    recorder.offer(OTHER)
    assert len(recorded(database)) == 1


def test_while_the_database_is_slow_nobody_waits_and_the_rest_is_dropped(
    database: Database,
) -> None:
    stuck = StuckDatabase(database)
    with recording(stuck) as recorder:
        recorder.offer(QUERY)
        assert stuck.reached.wait(30)
        for number in range(MOST_WAITING + 50):
            recorder.offer(RecordedQuery(question="similar", listings=(f"l{number}",), limit=12))
        stuck.go.set()
        recorder.drain()
    assert len(recorded(database)) == 1 + MOST_WAITING


def test_what_cannot_be_written_is_dropped_and_the_next_is_written(database: Database) -> None:
    failing = StuckDatabase(database, fails=True)
    failing.go.set()
    with recording(failing) as recorder:
        recorder.offer(QUERY)
        recorder.drain()
        recorder.offer(OTHER)
        recorder.drain()
    assert [read_back(each) for each in recorded(database)] == [OTHER]


def test_the_same_query_has_the_same_key_and_another_has_another() -> None:
    again = RecordedQuery(**{name: getattr(QUERY, name) for name in QUERY.__struct_fields__})
    assert again.key == QUERY.key != OTHER.key
    assert len(QUERY.key) == 32


def test_what_another_version_wrote_is_passed_over() -> None:
    assert read_back(Recorded("k", "similar", {"question": "who"}, 1)) is None
