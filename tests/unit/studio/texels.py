"""Reading the texture kernels as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.studio.materials.material import Material
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.rendering.textures import bump_slope, surface_color


def colors(
    material: Material,
    *,
    size: float = 0.6,
    count: int = 40,
    footprint: float = 0.002,
    at: tuple[float, float, float] = (-0.31, 0.17, 0.05),
    atlas: PhotoAtlas | None = None,
) -> NDArray[np.float32]:
    """(count, count, 4) colour and mix over a square of `size` metres."""
    photos = atlas or PhotoAtlas.none()
    row = material.row()
    out = np.zeros((count, count, 4), np.float32)
    for i in range(count):
        for j in range(count):
            x = _single(at[0] + size * j / count)
            y = _single(at[1] + size * i / count)
            surface_color(
                row,
                x,
                y,
                _single(at[2]),
                _single(footprint),
                photos.pixels,
                photos.table,
                out[i, j],
            )
    return out


def slopes(
    material: Material, *, count: int = 20, footprint: float = 0.0005
) -> NDArray[np.float32]:
    """(count, count, 3) what the relief adds to the normal, over 4 cm."""
    row = material.row()
    out = np.zeros((count, count, 3), np.float32)
    for i in range(count):
        for j in range(count):
            x, y = _single(0.3 + 0.002 * j), _single(-0.2 + 0.002 * i)
            bump_slope(row, x, y, _single(0.1), _single(footprint), out[i, j])
    return out


def _single(value: float) -> Any:
    """In the precision the renderer calls the kernels with."""
    return np.float32(value)
