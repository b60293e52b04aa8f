"""Answers that are kept, on a real Valkey: the same as if they were not, and never older than they
may be."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from backend.api.application import create_app
from backend.cache.caches import caches_of
from backend.cache.flights import Flight, Flights
from backend.catalogue.database import Database
from backend.errors import IndexUnavailable
from tests.fixtures.app import Shop, problem_of, running_shop
from tests.fixtures.databases import empty
from tests.fixtures.polling import until
from tests.fixtures.services import InterruptedEncoder, settings_with
from tests.fixtures.valkey import ValkeyServer
from tests.unit.images.pictures import encoded, plain

RED, DARK_RED, BLUE = (200, 30, 30), (150, 20, 20), (30, 30, 200)
SIMILAR: Final = "/v1/listings/sofa/similar"
COMPATIBLE: Final = "/v1/listings/sofa/compatible"
PATIENT: Final = 5.0
ANSWERS: Final = "answers"


@dataclass(frozen=True)
class CachingShop:
    """A shop that keeps its answers, and the same without a cache."""

    kept: Shop
    plain: Shop
    counted: Counter[tuple[str, str]]

    def settle(self) -> None:
        """Index what is owed, and let it become old enough to be kept."""
        self.kept.index()
        self.kept.workshop.clock.advance(seconds=11)

    def both(self, ask: Callable[[Shop], httpx.Response]) -> tuple[httpx.Response, httpx.Response]:
        return ask(self.kept), ask(self.plain)

    def outcomes(self) -> list[str]:
        """Of the answers looked up since this was last asked."""
        seen = [
            outcome
            for (cache, outcome), times in sorted(self.counted.items())
            for _ in range(times)
            if cache == ANSWERS
        ]
        self.counted.clear()
        return seen

    @contextmanager
    def without_index(self) -> Iterator[None]:
        """Only what is kept can be answered."""
        self.kept.workshop.index.reachable = False
        try:
            yield
        finally:
            self.kept.workshop.index.reachable = True


@contextmanager
def caching(database: Database, folder: Path, valkey: ValkeyServer) -> Iterator[CachingShop]:
    """With a sofa and some that go with it."""
    empty(database)
    counted: Counter[tuple[str, str]] = Counter()

    def count(cache: str, outcome: str) -> None:
        counted[cache, outcome] += 1

    with running_shop(
        database, folder, count=count, cache_url=valkey.url, cache_timeout_seconds=PATIENT
    ) as kept:
        live = kept.workshop.activate_encoder(InterruptedEncoder("matching", matching=True))
        kept.workshop.index.ensure_collection(live.collection, live.dimensions)
        without = replace(kept.services, caches=caches_of(settings_with()))
        with TestClient(create_app(without), raise_server_exceptions=False) as client:
            both = CachingShop(kept, replace(kept, client=client, services=without), counted)
            furnish(kept)
            both.settle()
            yield both


def furnish(shop: Shop) -> None:
    shop.offer("sofa", RED, category="sofa", colors=["red"], price=900, stock=2)
    shop.offer("couch", DARK_RED, category="sofa", colors=["red"], price=800, stock=5, group="g")
    shop.offer("couch-2", BLUE, category="sofa", colors=["navy"], price=700, stock=5, group="g")
    shop.offer("chair", DARK_RED, category="armchair", colors=["red"], price=300, stock=1)
    shop.offer("stool", BLUE, category="armchair", colors=["navy"], price=100, stock=1)


@pytest.fixture
def shop(
    sqlite_catalogue: Database, tmp_path: Path, valkey: ValkeyServer
) -> Iterator[CachingShop]:
    with caching(sqlite_catalogue, tmp_path, valkey) as shop:
        yield shop


def get(path: str, **query: Any) -> Callable[[Shop], httpx.Response]:
    return lambda shop: shop.client.get(path, params=query)


def room(**body: Any) -> Callable[[Shop], httpx.Response]:
    return lambda shop: shop.client.post("/v1/rooms/complete", json=body)


def a_photo(shop: CachingShop) -> str:
    files = {"photo": ("photo.png", encoded(plain(64, 64, RED), "PNG"))}
    answer = shop.kept.client.post("/v1/photos", files=files)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [result["listing"]["id"] for result in answer.json()["results"]]


EVERYTHING: Final = {"reasons": "true", "facets": "true", "limit": "2", "diversity": "0.3"}
CHAIR: Final = {"category": "armchair"}

QUESTIONS: Final = {
    "similar": get(SIMILAR),
    "similar, with everything": get(SIMILAR, **EVERYTHING),
    "compatible": get(COMPATIBLE),
    "compatible, with everything": get(COMPATIBLE, category="armchair", **EVERYTHING),
    "room": room(anchors=["sofa"], slots=[CHAIR], sets=2, budget=500, currency="EUR"),
    "room that cannot be": room(anchors=["sofa"], slots=[CHAIR], budget=1),
    "room with one kept": room(slots=[CHAIR | {"keep": "chair"}, {"category": "sofa"}]),
    "room with one swapped": room(anchors=["sofa"], slots=[CHAIR | {"swap": "chair"}]),
}


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_what_is_kept_is_the_very_same_answer(
    shop: CachingShop, ask: Callable[[Shop], httpx.Response]
) -> None:
    made, never_kept = shop.both(ask)
    assert made.status_code == 200, made.text
    assert shop.outcomes() == ["miss"]
    with shop.without_index():
        kept = ask(shop.kept)
        assert ask(shop.plain).status_code == 503
    assert shop.outcomes() == ["hit"]
    assert kept.status_code == 200
    assert kept.content == made.content == never_kept.content
    assert kept.headers.get("etag") == made.headers.get("etag") == never_kept.headers.get("etag")
    assert kept.headers["content-type"] == made.headers["content-type"]


def test_who_has_the_answer_is_not_sent_what_is_kept(shop: CachingShop) -> None:
    tag = get(SIMILAR)(shop.kept).headers["etag"]
    again = shop.kept.client.get(SIMILAR, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert shop.outcomes() == ["hit", "miss"]


def test_the_next_page_is_kept_too(shop: CachingShop) -> None:
    query: dict[str, Any] = {"limit": 1, "grouped": "false"}
    first = get(SIMILAR, **query)(shop.kept)
    query["cursor"] = first.json()["next"]
    second = get(SIMILAR, **query)(shop.kept)
    with shop.without_index():
        assert get(SIMILAR, **query)(shop.kept).content == second.content
    assert set(ids(first)).isdisjoint(ids(second))


# Any two of these are different questions, also where they are answered alike.
DIFFERENT: Final[list[tuple[str, Mapping[str, Any]]]] = [
    (SIMILAR, {}),
    (COMPATIBLE, {}),
    ("/v1/listings/couch/similar", {}),
    ("/v1/listings/sofa/similar", {"also": "couch"}),
    ("/v1/listings/couch/similar", {"also": "sofa"}),
    (SIMILAR, {"also": "chair"}),
    (SIMILAR, {"unlike": "couch"}),
    (SIMILAR, {"limit": 1}),
    (SIMILAR, {"limit": 100}),
    (SIMILAR, {"min_score": 0.1}),
    (SIMILAR, {"grouped": "false"}),
    (SIMILAR, {"diversity": 0.5}),
    (SIMILAR, {"keep": "color"}),
    (SIMILAR, {"keep": "all"}),
    (SIMILAR, {"reasons": "true"}),
    (SIMILAR, {"facets": "true"}),
    (SIMILAR, {"in_stock": "false"}),
    (SIMILAR, {"category": "sofa"}),
    (SIMILAR, {"category": "armchair"}),
    (SIMILAR, {"not_category": "armchair"}),
    (SIMILAR, {"color": "red"}),
    (SIMILAR, {"color": "#c81e1e"}),
    (SIMILAR, {"all_color": "red"}),
    (SIMILAR, {"not_color": "red"}),
    (SIMILAR, {"color": ["red", "navy"]}),
    (SIMILAR, {"color": "navy"}),
    (SIMILAR, {"tag": "red"}),
    (SIMILAR, {"group": "g"}),
    (SIMILAR, {"not_group": "g"}),
    (SIMILAR, {"min_price": 300}),
    (SIMILAR, {"max_price": 300}),
    (SIMILAR, {"max_width": 300}),
    (SIMILAR, {"max_depth": 300}),
    (COMPATIBLE, {"category": "armchair"}),
    (COMPATIBLE, {"category": ["armchair", "sofa"]}),
    (COMPATIBLE, {"category": ["sofa", "armchair"]}),
]


def test_every_part_of_a_question_matters(shop: CachingShop) -> None:
    for path, query in DIFFERENT:
        kept, never_kept = shop.both(get(path, **query))
        assert kept.status_code == 200, kept.text
        assert kept.content == never_kept.content, (path, query)
    assert shop.outcomes() == ["miss"] * len(DIFFERENT)
    with shop.without_index():
        for path, query in DIFFERENT:
            assert get(path, **query)(shop.kept).status_code == 200, (path, query)
    assert shop.outcomes() == ["hit"] * len(DIFFERENT)


def test_parts_of_photos_are_questions_of_their_own(shop: CachingShop) -> None:
    photo, other = a_photo(shop), a_photo(shop)
    asked = [
        (f"/v1/photos/{each}/{question}", query)
        for each, question in itertools.product((photo, other), ("similar", "compatible"))
        for query in ({}, {"crop": "0,0,0.5,1"}, {"crop": "0,0,0.6,1"})
    ]
    asked.append((f"/v1/photos/{photo}/compatible", {"shows": "sofa"}))
    asked.append((f"/v1/photos/{photo}/compatible", {"shows": "rug"}))
    for path, query in asked:
        kept, never_kept = shop.both(get(path, **query, category="armchair"))
        assert kept.content == never_kept.content
    assert shop.outcomes() == ["miss"] * len(asked)
    with shop.without_index():
        for path, query in asked:
            assert get(path, **query, category="armchair")(shop.kept).status_code == 200


def test_no_answer_is_kept_of_a_photo_that_is_gone(shop: CachingShop) -> None:
    erased, expiring = a_photo(shop), a_photo(shop)
    for photo in (erased, expiring):
        paths = [f"/v1/photos/{photo}/similar", f"/v1/photos/{photo}/compatible?category=rug"]
        furnishing = room(photos=[photo], slots=[CHAIR])
        for path in paths:
            assert get(path)(shop.kept).status_code == get(path)(shop.kept).status_code == 200
        assert furnishing(shop.kept).status_code == furnishing(shop.kept).status_code == 200
        assert shop.outcomes() == ["hit"] * 3 + ["miss"] * 3
        if photo == erased:
            assert shop.kept.client.delete(f"/v1/photos/{photo}").status_code == 204
        else:
            seconds = shop.kept.services.settings.photo_retention_seconds
            shop.kept.workshop.clock.advance(seconds=seconds)
        for path in paths:
            problem_of(get(path)(shop.kept), 404)
        problem_of(furnishing(shop.kept), 404)


def test_what_changed_of_a_listing_is_seen_at_once(shop: CachingShop) -> None:
    assert "chair" in ids(get(SIMILAR)(shop.kept))
    shop.kept.offer("chair", DARK_RED, category="armchair", colors=["red"], price=250, stock=1)
    answer = get(SIMILAR)(shop.kept)
    (chair,) = [each for each in answer.json()["results"] if each["listing"]["id"] == "chair"]
    assert chair["listing"]["price"] == 250
    assert chair["listing"]["indexing"]["state"] == "pending"
    shop.settle()
    answer = get(SIMILAR)(shop.kept)
    (chair,) = [each for each in answer.json()["results"] if each["listing"]["id"] == "chair"]
    assert chair["listing"]["indexing"]["state"] == "indexed"
    assert shop.outcomes() == ["miss", "stale", "stale"]


def test_what_is_sold_out_or_deleted_is_gone_at_once(shop: CachingShop) -> None:
    before = ids(get(SIMILAR)(shop.kept))
    assert {"chair", "stool"} <= set(before)
    shop.kept.offer("chair", DARK_RED, category="armchair", colors=["red"], stock=0)
    assert "chair" not in ids(get(SIMILAR)(shop.kept))
    shop.settle()
    assert "stool" in ids(get(SIMILAR)(shop.kept))
    assert shop.kept.delete("stool").status_code == 200
    assert "stool" not in ids(get(SIMILAR)(shop.kept))


def test_a_room_without_what_was_sold_a_moment_ago(shop: CachingShop) -> None:
    furnishing = room(anchors=["sofa"], slots=[CHAIR], sets=1)
    chosen = furnishing(shop.kept).json()["sets"][0]["choices"][0]["listing"]["id"]
    assert chosen == "chair"
    shop.kept.offer("chair", DARK_RED, category="armchair", colors=["red"], stock=0)
    chosen = furnishing(shop.kept).json()["sets"][0]["choices"][0]["listing"]["id"]
    assert chosen == "stool"


@pytest.mark.parametrize("query", [{}, {"also": "couch"}, {"unlike": "couch"}])
def test_who_was_asked_with_is_gone_at_once(shop: CachingShop, query: Mapping[str, str]) -> None:
    gone = "couch" if query else "sofa"
    assert get(SIMILAR, **query)(shop.kept).status_code == 200
    assert shop.kept.delete(gone).status_code == 200
    problem_of(get(SIMILAR, **query)(shop.kept), 404)


def test_who_was_asked_with_and_looks_otherwise_now_is_asked_anew(shop: CachingShop) -> None:
    assert ids(get(SIMILAR, in_stock="false", category="armchair")(shop.kept))[0] == "chair"
    shop.kept.offer("sofa", BLUE, category="sofa", colors=["navy"])
    shop.settle()
    assert ids(get(SIMILAR, in_stock="false", category="armchair")(shop.kept))[0] == "stool"


def test_a_new_listing_is_seen_when_the_answer_is_as_old_as_may_be(shop: CachingShop) -> None:
    seconds = shop.kept.services.settings.answer_cache_seconds
    assert get(SIMILAR)(shop.kept).status_code == 200
    shop.kept.offer("new", RED, category="sofa", colors=["red"])
    shop.kept.index()
    shop.kept.workshop.clock.advance(seconds=seconds)
    assert "new" not in ids(get(SIMILAR)(shop.kept))
    shop.kept.workshop.clock.advance(seconds=0.001)
    assert ids(get(SIMILAR)(shop.kept))[0] == "new"
    assert shop.outcomes() == ["hit", "miss", "stale"]


def test_the_store_forgets_it_by_then_too(shop: CachingShop, valkey: ValkeyServer) -> None:
    get(SIMILAR)(shop.kept)
    (name,) = valkey.client.keys("credenza:answers:*")
    seconds = shop.kept.services.settings.answer_cache_seconds
    assert 0 < valkey.client.pttl(name) <= seconds * 1000


def test_what_has_just_been_indexed_is_not_kept(shop: CachingShop) -> None:
    """The index may have answered as it was before."""
    shop.kept.offer("chair", BLUE, category="armchair", colors=["navy"], stock=1)
    shop.kept.index()
    for _ in range(2):
        get(SIMILAR)(shop.kept)
    assert shop.outcomes() == ["miss", "miss"]
    shop.kept.workshop.clock.advance(seconds=11)
    for _ in range(2):
        get(SIMILAR)(shop.kept)
    assert shop.outcomes() == ["hit", "miss"]


def test_another_release_has_answers_of_its_own(shop: CachingShop) -> None:
    assert get(SIMILAR)(shop.kept).json()["release"] == "matching"
    workshop = shop.kept.workshop
    for name in ("another", "matching"):
        workshop.clock.advance(seconds=1)
        live = workshop.activate_encoder(InterruptedEncoder(name, matching=True))
        workshop.index.ensure_collection(live.collection, live.dimensions)
        shop.kept.index()
        assert get(SIMILAR)(shop.kept).json()["release"] == name
    assert shop.outcomes() == ["miss"] * 3


def test_errors_are_not_kept(shop: CachingShop) -> None:
    problem_of(get("/v1/listings/new/similar")(shop.kept), 404)
    shop.kept.offer("new", RED)
    shop.kept.index()
    assert get("/v1/listings/new/similar")(shop.kept).status_code == 200
    problem_of(get(SIMILAR, min_score=0.5, also="couch")(shop.kept), 422)
    with shop.without_index():
        assert get(SIMILAR)(shop.kept).status_code == 503
    assert get(SIMILAR)(shop.kept).status_code == 200


def test_searches_go_on_and_are_right_while_the_store_is_away(
    sqlite_catalogue: Database, tmp_path: Path, mortal_valkey: ValkeyServer
) -> None:
    with caching(sqlite_catalogue, tmp_path, mortal_valkey) as shop:
        before = get(SIMILAR)(shop.kept)
        mortal_valkey.stop()
        for ask in QUESTIONS.values():
            kept, never_kept = shop.both(ask)
            assert kept.status_code == 200
            assert kept.content == never_kept.content
        assert set(shop.outcomes()[:-1]) == {"away"}
        # Nobody can tell the store.
        shop.kept.offer("chair", DARK_RED, category="armchair", colors=["red"], price=1, stock=1)
        shop.settle()
        mortal_valkey.start()

        def is_kept_again() -> bool:
            answer = get(SIMILAR)(shop.kept)
            assert answer.content == get(SIMILAR)(shop.plain).content != before.content
            return "hit" in shop.outcomes()

        until(is_kept_again, seconds=60)


def test_a_store_that_missed_an_update_does_not_bring_the_old_back(
    sqlite_catalogue: Database, tmp_path: Path, mortal_valkey: ValkeyServer
) -> None:
    with caching(sqlite_catalogue, tmp_path, mortal_valkey) as shop:
        get(SIMILAR)(shop.kept)
        values = {name: mortal_valkey.client.get(name) for name in mortal_valkey.client.keys()}
        mortal_valkey.stop()
        shop.kept.offer("chair", DARK_RED, category="armchair", colors=["red"], price=1, stock=1)
        mortal_valkey.start()
        for name, value in values.items():
            mortal_valkey.client.set(name, value)

        def is_looked_up_again() -> bool:
            prices = {
                each["listing"]["id"]: each["listing"]["price"]
                for each in get(SIMILAR)(shop.kept).json()["results"]
            }
            assert prices["chair"] == 1
            return "stale" in shop.outcomes()

        until(is_looked_up_again, seconds=60)


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_poisoned_value_is_no_answer(
    shop: CachingShop, valkey: ValkeyServer, data: st.DataObject
) -> None:
    answer = get(SIMILAR)(shop.kept)
    for name in valkey.client.keys("credenza:answers:*"):
        value: Any = valkey.client.get(name)
        garbage = data.draw(
            st.binary(max_size=60) | st.integers(0, len(value)).map(lambda end: value[32:end])
        )
        valkey.client.set(name, value[:32] + garbage, ex=60)
    assert get(SIMILAR)(shop.kept).content == answer.content


class JammedFlights(Flights[Any]):
    """Counts who boards."""

    boardings = 0

    @contextmanager
    def boarded(self, key: bytes) -> Iterator[tuple[Flight[Any], bool]]:
        with super().boarded(key) as boarded:
            self.boardings += 1
            yield boarded


@dataclass(frozen=True)
class Crowd:
    """Several who ask the same while the first is held up in the index."""

    shop: CachingShop
    flights: JammedFlights
    pool: ThreadPoolExecutor


@pytest.fixture
def crowd(shop: CachingShop) -> Iterator[Crowd]:
    flights = JammedFlights()
    caches = replace(shop.kept.services.caches, under_way=flights)
    services = replace(shop.kept.services, caches=caches)
    with (
        TestClient(create_app(services), raise_server_exceptions=False) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        kept = replace(shop.kept, client=client, services=services)
        yield Crowd(replace(shop, kept=kept), flights, pool)
