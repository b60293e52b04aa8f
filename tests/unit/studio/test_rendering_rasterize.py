from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backend.studio.rendering import rasterize as module
from backend.studio.rendering.rasterize import NOTHING

SIZE = 24
rasterize: Any = module.rasterize  # kernels are not typed
place = st.floats(-10, SIZE + 10, width=32)
vertex = st.tuples(place, place, st.floats(0.125, 2, width=32))


def drawn(
    vertices: NDArray[np.float32], faces: NDArray[np.int32]
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    depth = np.zeros((SIZE, SIZE), np.float32)
    triangle = np.full((SIZE, SIZE), NOTHING, np.int32)
    x, y, near = np.ascontiguousarray(vertices.T)
    rasterize(x, y, near, faces, np.ones(len(faces), bool), depth, triangle)
    return depth, triangle


def inside(corners: NDArray[np.float64], x: float, y: float) -> tuple[NDArray[np.float64], float]:
    """Barycentric coordinates by solving for them, and the determinant."""
    matrix = np.stack([corners[:, 0], corners[:, 1], np.ones(3)])
    determinant = float(np.linalg.det(matrix))
    if abs(determinant) < 1e-3:
        return np.full(3, -1.0), determinant
    return np.linalg.solve(matrix, np.array([x, y, 1.0])), determinant


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(vertex, vertex, vertex), min_size=1, max_size=4))
def test_it_agrees_with_solving_for_each_pixel(
    corners: list[tuple[tuple[float, float, float], ...]],
) -> None:
    vertices = np.array(corners, np.float32).reshape(-1, 3)
    faces = np.arange(len(vertices), dtype=np.int32).reshape(-1, 3)
    depth, triangle = drawn(vertices, faces)
    exact = vertices.astype(np.float64)
    for row in range(SIZE):
        for column in range(SIZE):
            nearest, sure = 0.0, True
            for face in faces:
                weights, determinant = inside(exact[face], column + 0.5, row + 0.5)
                # Rounding decides on edges and for slivers.
                sure &= abs(weights.min()) > 1e-3 and abs(determinant) > 0.5
                if weights.min() >= 0:
                    nearest = max(nearest, float(weights @ exact[face, 2]))
            if sure:
                assert depth[row, column] == pytest.approx(nearest, abs=2e-3)
                assert (triangle[row, column] == NOTHING) == (nearest == 0)


@settings(max_examples=40, deadline=None)
@given(place, place)
def test_there_is_no_pinhole_where_triangles_meet(x: float, y: float) -> None:
    x, y = min(max(x, 1), SIZE - 1), min(max(y, 1), SIZE - 1)
    outer = [(-5, -5, 1), (SIZE + 5, -5, 1), (SIZE + 5, SIZE + 5, 1), (-5, SIZE + 5, 1), (x, y, 1)]
    faces = np.array([[0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]], np.int32)
    _, triangle = drawn(np.array(outer, np.float32), faces)
    assert (triangle != NOTHING).all()


def test_what_is_behind_the_camera_or_not_chosen_is_not_drawn() -> None:
    vertices = np.array([[0, 0, 1], [30, 0, 1], [0, 30, -1]], np.float32)
    faces = np.array([[0, 1, 2]], np.int32)
    assert (drawn(vertices, faces)[1] == NOTHING).all()
    vertices[2, 2] = 1
    assert (drawn(vertices, faces)[1] == 0).any()
    depth = np.zeros((SIZE, SIZE), np.float32)
    x, y, near = np.ascontiguousarray(vertices.T)
    triangle = np.full((SIZE, SIZE), NOTHING, np.int32)
    rasterize(x, y, near, faces, np.zeros(1, bool), depth, triangle)
    assert (triangle == NOTHING).all()
