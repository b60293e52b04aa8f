"""Many like parts as one: rods, wires and stems, and small turned pieces.

A tube or a lathe at a time costs about as much for a wire as for a column; lamps and plants have
hundreds of wires.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.studio.geometry.grids import grid_faces
from backend.studio.geometry.mesh import Mesh

Points = NDArray[np.float64]


def strands(mesh: Mesh, role: int, paths: ArrayLike, radius: ArrayLike, *, sides: int = 6) -> None:
    """Add round open-ended rods along `paths` (n, points, 3) as one part; `radius` in metres is one
    number or broadcasts to (n, points). Texture u runs along them."""
    lines = np.asarray(paths, dtype=np.float64)
    count, points = lines.shape[:2]
    thick = np.broadcast_to(np.asarray(radius, dtype=np.float64), (count, points))
    tangent = np.gradient(lines, axis=1)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=-1, keepdims=True), 1e-9)
    # One side vector for each whole path, or the rod would twist where the choice changes.
    level = np.abs(tangent[..., 2]).max(axis=1) < 0.9
    aside = np.where(level[:, None, None], [0.0, 0.0, 1.0], [0.31, 0.95, 0.0])
    first = np.cross(aside, tangent)
    first /= np.maximum(np.linalg.norm(first, axis=-1, keepdims=True), 1e-9)
    second = np.cross(tangent, first)
    angles = np.linspace(0, 2 * np.pi, sides + 1)
    across, up = np.cos(angles)[:, None], np.sin(angles)[:, None]
    ring = first[:, :, None, :] * across + second[:, :, None, :] * up
    vertices = lines[:, :, None, :] + ring * thick[:, :, None, None]
    lengths = np.linalg.norm(np.diff(lines, axis=1), axis=-1)
    gone = np.concatenate([np.zeros((count, 1)), np.cumsum(lengths, axis=1)], axis=1)
    coordinates = np.zeros_like(vertices)
    coordinates[..., 0] = gone[..., None]
    coordinates[..., 1] = angles * float(thick.mean())
    coordinates[..., 2] = np.arange(count)[:, None, None] * 0.17
    # Rings go round the path, so outwards is (next ring point) x (next path point).
    faces = _tiled(grid_faces(points, sides + 1)[:, ::-1], count, points * (sides + 1))
    mesh.add(
        vertices.reshape(-1, 3),
        faces,
        role,
        normals=np.ascontiguousarray(ring.reshape(-1, 3)),
        coordinates=coordinates.reshape(-1, 3),
    )


def turned_pieces(
    mesh: Mesh,
    role: int,
    centers: ArrayLike,
    profile: list[tuple[float, float]],
    *,
    segments: int = 10,
) -> None:
    """Add upright copies of a turned `profile` of (radius, height) at `centers` (n, 3)."""
    places = np.asarray(centers, dtype=np.float64).reshape(-1, 3)
    points = np.asarray(profile, dtype=np.float64)
    angles = np.linspace(0, 2 * np.pi, segments + 1)[:, None]
    one = np.stack(
        [
            points[:, 0] * np.sin(angles),
            np.broadcast_to(points[:, 1], (segments + 1, len(points))),
            points[:, 0] * np.cos(angles),
        ],
        axis=-1,
    ).reshape(-1, 3)
    slope = np.gradient(points, axis=0)
    bend = np.column_stack([slope[:, 1], -slope[:, 0]])
    bend /= np.maximum(np.linalg.norm(bend, axis=1, keepdims=True), 1e-9)
    normal = np.stack(
        [
            bend[:, 0] * np.sin(angles),
            np.broadcast_to(bend[:, 1], (segments + 1, len(points))),
            bend[:, 0] * np.cos(angles),
        ],
        axis=-1,
    ).reshape(-1, 3)
    vertices = (places[:, None, :] + one[None]).reshape(-1, 3)
    mesh.add(
        vertices,
        _tiled(grid_faces(segments + 1, len(points)), len(places), len(one)),
        role,
        normals=np.tile(normal, (len(places), 1)),
        coordinates=np.tile(one[:, [1, 0, 2]], (len(places), 1)),
    )


def _tiled(faces: NDArray[np.int32], count: int, vertices: int) -> NDArray[np.int64]:
    """The faces of one copy of `vertices` vertices, for `count` copies."""
    moved: NDArray[np.int64] = np.arange(count)[:, None, None] * vertices + faces[None]
    return moved.reshape(-1, 3)
