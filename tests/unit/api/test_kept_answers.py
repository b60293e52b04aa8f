"""An answer that is kept is the very same as one that is made, and nobody else's."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.app import problem_of
from tests.fixtures.caching import (
    CHAIR,
    COMPATIBLE,
    QUESTIONS,
    SIMILAR,
    Ask,
    CachingShop,
    add_photo,
    get,
    ids,
    room,
)
from tests.fixtures.valkey import ValkeyServer


@pytest.fixture
def shop(furnished_caching_shop: CachingShop) -> CachingShop:
    return furnished_caching_shop


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_what_is_kept_is_the_very_same_answer(shop: CachingShop, ask: Ask) -> None:
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
    (SIMILAR, {"prefer": "color:red"}),
    (SIMILAR, {"prefer": "color:navy"}),
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
    (SIMILAR, {"style": "boho"}),
    (SIMILAR, {"not_style": "boho"}),
    (SIMILAR, {"material": "wood"}),
    (SIMILAR, {"all_material": "wood"}),
    (SIMILAR, {"not_material": "wood"}),
    (SIMILAR, {"all_tag": "red"}),
    (SIMILAR, {"not_tag": "red"}),
    (SIMILAR, {"min_width": 10}),
    (SIMILAR, {"min_depth": 10}),
    (SIMILAR, {"min_height": 10}),
    (SIMILAR, {"max_height": 300}),
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
    photo, other = add_photo(shop), add_photo(shop)
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
    erased, expiring = add_photo(shop), add_photo(shop)
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


def test_every_parameter_that_there_is_was_tried(shop: CachingShop) -> None:
    paths = shop.kept.get("/schema/openapi.json")["paths"]
    for question in ("similar", "compatible"):
        declared = {
            parameter["name"]
            for source in ("listings/{listing_id}", "photos/{photo_id}")
            for parameter in paths[f"/v1/{source}/{question}"]["get"]["parameters"]
            if parameter["in"] == "query"
        }
        assert declared - {"crop", "shows", "cursor"} <= {
            name for _, query in DIFFERENT for name in query
        }


@pytest.mark.parametrize("end", [0, 1, 20, -1])
def test_what_was_cut_short_is_no_answer(shop: CachingShop, valkey: ValkeyServer, end: int) -> None:
    answer = get(SIMILAR)(shop.kept)
    (name,) = valkey.client.keys("credenza:answers:*")
    value: Any = valkey.client.get(name)
    valkey.client.set(name, value[:32] + value[32:][:end], ex=60)
    shop.outcomes()
    assert get(SIMILAR)(shop.kept).content == answer.content
    assert shop.outcomes() == ["miss"]


@given(garbage=st.binary(max_size=60), end=st.none() | st.integers(0, 3_000))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_is_no_answer(
    shop: CachingShop, valkey: ValkeyServer, garbage: bytes, end: int | None
) -> None:
    answer = get(SIMILAR)(shop.kept)
    (name,) = valkey.client.keys("credenza:answers:*")
    value: Any = valkey.client.get(name)
    key, kept = value[:32], value[32:]
    kept = zlib.decompress(kept)[:end]
    value = garbage if end is None else zlib.compress(kept)
    valkey.client.set(name, key + value, ex=60)
    assert get(SIMILAR)(shop.kept).content == answer.content


@pytest.mark.parametrize("content", [{}, {"results": 3}, [], "text", None])
def test_what_another_version_kept_is_no_answer(
    shop: CachingShop, valkey: ValkeyServer, content: Any
) -> None:
    answer = get(SIMILAR)(shop.kept)
    (name,) = valkey.client.keys("credenza:answers:*")
    value: Any = valkey.client.get(name)
    kept = zlib.decompress(value[32:])
    made_at, stamps, _ = msgspec.msgpack.decode(kept, type=tuple[msgspec.Raw, ...])
    kept = zlib.compress(msgspec.msgpack.encode([made_at, stamps, content]))
    valkey.client.set(name, value[:32] + kept, ex=60)
    shop.outcomes()
    assert get(SIMILAR)(shop.kept).content == answer.content
    assert shop.outcomes() == ["miss"]
