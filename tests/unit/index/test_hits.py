from __future__ import annotations

from backend.index.hits import best_first
from backend.index.port import Hit


def test_the_best_come_first_and_ties_by_id() -> None:
    scored = [("b", 0.5), ("c", 0.9), ("a", 0.5), ("d", 0.1)]
    assert best_first(scored, 3) == [Hit("c", 0.9), Hit("a", 0.5), Hit("b", 0.5)]


def test_what_differs_by_rounding_alone_ties() -> None:
    assert best_first([("b", 0.50000006), ("a", 0.5)], 2) == [Hit("a", 0.5), Hit("b", 0.5)]


def test_a_score_is_an_inner_product_of_unit_vectors() -> None:
    scored = [("a", 1.0000002), ("b", -1.0000002)]
    assert [hit.score for hit in best_first(scored, 2)] == [1.0, -1.0]
