"""Frames: a profile swept round a closed outline on the wall, and the pane that fills it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.furniture.parts.outlines import Points, inward, sides
from backend.studio.geometry.grids import grid_faces
from backend.studio.geometry.mesh import Mesh

Profile = list[tuple[float, float]]
"""(inset from the outline, distance from the wall) pairs; a repeated pair is a sharp edge."""

_MITRE: Final = np.cos(np.radians(25.0))
"""Outlines that turn by more than 25 degrees at a point have a mitre there."""


def moulding(mesh: Mesh, role: int, outline: Points, profile: Profile) -> None:
    """Add one part: `profile` swept round `outline`, mitred at its corners.

    Texture coordinates run along the outline, so that wood grain does.
    """
    before, after = sides(outline)
    corners = np.flatnonzero(np.einsum("ij,ij->i", before, after) < _MITRE)
    steps = inward(outline)
    vertices: list[Points] = []
    coordinates: list[Points] = []
    faces: list[NDArray[np.int32]] = []
    start = 0
    for run in _runs(len(outline), corners):
        points, moves = outline[run], steps[run]
        lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
        along = np.concatenate([[0.0], np.cumsum(lengths)])
        for piece in _split(profile):
            rows, columns = len(run), len(piece)
            at = points[:, None, :] + moves[:, None, :] * piece[None, :, :1]
            away = np.broadcast_to(piece[None, :, 1:], (rows, columns, 1))
            vertices.append(np.concatenate([at, away], axis=2).reshape(-1, 3))
            texture = np.zeros((rows, columns, 3))
            texture[..., 0] = along[:, None]
            texture[..., 1:] = piece[None, :, :]
            coordinates.append(texture.reshape(-1, 3))
            faces.append(grid_faces(rows, columns) + np.int32(start))
            start += rows * columns
    mesh.add(
        np.concatenate(vertices),
        np.concatenate(faces),
        role,
        coordinates=np.concatenate(coordinates),
    )


def pane(
    mesh: Mesh,
    role: int,
    outline: Points,
    distance: float,
    *,
    shift: bool = True,
    origin: tuple[float, float] | None = None,
) -> None:
    """Add the flat filling of a star-shaped outline, `distance` from the wall; texture coordinates
    are metres right and up from `origin`, by default the middle of the outline's bounds."""
    middle = (outline.min(axis=0) + outline.max(axis=0)) / 2
    count = len(outline)
    flat = np.vstack([outline, middle])
    vertices = np.column_stack([flat, np.full(count + 1, distance)])
    this = np.arange(count)
    faces = np.column_stack([np.full(count, count), this, np.roll(this, -1)])
    texture = flat - (middle if origin is None else np.array(origin))
    coordinates = np.column_stack([texture, np.zeros(count + 1)])
    normals = np.tile([0.0, 0.0, 1.0], (count + 1, 1))
    mesh.add(vertices, faces, role, normals=normals, coordinates=coordinates, shift=shift)


def _runs(count: int, corners: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Point numbers from corner to corner; the whole round, closed, if there is no corner."""
    if len(corners) == 0:
        return [np.append(np.arange(count), 0)]
    ends = np.append(corners[1:], corners[0] + count)
    return [np.arange(first, last + 1) % count for first, last in zip(corners, ends, strict=True)]


def _split(profile: Profile) -> list[Points]:
    """The profile's smooth pieces, cut at its repeated points."""
    points = np.array(profile)
    cuts = np.flatnonzero(np.all(np.diff(points, axis=0) == 0, axis=1)) + 1
    return [piece for piece in np.split(points, cuts) if len(piece) > 1]
