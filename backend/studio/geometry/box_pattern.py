"""Rounded boxes without a size: their triangles, and how a texture is wrapped round them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.studio.geometry.grids import grid_faces, places

Points = NDArray[np.float64]
Nodes = tuple[float, ...]

CORNERS_ONLY: Nodes = (-1.0, 1.0)


@dataclass(frozen=True)
class BoxPattern:
    """A rounded box without its size: vertices are `inner * (half - radius) + radius * normals`.

    n vertices in six grids, one per side: `inner` (n, 3) in [-1, 1], unit `normals` (n, 3),
    `angles` (n, 3) by which a vertex has turned round the edges of its side (radians, at most
    pi / 4), `faces` (m, 3), `shared` (n,) place numbers, `sides`: axis, sign and vertices of each.
    """

    inner: Points
    normals: Points
    angles: Points
    faces: NDArray[np.int32]
    shared: NDArray[np.intp]
    sides: tuple[tuple[int, int, slice], ...]


def half_extents(size: ArrayLike) -> Points:
    """Half of `size` (3,), at least a twentieth of a millimetre each way."""
    return np.maximum(np.asarray(size, dtype=np.float64) / 2, 5e-5)


def fitting_radius(radius: float, half: Points) -> float:
    """The rounding that still leaves a little of every side flat."""
    return float(np.clip(radius, 0.0, 0.98 * half.min()))


@lru_cache(maxsize=128)
def box_pattern(segments: int, nodes: tuple[Nodes, Nodes, Nodes]) -> BoxPattern:
    """The box whose flat parts are cut at `nodes` (increasing, from -1 to 1) along each axis and
    whose rounded edges have `2 * segments` steps."""
    turns = np.linspace(0.0, np.pi / 4, segments + 1)[1:]
    lines = [np.r_[-np.ones(segments), cuts, np.ones(segments)] for cuts in nodes]
    bends = [np.r_[-turns[::-1], np.zeros(len(cuts)), turns] for cuts in nodes]
    inner, normals, angles, faces = [], [], [], []
    sides: list[tuple[int, int, slice]] = []
    start = 0
    for axis in range(3):
        first, second = (axis + 1) % 3, (axis + 2) % 3
        shape = (len(lines[first]), len(lines[second]), 3)
        triangles = grid_faces(shape[0], shape[1])
        for sign in (-1, 1):
            position, angle = np.empty(shape), np.zeros(shape)
            position[..., axis] = sign
            position[..., first], position[..., second] = np.ix_(lines[first], lines[second])
            angle[..., first], angle[..., second] = np.ix_(bends[first], bends[second])
            normal = np.tan(angle)
            normal[..., axis] = sign
            normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
            inner.append(position.reshape(-1, 3))
            angles.append(angle.reshape(-1, 3))
            normals.append(normal.reshape(-1, 3))
            faces.append((triangles if sign > 0 else triangles[:, ::-1]) + start)
            count = shape[0] * shape[1]
            sides.append((axis, sign, slice(start, start + count)))
            start += count
    joined = [np.concatenate(rows) for rows in (inner, normals, angles)]
    return BoxPattern(
        inner=joined[0],
        normals=joined[1],
        angles=joined[2],
        faces=np.concatenate(faces).astype(np.int32),
        # A box of inner half 1 and radius 1/2 has no two distinct vertices in one place.
        shared=places(joined[0] + joined[1] / 2, 1e-5),
        sides=tuple(sides),
    )


def unwrapped(pattern: BoxPattern, inner_half: Points, radius: float, grain: int) -> Points:
    """Texture coordinates (n, 3), metres, that follow each side and run on round the edges.

    u runs along `grain`. The four sides round that axis are one belt, on which v is the length gone
    round it; it starts in the middle of the front (of the top, if the grain runs to the front) and
    its ends meet at the back and bottom. The two ends carry on u from the front. The third
    coordinate is zero on the belt and the depth below the front on the ends: there a solid wood
    shows its end grain, while a textile, which heeds u and v only, lies flat.
    """
    front = 1 if grain == 2 else 2
    side = 3 - grain - front
    arc = pattern.inner * inner_half + radius * pattern.angles
    # From the middle of a side to the middle of its rounded edge.
    reach = inner_half + radius * np.pi / 4
    coordinates = np.zeros_like(arc)
    for axis, sign, span in pattern.sides:
        along, to_front, to_side = arc[span, grain], arc[span, front], arc[span, side]
        if axis == grain:
            depth = to_front - reach[front]
            coordinates[span, 0] = sign * (reach[grain] - depth)
            coordinates[span, 1] = to_side
            coordinates[span, 2] = depth
            continue
        coordinates[span, 0] = along
        if axis == side:
            coordinates[span, 1] = sign * (reach[side] + reach[front] - to_front)
        elif sign > 0:
            coordinates[span, 1] = to_side
        else:
            coordinates[span, 1] = 2 * (reach[side] + reach[front]) - to_side
    return coordinates
