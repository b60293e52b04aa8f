from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.search.diversity import POOL, diversified


def results(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores that fall, and vectors in clumps, some of them equal."""
    random = np.random.default_rng(seed)
    scores = np.sort(random.normal(size=count))[::-1]
    centres = random.normal(size=(4, 8))
    vectors = centres[random.integers(0, 4, count)]
    vectors = vectors + random.choice((0.0, 0.3), size=(count, 1)) * random.normal(size=(count, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return scores, vectors.astype(np.float32)


def plainly(scores: np.ndarray, vectors: np.ndarray, diversity: float) -> list[int]:
    """The definition, a loop at a time."""
    count = len(scores)
    rows = [row / np.linalg.norm(row) for row in vectors.astype(np.float64)]
    cosines = {
        (i, j): float(rows[i] @ rows[j]) for i in range(count) for j in range(count) if i != j
    }
    relevance = stretched(dict(enumerate(scores.tolist())))
    redundancy = stretched(cosines)
    order = [0]
    while len(order) < count:
        gains = {
            i: round(
                (1 - diversity) * relevance[i]
                - diversity * max(redundancy[i, shown] for shown in order),
                9,
            )
            for i in range(count)
            if i not in order
        }
        order.append(max(gains, key=lambda i: (gains[i], -i)))
    return order


def stretched(values: dict[Any, float]) -> dict[Any, float]:
    low, high = min(values.values(), default=0.0), max(values.values(), default=0.0)
    return {
        key: (value - low) / (high - low) if high > low else 0.0 for key, value in values.items()
    }


sizes = st.integers(0, 25)
seeds = st.integers(0, 2**32 - 1)
diversities = st.sampled_from((0.0, 0.1, 0.5, 0.9, 1.0))


@settings(deadline=None)
@given(sizes, seeds)
def test_without_diversity_the_order_is_the_one_given(count: int, seed: int) -> None:
    scores, vectors = results(count, seed)
    assert diversified(scores, vectors, 0.0).tolist() == list(range(count))
    # Even where a rule has put the results in an order that is not that of their scores.
    assert diversified(scores[::-1], vectors, 0.0).tolist() == list(range(count))


@settings(deadline=None)
@given(st.integers(1, 12), seeds, diversities.filter(bool))
def test_it_is_what_the_definition_says(count: int, seed: int, diversity: float) -> None:
    scores, vectors = results(count, seed)
    assert diversified(scores, vectors, diversity).tolist() == plainly(scores, vectors, diversity)


@settings(deadline=None)
@given(sizes, seeds, diversities, st.integers(0, 30))
def test_a_short_answer_begins_the_long_one(
    count: int, seed: int, diversity: float, limit: int
) -> None:
    scores, vectors = results(count, seed)
    whole = diversified(scores, vectors, diversity)
    assert sorted(whole.tolist()) == list(range(count))
    assert diversified(scores, vectors, diversity, limit).tolist() == whole[:limit].tolist()


def test_what_lies_beyond_the_pool_neither_moves_nor_counts() -> None:
    scores, vectors = results(POOL + 50, 3)
    of_the_pool = diversified(scores[:POOL], vectors[:POOL], 0.5).tolist()
    assert of_the_pool != list(range(POOL))
    whole = diversified(scores, vectors, 0.5).tolist()
    assert whole == [*of_the_pool, *range(POOL, POOL + 50)]


def test_twins_are_parted_and_the_best_stays_first() -> None:
    scores = np.array([0.9, 0.89, 0.8, 0.5])
    vectors = np.array([[1, 0], [1, 0], [0.6, 0.8], [0, 1]], np.float32)
    assert diversified(scores, vectors, 0.5).tolist() == [0, 2, 1, 3]
    assert diversified(scores, vectors, 1.0).tolist()[:2] == [0, 3]


def test_scores_of_any_scale_give_the_same_order() -> None:
    scores, vectors = results(20, 7)
    expected = diversified(scores, vectors, 0.4).tolist()
    assert diversified(40 * scores - 7, 3 * vectors, 0.4).tolist() == expected


def test_results_that_are_all_alike_stay_in_order() -> None:
    same = np.ones((5, 3), np.float32)
    assert diversified(np.linspace(1, 0, 5), same, 1.0).tolist() == [0, 1, 2, 3, 4]
    assert diversified(np.ones(5), np.zeros((5, 3), np.float32), 0.5).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("diversity", [-0.1, 1.1, float("nan")])
def test_a_share_is_from_0_to_1(diversity: float) -> None:
    with pytest.raises(ValueError, match=r"not in \[0, 1\]"):
        diversified(np.ones(3), np.ones((3, 2), np.float32), diversity)
