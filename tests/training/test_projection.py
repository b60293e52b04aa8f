from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.training.projection import Floats, fit_projection, roots


def features(count: int, width: int, seed: int = 0) -> Floats:
    """Rows that vary strongly along some directions, weakly along others, about a common mean."""
    rng = np.random.default_rng(seed)
    strengths = 1.0 / np.arange(1, width + 1)
    rows = 2 + rng.normal(size=(count, width)) * strengths
    return rows.astype(np.float32)


@given(dimension=st.integers(1, 12), whitening=st.floats(0, 1), seed=st.integers(0, 2**32 - 1))
def test_vectors_have_unit_length_and_the_asked_dimension(
    dimension: int, whitening: float, seed: int
) -> None:
    rows = features(40, 12, seed)

    vectors = fit_projection(rows, dimension, whitening).apply(rows)

    assert vectors.shape == (40, dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_without_whitening_all_components_keep_the_distances() -> None:
    rows = features(40, 12)
    projection = fit_projection(rows, 12, whitening=0)

    before = roots(rows)
    after = before @ projection.matrix + projection.offset

    np.testing.assert_allclose(
        np.linalg.norm(after[:, None] - after[None], axis=2),
        np.linalg.norm(before[:, None] - before[None], axis=2),
        atol=1e-4,
    )


@pytest.mark.parametrize("whitening", [0.0, 0.5, 1.0])
def test_a_component_is_left_with_its_deviation_to_the_power_not_whitened(
    whitening: float,
) -> None:
    rows = features(200, 12)
    plain = fit_projection(rows, 8, whitening=0)
    scaled = fit_projection(rows, 8, whitening)

    kept = (roots(rows) @ plain.matrix).std(axis=0, ddof=1)

    np.testing.assert_allclose(
        (roots(rows) @ scaled.matrix).std(axis=0, ddof=1), kept ** (1 - whitening), rtol=1e-3
    )


def test_the_pictures_it_was_fitted_on_lie_round_the_origin() -> None:
    rows = features(200, 12)
    projection = fit_projection(rows, 8)

    np.testing.assert_allclose(
        (roots(rows) @ projection.matrix + projection.offset).mean(axis=0), 0, atol=1e-4
    )


def test_a_channel_four_times_as_active_counts_twice() -> None:
    rows = np.array([[4, 1, 0], [0, 0, 0], [1, 0, -1]], dtype=np.float32)

    expected = np.array([[2 / 5**0.5, 1 / 5**0.5, 0], [0, 0, 0], [1, 0, 0]])
    np.testing.assert_allclose(roots(rows), expected, atol=1e-6)


def test_fitting_again_gives_the_same_numbers() -> None:
    first, again = (fit_projection(features(60, 12), 8) for _ in range(2))

    np.testing.assert_array_equal(first.matrix, again.matrix)
    np.testing.assert_array_equal(first.offset, again.offset)


def test_mirrored_components_are_turned_the_same_way() -> None:
    rows = features(60, 12)
    projection = fit_projection(rows, 8)

    strongest = np.abs(projection.matrix).argmax(axis=0)
    assert (projection.matrix[strongest, np.arange(8)] > 0).all()


@pytest.mark.parametrize(("count", "dimension"), [(8, 8), (5, 8), (40, 13), (40, 0)])
def test_components_are_never_made_up(count: int, dimension: int) -> None:
    with pytest.raises(ValueError, match="need more than"):
        fit_projection(features(count, 12), dimension)
