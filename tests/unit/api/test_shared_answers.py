"""Who asks what somebody else is asking already gets that answer, if it is still true."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from litestar.testing import TestClient

from backend.api.application import create_app
from backend.cache.flights import Flight, Flights
from backend.catalogue.database import Database
from backend.errors import IndexUnavailable
from tests.fakes.index import MemoryIndex
from tests.fixtures.app import problem_of
from tests.fixtures.caching import (
    DARK_RED,
    SIMILAR,
    Ask,
    CachingShop,
    caching_shop,
    furnish,
    get,
)
from tests.fixtures.polling import until
from tests.fixtures.valkey import ValkeyServer

FOLLOWERS: Final = 5
FACETS: Final = get(SIMILAR, facets="true")

pytestmark = pytest.mark.timeout(180)


class CountedFlights(Flights[Any]):
    """`aboard` counts who has boarded; a boarding is somebody's that was counted before it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.aboard = 0

    @contextmanager
    def boarded(self, key: bytes) -> Iterator[tuple[Flight[Any], bool]]:
        with super().boarded(key) as boarded:
            self.aboard += 1
            yield boarded


class HeldIndex(MemoryIndex):
    """The search numbered `held`, from 1, waits until it may go on, and fails if it is to."""

    def __init__(self, inner: MemoryIndex, held: int) -> None:
        super().__init__()
        self._collections = inner._collections
        self.held = held
        self.searches = 0
        self.go_on = threading.Event()
        self.fails = False

    def within(self, _seconds: float) -> HeldIndex:
        return self

    def search(self, *args: Any, **options: Any) -> Any:
        self.searches += 1
        if self.searches == self.held:
            assert self.go_on.wait(60)
            if self.fails:
                raise IndexUnavailable("nobody answers")
        return super().search(*args, **options)


@dataclass(frozen=True)
class Crowd:
    shop: CachingShop
    index: HeldIndex
    flights: CountedFlights
    pool: ThreadPoolExecutor

    def ask(self, ask: Ask, many: int) -> list[Future[httpx.Response]]:
        """Begin to ask; return when all are under way."""
        before = self.flights.aboard
        asked = [self.pool.submit(ask, self.shop.kept) for _ in range(many)]
        until(lambda: self.flights.aboard >= before + many, seconds=60)
        return asked

    def let_go(self, asked: Sequence[Future[httpx.Response]]) -> list[httpx.Response]:
        self.index.go_on.set()
        return [each.result(60) for each in asked]


@contextmanager
def crowd_before(shop: CachingShop, *, held: int) -> Iterator[Crowd]:
    furnish(shop)
    index, flights = HeldIndex(shop.kept.workshop.index, held), CountedFlights()
    caches = replace(shop.kept.services.caches, under_way=flights)
    services = replace(shop.kept.services, caches=caches, index=index)
    with (
        TestClient(create_app(services), raise_server_exceptions=False) as client,
        ThreadPoolExecutor(FOLLOWERS + 1) as pool,
    ):
        kept = replace(shop.kept, client=client, services=services)
        yield Crowd(replace(shop, kept=kept), index, flights, pool)
        index.go_on.set()


@pytest.fixture
def shop(sqlite_catalogue: Database, tmp_path: Path, valkey: ValkeyServer) -> Iterator[CachingShop]:
    with caching_shop(sqlite_catalogue, tmp_path, valkey, search_timeout_seconds=90) as shop:
        yield shop


def test_what_many_ask_at_once_is_made_once(shop: CachingShop) -> None:
    with crowd_before(shop, held=1) as crowd:
        asked = crowd.ask(get(SIMILAR), 1 + FOLLOWERS)
        answers = crowd.let_go(asked)
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert crowd.index.searches == 1
        assert answers[0].content == get(SIMILAR)(shop.plain).content


def test_another_question_is_another_matter(shop: CachingShop) -> None:
    with crowd_before(shop, held=1) as crowd:
        asked = crowd.ask(get(SIMILAR), 1)
        until(lambda: crowd.index.searches == 1, seconds=60)  # or the other one would be held
        assert get(SIMILAR, limit=1)(crowd.shop.kept).status_code == 200
        crowd.let_go(asked)
        assert crowd.index.searches == 2


def test_what_changed_since_the_first_asked_is_not_shared(shop: CachingShop) -> None:
    # Facets are counted by a search of their own, when the page has been read already.
    with crowd_before(shop, held=2) as crowd:
        first = crowd.ask(FACETS, 1)
        until(lambda: crowd.index.searches == 2, seconds=60)
        shop.kept.offer("chair", DARK_RED, category="armchair", colors=["red"], price=1, stock=1)
        after = crowd.ask(FACETS, FOLLOWERS)
        (stale, *fresh) = crowd.let_go([*first, *after])
        assert price_of_chair(stale) == 300
        assert {price_of_chair(answer) for answer in fresh} == {1}
        assert price_of_chair(FACETS(crowd.shop.kept)) == 1


def price_of_chair(answer: httpx.Response) -> float:
    assert answer.status_code == 200, answer.text
    (price,) = [
        float(each["listing"]["price"])
        for each in answer.json()["results"]
        if each["listing"]["id"] == "chair"
    ]
    return price


def test_the_failure_of_the_first_is_nobody_elses(shop: CachingShop) -> None:
    with crowd_before(shop, held=1) as crowd:
        crowd.index.fails = True
        asked = crowd.ask(get(SIMILAR), 1 + FOLLOWERS)
        answers = crowd.let_go(asked)
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200] * FOLLOWERS + [503]
        assert 2 <= crowd.index.searches <= 1 + FOLLOWERS
        assert get(SIMILAR)(crowd.shop.kept).status_code == 200


def test_nobody_waits_longer_than_a_search_may_take(
    sqlite_catalogue: Database, tmp_path: Path, valkey: ValkeyServer
) -> None:
    with (
        caching_shop(sqlite_catalogue, tmp_path, valkey, search_timeout_seconds=0.5) as shop,
        crowd_before(shop, held=1) as crowd,
    ):
        asked = crowd.ask(get(SIMILAR), 1 + FOLLOWERS)
        # Whoever of them is the first is held up; the others give up.
        until(lambda: sum(each.done() for each in asked) == FOLLOWERS, seconds=60)
        for answer in [each.result() for each in asked if each.done()]:
            assert problem_of(answer, 503)["type"] == "urn:credenza:problem:too-slow"
            assert answer.headers["retry-after"]
