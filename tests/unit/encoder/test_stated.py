from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.encoder.stated import Floats, StatedStyles
from backend.errors import ConfigurationError

VALUES = ("modern", "rustic", "glam")
WAYS = np.array([[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0]], np.float32)
STATED = StatedStyles(values=VALUES, shifts=WAYS)


def unit(rows: object) -> Floats:
    found = np.array(rows, np.float32)
    lengths: Floats = found / np.linalg.norm(found, axis=1, keepdims=True)
    return lengths


def test_a_vector_moves_from_the_style_it_was_taken_for_to_the_stated_one() -> None:
    seen = unit([[1, 0, 0, 1]])
    (moved,) = STATED.moved(seen, np.array([[1, 0, 0]], np.float32), ["rustic"])
    expected = unit(seen + WAYS[1] - WAYS[0])
    np.testing.assert_allclose(moved, expected[0], rtol=1e-6)


@given(
    st.lists(st.sampled_from([*VALUES, "of another release", "", None]), min_size=1, max_size=6),
    st.integers(0, 1000),
)
def test_only_what_is_said_and_doubted_moves(words: list[str | None], seed: int) -> None:
    random = np.random.default_rng(seed)
    seen = unit(random.normal(size=(len(words), 4)))
    told = random.dirichlet(np.ones(3), len(words)).astype(np.float32)
    before = seen.copy()
    moved = STATED.moved(seen, told, words)
    np.testing.assert_allclose(np.linalg.norm(moved, axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(seen, before)
    for row, word in enumerate(words):
        stayed = moved[row].tobytes() == seen[row].tobytes()
        assert stayed == (word not in VALUES)


def test_a_picture_that_leaves_no_doubt_moves_nothing() -> None:
    seen = unit([[1, 2, 3, 4]])
    sure = np.array([[0, 1, 0]], np.float32)
    np.testing.assert_allclose(STATED.moved(seen, sure, ["rustic"]), seen, rtol=1e-6)


def test_a_vector_that_would_be_moved_to_nowhere_stays() -> None:
    seen = unit([[1, -1, 0, 0]])
    to_nowhere = StatedStyles(values=VALUES, shifts=np.array([[0] * 4, -seen[0], [0] * 4]))
    moved = to_nowhere.moved(seen, np.array([[1, 0, 0]], np.float32), ["rustic"])
    np.testing.assert_array_equal(moved, seen)


def test_what_is_packed_is_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "stated.npz"
    path.write_bytes(STATED.packed())
    loaded = StatedStyles.load(path)
    assert loaded.values == VALUES
    assert loaded.dimension == 4
    np.testing.assert_array_equal(loaded.shifts, WAYS)
    assert loaded.packed() == STATED.packed()


@pytest.mark.parametrize(
    ("values", "shifts", "complaint"),
    [
        (VALUES, np.zeros((2, 4)), r"\(2, 4\), not \(3, d\)"),
        (VALUES, np.zeros(3), "not"),
        (("modern", "modern"), np.zeros((2, 4)), "named twice"),
        (VALUES, np.full((3, 4), np.nan), "not finite"),
    ],
)
def test_shifts_that_cannot_be_are_refused(
    values: tuple[str, ...], shifts: Floats, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        StatedStyles(values=values, shifts=shifts)


def test_a_file_without_shifts_is_named(tmp_path: Path) -> None:
    path = tmp_path / "stated.npz"
    with path.open("wb") as file:
        np.savez(file, values=np.array(VALUES))
    with pytest.raises(ConfigurationError, match=r"stated\.npz lacks the array 'shifts'"):
        StatedStyles.load(path)
    with path.open("wb") as file:
        np.savez(file, values=np.array(VALUES), shifts=np.zeros((1, 4)))
    with pytest.raises(ConfigurationError, match=r"stated\.npz does not hold shifts"):
        StatedStyles.load(path)
