"""Vectors of listings that are asked with are fetched once, and are never those of before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.index.port import Entry
from backend.search.inquiry import Inquiry
from backend.search.kept_vectors import entries_of
from tests.fixtures.caching import BLUE, CachingShop, get
from tests.fixtures.valkey import ValkeyServer


@pytest.fixture
def shop(furnished_caching_shop: CachingShop) -> CachingShop:
    return furnished_caching_shop


def entries(shop: CachingShop, *ids: str) -> dict[str, Entry]:
    inquiry = Inquiry.begin(shop.kept.services)
    return entries_of(inquiry, inquiry.stored(ids))


def assert_same(one: Entry, other: Entry) -> None:
    assert (one.id, one.version, one.scalars) == (other.id, other.version, other.scalars)
    assert one.vectors.keys() == other.vectors.keys()
    for name, vector in one.vectors.items():
        assert vector.dtype == np.float32
        assert np.array_equal(vector, other.vectors[name])


def test_what_was_fetched_once_is_there_without_the_index(shop: CachingShop) -> None:
    fetched = entries(shop, "sofa", "chair")
    assert shop.outcomes("vectors") == ["miss", "miss"]
    with shop.without_index():
        kept = entries(shop, "chair", "sofa")
    assert shop.outcomes("vectors") == ["hit", "hit"]
    for listing_id in ("sofa", "chair"):
        assert_same(kept[listing_id], fetched[listing_id])
        assert_same(kept[listing_id], shop.kept.workshop.entries(listing_id)[listing_id])


def test_only_those_that_are_not_kept_are_fetched(shop: CachingShop) -> None:
    entries(shop, "sofa")
    assert entries(shop, "sofa", "chair").keys() == {"sofa", "chair"}
    assert shop.outcomes("vectors") == ["hit", "miss", "miss"]


def test_another_question_about_the_same_listing_needs_no_fetch(shop: CachingShop) -> None:
    get("/v1/listings/sofa/similar")(shop.kept)
    get("/v1/listings/sofa/compatible")(shop.kept)
    shop.kept.client.post("/v1/listings/compare", json={"listings": ["sofa", "chair"]})
    assert shop.outcomes("vectors") == ["hit", "hit", "miss", "miss"]


def test_a_listing_that_looks_otherwise_now_is_fetched_anew(shop: CachingShop) -> None:
    before = entries(shop, "sofa")["sofa"]
    shop.kept.offer("sofa", BLUE, category="sofa")
    shop.settle()
    after = entries(shop, "sofa")["sofa"]
    assert after.version == before.version + 1
    assert not np.array_equal(after.vectors["visual"], before.vectors["visual"])
    assert_same(after, shop.kept.workshop.entries("sofa")["sofa"])


def test_what_the_index_has_just_been_given_is_not_kept(shop: CachingShop) -> None:
    shop.kept.offer("sofa", BLUE, category="sofa")
    shop.kept.index()
    entries(shop, "sofa")
    with shop.without_index():
        assert get("/v1/listings/sofa/similar")(shop.kept).status_code == 503


def test_what_the_index_holds_of_another_version_is_not_kept(shop: CachingShop) -> None:
    """It may answer as it was a moment ago."""
    older = shop.kept.workshop.entries("sofa")["sofa"]
    shop.kept.offer("sofa", BLUE, category="sofa")
    shop.settle()
    newer = shop.kept.workshop.entries("sofa")["sofa"]
    index, collection = shop.kept.workshop.index, shop.kept.workshop.collection()
    index.upsert(collection, [older])
    assert_same(entries(shop, "sofa")["sofa"], older)
    index.upsert(collection, [newer])
    assert_same(entries(shop, "sofa")["sofa"], newer)


def test_each_release_has_vectors_of_its_own(shop: CachingShop) -> None:
    entries(shop, "sofa")
    shop.outcomes()
    shop.activate("another")
    shop.settle()
    entries(shop, "sofa")
    assert shop.outcomes("vectors") == ["miss"]


@given(garbage=st.binary(max_size=60), end=st.none() | st.integers(0, 1_000))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_is_fetched_anew(
    shop: CachingShop, valkey: ValkeyServer, garbage: bytes, end: int | None
) -> None:
    fetched = entries(shop, "sofa")["sofa"]
    (name,) = valkey.client.keys("credenza:vectors:*")
    value: Any = valkey.client.get(name)
    key, kept = value[:32], value[32:]
    valkey.client.set(name, key + (garbage if end is None else kept[:end]), ex=60)
    assert_same(entries(shop, "sofa")["sofa"], fetched)


def test_without_a_cache_everything_is_fetched(shop: CachingShop) -> None:
    inquiry = Inquiry.begin(shop.plain.services)
    assert entries_of(inquiry, inquiry.stored(["sofa", "chair"])).keys() == {"sofa", "chair"}
    assert entries_of(inquiry, {}) == {}
    assert shop.outcomes("vectors") == []
