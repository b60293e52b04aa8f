"""Wood, as planks are sawn: growth lines that run along x, streaks, fibres, pores, knots (kernels).

Each returns (mix, brightness): 0 early wood to 1 late wood, and a factor round 1.
"""

from __future__ import annotations

import math

from backend.studio.kernel import kernel
from backend.studio.rendering.noise import hash3, plane_noise, smoothstep, value_noise, visible


@kernel
def wood_grain(
    x: float, y: float, z: float, footprint: float, pores: float, knots: float, seed: int
) -> tuple[float, float]:
    """Coordinates in metres, x along the grain; `pores` and `knots` 0..1."""
    # Lines of equal height of a slope with long hills on it: straight where the slope wins (all of
    # a leg, most of a board), arches, as of a plain-sawn board, where a hill does.
    hills = value_noise(x * 0.75, y * 5.0, z * 5.0 + seed * 3)
    growth = y * 62.0 + z * 27.0 + 17.0 * hills
    growth += 1.5 * value_noise(x * 3.5, y * 26.0, z * 26.0 + seed)
    # One number for both directions across the grain: fine detail needs no third dimension.
    across = y + 0.73 * z
    core = 0.0
    if knots > 0.0:
        bend, core = _knot(x, across, knots, seed)
        growth += bend
    ring = growth - math.floor(growth)
    clear = visible(0.014, footprint)
    # Late wood darkens slowly over the year and ends at once.
    late = smoothstep(0.1, 0.86, ring) * smoothstep(1.0, 0.93, ring)
    late = late * clear + 0.45 * (1.0 - clear)
    streak = plane_noise(x * 1.3, across * 42.0, seed + 11)
    broad = plane_noise(x * 0.6, across * 9.0, seed + 12)
    mix = 0.33 * late + 0.34 * streak + 0.26 * broad
    clear = visible(0.005, footprint)
    if clear > 0.0:
        mix += 0.42 * clear * (plane_noise(x * 7.0, across * 270.0, seed + 13) - 0.5)
    clear = visible(0.0026, footprint)
    if clear > 0.0:
        mix += 0.30 * clear * (plane_noise(x * 19.0, across * 760.0, seed + 14) - 0.5)
        # Pores are cut lengthwise into dashes, most of them in the early wood.
        dash = plane_noise(x * 48.0, across * 1050.0, seed + 15)
        dash = smoothstep(0.66, 0.84, dash)
        mix += 0.75 * clear * pores * (dash - 0.1) * (1.0 - 0.55 * late)
    mix = min(mix, 1.0) * (1.0 - core) + 1.25 * core
    tone = plane_noise(x * 0.23, across * 1.7, seed + 16)
    return max(mix, 0.0), 0.93 + 0.14 * tone - 0.35 * core


@kernel
def _knot(x: float, across: float, knots: float, seed: int) -> tuple[float, float]:
    """How the growth lines bend round the knot of this place, and 0..1 how much of a knot it is."""
    i = math.floor(x / 0.46)
    j = math.floor(across / 0.12)
    if hash3(i, j, seed + 21) > 0.34 * knots:
        return 0.0, 0.0
    dx = x - (i + 0.3 + 0.4 * hash3(i, j, seed + 22)) * 0.46
    dy = across - (j + 0.38 + 0.24 * hash3(i, j, seed + 23)) * 0.12
    radius = 0.0045 + 0.006 * hash3(i, j, seed + 24)
    wobble = 1.0 + 0.35 * (plane_noise(x * 140.0, across * 140.0, seed + 25) - 0.5)
    distance = math.sqrt(0.42 * dx * dx + dy * dy) * wobble / radius
    bend = 2.6 * math.exp(-0.10 * distance * distance)
    return bend if dy > 0.0 else -bend, 0.85 * smoothstep(1.5, 0.75, distance)
