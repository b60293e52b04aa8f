from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.training.diagnosis.flat_map import grid_size, snapped

points = st.integers(0, 24).flatmap(
    lambda count: arrays(np.float32, (count, 2), elements=st.floats(0, 1, width=32))
)


@given(points)
def test_no_two_pictures_lie_on_each_other_and_none_outside(placed: np.ndarray) -> None:
    cells = snapped(placed, 6, 4)

    assert len({tuple(cell) for cell in cells.tolist()}) == len(placed)
    assert ((cells >= 0) & (cells < (6, 4))).all()


@given(points)
def test_no_picture_would_rather_have_a_cell_that_is_still_free(placed: np.ndarray) -> None:
    cells = snapped(placed, 6, 4)
    taken = {tuple(cell) for cell in cells.tolist()}
    wanted = placed.astype(np.float64) * (6, 4) - 0.5
    for point, cell in zip(wanted, cells, strict=True):
        own = np.hypot(*(cell - point))
        for free in {(x, y) for x in range(6) for y in range(4)} - taken:
            assert np.hypot(*(np.array(free) - point)) >= own


def test_a_point_alone_goes_where_it_is() -> None:
    placed = np.array([[0.1, 0.1], [0.9, 0.9], [0.5, 0.1]], dtype=np.float32)

    assert snapped(placed, 5, 5).tolist() == [[0, 0], [4, 4], [2, 0]]


def test_more_pictures_than_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="5 pictures do not go into 2 x 2 cells"):
        snapped(np.zeros((5, 2), dtype=np.float32), 2, 2)


@given(st.integers(1, 10_000))
def test_a_grid_has_room_and_gaps(count: int) -> None:
    columns, rows = grid_size(count)

    assert count < columns * rows <= max(9, 4 * count)
