from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.training.evaluation.retrieval import (
    Search,
    Vectors,
    average_precisions,
    first_ranks,
    nearest,
    search_figures,
)


def vectors(seed: int, count: int) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, 4)).astype(np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def search(seed: int, queries: int, gallery: int) -> Search:
    numbers = np.random.default_rng(seed)
    return Search(
        queries=np.arange(queries),
        gallery=queries + np.arange(gallery),
        relevant=numbers.random((queries, gallery)) < 0.3,
        absent=numbers.random((queries, gallery)) < 0.2,
        groups=np.array([str(number) for number in range(queries)]),
    )


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 9))
def test_ranks_and_precisions_are_those_of_going_through_the_results(
    seed: int, queries: int, gallery: int
) -> None:
    asked, rows = search(seed, queries, gallery), vectors(seed, queries + gallery)
    ranks, precisions = first_ranks(asked, rows), average_precisions(asked, rows)
    for query in range(queries):
        there = [column for column in range(gallery) if not asked.absent[query, column]]
        there.sort(key=lambda column: -float(rows[query] @ rows[queries + column]))
        places = [place for place, column in enumerate(there, 1) if asked.relevant[query, column]]
        assert ranks[query] == (places[0] if places else np.inf)
        expected = [found / place for found, place in enumerate(places, 1)]
        assert precisions[query] == pytest.approx(np.mean(expected) if expected else 0.0)


def test_what_is_as_near_as_the_right_one_comes_before_it() -> None:
    rows = np.ones((4, 1), np.float32)
    blind = Search(
        queries=np.array([0]),
        gallery=np.array([1, 2, 3]),
        relevant=np.array([[True, False, False]]),
        absent=np.zeros((1, 3), np.bool_),
        groups=np.array(["a"]),
    )
    assert first_ranks(blind, rows).tolist() == [3.0]


def test_queries_that_can_find_nothing_do_not_count() -> None:
    asked = search(1, 3, 5)
    asked.relevant[:] = False
    assert search_figures(asked, vectors(1, 8), {}) == {}
    asked.relevant[1, 2], asked.absent[1, 2] = True, False
    assert search_figures(asked, vectors(1, 8), {})["hit_at_1"].model.n == 1


def test_hits_grow_with_depth_and_controls_stand_beside() -> None:
    asked, rows = search(2, 30, 60), vectors(2, 90)
    found = search_figures(asked, rows, {"other": vectors(3, 90)})
    values = [found[f"hit_at_{k}"].model.value for k in (1, 5, 10)]
    assert values == sorted(values)
    assert all(set(comparison.controls) == {"other"} for comparison in found.values())


def test_the_nearest_come_first_and_what_is_absent_last() -> None:
    asked, rows = search(4, 1, 5), vectors(4, 6)
    asked.absent[0] = [True, False, False, False, False]
    columns = nearest(asked, rows, 5)[0].tolist()
    assert columns[-1] == 0
    cosines = [float(rows[0] @ rows[1 + column]) for column in columns[:-1]]
    assert cosines == sorted(cosines, reverse=True)
