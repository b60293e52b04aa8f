"""Photographs as tiled textures (kernel)."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import NDArray

from backend.studio.kernel import kernel


@kernel
def photo_color(
    photo: int,
    u: float,
    v: float,
    footprint: float,
    pixels: NDArray[Any],
    table: NDArray[Any],
    out: NDArray[Any],
) -> None:
    """Linear colour to out[0:3], lightness to out[3].

    u, v: 0..1 over one tile, repeated; v runs down the picture. `footprint` is a pixel's share of
    the tile's width. pixels and table are a PhotoAtlas's; bilinear within the level that fits.
    """
    level = 0
    texels = footprint * table[photo, 0, 1]
    if texels > 1.0:
        level = min(int(math.log2(texels) + 0.5), table.shape[1] - 1)
    start = table[photo, level, 0]
    width = table[photo, level, 1]
    height = table[photo, level, 2]
    a = (u - math.floor(u)) * width - 0.5
    b = (v - math.floor(v)) * height - 0.5
    i = math.floor(a)
    j = math.floor(b)
    a -= i
    b -= j
    left = int(i) % width
    right = (left + 1) % width
    top = (int(j) % height) * width
    below = ((int(j) + 1) % height) * width
    for channel in range(3):
        first = start + channel
        upper = _decoded(pixels[first + 3 * (top + left)]) * (1.0 - a)
        upper += _decoded(pixels[first + 3 * (top + right)]) * a
        lower = _decoded(pixels[first + 3 * (below + left)]) * (1.0 - a)
        lower += _decoded(pixels[first + 3 * (below + right)]) * a
        out[channel] = upper * (1.0 - b) + lower * b
    out[3] = (out[0] + out[1] + out[2]) / 3.0


@kernel
def _decoded(value: int) -> float:
    """Linear light of an sRGB byte, by a cubic that is within .002 of the standard's curve."""
    x = value * (1.0 / 255.0)
    return x * (x * (x * 0.305306011 + 0.682171111) + 0.012522878)
