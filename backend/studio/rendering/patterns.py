"""The patterns of textiles and rugs: where the second colour lies (kernels).

u and v are metres on the cloth, `footprint` the metres one pixel covers. All return 0 (first
colour) to 1 (second); an edge is as soft as the pixel, and a pattern too fine to be seen becomes
its mean.
"""

from __future__ import annotations

import math

from backend.studio.kernel import kernel
from backend.studio.materials.material import Pattern
from backend.studio.rendering.noise import hash3, plane_noise, smoothstep, visible

STRIPE = int(Pattern.STRIPE)
CHECK = int(Pattern.CHECK)
HERRINGBONE = int(Pattern.HERRINGBONE)
FLORAL = int(Pattern.FLORAL)
GEOMETRIC = int(Pattern.GEOMETRIC)
CHEVRON = int(Pattern.CHEVRON)
ABSTRACT = int(Pattern.ABSTRACT)
BORDER = int(Pattern.BORDER)
MEDALLION = int(Pattern.MEDALLION)


@kernel
def textile_pattern(
    pattern: int,
    u: float,
    v: float,
    footprint: float,
    seed: int,
    half_width: float,
    half_height: float,
) -> float:
    """Any Pattern; the seed chooses its size and variety. BORDER and MEDALLION lie on a sheet from
    -half_width to half_width and -half_height to half_height."""
    # A knit or weave never runs dead straight.
    u += 0.0012 * (plane_noise(u * 23.0, v * 23.0, 71) - 0.5)
    v += 0.0012 * (plane_noise(u * 23.0, v * 23.0, 72) - 0.5)
    if pattern == STRIPE:
        return _stripes(u, footprint, seed)
    if pattern == CHECK:
        return _check(u, v, footprint, seed)
    if pattern == HERRINGBONE:
        return _herringbone(u, v, footprint)
    if pattern == FLORAL:
        return _floral(u, v, footprint, seed)
    if pattern == GEOMETRIC:
        return _geometric(u, v, footprint, seed)
    if pattern == CHEVRON:
        return _chevron(u, v, footprint, seed)
    if pattern == ABSTRACT:
        return _abstract(u, v, footprint, seed)
    if pattern == BORDER:
        return _border(u, v, footprint, seed, half_width, half_height)
    if pattern == MEDALLION:
        return _medallion(u, v, footprint, seed, half_width, half_height)
    return 0.0


@kernel
def edge(distance: float, footprint: float) -> float:
    """1 where `distance` (metres) is above 0, 0 below, the pixel's width between."""
    soft = 0.6 * footprint + 0.0006
    return smoothstep(-soft, soft, distance)


@kernel
def band(x: float, period: float, share: float, footprint: float) -> float:
    """Bands of `share` of each `period` (metres), fading to their mean."""
    t = x / period
    t = abs(t - math.floor(t) - 0.5) * period
    clear = visible(period, footprint)
    return edge(0.5 * share * period - t, footprint) * clear + share * (1.0 - clear)


@kernel
def _stripes(u: float, footprint: float, seed: int) -> float:
    variety = seed % 3
    if variety == 0:  # even
        return band(u, 0.05 + 0.01 * (seed % 5), 0.5, footprint)
    if variety == 1:  # ticking: one broad, two fine
        period = 0.06
        fine = band(u + 0.021, period, 0.07, footprint) + band(u - 0.021, period, 0.07, footprint)
        return band(u, period, 0.26, footprint) + fine
    return band(u, 0.035, 0.22, footprint)


@kernel
def _check(u: float, v: float, footprint: float, seed: int) -> float:
    """Gingham, or a windowpane of fine lines over it."""
    period = 0.05 + 0.015 * (seed % 4)
    if seed % 3 == 0:
        wide = 0.5 * (band(u, 2 * period, 0.42, footprint) + band(v, 2 * period, 0.42, footprint))
        fine = max(
            band(u + period, 2 * period, 0.05, footprint),
            band(v + period, 2 * period, 0.05, footprint),
        )
        return max(wide * 0.75, fine)
    return 0.5 * (band(u, period, 0.5, footprint) + band(v, period, 0.5, footprint))


@kernel
def _herringbone(u: float, v: float, footprint: float) -> float:
    column = 0.052
    i = math.floor(u / column)
    across = u - i * column
    # Twill that turns, and starts half a rib off, at every column: the broken zigzag.
    slope = across if int(i) % 2 == 0 else column - across + 0.0139
    return 0.1 + 0.8 * band(v + 0.9 * slope, 0.025, 0.5, footprint)


@kernel
def _chevron(u: float, v: float, footprint: float, seed: int) -> float:
    width = 0.08 + 0.02 * (seed % 3)
    t = u / width
    zigzag = abs(t - math.floor(t) - 0.5) * width
    return band(v + 1.1 * zigzag, 0.07 + 0.01 * (seed % 2), 0.5, footprint)


@kernel
def _geometric(u: float, v: float, footprint: float, seed: int) -> float:
    variety = seed % 3
    period = 0.13
    clear = visible(0.25 * period, footprint)
    a = (u + v) / period
    b = (u - v) / period
    a = abs(a - math.floor(a) - 0.5) * period
    b = abs(b - math.floor(b) - 0.5) * period
    if variety == 0:  # lattice with a lozenge in each mesh
        line = max(edge(a - 0.435 * period, footprint), edge(b - 0.435 * period, footprint))
        lozenge = edge(0.15 * period - max(a, b), footprint)
        return max(line, lozenge) * clear + 0.32 * (1.0 - clear)
    if variety == 1:  # rows of half-moons
        p = u / period
        q = v / (0.5 * period)
        row = math.floor(q)
        p += 0.5 * (int(row) % 2)
        du = (p - math.floor(p) - 0.5) * period
        dv = (q - row) * 0.5 * period
        k = edge(0.4 * period - math.sqrt(du * du + dv * dv), footprint)
        hole = edge(0.17 * period - math.sqrt(du * du + dv * dv), footprint)
        return (k - hole) * clear + 0.42 * (1.0 - clear)
    # nested lozenges
    ring = max(a, b)
    k = edge(0.42 * period - ring, footprint) - edge(0.3 * period - ring, footprint)
    k += edge(0.16 * period - ring, footprint)
    return k * clear + 0.45 * (1.0 - clear)


@kernel
def _floral(u: float, v: float, footprint: float, seed: int) -> float:
    """Scattered five-petalled flowers with leaves, one to a cell, two sizes."""
    clear = visible(0.05, footprint)
    if clear == 0.0:
        return 0.24
    large = _flowers(u, v, 0.15 + 0.03 * (seed % 3), footprint, seed)
    small = _flowers(u + 0.37, v + 0.21, 0.075, footprint, seed + 5)
    return max(large, 0.75 * small * (1.0 - large)) * clear + 0.24 * (1.0 - clear)


@kernel
def _flowers(u: float, v: float, period: float, footprint: float, seed: int) -> float:
    i = math.floor(u / period)
    j = math.floor(v / period)
    turn = 6.2832 * hash3(i, j, seed + 3)
    size = period * (0.8 + 0.2 * hash3(i, j, seed + 4))
    x = (u / period - i - 0.36 - 0.28 * hash3(i, j, seed + 1)) * period / size
    y = (v / period - j - 0.36 - 0.28 * hash3(i, j, seed + 2)) * period / size
    soft = footprint / size
    distance = math.sqrt(x * x + y * y)
    if distance > 0.42 + soft:
        return 0.0
    angle = math.atan2(y, x) + turn
    petal = 0.19 + 0.075 * abs(math.cos(2.5 * angle)) - 0.03 * (1.0 - abs(math.cos(2.5 * angle)))
    k = edge(petal - distance, soft)
    k -= 0.8 * edge(0.055 - abs(distance - 0.005), soft) * edge(distance - 0.01, soft)
    # A line down each petal, and two leaves beyond.
    vein = abs(math.sin(2.5 * angle)) * distance
    k -= 0.45 * edge(0.012 - vein, soft) * edge(distance - 0.08, soft) * edge(0.2 - distance, soft)
    for side in range(2):
        at = turn * 1.7 + 2.5 * side
        along = x * math.cos(at) + y * math.sin(at)
        across = -x * math.sin(at) + y * math.cos(at)
        width = 0.07 * (1.0 - ((along - 0.29) / 0.125) ** 2)
        leaf = edge(width - abs(across), soft) * 0.7
        leaf -= 0.5 * edge(0.008 - abs(across), soft) * leaf
        k = max(k, leaf if distance > petal + 0.015 else k)
    return min(max(k, 0.0), 1.0)


@kernel
def _abstract(u: float, v: float, footprint: float, seed: int) -> float:
    """Large soft-edged fields, brushed along one direction, with a few bare lines."""
    x = u + 0.22 * (plane_noise(u * 2.1, v * 2.1, seed + 1) - 0.5)
    y = v + 0.22 * (plane_noise(u * 2.1, v * 2.1, seed + 2) - 0.5)
    field = plane_noise(x * 1.9, y * 1.9, seed + 3)
    field += 0.3 * plane_noise(x * 5.3, y * 5.3, seed + 4)
    brushed = plane_noise(x * 14.0, y * 130.0, seed + 5) * visible(0.008, footprint)
    field += 0.10 * brushed
    soft = 0.03 + 3.0 * footprint
    k = smoothstep(0.66 - soft, 0.66 + soft, field)
    k = 0.72 * k + 0.28 * smoothstep(0.86 - soft, 0.86 + soft, field)
    line = abs(plane_noise(x * 1.3, y * 1.3, seed + 6) - 0.5)
    return k + (0.3 - k) * smoothstep(0.022 + footprint, 0.012, line)


@kernel
def _border(
    u: float, v: float, footprint: float, seed: int, half_width: float, half_height: float
) -> float:
    """A plain or patterned field within bands along the edge."""
    inside = min(half_width - abs(u), half_height - abs(v))
    unit = 0.11 * min(half_width, half_height)
    k = edge(inside - 0.3 * unit, footprint) - edge(inside - 1.5 * unit, footprint)
    k += edge(inside - 1.8 * unit, footprint) - edge(inside - 2.05 * unit, footprint)
    if seed % 2 == 0 and 0.3 * unit < inside < 1.5 * unit:
        # A key pattern within the broad band.
        along = u if half_height - abs(v) < half_width - abs(u) else v
        depth = (inside - 0.9 * unit) / unit
        tooth = band(along, unit, 0.5, footprint)
        k -= 0.9 * tooth * edge((0.3 - abs(depth)) * unit, footprint)
    return min(max(k, 0.0), 1.0)


@kernel
def _medallion(
    u: float, v: float, footprint: float, seed: int, half_width: float, half_height: float
) -> float:
    """An oriental rug: guard stripes and a flowered border, corner pieces, a star in the middle."""
    inside = min(half_width - abs(u), half_height - abs(v))
    unit = 0.1 * min(half_width, half_height)
    if inside < 2.5 * unit:
        k = edge(inside - 0.3 * unit, footprint) - edge(inside - 0.5 * unit, footprint)
        k += edge(inside - 2.0 * unit, footprint) - edge(inside - 2.2 * unit, footprint)
        middle = (inside - 1.25 * unit) / unit
        along = u if half_height - abs(v) < half_width - abs(u) else v
        t = along / (1.4 * unit)
        t = t - math.floor(t) - 0.5
        star = 0.42 + 0.12 * math.cos(8.0 * math.atan2(middle, 1.4 * t))
        distance = math.sqrt(middle * middle + 1.96 * t * t)
        flower = edge((star - distance) * unit, footprint)
        flower -= 0.8 * edge((0.16 - distance) * unit, footprint)
        vine = 0.6 * edge((0.06 - abs(middle - 0.3 * math.sin(6.2832 * t + 1.6))) * unit, footprint)
        return min(max(k + max(flower, vine), 0.0), 1.0)
    x = abs(u) / (half_width - 2.5 * unit)
    y = abs(v) / (half_height - 2.5 * unit)
    scale = min(half_width, half_height)
    # Three nested stars, the corner pieces a quarter of one each.
    turn = math.atan2(y, x)
    lobes = 1.0 + 0.09 * math.cos(16.0 * turn)
    middle = math.sqrt(x * x + y * y) / lobes
    cx = 1.0 - x
    cy = 1.0 - y
    corner = math.sqrt(cx * cx + cy * cy) / (1.0 + 0.08 * math.cos(16.0 * math.atan2(cy, cx)))
    k = 0.0
    k += edge((0.62 - middle) * scale, footprint) - edge((0.58 - middle) * scale, footprint)
    k += edge((0.5 - middle) * scale, footprint) - 0.9 * edge((0.3 - middle) * scale, footprint)
    k += 0.9 * edge((0.13 - middle) * scale, footprint)
    k += edge((0.55 - corner) * scale, footprint) - edge((0.5 - corner) * scale, footprint)
    k += 0.85 * edge((0.43 - corner) * scale, footprint)
    # Small flowers over all of it, mirrored left and right, above and below.
    flowers = _flowers(abs(u), abs(v), 1.3 * unit, footprint, seed + 9)
    return min(max(k + flowers * (0.75 - 1.5 * k), 0.0), 1.0)
