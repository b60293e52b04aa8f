"""Tubes and bars along a path."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.studio.geometry.grids import grid_faces, unit
from backend.studio.geometry.mesh import Mesh

Points = NDArray[np.float64]

THINNEST = 1e-4
CHAMFER = 0.16
"""Share of a square bar's half side that its edges are rounded by."""
LONGEST_MITRE = 1.8
"""A bend sharper than about a right angle is not filled out to its point."""


def tube(
    mesh: Mesh,
    role: int,
    points: ArrayLike,
    radius: float | Sequence[float] | Points,
    segments: int = 8,
    caps: bool = True,
    square: bool = False,
    closed: bool = False,
) -> None:
    """Add a tube along `points` (n, 3); `radius` (half the side if `square`) is one, or one each.

    The section does not twist along the path. A level or upright square bar stands square to the
    axes. `closed` joins the last point to the first. u runs along the tube, v round it.
    Raises ValueError when there are not two distinct points (three if closed).
    """
    path, radii = _distinct(points, radius, closed)
    if closed:
        path, radii = np.vstack([path, path[:1]]), np.append(radii, radii[0])
    tangents, stretch, bend = _bends(path, closed)
    sides = _frames(path, tangents, closed)
    ups = np.cross(tangents, sides)
    section, facing = _square_section() if square else _round_section(max(segments, 3))
    offsets = section[:, :1, None] * sides + section[:, 1:, None] * ups
    outwards = facing[:, :1, None] * sides + facing[:, 1:, None] * ups
    # In a bend the section lies in the mitre plane, longer along the bend.
    along_bend = np.einsum("snk,nk->sn", offsets, bend)[..., None]
    offsets = offsets + along_bend * (stretch - 1)[:, None] * bend
    vertices = path + radii[:, None] * offsets
    lengths = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
    flare = np.gradient(radii, lengths)
    normals = unit(outwards - flare[:, None] * tangents, outwards)
    gone = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(section, axis=0), axis=1))]
    coordinates = np.zeros_like(vertices)
    coordinates[..., 0] = lengths
    coordinates[..., 1] = ((gone - gone[-1] / 2) * radii.mean())[:, None]
    parts = [(vertices.reshape(-1, 3), normals.reshape(-1, 3), coordinates.reshape(-1, 3))]
    faces = [grid_faces(len(section), len(path))]
    if caps and not closed:
        for end, sign in ((0, -1.0), (-1, 1.0)):
            flat = section[:-1] * radii[end]
            start = sum(len(part[0]) for part in parts)
            parts.append(_cap(vertices[:-1, end], sign * tangents[end], flat, lengths[end]))
            faces.append(_fan(len(flat), sign < 0) + np.int32(start))
    joined = [np.concatenate([part[index] for part in parts]) for index in range(3)]
    mesh.add(joined[0], np.concatenate(faces), role, joined[1], joined[2])


def _distinct(
    points: ArrayLike, radius: float | Sequence[float] | Points, closed: bool
) -> tuple[Points, Points]:
    path = np.asarray(points, dtype=np.float64).reshape(-1, 3)
    radii = np.maximum(np.broadcast_to(np.asarray(radius, np.float64), (len(path),)), THINNEST)
    keep = np.r_[True, np.linalg.norm(np.diff(path, axis=0), axis=1) > 1e-7]
    path, radii = path[keep], radii[keep]
    if closed and len(path) > 1 and np.linalg.norm(path[0] - path[-1]) <= 1e-7:
        path, radii = path[:-1], radii[:-1]
    if len(path) < (3 if closed else 2):
        raise ValueError(f"a tube needs more than {len(path)} distinct points")
    return path, radii


def _bends(path: Points, closed: bool) -> tuple[Points, Points, Points]:
    """Per point: unit tangent (n, 3), mitre stretch (n,), unit direction of the bend (n, 3)."""
    steps = unit(np.diff(path, axis=0))
    before = np.vstack([steps[-1:] if closed else steps[:1], steps])
    after = np.vstack([steps, steps[:1] if closed else steps[-1:]])
    tangents = unit(before + after, before)
    half_cosine = np.einsum("nk,nk->n", tangents, after)
    stretch = np.minimum(1 / np.maximum(half_cosine, 1e-6), LONGEST_MITRE)
    return tangents, stretch, unit(after - before, np.zeros(3))


def _frames(path: Points, tangents: Points, closed: bool) -> Points:
    """Side vectors (n, 3), carried along the path without twist by double reflection.

    Wang, Juettler, Zheng, Liu: Computation of rotation minimizing frames (2008).
    """
    first = tangents[0]
    up = np.array([0.0, 0.0, 1.0]) if abs(first[2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    side = unit(np.cross(up, first))
    sides = [side]
    for index in range(len(path) - 1):
        step = path[index + 1] - path[index]
        square = step @ step
        mirrored = side - 2 / square * (step @ side) * step
        tangent = tangents[index] - 2 / square * (step @ tangents[index]) * step
        turn = tangents[index + 1] - tangent
        square = turn @ turn
        if square > 1e-18:
            mirrored = mirrored - 2 / square * (turn @ mirrored) * turn
        # Rounding errors must not add up along a long path.
        mirrored = mirrored - tangents[index + 1] * (tangents[index + 1] @ mirrored)
        side = unit(mirrored, side)
        sides.append(side)
    carried = np.array(sides)
    if not closed:
        return carried
    # Carried once round, the section may have turned: take the turn back evenly.
    ups = np.cross(tangents, carried)
    angle = np.arctan2(carried[0] @ ups[-1], carried[0] @ carried[-1])
    share = np.linspace(0.0, angle, len(path))[:, None]
    turned: Points = np.cos(share) * carried + np.sin(share) * ups
    return turned


def _round_section(segments: int) -> tuple[Points, Points]:
    angles = np.linspace(0.0, 2 * np.pi, segments + 1)
    section = np.column_stack([np.cos(angles), np.sin(angles)])
    section[-1] = section[0]
    return section, section


def _square_section() -> tuple[Points, Points]:
    """Corners and normals (9, 2); the chamfers between flat sides shade as round edges."""
    inset = 1 - CHAMFER
    section = np.array(
        [
            *([1, -inset], [1, inset], [inset, 1], [-inset, 1]),
            *([-1, inset], [-1, -inset], [-inset, -1], [inset, -1], [1, -inset]),
        ]
    )
    facing = np.repeat([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]], 2, axis=0)
    return section, np.vstack([facing, facing[:1]])


def _cap(rim: Points, normal: Points, flat: Points, length: float) -> tuple[Points, Points, Points]:
    """A flat end: its rim (k, 3) and middle; solid texture, so that a wooden bar shows its end."""
    vertices = np.vstack([rim, rim.mean(axis=0)])
    inside = np.vstack([flat, [[0.0, 0.0]]])
    coordinates = np.column_stack([length + inside[:, 1], inside[:, 0], inside[:, 1]])
    return vertices, np.broadcast_to(normal, vertices.shape), coordinates


def _fan(count: int, reverse: bool) -> NDArray[np.int32]:
    this = np.arange(count)
    following = np.roll(this, -1)
    rim = (following, this) if reverse else (this, following)
    return np.column_stack([*rim, np.full(count, count)]).astype(np.int32)
