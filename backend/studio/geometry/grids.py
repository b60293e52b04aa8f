"""Grids of vertices: their triangles, their normals, and vertices that share a place."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Triangles = NDArray[np.int32]


@lru_cache(maxsize=256)
def grid_faces(rows: int, columns: int) -> Triangles:
    """Triangles (2 (rows - 1) (columns - 1), 3) of a grid stored row by row; read-only.

    They face the side of (next row) x (next column). The first half holds each cell's triangle
    (r, c), (r + 1, c), (r + 1, c + 1), the second (r, c), (r + 1, c + 1), (r, c + 1).
    """
    corner = np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)
    below, across, beside = corner + columns, corner + columns + 1, corner + 1
    faces = np.concatenate(
        [
            np.stack([corner, below, across], axis=-1).reshape(-1, 3),
            np.stack([corner, across, beside], axis=-1).reshape(-1, 3),
        ]
    ).astype(np.int32)
    faces.flags.writeable = False
    return faces


def unit(vectors: Points, fallback: Points | None = None) -> Points:
    """`vectors` (..., 3) at length one; those without a length become `fallback` (or +y)."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    instead = np.array([0.0, 1.0, 0.0]) if fallback is None else fallback
    return np.where(length > 1e-12, vectors / np.maximum(length, 1e-12), instead)


def vertex_normals(
    vertices: Points,
    faces: Triangles,
    shared: NDArray[np.intp] | None = None,
    fallback: Points | None = None,
) -> Points:
    """Area weighted unit normals (n, 3).

    `shared` (n,) numbers the place of each vertex: those in one place get one normal, which hides
    the seam between grids. `fallback` (n, 3) serves where no triangle has an area.
    """
    first, second, third = vertices[faces[:, 0]], vertices[faces[:, 1]], vertices[faces[:, 2]]
    weighted = np.cross(second - first, third - first)
    # Millimetre triangles have areas near the limit below which a length counts as none.
    weighted /= max(float(np.abs(weighted).max(initial=0.0)), 1e-30)
    places = faces if shared is None else shared[faces]
    count = len(vertices) if shared is None else int(shared.max()) + 1
    flat = places.ravel()
    sums: Points = np.column_stack(
        [np.bincount(flat, np.repeat(weighted[:, axis], 3), count) for axis in range(3)]
    )
    return unit(sums if shared is None else sums[shared], fallback)


def places(points: Points, tolerance: float = 1e-4) -> NDArray[np.intp]:
    """A number (n,) per point (n, 3); points within about `tolerance` of each other share it.

    Extents may reach 2 ** 20 tolerances.
    """
    cells = np.round((points - points.min(axis=0)) / tolerance).astype(np.int64)
    key = (cells[:, 0] << 42) | (cells[:, 1] << 21) | cells[:, 2]
    return np.unique(key, return_inverse=True)[1]
