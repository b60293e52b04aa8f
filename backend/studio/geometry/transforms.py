"""Turning and placing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.studio.geometry.mesh import MeshArrays


def rotation(rx: float = 0.0, ry: float = 0.0, rz: float = 0.0) -> NDArray[np.float32]:
    """The (3, 3) matrix Ry @ Rx @ Rz of right-handed turns in radians about x, y and z.

    Column vectors: points (n, 3) turn as `points @ matrix.T`.
    """
    cx, sx = math.cos(rx), math.sin(rx)
    cy, sy = math.cos(ry), math.sin(ry)
    cz, sz = math.cos(rz), math.sin(rz)
    about_x = np.array([[1.0, 0.0, 0.0], [0.0, cx, -sx], [0.0, sx, cx]])
    about_y = np.array([[cy, 0.0, sy], [0.0, 1.0, 0.0], [-sy, 0.0, cy]])
    about_z = np.array([[cz, -sz, 0.0], [sz, cz, 0.0], [0.0, 0.0, 1.0]])
    turn: NDArray[np.float32] = (about_y @ about_x @ about_z).astype(np.float32)
    return turn


def turned(
    points: NDArray[np.float64], matrix: ArrayLike | None, translation: ArrayLike | None = None
) -> NDArray[np.float64]:
    """`points` (n, 3) rotated by `matrix` (3, 3), then moved by `translation` (3,)."""
    if matrix is not None:
        points = points @ np.asarray(matrix, dtype=np.float64).T
    if translation is not None:
        points = points + np.asarray(translation, dtype=np.float64)
    return points


def placed(arrays: MeshArrays, rotation: ArrayLike | None, translation: ArrayLike) -> MeshArrays:
    """The mesh rotated by `rotation` (3, 3) about the origin, then moved by `translation` (3,).

    Its texture stays where it was cut: coordinates do not change.
    """
    if rotation is None:
        moved = arrays.vertices + np.asarray(translation, dtype=np.float32)
        return replace(arrays, vertices=moved)
    transposed = np.ascontiguousarray(np.asarray(rotation, dtype=np.float32).T)
    return replace(
        arrays,
        vertices=arrays.vertices @ transposed + np.asarray(translation, dtype=np.float32),
        normals=arrays.normals @ transposed,
    )
