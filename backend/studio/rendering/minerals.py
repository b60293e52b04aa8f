"""Marble, terrazzo, travertine, plaster and ceramic (kernels); all lengths in metres."""

from __future__ import annotations

import math

from backend.studio.kernel import kernel
from backend.studio.rendering.noise import hash3, plane_noise, smoothstep, value_noise, visible


@kernel
def marble_veins(x: float, y: float, z: float, footprint: float, seed: int) -> float:
    """0 ground to 1 vein. Veins follow a slant, fork, thin out and vanish."""
    shift = seed * 7
    # Bend space twice: a large drift and a small tremble.
    drift = value_noise(x * 1.6, y * 1.6, z * 1.6 + shift) - 0.5
    tremble = value_noise(x * 9.0, y * 9.0, z * 9.0 + shift) - 0.5
    a = x * 0.8 + y * 0.6 + z * 0.5 + 0.34 * drift + 0.05 * tremble
    b = y * 0.8 - x * 0.6 + z * 0.3 - 0.28 * drift + 0.06 * tremble
    cloud = plane_noise(a * 3.1, b * 1.9, seed + 71)
    strength = smoothstep(0.32, 0.72, cloud)
    main = abs(plane_noise(a * 3.6, b * 0.7, seed + 72) - 0.5)
    width = 0.004 + 0.020 * strength
    vein = (0.35 + 0.65 * strength) * _line(main, width, footprint * 3.4)
    side = abs(plane_noise(a * 8.0, b * 3.6, seed + 73) - 0.5)
    vein = max(vein, 0.5 * strength * _line(side, 0.018, footprint * 8.0))
    hair = abs(plane_noise(a * 19.0 + 3.0 * drift, b * 9.0, seed + 74) - 0.5)
    vein = max(vein, 0.22 * cloud * _line(hair, 0.026, footprint * 19.0))
    # A halo round the veins, and clouds in the ground.
    halo = 0.07 * strength * smoothstep(0.12, 0.0, main) + 0.03 * smoothstep(0.4, 0.9, cloud)
    return min(vein + halo, 1.0)


@kernel
def _line(distance: float, width: float, footprint: float) -> float:
    """1 on a line, 0 beyond `width`; thinner than a pixel it is fainter, not broader."""
    wide = width + footprint
    return smoothstep(wide, 0.0, distance) * width / wide


@kernel
def terrazzo_chips(x: float, y: float, footprint: float, seed: int) -> tuple[float, float]:
    """(mix, brightness): angular chips of three stones in a pale binder."""
    size = 0.02
    a = x / size
    b = y / size
    i = math.floor(a)
    j = math.floor(b)
    nearest = 9.0
    second = 9.0
    chip = 0.0
    for di in range(-1, 2):
        for dj in range(-1, 2):
            h = hash3(i + di, j + dj, seed + 81)
            dx = a - i - di - 0.05 - 0.9 * h
            dy = b - j - dj - 0.05 - 0.9 * hash3(i + di, j + dj, seed + 82)
            distance = math.sqrt(dx * dx + dy * dy)
            if distance < nearest:
                second = nearest
                nearest = distance
                chip = hash3(i + di, j + dj, seed + 83)
            elif distance < second:
                second = distance
    inside = 0.5 * (second - nearest)
    size_of_chip = 0.06 + 0.22 * (chip * 7.0 - math.floor(chip * 7.0))
    soft = 0.02 + 0.5 * footprint / size
    clear = visible(size, footprint)
    k = smoothstep(size_of_chip - soft, size_of_chip + soft, inside)
    brightness = 1.0 + 0.05 * (plane_noise(x * 300.0, y * 300.0, seed + 84) - 0.5) * clear
    mix = 1.0 if chip < 0.45 else (0.55 if chip < 0.75 else 0.0)
    if chip >= 0.9:
        brightness *= 1.0 - 0.72 * k * clear
    return k * mix * clear + 0.24 * (1.0 - clear), brightness


@kernel
def travertine_bands(
    x: float, y: float, z: float, footprint: float, seed: int
) -> tuple[float, float]:
    """(mix, brightness): layers along x, with rows of small holes."""
    across = y + 0.6 * z + 0.02 * (plane_noise(x * 2.4, y * 2.4, seed + 91) - 0.5)
    layers = 0.55 * plane_noise(x * 0.9, across * 21.0, seed + 92)
    clear = visible(0.016, footprint)
    layers += 0.3 * (plane_noise(x * 1.7, across * 60.0, seed + 93) * clear + 0.5 * (1.0 - clear))
    layers += 0.15 * plane_noise(x * 7.0, across * 24.0, seed + 94)
    holes = 0.0
    clear = visible(0.007, footprint)
    if clear > 0.0:
        row = smoothstep(0.52, 0.75, plane_noise(x * 1.1, across * 38.0, seed + 95))
        pit = plane_noise(x * 90.0, across * 330.0, seed + 96)
        holes = clear * row * smoothstep(0.68, 0.8, pit)
    brightness = 1.0 + 0.06 * (plane_noise(x * 40.0, across * 90.0, seed + 97) - 0.5)
    return smoothstep(0.2, 0.8, layers) * 0.85, brightness - 0.4 * holes


@kernel
def plaster_clouds(
    x: float, y: float, z: float, footprint: float, strength: float, seed: int
) -> float:
    """0..1 of the second colour: trowel clouds, and specks seen from near."""
    # Turned against each other, the two noises hide each other's lattice.
    k = 0.55 * value_noise(x * 2.1 + y * 1.7, y * 2.1 - x * 1.7, z * 2.7 + seed)
    k += 0.35 * value_noise(x * 5.0 - y * 7.0, y * 5.0 + x * 7.0, z * 8.6 + seed)
    clear = visible(0.004, footprint)
    if clear > 0.0:
        k += clear * 0.5 * (value_noise(x * 420.0, y * 420.0, z * 420.0) - 0.5)
    return min(max(strength * k, 0.0), 1.0)


@kernel
def leaf_mix(x: float, y: float, footprint: float, seed: int) -> tuple[float, float]:
    """(midrib and veins, brightness); x along the leaf, y = 0 is its midrib (unshifted sheets)."""
    rib = smoothstep(0.0022 + footprint, 0.0006, abs(y)) if abs(y) < 0.02 else 0.0
    period = 0.016
    slant = (x - 1.1 * abs(y)) / period
    line = abs(slant - math.floor(slant) - 0.5) * period
    veins = 0.3 * smoothstep(0.0016, 0.0, line) * visible(0.008, footprint)
    tone = plane_noise(x * 5.0, y * 5.0, seed + 98) - 0.5
    mottle = plane_noise(x * 60.0, y * 60.0, seed + 99) - 0.5
    return max(rib, veins), 1.0 + 0.32 * tone + 0.14 * mottle * visible(0.02, footprint)
