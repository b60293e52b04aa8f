"""Fabric, velvet, leather, cane and wicker at close quarters (kernels).

Coordinates u, v and `footprint` in metres. Brightness is a factor that is 1 on average, so that a
textile keeps the colour it is named after.
"""

from __future__ import annotations

import math

from backend.studio.kernel import kernel
from backend.studio.rendering.noise import hash3, plane_noise, smoothstep, visible


@kernel
def fabric_brightness(u: float, v: float, footprint: float, texture: float, seed: int) -> float:
    """`texture`: 0 a smooth weave, about .5 a slubbed linen, 1 a boucle."""
    # Dye and wear, seen from across the room.
    brightness = 1.0 + 0.07 * (plane_noise(u * 9.0, v * 9.0, seed + 31) - 0.5)
    boucle = smoothstep(0.66, 0.9, texture)
    if boucle > 0.0:
        clear = visible(0.011, footprint)
        if clear > 0.0:
            loops = abs(plane_noise(u * 165.0, v * 165.0, seed + 32) - 0.5) * 2.0
            loops += 0.6 * plane_noise(u * 390.0, v * 390.0, seed + 33)
            brightness += 0.34 * boucle * clear * (loops - 0.675)
        brightness += 0.10 * boucle * (plane_noise(u * 55.0, v * 55.0, seed + 34) - 0.5)
    slub = (0.25 + 1.1 * texture) * (1.0 - 0.8 * boucle)
    clear = visible(0.006, footprint)
    if clear > 0.0:
        weft = plane_noise(u * 16.0, v * 260.0, seed + 35)
        warp = plane_noise(u * 260.0, v * 16.0, seed + 36)
        brightness += 0.22 * slub * clear * (weft + warp - 1.0)
    clear = visible(0.0016, footprint) * (1.0 - boucle)
    if clear > 0.0:
        brightness += clear * _weave(u, v, 0.0009 + 0.0006 * texture, seed)
    return brightness


@kernel
def _weave(u: float, v: float, pitch: float, seed: int) -> float:
    """Threads over and under each other, each a little unlike the next; 0 on average."""
    a = u / pitch
    b = v / pitch
    i = math.floor(a)
    j = math.floor(b)
    a = 2.0 * (a - i) - 1.0
    b = 2.0 * (b - j) - 1.0
    if (int(i) + int(j)) % 2 == 0:
        thread = hash3(int(i), 5, seed)
        height = (1.0 - a * a) * (1.0 - 0.4 * b * b)
    else:
        thread = hash3(int(j), 9, seed)
        height = (1.0 - b * b) * (1.0 - 0.4 * a * a)
    return 0.42 * (height - 0.578) + 0.12 * (thread - 0.5)


@kernel
def velvet_brightness(u: float, v: float, footprint: float, seed: int) -> float:
    """Nap stroked this way and that."""
    warp = 0.12 * (plane_noise(u * 4.0, v * 4.0, seed + 41) - 0.5)
    strokes = 0.7 * plane_noise((u + warp) * 7.5, (v - warp) * 3.5, seed + 42)
    strokes += 0.3 * plane_noise((u + warp) * 19.0, (v - warp) * 9.0, seed + 45)
    brightness = 1.0 + 0.30 * (strokes - 0.5)
    brightness += 0.10 * (plane_noise(u * 42.0, v * 30.0, seed + 43) - 0.5)
    clear = visible(0.002, footprint)
    if clear > 0.0:
        brightness += 0.16 * clear * (plane_noise(u * 900.0, v * 700.0, seed + 44) - 0.5)
    return brightness


@kernel
def leather_brightness(u: float, v: float, footprint: float, creases: float, seed: int) -> float:
    """Patina, soft creases where it has been sat on, a pebble grain."""
    patina = plane_noise(u * 4.5, v * 4.5, seed + 51)
    patina += 0.5 * plane_noise(u * 15.0, v * 15.0, seed + 52)
    brightness = 1.0 + 0.20 * (patina - 0.75)
    clear = visible(0.012, footprint)
    if clear > 0.0 and creases > 0.15:
        warp = 0.03 * plane_noise(u * 18.0, v * 18.0, seed + 53)
        ridge = abs(plane_noise((u + warp) * 30.0, (v + warp) * 11.0, seed + 54) - 0.5)
        fold = smoothstep(0.07, 0.0, ridge) * smoothstep(0.5, 0.75, patina * 0.67)
        brightness -= 0.22 * creases * clear * (fold - 0.07)
    clear = visible(0.003, footprint)
    if clear > 0.0:
        pebble = abs(plane_noise(u * 420.0, v * 420.0, seed + 55) - 0.5)
        pebble += 0.5 * abs(plane_noise(u * 900.0, v * 900.0, seed + 56) - 0.5)
        brightness += 0.20 * clear * (smoothstep(0.02, 0.2, pebble) - 0.93)
    return brightness


@kernel
def cane_webbing(u: float, v: float, footprint: float, seed: int) -> tuple[float, float]:
    """(hole, brightness) of the six-way weave: pairs of strands both ways, single ones across both
    diagonals, eight-sided holes between, 12.5 mm from one to the next."""
    pitch = 0.0125
    a = u / pitch
    b = v / pitch
    i = math.floor(a)
    j = math.floor(b)
    x = (a - i - 0.5) * pitch
    y = (b - j - 0.5) * pitch
    d = (abs(x) + abs(y)) * 0.70711
    soft = 0.5 * footprint + 0.0002
    # The strands' sides nearest to the hole's middle.
    side = max(abs(x), abs(y))
    strand = smoothstep(0.0041 - soft, 0.0041 + soft, side)
    diagonal = smoothstep(0.0040 - soft, 0.0040 + soft, d) * smoothstep(
        0.0056 + soft, 0.0056 - soft, d
    )
    cover = max(strand, diagonal)
    clear = visible(0.0095, footprint)
    cover = cover * clear + 0.64 * (1.0 - clear)
    # Round strands with a shadow line between the two of a pair; the diagonals lie on top.
    fine = visible(0.004, footprint)
    line = smoothstep(0.0, 0.0006 + soft, 0.5 * pitch - side)
    if 0.0040 < d < 0.0056:
        line = 1.0 - 5.0e5 * (d - 0.0048) ** 2
    over = 0.12 * (hash3(int(i), int(j), seed + 61) - 0.5)
    streak = 0.12 * (plane_noise(u * 70.0, v * 70.0, seed + 62) - 0.5)
    return 1.0 - cover, 1.0 + over * clear + streak + fine * 0.34 * (line - 0.82)


@kernel
def wicker(u: float, v: float, footprint: float, seed: int) -> tuple[float, float]:
    """(shade, brightness) of a solid weave: flat round canes over and under upright stakes."""
    cane = 0.0062
    stake = 0.021
    a = u / stake
    b = v / cane
    i = math.floor(a)
    j = math.floor(b)
    x = a - i - 0.5
    y = b - j - 0.5
    clear = visible(0.008, footprint)
    # Every other row passes in front of this stake, the rest behind it.
    front = (int(i) + int(j)) % 2 == 0
    bow = math.cos(3.14159 * x)
    height = 1.0 - 3.7 * y * y
    if front:
        height *= 0.60 + 0.40 * bow
    else:
        # The cane dips behind the stake, which shows between the rows.
        height = max(height * (0.62 - 0.55 * bow), 0.8 - 36.0 * x * x)
    tone = hash3(int(i) // 7, int(j), seed + 63)
    shade = (1.0 - max(height, 0.0)) * 0.95
    shade = shade * clear + 0.51 * (1.0 - clear)
    brightness = 1.0 + 0.22 * clear * (tone - 0.5)
    brightness += 0.14 * (plane_noise(u * 14.0, v * 40.0, seed + 64) - 0.5)
    clear = visible(0.0022, footprint)
    if clear > 0.0:
        brightness += 0.16 * clear * (plane_noise(u * 60.0, v * 1300.0, seed + 65) - 0.5)
    return shade, brightness
