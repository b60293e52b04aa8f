"""What changed is seen at once, what came within the stated time, whatever the store has missed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from backend.catalogue.database import Database
from tests.fixtures.app import problem_of
from tests.fixtures.caching import (
    BLUE,
    CHAIR,
    DARK_RED,
    QUESTIONS,
    RED,
    SIMILAR,
    CachingShop,
    caching_shop,
    furnish,
    get,
    ids,
    room,
)
from tests.fixtures.polling import until
from tests.fixtures.valkey import ValkeyServer


@pytest.fixture
def shop(furnished_caching_shop: CachingShop) -> CachingShop:
    return furnished_caching_shop


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


def test_what_another_is_wanted_for_counts_as_it_is_now(shop: CachingShop) -> None:
    """Once the stool is the chair in another version, it is no other chair."""
    asked = room(anchors=["sofa"], slots=[{**CHAIR, "swap": "chair"}])
    assert asked(shop.kept).json()["sets"]
    assert asked(shop.kept).json()["sets"]
    assert shop.outcomes() == ["hit", "miss"]
    for listing_id, color in (("chair", DARK_RED), ("stool", BLUE)):
        shop.kept.offer(listing_id, color, category="armchair", group="one")
    kept, plain = shop.both(asked)
    assert kept.content == plain.content
    assert shop.outcomes() == ["stale"]
    shop.kept.offer("stool", BLUE, category="armchair")
    shop.settle()
    assert asked(shop.kept).json()["sets"]
    shop.kept.offer("chair", DARK_RED, category="armchair", colors=["navy"])
    shop.outcomes()
    asked(shop.kept)
    assert shop.outcomes() == ["stale"]


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
        shop.activate(name)
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
    with caching_shop(sqlite_catalogue, tmp_path, mortal_valkey) as shop:
        furnish(shop)
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
    with caching_shop(sqlite_catalogue, tmp_path, mortal_valkey) as shop:
        furnish(shop)
        get(SIMILAR)(shop.kept)
        values: dict[Any, Any] = {
            name: mortal_valkey.client.get(name) for name in mortal_valkey.client.keys("*")
        }
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
