"""Slabs of any outline with rounded edges: table tops, pebbles, plinths."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.studio.geometry.grids import grid_faces
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.polygons import (
    area,
    clean,
    corner_turns,
    ears,
    fitting_inset,
    inset_steps,
)
from backend.studio.geometry.transforms import turned

Points = NDArray[np.float64]

SHARP = np.radians(40.0)
"""Outlines that turn by more than this at one point have an edge there."""
THIN_EDGE = 0.06
"""Sides lower than this (metres) take the texture of the top, as the edge of a board does."""
ROUNDING_STEPS = 3


def prism(
    mesh: Mesh,
    role: int,
    outline: ArrayLike,
    bottom: float,
    top: float,
    radius: float = 0.004,
    rotation: ArrayLike | None = None,
) -> None:
    """Add the slab over `outline`, a simple polygon (n, 2) in x, z, from `bottom` to `top`.

    Either direction round is right. Its upper and lower edges are rounded by `radius`, clamped to
    what the thickness and the outline's bends leave room for. `rotation` (3, 3) turns it about the
    origin. u is the longer of x and z. Raises ValueError for an outline without an area.
    """
    corners = clean(np.asarray(outline, dtype=np.float64))
    low, high = min(bottom, top), max(bottom, top, bottom + 1e-4)
    # Seen from above, with z towards the viewer, counter-clockwise has a negative area in (x, z).
    if area(corners) > 0:
        corners = corners[::-1]
    inwards = inset_steps(corners)
    radius = fitting_inset(corners, float(np.clip(radius, 0.0, 0.49 * (high - low))))
    insets, heights, slopes = _edge(low, high, radius)
    sides = _sides(corners, inwards, insets, heights, slopes)
    turned_outline = np.ptp(corners[:, 1]) > 1.02 * np.ptp(corners[:, 0])
    order = [2, 0, 1] if turned_outline else [0, 2, 1]
    gone = np.r_[
        0.0, np.cumsum(np.linalg.norm(np.diff(corners, axis=0, append=corners[:1]), axis=1))
    ]
    vertices, normals = [sides[0]], [sides[1]]
    thin = high - low <= THIN_EDGE
    coordinates = [sides[0][:, order] if thin else _belt(gone, heights, radius)]
    faces = [sides[2]]
    start = len(sides[0])
    flat = ears(corners + insets[0] * inwards)
    for height, upwards in ((low, False), (high, True)):
        face = corners + insets[0] * inwards
        cap = np.column_stack([face[:, 0], np.full(len(face), height), face[:, 1]])
        vertices.append(cap)
        normals.append(np.tile([0.0, 1.0 if upwards else -1.0, 0.0], (len(cap), 1)))
        coordinates.append(cap[:, order])
        faces.append((flat if upwards else flat[:, ::-1]) + np.int32(start))
        start += len(cap)
    mesh.add(
        turned(np.concatenate(vertices), rotation),
        np.concatenate(faces),
        role,
        turned(np.concatenate(normals), rotation),
        np.concatenate(coordinates),
    )


def _edge(low: float, high: float, radius: float) -> tuple[Points, Points, Points]:
    """From the underside up: insets (m,), heights (m,) and normals (m, 2) outwards and upwards."""
    if radius <= 1e-6:
        return np.zeros(2), np.array([low, high]), np.array([[1.0, 0.0], [1.0, 0.0]])
    angles = np.linspace(-np.pi / 2, 0.0, ROUNDING_STEPS + 1)
    angles = np.r_[angles, -angles[::-1]]
    insets = radius * (1 - np.cos(angles))
    lift = radius * (1 + np.sin(angles))
    middle = ROUNDING_STEPS + 1
    heights = np.r_[low + lift[:middle], high - 2 * radius + lift[middle:]]
    return insets, heights, np.column_stack([np.cos(angles), np.sin(angles)])


def _sides(
    corners: Points, inwards: Points, insets: Points, heights: Points, slopes: Points
) -> tuple[Points, Points, NDArray[np.int32]]:
    """Vertices, normals and triangles of the walls: two columns of m vertices per side."""
    count, rings = len(corners), len(insets)
    following = np.roll(np.arange(count), -1)
    steps = corners[following] - corners
    lengths = np.linalg.norm(steps, axis=1, keepdims=True)
    facing = np.column_stack([-steps[:, 1], steps[:, 0]]) / lengths
    # By length: a long flat side stays flat where a short round one joins it.
    joined = np.roll(facing * lengths, 1, axis=0) + facing * lengths
    joined /= np.maximum(np.linalg.norm(joined, axis=1, keepdims=True), 1e-12)
    smooth = (np.abs(corner_turns(corners)) < SHARP)[:, None]
    at_start = np.where(smooth, joined, facing)
    at_end = np.where(smooth[following], joined[following], facing)
    ends = np.column_stack([np.arange(count), following]).ravel()
    bends = np.stack([at_start, at_end], axis=1).reshape(-1, 2)
    flat = corners[ends][:, None] + insets[:, None] * inwards[ends][:, None]
    vertices = np.empty((2 * count, rings, 3))
    vertices[..., 0], vertices[..., 1], vertices[..., 2] = flat[..., 0], heights, flat[..., 1]
    normals = np.empty_like(vertices)
    normals[..., 0], normals[..., 2] = bends[:, :1] * slopes[:, 0], bends[:, 1:] * slopes[:, 0]
    normals[..., 1] = slopes[:, 1]
    one_side = grid_faces(2, rings)
    offsets = (np.arange(count) * 2 * rings)[:, None, None]
    faces = (one_side + offsets).reshape(-1, 3).astype(np.int32)
    return vertices.reshape(-1, 3), normals.reshape(-1, 3), faces


def _belt(gone: Points, heights: Points, radius: float) -> Points:
    """Texture of high sides: u round the outline, v up them, both by length."""
    round_it = np.column_stack([gone[:-1], gone[1:]]).ravel()
    up_it = heights.copy()
    if radius > 1e-6:
        angles = np.linspace(-np.pi / 2, 0.0, ROUNDING_STEPS + 1)
        up_it[: len(angles)] = heights[len(angles) - 1] + radius * angles
        up_it[len(angles) :] = heights[len(angles)] - radius * angles[::-1]
    coordinates = np.zeros((len(round_it), len(heights), 3))
    coordinates[..., 0], coordinates[..., 1] = round_it[:, None], up_it
    return coordinates.reshape(-1, 3)
