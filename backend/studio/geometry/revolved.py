"""Turned shapes: a profile swept round an upright axis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.studio.geometry.grids import grid_faces, unit
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.transforms import turned

Points = NDArray[np.float64]

LEVEL = 0.75
"""A stretch of profile whose normal is at least this upright is a top or an underside."""
THIN_EDGE = 0.06
"""Sides lower than this (metres) take the texture of the top, as the edge of a board does."""


def lathe(
    mesh: Mesh,
    role: int,
    center: ArrayLike,
    profile: Sequence[tuple[float, float]] | Points,
    segments: int = 24,
    rotation: ArrayLike | None = None,
    stretch: tuple[float, float] = (1.0, 1.0),
    grain: Literal["vertical", "flat"] = "vertical",
) -> None:
    """Add `profile`, points (radius, y) from the bottom to the top, turned round the y axis.

    Outside is right of the way the profile goes (from the bottom up: away from the axis), so a
    profile given from the top down makes the inside of a vessel. A repeated point is a sharp edge.
    Ends off the axis stay open. `stretch` scales x and z. With `grain` "vertical" u runs up the
    profile, v round it (legs, shades); with "flat" they are x, z (table tops, seats), except that u
    runs round high sides.
    Raises ValueError when the profile has fewer than two distinct points.
    """
    points = np.asarray(profile, dtype=np.float64)
    points = np.column_stack([np.maximum(points[:, 0], 0.0), points[:, 1]])
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    if not np.any(steps > 1e-9):
        raise ValueError("a profile needs two distinct points")
    segments = max(segments, 3)
    # The seam is at the back, where packshots do not look.
    angle = np.linspace(-np.pi, np.pi, segments + 1)
    sine, cosine = np.sin(angle), np.cos(angle)
    # Exactly closed: rounding must leave no slit at the seam.
    sine[[0, -1]], cosine[[0, -1]] = 0.0, -1.0
    ring = np.column_stack([sine * stretch[0], cosine * stretch[1]])
    bend = np.column_stack([sine / stretch[0], cosine / stretch[1]])
    lengths = np.r_[0.0, np.cumsum(steps)]
    rounds = _round_lengths(ring, points, steps)
    bands = _bands(points, grain)
    vertices, normals, coordinates, faces = [], [], [], []
    start = 0
    for indices, slopes, level in bands:
        radius, height = points[indices, 0], points[indices, 1]
        shape = (segments + 1, len(indices))
        place = np.empty((*shape, 3))
        place[..., 0], place[..., 2] = ring[:, :1] * radius, ring[:, 1:] * radius
        place[..., 1] = height
        normal = np.empty((*shape, 3))
        normal[..., 0], normal[..., 2] = bend[:, :1] * slopes[:, 0], bend[:, 1:] * slopes[:, 0]
        normal[..., 1] = slopes[:, 1]
        vertices.append(place.reshape(-1, 3))
        normals.append(unit(normal).reshape(-1, 3))
        coordinates.append(_texture(place, rounds, lengths[indices], level, grain).reshape(-1, 3))
        faces.append(_band_faces(segments + 1, radius) + start)
        start += shape[0] * shape[1]
    mesh.add(
        turned(np.concatenate(vertices), rotation, center),
        np.concatenate(faces),
        role,
        turned(np.concatenate(normals), rotation),
        np.concatenate(coordinates),
    )


def _round_lengths(ring: Points, points: Points, steps: Points) -> Points:
    """Length gone round at each of the ring's columns, at the profile's mean radius."""
    weights = np.r_[steps, 0.0] + np.r_[0.0, steps]
    weights = weights * (points[:, 0] + 1e-9)
    radius = float(np.sum(points[:, 0] * weights) / np.sum(weights))
    gone = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))]
    centered: Points = gone - gone[-1] / 2
    return radius * centered


def _bands(points: Points, grain: str) -> list[tuple[NDArray[np.intp], Points, bool]]:
    """The profile cut where it is sharp and where its texture changes.

    Each band: indices of its points (k,), slopes (k, 2) (outwards, upwards), whether it is level.
    """
    runs: list[list[int]] = [[0]]
    for index in range(1, len(points)):
        if np.linalg.norm(points[index] - points[index - 1]) <= 1e-9:
            runs.append([index])
        else:
            runs[-1].append(index)
    bands: list[tuple[NDArray[np.intp], Points, bool]] = []
    high = np.ptp(points[:, 1]) > THIN_EDGE
    for run in runs:
        if len(run) < 2:
            continue
        indices = np.array(run)
        each, slopes = _slopes(points[indices])
        level = np.abs(each[:, 1]) > LEVEL
        if grain == "flat" and not high:
            level[:] = True
        cuts = [0, *(np.flatnonzero(level[1:] != level[:-1]) + 1), len(level)]
        for first, last in pairwise(cuts):
            part = slice(first, last + 1)
            bands.append((indices[part], slopes[part], bool(level[first])))
    return bands


def _slopes(points: Points) -> tuple[Points, Points]:
    """Unit normals (outwards, upwards) of the k - 1 steps of a smooth run, and of its k points."""
    steps = np.diff(points, axis=0)
    lengths = np.linalg.norm(steps, axis=1, keepdims=True)
    each = np.column_stack([steps[:, 1], -steps[:, 0]]) / lengths
    # Half of each neighbour's length: the nearer a step's middle, the more it says about the point.
    weighted = each / lengths
    slopes = np.concatenate([weighted[:1], weighted[:-1] + weighted[1:], weighted[-1:]])
    size = np.linalg.norm(slopes, axis=1, keepdims=True)
    own = np.concatenate([each[:1], each])
    slopes = np.where(size > 1e-9, slopes / np.maximum(size, 1e-9), own)
    for end in (0, -1):
        if points[end, 0] <= 1e-9 and abs(slopes[end, 1]) > 0.5:
            slopes[end] = (0.0, np.sign(slopes[end, 1]))
    return each, slopes


def _texture(place: Points, rounds: Points, lengths: Points, level: bool, grain: str) -> Points:
    """Coordinates (columns, k, 3) of a band at `place` (columns, k, 3)."""
    x, y, z = place[..., 0], place[..., 1], place[..., 2]
    round_it = np.broadcast_to(rounds[:, None], x.shape)
    up_it = np.broadcast_to(lengths, x.shape)
    if grain == "flat":
        return np.stack([x, z, y] if level else [round_it, up_it, np.zeros_like(x)], axis=-1)
    if level:
        return np.stack([z + lengths.mean(), x, z], axis=-1)
    return np.stack([up_it, round_it, np.zeros_like(x)], axis=-1)


def _band_faces(columns: int, radius: Points) -> NDArray[np.int32]:
    """Triangles of a band; those that would shrink to nothing on the axis are left out."""
    faces = grid_faces(columns, len(radius))
    half = len(faces) // 2
    on_axis = radius <= 1e-9
    lower = np.tile(on_axis[:-1], columns - 1)
    upper = np.tile(on_axis[1:], columns - 1)
    return np.concatenate([faces[:half][~lower], faces[half:][~upper]])
