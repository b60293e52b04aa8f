"""Rounded boxes and cushions: what most of a piece of furniture is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.studio.geometry.box_pattern import (
    CORNERS_ONLY,
    Nodes,
    box_pattern,
    fitting_radius,
    half_extents,
    unwrapped,
)
from backend.studio.geometry.grids import vertex_normals
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.transforms import turned
from backend.studio.geometry.tufting import Buttons, Channels, creases, folds

__all__ = ["Buttons", "Channels", "cushion", "rounded_box"]

Points = NDArray[np.float64]

PINCH = 0.05
"""Share by which the corners of a stuffed cover draw in."""


def rounded_box(
    mesh: Mesh,
    role: int,
    center: ArrayLike,
    size: ArrayLike,
    radius: float = 0.008,
    rotation: ArrayLike | None = None,
    segments: int = 2,
    grain: int | None = None,
) -> None:
    """Add a box of full extents `size` (x, y, z) whose edges are rounded by `radius` in `segments`.

    `grain` is the axis (0, 1, 2) along which wood runs and textile u lies; None: the longest.
    `rotation` (3, 3) turns the box about its own `center`. The radius is clamped to what fits.
    """
    half = half_extents(size)
    radius = fitting_radius(radius, half)
    pattern = box_pattern(segments if radius > 0 else 0, (CORNERS_ONLY,) * 3)
    along = int(np.argmax(half)) if grain is None else grain
    vertices = pattern.inner * (half - radius) + radius * pattern.normals
    mesh.add(
        turned(vertices, rotation, center),
        pattern.faces,
        role,
        turned(pattern.normals, rotation),
        unwrapped(pattern, half - radius, radius, along),
    )


def cushion(
    mesh: Mesh,
    role: int,
    center: ArrayLike,
    size: ArrayLike,
    puff: float = 0.03,
    radius: float = 0.05,
    rotation: ArrayLike | None = None,
    divisions: int = 9,
    axis: int = 1,
    tuft: Buttons | Channels | None = None,
    both_sides: bool = True,
) -> None:
    """Add a rounded box of full extents `size` whose sides along `axis` bulge `puff` beyond it.

    The bulging side is cut `divisions` times each way, or as finely as its `tuft` needs. Its u is
    horizontal (x, or z when `axis` is 0), its w the third axis. With `both_sides` False only the
    side at +`axis` bulges and is tufted.
    """
    half = half_extents(size)
    # Creases wrap over the rounded edge, which must be wider than they are deep.
    radius = fitting_radius(max(radius, 1.7 * tuft.depth) if tuft else radius, half)
    across = 2 if axis == 0 else 0
    up = 3 - axis - across
    cuts: list[Nodes] = [CORNERS_ONLY] * 3
    for tangent, name in ((across, "u"), (up, "w")):
        cuts[tangent] = _nodes(tuft, name, half[tangent], radius, divisions)
    pattern = box_pattern(3 if tuft else 2, (cuts[0], cuts[1], cuts[2]))
    vertices = pattern.inner * (half - radius) + radius * pattern.normals
    u, w = vertices[:, across] / half[across], vertices[:, up] / half[up]
    facing = pattern.normals[:, axis] if both_sides else np.maximum(pattern.normals[:, axis], 0.0)
    lowest = -0.4 * half[axis]
    bulge = max(puff, lowest) * (1 - np.abs(u) ** 2.5) * (1 - np.abs(w) ** 2.5)
    pinch = 1 - PINCH * u**4 * w**4
    stuffed = vertices.copy()
    stuffed[:, axis] += facing * bulge
    stuffed[:, across] *= pinch
    stuffed[:, up] *= pinch
    if tuft is not None:
        span_u, span_w = 2 * half[across], 2 * half[up]
        if isinstance(tuft, Channels):
            drawn = creases(tuft, (u if tuft.along == "u" else w))
            weight = np.ones(len(u)) if both_sides else (pattern.inner[:, axis] + 1) / 2
        else:
            drawn = folds(tuft, u, w, span_u, span_w)
            weight = np.clip(1.4 * np.abs(facing), 0.0, 1.0)
        depth = min(tuft.depth, -lowest, 0.6 * radius)
        stuffed -= (depth * drawn * weight)[:, None] * pattern.normals
    normals = vertex_normals(stuffed, pattern.faces, pattern.shared, pattern.normals)
    mesh.add(
        turned(stuffed, rotation, center),
        pattern.faces,
        role,
        turned(normals, rotation),
        unwrapped(pattern, half - radius, radius, across),
    )


def _nodes(
    tuft: Buttons | Channels | None, name: str, half: float, radius: float, divisions: int
) -> Nodes:
    """Where to cut a stuffed side along one axis, in [-1, 1] of its flat part."""
    if isinstance(tuft, Channels) and tuft.along == name:
        # Dense at the creases, where the rolls are steep.
        steps = np.array([0.0, 0.05, 0.16, 0.34, 0.5, 0.66, 0.84, 0.95])
        phases = (np.arange(max(tuft.count, 1))[:, None] + steps).ravel() / max(tuft.count, 1)
        inside = (2 * phases - 1) * half / (half - radius)
        inside = inside[np.abs(inside) < 0.995]
        return (-1.0, *(float(value) for value in np.round(inside, 4)), 1.0)
    count = max(divisions, 0) + 1
    if isinstance(tuft, Buttons):
        count = int(np.clip(round(2 * half / 0.013), max(count, 24), 110))
    return tuple(float(value) for value in np.round(np.linspace(-1.0, 1.0, count + 1), 4))
