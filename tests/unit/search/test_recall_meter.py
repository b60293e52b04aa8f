from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from backend.errors import IndexUnavailable
from backend.index.filters import Filter, IsTrue, OneOf
from backend.index.port import Entry, Found, Hit, Scalars, Vector
from backend.metrics import Metrics
from backend.search.recall_meter import Asked, RecallMeter, band_of, recall_of
from tests.contract.subject import unit_vector
from tests.fakes.index import MemoryIndex
from tests.fixtures.polling import until

NAME = "shop"
QUERY = unit_vector("question", 16)


class HeldIndex(MemoryIndex):
    """Its searches wait for the gate; `asked` counts them, and `failing` is raised by them."""

    def __init__(self) -> None:
        super().__init__()
        self.counter: list[bool] = []
        self.gate = threading.Event()
        self.gate.set()
        self.failing: list[Exception] = []

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
        self.counter.append(exact)
        assert self.gate.wait(60)
        if self.failing:
            raise self.failing.pop()
        return super().search(collection, field, query, limit=limit, where=where, exclude=exclude)


@pytest.fixture
def index() -> HeldIndex:
    """Forty entries; every other one is in stock."""
    index = HeldIndex()
    index.ensure_collection(NAME, {"visual": 16})
    index.upsert(
        NAME,
        [
            Entry(
                id=f"item-{number}",
                version=1,
                scalars=Scalars(in_stock=number % 2 == 0),
                vectors={"visual": unit_vector(f"item {number}", 16)},
            )
            for number in range(40)
        ],
    )
    return index


def asked(where: Filter | None = None, selectivity: float | None = None) -> Asked:
    return Asked(NAME, "visual", QUERY, 20, where, (), selectivity)


def sample(metrics: Metrics, name: str, **labels: str) -> float:
    """The value of a sample as it is exported; 0 where there is none."""
    return sum(
        each.value
        for family in text_string_to_metric_families(metrics.exposition().decode())
        for each in family.samples
        if each.name == name and labels.items() <= each.labels.items()
    )


def outcomes(metrics: Metrics) -> dict[str, int]:
    return {
        outcome: int(sample(metrics, "credenza_recall_samples_total", outcome=outcome))
        for outcome in ("measured", "dropped", "failed")
    }


def test_what_was_served_is_compared_with_what_an_exact_search_finds(index: HeldIndex) -> None:
    metrics = Metrics()
    meter = RecallMeter(index, metrics, share=1.0, rest=0)
    exact = index.search(NAME, "visual", QUERY, limit=20, where=IsTrue())
    lacking = Found(
        [hit for place, hit in enumerate(exact.hits) if place not in (2, 7, 15)], "probed"
    )
    meter.served(asked(IsTrue(), 0.5), lacking)
    until(lambda: outcomes(metrics)["measured"] == 1, seconds=30)
    meter.close()
    band = {"selectivity": ">=0.5"}
    assert sample(metrics, "credenza_recall_at_10_count", **band) == 1
    assert sample(metrics, "credenza_recall_at_10_sum", **band) == pytest.approx(0.8)
    assert index.counter == [False, True]


def test_a_share_of_the_searches_is_drawn(index: HeldIndex) -> None:
    metrics, chances = Metrics(), iter([0.009, 0.01, 0.5, 0.0])
    meter = RecallMeter(index, metrics, share=0.01, rest=0, chance=lambda: next(chances))
    for _ in range(4):
        meter.served(asked(), Found([], "exact"))
    until(lambda: outcomes(metrics)["measured"] == 2, seconds=30)
    meter.close()


def test_a_share_of_none_draws_none_and_needs_no_thread(index: HeldIndex) -> None:
    meter = RecallMeter(index, Metrics(), share=0, chance=lambda: 0.0)
    meter.served(asked(), Found([], "exact"))
    assert meter._thread is None
    meter.close()
    assert index.counter == []


def test_what_finds_no_room_is_dropped_and_nobody_waits(index: HeldIndex) -> None:
    metrics = Metrics()
    meter = RecallMeter(index, metrics, share=1.0, rest=0, waiting=2)
    index.gate.clear()
    meter.served(asked(), Found([], "exact"))
    until(lambda: len(index.counter) == 1, seconds=30)
    for _ in range(5):
        meter.served(asked(), Found([], "exact"))
    assert outcomes(metrics) == {"measured": 0, "dropped": 3, "failed": 0}
    index.gate.set()
    until(lambda: outcomes(metrics)["measured"] == 3, seconds=30)
    meter.close()


def test_what_fails_is_counted_and_the_next_is_measured(index: HeldIndex) -> None:
    metrics = Metrics()
    meter = RecallMeter(index, metrics, share=1.0, rest=0)
    index.failing = [IndexUnavailable("Away."), ValueError("A mistake.")]
    for _ in range(3):
        meter.served(asked(), Found([], "exact"))
    until(lambda: outcomes(metrics) == {"measured": 1, "dropped": 0, "failed": 2}, seconds=30)
    meter.close()


def test_it_rests_and_closing_wakes_it(index: HeldIndex) -> None:
    metrics = Metrics()
    meter = RecallMeter(index, metrics, share=1.0, rest=1e8)
    meter.served(asked(), Found([], "exact"))
    meter.served(asked(), Found([], "exact"))
    until(lambda: outcomes(metrics)["measured"] == 1, seconds=30)
    thread = meter._thread
    assert thread is not None
    meter.close()
    thread.join(30)
    assert not thread.is_alive()
    assert len(index.counter) == 1


def test_closing_forgets_what_waits_and_ends_the_thread(index: HeldIndex) -> None:
    metrics = Metrics()
    meter = RecallMeter(index, metrics, share=1.0, rest=0, waiting=3)
    index.gate.clear()
    for _ in range(4):
        meter.served(asked(), Found([], "exact"))
        until(lambda: len(index.counter) == 1, seconds=30)
    thread = meter._thread
    assert thread is not None
    closing = threading.Thread(target=meter.close)
    closing.start()
    until(meter._closed.is_set, seconds=30)
    index.gate.set()
    closing.join()
    thread.join(30)
    assert not thread.is_alive()
    assert len(index.counter) == 1
    meter.served(asked(), Found([], "exact"))
    meter.close()
    assert len(index.counter) == 1


def hits(*pairs: tuple[str, float]) -> list[Hit]:
    return [Hit(name, score) for name, score in pairs]


@pytest.mark.parametrize(
    ("served", "recall"),
    [
        (["a", "b", "c"], 1.0),
        (["a", "b", "d"], 1.0),  # as near as the third
        (["a", "c", "d"], 1.0),  # all three as near as the third, which is all that is asked
        (["a", "x", "y"], 1 / 3),
        ([], 0.0),
    ],
)
def test_an_entry_as_near_as_the_last_is_as_good(served: list[str], recall: float) -> None:
    exact = hits(("a", 0.9), ("b", 0.8), ("c", 0.8), ("d", 0.8), ("e", 0.1))
    assert recall_of(hits(*((name, 0.0) for name in served)), exact, 3) == pytest.approx(recall)


def test_where_nothing_matches_there_is_nothing_to_measure() -> None:
    assert recall_of([], [], 10) is None


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=30), st.integers(1, 12))
def test_who_finds_what_is_nearest_has_found_all(scores: list[float], wanted: int) -> None:
    ranked = sorted(scores, reverse=True)
    exact = hits(*((f"item-{place}", score) for place, score in enumerate(ranked)))
    assert recall_of(exact[:wanted], exact, wanted) == 1.0


@pytest.mark.parametrize(
    ("where", "selectivity", "band"),
    [
        (None, 1.0, "unfiltered"),
        (IsTrue(), 1.0, ">=0.5"),
        (IsTrue(), 0.2, ">=0.1"),
        (IsTrue(), 0.001, ">=0.001"),
        (OneOf("group", ("x",)), 0.0, "<0.001"),
        (IsTrue(), None, "unknown"),
    ],
)
def test_recall_is_told_by_selectivity(where: Filter | None, selectivity: Any, band: str) -> None:
    assert band_of(where, selectivity) == band
