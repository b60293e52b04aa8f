from __future__ import annotations

import numpy as np
import pytest

from backend.errors import ConfigurationError, IndexUnavailable
from backend.index.port import Entry, Scalars
from backend.ingest import reconcile as module
from backend.ingest.reconcile import Repairs, reconcile
from tests.fakes.encoder import DIMENSION
from tests.fixtures.services import Workshop


@pytest.fixture(autouse=True, params=[1000, 2])
def page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether everything fits on a page or not must not matter."""
    monkeypatch.setattr(module, "PAGE", request.param)


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    """Five listings, all indexed."""
    for name in "abcde":
        workshop.put(name)
    workshop.work()
    return workshop


def _entry(listing_id: str, version: int = 1) -> Entry:
    vector = np.zeros(DIMENSION, dtype=np.float32)
    vector[0] = 1
    return Entry(
        id=listing_id,
        version=version,
        scalars=Scalars(
            category="",
            colors=(),
            materials=(),
            style="",
            price_cents=None,
            in_stock=True,
            group="",
        ),
        vectors={"visual": vector},
    )


def test_where_both_agree_nothing_is_done(shop: Workshop) -> None:
    shop.delete("c", 2)
    shop.work()
    assert reconcile(shop.services) == Repairs()
    assert shop.owed() == 0


def test_a_lost_collection_is_filled_again(shop: Workshop) -> None:
    shop.index.drop_collection(shop.collection())
    assert reconcile(shop.services) == Repairs(owed=5)
    assert {shop.state(name) for name in "abcde"} == {"pending"}
    shop.work()
    assert shop.versions() == dict.fromkeys("abcde", 1)
    assert reconcile(shop.services) == Repairs()


def test_missing_entries_are_brought_back(shop: Workshop) -> None:
    shop.index.delete(shop.collection(), ["b", "d"])
    assert reconcile(shop.services) == Repairs(owed=2)
    shop.work()
    assert shop.versions() == dict.fromkeys("abcde", 1)
    assert shop.encoder.calls == [5, 2]


@pytest.mark.parametrize("version", [1, 9])
def test_an_entry_of_another_version_is_written_anew(shop: Workshop, version: int) -> None:
    shop.put("c", 5)
    shop.work()
    shop.index.upsert(shop.collection(), [_entry("c", version)])
    assert reconcile(shop.services) == Repairs(owed=1)
    shop.work()
    entry = shop.entries("c")["c"]
    assert entry.version == 5
    assert entry.vectors["visual"].tobytes() == shop.entries("a")["a"].vectors["visual"].tobytes()


def test_entries_that_belong_to_no_listing_are_deleted(shop: Workshop) -> None:
    shop.index.upsert(shop.collection(), [_entry(name) for name in ("0", "bb", "zzz")])
    assert reconcile(shop.services) == Repairs(deleted=3)
    assert shop.versions() == dict.fromkeys("abcde", 1)


def test_a_deleted_listing_that_is_still_in_the_index_is_removed(shop: Workshop) -> None:
    shop.delete("a", 2)
    shop.work()
    shop.index.upsert(shop.collection(), [_entry("a")])
    assert reconcile(shop.services) == Repairs(owed=1)
    shop.work()
    assert sorted(shop.versions()) == ["b", "c", "d", "e"]
    assert shop.owed() == 0


def test_what_is_on_its_way_or_parked_is_left_to_its_way(shop: Workshop) -> None:
    shop.put("a", 2)
    shop.put("b", 2, images=())
    shop.put("c", 2)
    shop.delete("d", 2)
    shop.claims()
    shop.put("n", 1, images=())
    shop.clock.advance(seconds=90)
    assert reconcile(shop.services) == Repairs()
    shop.work()
    assert [item.listing_id for item in shop.parked()] == ["b", "n"]
    assert reconcile(shop.services) == Repairs()
    assert shop.versions() == {"a": 2, "b": 1, "c": 2, "e": 1}


def test_what_was_deleted_under_another_release_is_removed_when_going_back(
    shop: Workshop,
) -> None:
    shop.activate("second-release")
    shop.work()
    shop.delete("a", 2)
    shop.work()
    shop.activate("first-release")
    shop.work()
    reconcile(shop.services)
    shop.work()
    assert shop.versions() == dict.fromkeys("bcde", 1)


def test_an_index_that_is_away_is_said_and_nothing_is_owed(shop: Workshop) -> None:
    shop.index.reachable = False
    with pytest.raises(IndexUnavailable):
        reconcile(shop.services)
    assert shop.owed() == 0


def test_without_a_live_release_there_is_nothing_to_compare(shop: Workshop) -> None:
    shop.retire_everything()
    with pytest.raises(ConfigurationError, match="credenza release activate"):
        reconcile(shop.services)
