"""What is kept in slots, on a real server."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.cache.slots import Slots, key_of
from backend.cache.store import CacheStore
from backend.errors import ConfigurationError
from tests.fixtures.polling import until
from tests.fixtures.valkey import ValkeyServer

PATIENT: Final = 60.0
SLOTS: Final = 4
LARGEST: Final = 100


@pytest.fixture
def store(valkey: ValkeyServer) -> Iterator[CacheStore]:
    store = CacheStore(valkey.url, timeout_seconds=PATIENT)
    yield store
    store.close()


@pytest.fixture
def counted() -> Counter[tuple[str, str]]:
    return Counter()


@pytest.fixture
def slots(store: CacheStore, counted: Counter[tuple[str, str]]) -> Slots:
    return slots_in(store, counted)


def slots_in(store: CacheStore | None, counted: Counter[tuple[str, str]]) -> Slots:
    def count(cache: str, outcome: str) -> None:
        counted[cache, outcome] += 1

    return Slots(store, "answers", slots=SLOTS, largest=LARGEST, count=count)


def keys_of_one_slot(how_many: int) -> list[bytes]:
    keys = (key_of(number) for number in range(1_000))
    return [key for key in keys if int.from_bytes(key[:8], "big") % SLOTS == 0][:how_many]


def test_what_was_put_is_got_by_its_key_alone(slots: Slots) -> None:
    slots.put(key_of("a"), b"of a", seconds=60)
    assert slots.get(key_of("a")) == b"of a"
    assert slots.get(key_of("b")) is None


def test_two_keys_of_one_slot_are_never_taken_for_each_other(slots: Slots) -> None:
    first, second = keys_of_one_slot(2)
    slots.put(first, b"first", seconds=60)
    assert slots.get(second) is None
    slots.put(second, b"second", seconds=60)
    assert slots.get(second) == b"second"
    assert slots.get(first) is None


def test_there_are_never_more_values_than_slots_nor_larger_ones(
    slots: Slots, valkey: ValkeyServer
) -> None:
    for number in range(50):
        slots.put(key_of(number), os.urandom(number * 4), seconds=60)
    assert valkey.client.dbsize() == SLOTS
    sizes = [valkey.client.strlen(name) for name in valkey.client.keys("*")]
    assert all(32 < size <= 32 + LARGEST for size in sizes)


def test_what_is_too_large_is_not_kept_and_leaves_what_was_there(slots: Slots) -> None:
    first, second = keys_of_one_slot(2)
    slots.put(first, b"x" * LARGEST, seconds=60)
    slots.put(second, b"x" * (LARGEST + 1), seconds=60)
    assert slots.get(second) is None
    assert slots.get(first) == b"x" * LARGEST


def test_nothing_outlives_its_seconds(slots: Slots, valkey: ValkeyServer) -> None:
    slots.put(key_of("short"), b"value", seconds=0.2)
    until(lambda: valkey.client.dbsize() == 0, seconds=30)
    assert slots.get(key_of("short")) is None
    slots.put(key_of("none"), b"value", seconds=-1)
    assert valkey.client.dbsize() == 0
    slots.put(key_of("long"), b"value", seconds=60)
    (name,) = valkey.client.keys("*")
    assert 0 < valkey.client.pttl(name) <= 60_000


def test_lookups_are_counted(slots: Slots, counted: Counter[tuple[str, str]]) -> None:
    found, lost = key_of("found"), key_of("lost")
    slots.put(found, b"value", seconds=60)
    slots.get_many([found, lost])
    slots.count("hit")
    assert counted == {("answers", "miss"): 1, ("answers", "hit"): 1}


def test_without_a_store_nothing_is_kept_or_counted(counted: Counter[tuple[str, str]]) -> None:
    slots = slots_in(None, counted)
    slots.put(key_of("a"), b"of a", seconds=60)
    assert slots.get(key_of("a")) is None
    assert not slots.there
    assert not counted


@given(garbage=st.binary(max_size=80))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_in_a_slot_is_nothing(slots: Slots, valkey: ValkeyServer, garbage: bytes) -> None:
    slots.put(key_of("a"), b"of a", seconds=60)
    for name in valkey.client.keys("*"):
        valkey.client.set(name, garbage)
    assert slots.get(key_of("a")) is None


def test_a_slot_of_another_kind_is_nothing(slots: Slots, valkey: ValkeyServer) -> None:
    slots.put(key_of("a"), b"of a", seconds=60)
    (name,) = valkey.client.keys("*")
    valkey.client.delete(name)
    valkey.client.rpush(name, "not", "a", "string")
    assert slots.get(key_of("a")) is None


def test_a_store_that_is_away_is_nothing_until_it_is_back(
    mortal_valkey: ValkeyServer, counted: Counter[tuple[str, str]]
) -> None:
    store = CacheStore(mortal_valkey.url, timeout_seconds=PATIENT)
    slots = slots_in(store, counted)
    slots.put(key_of("a"), b"of a", seconds=60)
    assert slots.get(key_of("a")) == b"of a"
    mortal_valkey.stop()
    for _ in range(3):
        assert slots.get(key_of("a")) is None
        slots.put(key_of("a"), b"of a", seconds=60)
    assert counted["answers", "away"] == 3
    mortal_valkey.start()

    def is_kept_again() -> bool:
        slots.put(key_of("a"), b"of a", seconds=60)
        return slots.get(key_of("a")) == b"of a"

    until(is_kept_again, seconds=60)
    store.close()


def test_a_full_store_can_still_be_read(mortal_valkey: ValkeyServer) -> None:
    """As the broker is to be: it refuses what is new and forgets nothing."""
    store = CacheStore(mortal_valkey.url, timeout_seconds=PATIENT)
    slots = slots_in(store, Counter())
    slots.put(key_of("a"), b"of a", seconds=600)
    mortal_valkey.client.config_set("maxmemory-policy", "noeviction")
    mortal_valkey.client.config_set("maxmemory", "1")
    slots.put(key_of("b"), b"of b", seconds=600)
    for _ in range(3):
        assert slots.get(key_of("a")) == b"of a"
        assert slots.get(key_of("b")) is None
    store.close()


@pytest.mark.parametrize("url", ["valkey", "http://127.0.0.1:6379", "redis://127.0.0.1:port/0"])
def test_what_is_no_address_is_said_at_once(url: str) -> None:
    with pytest.raises(ConfigurationError, match="CREDENZA_CACHE_URL"):
        CacheStore(url, timeout_seconds=1)


def test_a_late_answer_is_nothing_and_never_the_answer_to_another_question(
    mortal_valkey: ValkeyServer, counted: Counter[tuple[str, str]]
) -> None:
    patient = CacheStore(mortal_valkey.url, timeout_seconds=PATIENT)
    values = {key_of(name): name.encode() for name in ("a", "b", "c")}
    for key, value in values.items():
        Slots(patient, "answers", slots=1_000, largest=9, count=lambda *_: None).put(
            key, value, seconds=600
        )
    hasty = CacheStore(mortal_valkey.url, timeout_seconds=0.05)
    slots = Slots(hasty, "answers", slots=1_000, largest=9, count=lambda *_: None)
    until(lambda: slots.get(key_of("a")) == b"a", seconds=60)
    mortal_valkey.freeze()
    assert slots.get(key_of("a")) is None
    mortal_valkey.thaw()

    def answers() -> bool:
        found = slots.get_many(list(values))
        assert found in ({}, values)
        return found == values

    until(answers, seconds=60)
    hasty.close()
    patient.close()
