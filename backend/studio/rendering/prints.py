"""Wall art in three inks (kernels).

A picture's middle is (0, 0), x to the right and y up, in units of half its shorter side; `height`
is half its height in that unit. Each motif writes (main, accent): how much of the
second and of the third ink lies on the paper, the accent on top.
"""

from __future__ import annotations

import math

from backend.studio.kernel import kernel
from backend.studio.materials.material import Motif
from backend.studio.rendering.noise import hash3, plane_noise, smoothstep

ABSTRACT = int(Motif.ABSTRACT)
LANDSCAPE = int(Motif.LANDSCAPE)
BOTANICAL = int(Motif.BOTANICAL)
LINES = int(Motif.LINES)
SHAPES = int(Motif.SHAPES)
PORTRAIT = int(Motif.PORTRAIT)
MOTIFS = len(Motif)


@kernel
def print_inks(x: float, y: float, height: float, soft: float, seed: int) -> tuple[float, float]:
    """(main, accent), 0..1 each; `soft` is the pixel in the picture's unit."""
    soft = 0.6 * soft + 0.004
    motif = seed % MOTIFS
    if motif == ABSTRACT:
        return _abstract(x, y, soft, seed)
    if motif == LANDSCAPE:
        return _landscape(x, y, height, soft, seed)
    if motif == BOTANICAL:
        return _botanical(x, y, height, soft, seed)
    if motif == LINES:
        return _lines(x, y, soft, seed)
    if motif == SHAPES:
        return _shapes(x, y, height, soft, seed)
    return _portrait(x, y, height, soft, seed)


@kernel
def _inside(distance: float, soft: float) -> float:
    return smoothstep(-soft, soft, distance)


@kernel
def _abstract(x: float, y: float, soft: float, seed: int) -> tuple[float, float]:
    """Broad brushed fields that overlap, and one stroke."""
    bend = 0.7 * (plane_noise(x * 0.9, y * 0.9, seed + 1) - 0.5)
    field = plane_noise(x * 0.8 + bend, y * 0.8 - bend, seed + 2)
    other = plane_noise(x * 0.9 - bend, y * 0.9 + bend, seed + 3)
    bristle = plane_noise(x * 3.0, y * 34.0, seed + 4) - 0.5
    rough = soft + 0.008
    main = smoothstep(0.52 - rough, 0.52 + rough, field + 0.05 * bristle)
    main *= 0.72 + 0.5 * bristle
    accent = smoothstep(0.62 - rough, 0.62 + rough, other + 0.06 * bristle)
    stroke = abs(y - 0.5 * math.sin(1.6 * x + seed) + 0.2) - 0.05 - 0.03 * bristle
    accent = max(0.85 * accent, 0.9 * _inside(-stroke, 0.02 + soft))
    return main, accent * (0.85 + 0.3 * bristle)


@kernel
def _landscape(x: float, y: float, height: float, soft: float, seed: int) -> tuple[float, float]:
    """A low sun over ridges that darken towards the viewer, or over the sea."""
    sky = 0.16 * smoothstep(height, -0.3 * height, y)
    sky += 0.10 * plane_noise(x * 0.7, y * 4.5, seed + 1) * smoothstep(-0.2, 0.6, y)
    sun_x = 0.9 * (hash3(seed, 1, 2) - 0.5)
    sun_y = (0.12 + 0.3 * hash3(seed, 3, 4)) * height
    dx = x - sun_x
    dy = y - sun_y
    sun = 0.9 * _inside(0.2 - math.sqrt(dx * dx + dy * dy), soft)
    main = sky
    for ridge in range(4):
        top = (0.10 - 0.30 * ridge) * height
        relief = plane_noise(x * (0.8 + 0.5 * ridge), 0.5, seed + 10 + ridge) - 0.5
        relief += 0.35 * (plane_noise(x * (3.0 + ridge), 0.5, seed + 20 + ridge) - 0.5)
        top += (0.5 - 0.07 * ridge) * relief
        under = _inside(top - y, soft)
        tone = 0.30 + 0.21 * ridge - 0.12 * smoothstep(top, top - 0.5, y)
        main = main * (1.0 - under) + tone * under
        sun *= 1.0 - under
    return main, sun


@kernel
def _botanical(x: float, y: float, height: float, soft: float, seed: int) -> tuple[float, float]:
    """One bent stem with leaves either side, some in the accent's ink."""
    bow = 0.28 * (hash3(seed, 1, 1) - 0.5)
    low = -0.82 * height
    length = 1.62 * height
    stem_x = bow * math.cos(1.5 * y / height)
    main = 0.0
    if low < y < low + length:
        main = _inside(0.012 - abs(x - stem_x), soft)
    accent = 0.0
    pairs = 5 + seed % 4
    slender = 0.24 + 0.3 * hash3(seed, 2, 2)
    for k in range(2 * pairs + 1):
        share = (k // 2 + 1.0 + 0.3 * (k % 2)) / (pairs + 1.0)
        at = low + length * share
        side = 1.0 if k % 2 == 0 else -1.0
        turn = 0.85 - 0.25 * share + 0.3 * (hash3(seed, k, 3) - 0.5)
        size = 0.27 * (1.25 - 0.75 * share) * height
        if k == 2 * pairs:
            at = low + length
            turn = 0.05
            size *= 0.8
        px = (x - bow * math.cos(1.5 * at / height)) * side
        py = y - at
        along = (px * math.sin(turn) + py * math.cos(turn)) / size
        across = abs(px * math.cos(turn) - py * math.sin(turn)) / size
        if along < -0.1 or along > 2.1:
            continue
        bulge = slender * math.sin(1.5708 * min(max(along, 0.0), 2.0)) * (1.15 - 0.25 * along)
        blade = _inside(bulge - across, soft / size + 0.01)
        blade *= 1.0 - 0.75 * _inside(0.018 - across, soft / size)
        if hash3(seed, k, 4) < 0.3:
            accent = max(accent, 0.9 * blade)
        else:
            main = max(main, blade * (0.7 + 0.3 * hash3(seed, k, 5)))
    return main, accent


@kernel
def _lines(x: float, y: float, soft: float, seed: int) -> tuple[float, float]:
    """Contour lines of a hilly place, or nested arches, round one filled disc."""
    if seed // MOTIFS % 2 == 0:
        hills = plane_noise(x * 0.85, y * 0.85, seed + 1)
        hills += 0.35 * plane_noise(x * 2.1, y * 2.1, seed + 2)
        rise = hills * 13.0
        line = abs(rise - math.floor(rise) - 0.5)
        main = 0.9 * smoothstep(0.11 + 6.0 * soft, 0.05, line) * 0.11 / (0.11 + 2.0 * soft)
        disc = math.sqrt((x - 0.35) ** 2 + (y - 0.5) ** 2)
        return main, 0.9 * _inside(0.24 - disc, soft)
    down = min(y + 0.25, 0.0)
    reach = math.sqrt(x * x + (y + 0.25 - down) ** 2)
    rise = reach / 0.13
    band = abs(rise - math.floor(rise) - 0.5) * 0.13
    main = _inside(0.018 - band, soft)
    if reach > 0.85 or reach < 0.2 or y < -0.95:
        main = 0.0
    return main, _inside(0.13 - math.sqrt(x * x + (y + 0.2) ** 2), soft)


@kernel
def _shapes(x: float, y: float, height: float, soft: float, seed: int) -> tuple[float, float]:
    """A board of quarter discs, half discs, discs and squares; or three large shapes balanced."""
    if seed // MOTIFS % 2 == 0:
        cell = 0.56
        if abs(x) > 1.5 * cell or abs(y) > math.floor(height / cell * 0.92 + 0.5) * cell * 0.98:
            return 0.0, 0.0
        p = x / cell + 0.5
        q = y / cell
        i = math.floor(p)
        j = math.floor(q)
        p -= i
        q -= j
        kind = int(hash3(i, j, seed + 1) * 4.999)
        turn = int(hash3(i, j, seed + 2) * 3.999)
        if turn % 2 == 1:
            p = 1.0 - p
        if turn >= 2:
            q = 1.0 - q
        fine = soft / cell
        ink = 1.0
        if kind <= 1:
            ink = _inside(1.0 - math.sqrt(p * p + q * q), fine)
        elif kind == 2:
            ink = _inside(0.5 - math.sqrt((p - 0.5) ** 2 + q * q * 0.25), fine)
        elif kind == 3:
            ink = _inside(0.36 - math.sqrt((p - 0.5) ** 2 + (q - 0.5) ** 2), fine)
        if hash3(i, j, seed + 3) < 0.36:
            return 0.0, ink
        if hash3(i, j, seed + 4) < 0.25:
            ink *= 0.35
        return ink, 0.0
    arch_y = max(y + 0.1 * height, 0.0)
    arch = 0.52 - math.sqrt((x + 0.15) ** 2 + arch_y * arch_y)
    if y < -0.72 * height:
        arch = min(arch, -1.0)
    main = _inside(arch, soft)
    main = max(main - 0.9 * _inside(arch - 0.3, soft), 0.0)
    disc = math.sqrt((x - 0.32) ** 2 + (y - 0.48 * height) ** 2)
    accent = _inside(0.27 - disc, soft)
    stone = math.sqrt(((x - 0.42) / 1.5) ** 2 + (y + 0.6 * height) ** 2)
    accent = max(accent, 0.8 * _inside(0.17 - stone, soft))
    ground = 0.32 * _inside(0.035 - abs(y + 0.74 * height), soft)
    return max(main, ground), accent


@kernel
def _portrait(x: float, y: float, height: float, soft: float, seed: int) -> tuple[float, float]:
    """Head and shoulders without a face, as in cut paper, before a dark ground."""
    soft = soft + 0.01
    lean = 0.16 * (hash3(seed, 1, 7) - 0.5)
    y = y / min(height, 1.35) + 0.06
    x -= lean * y
    ground = 0.30 + 0.16 * plane_noise(x * 1.5, y * 1.5, seed + 1)
    ground += 0.18 * smoothstep(0.4, 1.2, math.sqrt(x * x + y * y))
    oval = math.sqrt((x / 0.78) ** 2 + ((y - 0.28) * 0.95) ** 2)
    hair_low = 0.12 - 0.45 * hash3(seed, 2, 7)
    hair = math.sqrt((x / 0.86) ** 2 + (y - 0.34) ** 2)
    mane = _inside(0.41 - hair, soft)
    if y < 0.3:
        mane = _inside(0.345 - abs(x), soft) * _inside(y - hair_low, soft)
    shoulder = math.sqrt((x / 0.74) ** 2 + ((y + 0.98) / 0.72) ** 2)
    dress = _inside(1.0 - shoulder, soft)
    neckline = _inside(0.3 - math.sqrt(x * x + (y + 0.24) ** 2), soft)
    neck = _inside(0.125 - abs(x), soft) * _inside(y + 0.5, soft) * _inside(0.2 - y, soft)
    face = _inside(0.30 - oval, soft)
    skin = max(face, neck, neckline * dress)
    # The hair parts above the brow.
    brow = _inside(y - 0.44 - 0.25 * abs(x), soft)
    main = ground
    main = main * (1.0 - mane) + 0.95 * mane
    main = main * (1.0 - skin) + 0.06 * skin
    main = main * (1.0 - mane * brow) + 0.95 * mane * brow
    accent = dress * (1.0 - neckline) * (1.0 - neck)
    return main, accent * (0.92 + 0.1 * plane_noise(x * 3.0 + y, y * 3.0 - x, seed + 3))
