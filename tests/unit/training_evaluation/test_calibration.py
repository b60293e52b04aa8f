from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.training.evaluation.calibration import reliability


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_the_error_is_the_mean_gap_of_the_bins(statements: list[tuple[float, bool]]) -> None:
    bins: dict[int, list[tuple[float, bool]]] = {}
    for said, right in statements:
        bins.setdefault(min(int(said * 15), 14), []).append((said, right))
    expected = sum(
        abs(sum(said for said, _ in some) - sum(right for _, right in some))
        for some in bins.values()
    ) / len(statements)
    found = reliability([said for said, _ in statements], [right for _, right in statements])
    assert found is not None
    assert found.error == pytest.approx(expected)
    assert sum(each.n for each in found.bins) == found.n == len(statements)


def test_who_is_right_as_often_as_he_says_has_no_error() -> None:
    said = np.random.default_rng(0).random(20_000)
    right = np.random.default_rng(1).random(20_000) < said
    found = reliability(said, right)
    assert found is not None
    assert found.error < 0.02


def test_who_is_always_sure_and_never_right_has_all_of_it() -> None:
    found = reliability(np.ones((3, 2)), np.zeros((3, 2)))
    assert found is not None
    assert (found.error, found.n) == (1.0, 6)


def test_who_says_nothing_is_not_judged() -> None:
    assert reliability((), ()) is None
