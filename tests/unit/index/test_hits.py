from __future__ import annotations

from backend.index.hits import best_first
from backend.index.port import Hit


def test_the_best_come_first_and_ties_by_id() -> None:
    hits = [Hit("b", 1, 0.5), Hit("c", 2, 0.9), Hit("a", 3, 0.5), Hit("d", 4, 0.1)]
    assert best_first(hits, 3) == [Hit("c", 2, 0.9), Hit("a", 3, 0.5), Hit("b", 1, 0.5)]


def test_what_differs_by_rounding_alone_ties() -> None:
    hits = [Hit("b", 1, 0.50000006), Hit("a", 1, 0.5)]
    assert [hit.id for hit in best_first(hits, 2)] == ["a", "b"]


def test_a_score_is_an_inner_product_of_unit_vectors() -> None:
    hits = [Hit("a", 1, 1.0000002), Hit("b", 1, -1.0000002)]
    assert [hit.score for hit in best_first(hits, 2)] == [1.0, -1.0]
