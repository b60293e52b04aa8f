from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.catalogue.database import Database
from backend.index.filters import AllOf, ContainsAny, Filter, IsTrue, OneOf
from backend.search import selectivity
from backend.search.selectivity import FRESH_SECONDS, STALE_SECONDS, Selectivity
from tests.fixtures.databases import empty
from tests.fixtures.services import Workshop, workshop_with

SOFAS = OneOf("category", ("sofa",))


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Later:
    """Keeps what is to be done in the background until it is told to do it."""

    def __init__(self) -> None:
        self.work: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], None]) -> None:
        self.work.append(work)

    def do_it(self) -> None:
        while self.work:
            self.work.pop()()


@pytest.fixture
def workshop(sqlite_catalogue: Database, tmp_path: Path) -> Iterator[Workshop]:
    empty(sqlite_catalogue)
    with workshop_with(sqlite_catalogue, tmp_path) as workshop:
        yield workshop


def at_once(work: Callable[[], None]) -> None:
    work()


def furnish(workshop: Workshop) -> None:
    """Eight sofas, six of velvet, of which one is sold out; two rugs, and one that is gone."""
    for number in range(8):
        materials = ("velvet",) if number < 6 else ("wool",)
        workshop.put(
            f"sofa-{number}", images=(), category="sofa", materials=materials,
            stock=0 if number == 0 else None,
        )  # fmt: skip
    for number in range(3):
        workshop.put(f"rug-{number}", images=(), category="rug")
    workshop.delete("rug-2", 9)


@pytest.mark.parametrize(
    ("where", "share"),
    [
        (SOFAS, 0.8),
        (IsTrue(), 0.9),
        (AllOf((SOFAS, ContainsAny("materials", ("velvet",)))), 0.6),
        (AllOf((OneOf("category", ("rug",)), ContainsAny("materials", ("velvet",)))), 0.0),
        (None, 1.0),
    ],
)
def test_of_a_small_catalogue_the_share_is_what_it_is(
    workshop: Workshop, where: Filter | None, share: float
) -> None:
    furnish(workshop)
    assert Selectivity(workshop.database, in_background=at_once).share(where) == share


def test_a_sample_stands_for_a_large_one(workshop: Workshop) -> None:
    furnish(workshop)
    sampled = Selectivity(workshop.database, sample=5, in_background=at_once)
    share = sampled.share(SOFAS)
    assert share is not None
    assert share * 5 in (3, 4, 5)
    assert sampled.share(SOFAS) == share


def test_nobody_knows_until_it_has_been_read_and_nobody_waits_for_it(workshop: Workshop) -> None:
    furnish(workshop)
    later = Later()
    shares = Selectivity(workshop.database, in_background=later)
    assert [shares.share(SOFAS), shares.share(IsTrue())] == [None, None]
    assert len(later.work) == 1
    later.do_it()
    assert shares.share(SOFAS) == 0.8


def test_an_old_sample_serves_until_the_next_is_there(workshop: Workshop) -> None:
    furnish(workshop)
    clock, later = Clock(), Later()
    shares = Selectivity(workshop.database, in_background=later, clock=clock)
    shares.share(SOFAS)
    later.do_it()
    for number in range(8):
        workshop.delete(f"sofa-{number}", 9)
    clock.now += FRESH_SECONDS
    assert shares.share(SOFAS) == 0.8
    assert later.work == []
    clock.now += 1
    assert shares.share(SOFAS) == 0.8
    later.do_it()
    assert shares.share(SOFAS) == 0.0


def test_while_the_catalogue_is_away_nothing_fails_and_in_the_end_nothing_is_known(
    workshop: Workshop, tmp_path: Path
) -> None:
    furnish(workshop)
    away = Database(f"sqlite:///{tmp_path}/empty.db")  # no tables
    clock = Clock()
    shares = Selectivity(away, in_background=at_once, clock=clock)
    assert shares.share(SOFAS) is None
    shares._database = workshop.database
    assert shares.share(SOFAS) is None  # not tried again at every search
    clock.now += FRESH_SECONDS
    assert shares.share(SOFAS) == 0.8
    shares._database = away
    clock.now += STALE_SECONDS - 1
    assert shares.share(SOFAS) == 0.8
    clock.now += 2
    assert shares.share(SOFAS) is None
    away.close()


def test_without_a_thread_to_be_had_nothing_fails(workshop: Workshop) -> None:
    def no_thread(_: Callable[[], None]) -> None:
        raise RuntimeError("can't start new thread")

    clock = Clock()
    shares = Selectivity(workshop.database, in_background=no_thread, clock=clock)
    assert shares.share(SOFAS) is None
    shares._in_background = at_once
    furnish(workshop)
    clock.now += FRESH_SECONDS
    assert shares.share(SOFAS) == 0.8


def test_what_is_remembered_is_bounded(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectivity, "MOST_REMEMBERED", 3)
    furnish(workshop)
    shares = Selectivity(workshop.database, in_background=at_once)
    wanted = [OneOf("category", ("sofa", str(number))) for number in range(10)]
    assert [shares.share(where) for where in wanted] == [0.8] * 10
    assert shares._sample is not None
    assert len(shares._sample._shares) <= 3


def test_many_may_ask_at_once_and_it_is_read_once(workshop: Workshop) -> None:
    furnish(workshop)
    reads, begin = [], threading.Barrier(8)

    def counted(work: Callable[[], None]) -> None:
        reads.append(work)
        work()

    shares = Selectivity(workshop.database, in_background=counted, clock=Clock())
    found: list[float | None] = []

    def ask() -> None:
        begin.wait(30)
        found.append(shares.share(SOFAS))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reads) == 1
    assert set(found) <= {None, 0.8}
    assert shares.share(SOFAS) == 0.8


def test_once_closed_it_reads_no_more(workshop: Workshop) -> None:
    furnish(workshop)
    shares = Selectivity(workshop.database, in_background=at_once)
    shares.close()
    assert shares.share(SOFAS) is None
    shares.close()
