"""What is too much is refused with 503 and `Retry-After`, and all else goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from backend.api.application import create_app
from backend.api.problems import OUR_FAULT, RETRY_AFTER_SECONDS
from backend.catalogue.database import Database
from backend.errors import CredenzaError, EncoderUnavailable, Overloaded, TooSlow
from backend.index.filters import Filter
from backend.index.port import Found, Vector
from tests.fakes.index import MemoryIndex
from tests.fixtures.app import Shop, problem_of, running_shop
from tests.fixtures.databases import empty
from tests.fixtures.polling import until
from tests.fixtures.valkey import ValkeyServer

THREADS = 8
CROWD = 3 * THREADS
SETTINGS: dict[str, Any] = {
    "request_threads": THREADS,
    "search_at_once": 2,
    "search_queue": 2,
    "photos_at_once": 2,
    "photo_fetches_at_once": 1,
    "search_timeout_seconds": 90,
    "embed_timeout_seconds": 80,
    "image_timeout_seconds": 70,
}
SIMILAR = "/v1/listings/red/similar"

pytestmark = pytest.mark.timeout(180)


class Jam:
    """A place that nobody gets past until it is cleared; `stuck` counts those who came."""

    def __init__(self) -> None:
        self.cleared = threading.Event()
        self.stuck = 0

    def pass_through(self, *_: object) -> None:
        if not self.cleared.is_set():
            self.stuck += 1
            assert self.cleared.wait(60)


class JammedIndex(MemoryIndex):
    """Its searches get stuck."""

    def __init__(self, jam: Jam) -> None:
        super().__init__()
        self._jam = jam

    def search(
        self,
        collection: str,
        field: str,
        query: Vector,
        *,
        limit: int,
        where: Filter | None = None,
        exclude: Sequence[str] = (),
        selectivity: float | None = None,
        exact: bool = False,
    ) -> Found:
        self._jam.pass_through()
        return super().search(collection, field, query, limit=limit, where=where, exclude=exclude)


@pytest.fixture
def jam() -> Jam:
    return Jam()


@pytest.fixture(params=["without a cache", "with a cache"])
def shop_with_few_threads(
    request: pytest.FixtureRequest, sqlite_catalogue: Database, tmp_path: Path, valkey: ValkeyServer
) -> Iterator[Shop]:
    """With a red and a blue listing."""
    empty(sqlite_catalogue)
    cache = {"cache_url": valkey.url} if request.param == "with a cache" else {}
    with running_shop(sqlite_catalogue, tmp_path, **(SETTINGS | cache)) as shop:
        shop.offer("red", (200, 30, 30))
        shop.offer("blue", (30, 30, 200))
        shop.index()
        yield shop


@pytest.fixture
def slow_to_search(shop_with_few_threads: Shop, jam: Jam) -> Iterator[Shop]:
    """The same with an index whose searches get stuck."""
    shop, index = shop_with_few_threads, JammedIndex(jam)
    release = shop.services.live_release()
    index.ensure_collection(release.collection, release.dimensions)
    index.upsert(release.collection, list(shop.workshop.entries("red", "blue").values()))
    services = replace(shop.services, index=index)
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield Shop(workshop=shop.workshop, services=services, client=client)


def send_photo(shop: Shop) -> httpx.Response:
    picture = shop.services.store.read(shop.workshop.picture())
    return shop.client.post("/v1/photos", files={"photo": ("photo.png", picture)})


def send_address(shop: Shop) -> httpx.Response:
    url = "http://127.0.0.1/photo.png"
    return shop.client.post("/v1/photos", files={"url": (None, url)})


def search(shop: Shop) -> httpx.Response:
    return shop.client.get(SIMILAR)


@contextmanager
def crowded(
    shop: Shop, ask: Callable[[Shop], httpx.Response], jam: Jam, *, kept: int
) -> Iterator[list[httpx.Response]]:
    """While more ask than there are threads. All but `kept` must be answered, and these answers are
    given; the others must be served once the jam is cleared."""
    with ThreadPoolExecutor(CROWD) as crowd:
        asked = [crowd.submit(ask, shop) for _ in range(CROWD)]
        try:
            until(lambda: sum(each.done() for each in asked) == CROWD - kept, seconds=60)
            yield [each.result() for each in asked if each.done()]
        finally:
            jam.cleared.set()
    assert sum(each.result().status_code != 503 for each in asked) == kept


def assert_refused(answers: Sequence[httpx.Response], what: str, retry_after: int) -> None:
    for answer in answers:
        problem = problem_of(answer, 503)
        assert problem["type"] == "urn:credenza:problem:overloaded"
        assert problem["detail"].startswith(f"Too many {what} are under way.")
        assert answer.headers["retry-after"] == str(retry_after)


def assert_all_else_goes_on(shop: Shop) -> None:
    assert shop.get("/v1/listings")["total"] >= 2
    assert shop.get("/v1/listings/red")["id"] == "red"
    assert shop.get("/health/live") == {"status": "alive"}
    assert shop.get("/health/ready")["status"] == "ready"
    listing = {"id": "new", "title": "New", "version": 1}
    delivered = shop.deliver({"type": "listing.created", "data": listing})
    assert delivered.status_code == 200, delivered.text


def test_a_slow_index_holds_up_a_few_searches_and_nothing_else(
    slow_to_search: Shop, jam: Jam
) -> None:
    shop = slow_to_search
    # Two are in the index, and two wait for as long.
    with crowded(shop, search, jam, kept=4) as refused:
        until(lambda: jam.stuck == 2, seconds=60)
        assert_refused([*refused, search(shop)], "searches", 90)
        assert_all_else_goes_on(shop)
        assert send_photo(shop).status_code == 201
    assert shop.found(SIMILAR) == ["blue"]


def test_a_slow_model_holds_up_a_few_photos_and_nothing_else(
    shop_with_few_threads: Shop, jam: Jam
) -> None:
    shop = shop_with_few_threads
    shop.workshop.encoder.meanwhile = jam.pass_through
    with crowded(shop, send_photo, jam, kept=2) as refused:
        assert_refused([*refused, send_photo(shop)], "photos", 80)
        assert_all_else_goes_on(shop)
        assert shop.found(SIMILAR) == ["blue"]
    assert send_photo(shop).status_code == 201


def test_slow_addresses_hold_up_a_few_photos_and_nothing_else(
    shop_with_few_threads: Shop, jam: Jam
) -> None:
    shop = shop_with_few_threads
    shop.workshop.fetcher.meanwhile = jam.pass_through
    with crowded(shop, send_address, jam, kept=1) as refused:
        assert_refused([*refused, send_address(shop)], "photos", 70)
        assert_all_else_goes_on(shop)
        assert shop.found(SIMILAR) == ["blue"]
        assert send_photo(shop).status_code == 201
    # The address is a private one.
    assert problem_of(send_address(shop), 422)["type"] == "urn:credenza:problem:image-refused"


@pytest.mark.parametrize(
    ("error", "code", "detail", "retry_after"),
    [
        (Overloaded("Too many.", retry_after_seconds=7), "overloaded", "Too many.", 7),
        (TooSlow("Too slow.", retry_after_seconds=4), "too-slow", "Too slow.", 4),
        (
            EncoderUnavailable("cuda:0 at gpu.internal"),
            "encoder-unavailable",
            OUR_FAULT,
            RETRY_AFTER_SECONDS,
        ),
    ],
    ids=["overloaded", "too slow", "our fault"],
)
def test_what_may_work_later_says_when(
    shop: Shop, error: CredenzaError, code: str, detail: str, retry_after: int
) -> None:
    def fail() -> None:
        raise error

    shop.workshop.encoder.meanwhile = fail
    answer = send_photo(shop)
    problem = problem_of(answer, 503)
    assert (problem["type"], problem["detail"]) == (f"urn:credenza:problem:{code}", detail)
    assert answer.headers["retry-after"] == str(retry_after)
