from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.encoder.neighbours import TRUST, beside_neighbours

MODEL = np.array([0.5, 0.4, 0.1, 0.0], np.float32)
SHARES = st.floats(0, 1)


def test_without_neighbours_it_is_the_models_word() -> None:
    np.testing.assert_array_equal(beside_neighbours(MODEL, []), MODEL)


def test_what_surely_shows_the_design_decides_between_what_the_model_thinks_possible() -> None:
    told = beside_neighbours(MODEL, [(1, 0.9)])

    assert told.argmax() == 1
    assert told[1] == pytest.approx(0.4 * (1 + TRUST * 0.9) / (0.6 + 0.4 * (1 + TRUST * 0.9)))


def test_what_hardly_looks_alike_says_hardly_anything() -> None:
    told = beside_neighbours(MODEL, [(2, 0.001)] * 12)

    assert told.argmax() == 0
    np.testing.assert_allclose(told, MODEL, atol=0.03)


def test_what_the_model_rules_out_no_neighbour_brings_up() -> None:
    assert beside_neighbours(MODEL, [(3, 1.0)] * 12)[3] == 0


def test_a_model_that_rules_everything_out_is_left_alone() -> None:
    nothing = np.zeros(3, np.float32)
    np.testing.assert_array_equal(beside_neighbours(nothing, [(1, 1.0)]), nothing)


@given(
    logits=st.lists(st.floats(-8, 8), min_size=2, max_size=24),
    neighbours=st.lists(st.tuples(st.integers(0, 1), SHARES), max_size=12),
)
def test_it_stays_a_distribution_and_who_is_named_never_loses_to_who_is_not(
    logits: list[float], neighbours: list[tuple[int, float]]
) -> None:
    model = np.exp(np.array(logits))
    model = (model / model.sum()).astype(np.float32)

    told = beside_neighbours(model, neighbours)

    assert told.sum() == pytest.approx(1, abs=1e-5)
    assert ((told >= 0) & (told <= 1)).all()
    unnamed = np.arange(2, len(model))
    for place in {place for place, _ in neighbours}:
        ratio = told[place] / told[unnamed]
        assert (ratio >= model[place] / model[unnamed] * (1 - 1e-4)).all()
