"""The shadow on a studio's floor, worked out once for all pictures of a piece.

Each light's shadow is hard. On a white floor few of them show as steps, so each place is averaged
over as wide a square as the shadow there would be blurred by: the farther what casts it, the wider.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from backend.studio.kernel import kernel
from backend.studio.rendering.camera import Floats
from backend.studio.rendering.illumination import COLOR, Illumination

TEXELS = 160
"""Along each side of the map."""

REACH = 1.7
"""Half a side of the map, over the radius of what the shadow maps show."""

KEY_BLUR, SKY_BLUR = 0.17, 0.28
"""Half a side of the square averaged, over the distance of what casts the shadow: half of what lies
between neighbouring lights of the key, and of the sky."""

PASSES = 2
"""A square averaged twice has no corners left to see."""

BLOCKED_KEY, NEARNESS_KEY, BLOCKED_SKY, NEARNESS_SKY = range(4)


class Ground(NamedTuple):
    """light (TEXELS, TEXELS): share of the light that reaches the floor, rows along z; space (3,):
    x and z of the map's middle (metres), texels a metre."""

    light: Floats
    space: Floats


def ground(light: Illumination) -> Ground:
    """How light the floor y = 0 is round the piece that `light`'s shadow maps show."""
    radius = light.maps.shape[1] / (2 * float(light.space[3]))
    space = np.array(
        [light.space[0], light.space[2], TEXELS / (2 * REACH * radius)], dtype=np.float32
    )
    blocked = np.zeros((4, TEXELS, TEXELS), np.float32)
    _block(light, space, blocked)
    shade = np.zeros((TEXELS, TEXELS), np.float32)
    for group, blur in ((BLOCKED_KEY, KEY_BLUR), (BLOCKED_SKY, SKY_BLUR)):
        share = blocked[group]
        if share.any():
            half = _half_sides(share, blocked[group + 1], blur * space[2])
            for _ in range(PASSES):
                share = _averaged(share, half)
            shade += share
    return Ground(1 - shade * _edge(), space)


def no_ground() -> Ground:
    """For a backdrop that has its own floor."""
    return Ground(np.ones((1, 1), np.float32), np.ones(3, np.float32))


def _half_sides(share: Floats, nearness: Floats, blur: float) -> Floats:
    """(n, n) half sides, in texels, of the squares to average over: `blur` texels a metre of the
    blockers' distance (its harmonic mean, for what is near must stay sharp). `share` is what is
    blocked, `nearness` that over the blockers' distance."""
    around = np.full_like(share, TEXELS / 32)
    far = _averaged(share, around) / np.maximum(_averaged(nearness, around), 1e-6)
    return np.asarray(np.clip(far * blur / PASSES**0.5, 0.5, TEXELS / 8), np.float32)


def _averaged(values: Floats, half: Floats) -> Floats:
    table = np.zeros((TEXELS + 1, TEXELS + 1))
    np.cumsum(np.cumsum(values, axis=0, dtype=np.float64), axis=1, out=table[1:, 1:])
    out = np.empty_like(values)
    _average(table, half, out)
    return out


def _edge() -> Floats:
    """(n, n): 1 within, falling to 0 at the map's edge."""
    place = np.abs((np.arange(TEXELS) + 0.5) / TEXELS * 2 - 1)
    away = np.clip((1 - np.hypot(place[:, None], place[None])) / 0.35, 0, 1)
    return np.asarray(away * away * (3 - 2 * away), np.float32)


@kernel
def _block(light, space, blocked):
    """Share of all light that is kept from each texel, by key and sky; and that over how far away
    what blocks it is (metres)."""
    lights = light.lights
    maps = light.maps
    resolution = maps.shape[1]
    last = np.float32(resolution - 1)
    middle = np.float32(resolution) * np.float32(0.5) - np.float32(0.5)
    count = blocked.shape[1]
    zero = np.float32(0.0)
    one = np.float32(1.0)
    possible = zero
    for k in range(lights.shape[0]):
        possible += max(lights[k, 1], zero) * lights[k, COLOR + 1]
    for k in range(lights.shape[0]):
        weight = max(lights[k, 1], zero) * lights[k, COLOR + 1] / possible
        if not weight > zero:
            continue
        group = BLOCKED_KEY if k < light.key_count else BLOCKED_SKY
        for j in range(count):
            oz = (np.float32(j) + np.float32(0.5) - count * np.float32(0.5)) / space[2]
            oy = -light.space[1]
            for i in range(count):
                ox = (np.float32(i) + np.float32(0.5) - count * np.float32(0.5)) / space[2]
                x = ox * lights[k, 3] + oy * lights[k, 4] + oz * lights[k, 5] + middle
                y = ox * lights[k, 6] + oy * lights[k, 7] + oz * lights[k, 8] + middle
                if not (x >= zero and y >= zero and x < last and y < last):
                    continue
                near = ox * lights[k, 0] + oy * lights[k, 1] + oz * lights[k, 2]
                column = int(x)
                row = int(y)
                right = x - np.float32(column)
                down = y - np.float32(row)
                for tap in range(4):
                    found = maps[k, row + (tap >> 1), column + (tap & 1)] - near
                    # The floor is in no shadow map, so it cannot shadow itself.
                    if found > zero:
                        share = (right if tap & 1 else one - right) * weight
                        share *= down if tap >> 1 else one - down
                        blocked[group, j, i] += share
                        blocked[group + 1, j, i] += share / max(found, np.float32(0.03))


@kernel
def _average(table, half, out):
    """Mean over the square of half side half[j, i] round each texel; `table` (n + 1, n + 1) is the
    summed-area table, read between its entries for sides that are no whole texels."""
    count = out.shape[0]
    for j in range(count):
        for i in range(count):
            radius = half[j, i]
            left = max(i + 0.5 - radius, 0.0)
            right = min(i + 0.5 + radius, float(count))
            top = max(j + 0.5 - radius, 0.0)
            bottom = min(j + 0.5 + radius, float(count))
            total = _sum_to(table, right, bottom) - _sum_to(table, left, bottom)
            total -= _sum_to(table, right, top) - _sum_to(table, left, top)
            out[j, i] = total / ((right - left) * (bottom - top))


@kernel
def _sum_to(table, x, y):
    column = min(int(x), table.shape[1] - 2)
    row = min(int(y), table.shape[0] - 2)
    right = x - column
    down = y - row
    upper = table[row, column] * (1.0 - right) + table[row, column + 1] * right
    lower = table[row + 1, column] * (1.0 - right) + table[row + 1, column + 1] * right
    return upper * (1.0 - down) + lower * down


@kernel
def floor_light(px, pz, light, space):
    """Share of the light that reaches the floor at (px, 0, pz), of a `Ground`'s light and space; 1
    away from the piece."""
    last = np.float32(light.shape[0] - 1)
    half = np.float32(light.shape[0]) * np.float32(0.5) - np.float32(0.5)
    x = (px - space[0]) * space[2] + half
    z = (pz - space[1]) * space[2] + half
    if not (x >= np.float32(0.0) and z >= np.float32(0.0) and x < last and z < last):
        return np.float32(1.0)
    column = int(x)
    row = int(z)
    right = x - np.float32(column)
    down = z - np.float32(row)
    upper = light[row, column] + (light[row, column + 1] - light[row, column]) * right
    lower = light[row + 1, column] + (light[row + 1, column + 1] - light[row + 1, column]) * right
    return upper + (lower - upper) * down
