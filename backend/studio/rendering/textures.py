"""The colour and relief of a surface at a point (kernels, called per shaded sample)."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import NDArray

from backend.studio.kernel import kernel
from backend.studio.materials.material import (
    BUMP,
    CANE,
    COLOR,
    DETAIL,
    FABRIC,
    FLAWS,
    KIND,
    LEAF,
    LEATHER,
    PATTERN,
    PHOTO,
    PHOTO_HEIGHT,
    PHOTO_KIND,
    PHOTO_WIDTH,
    PLAIN,
    PLASTER,
    PRINT,
    RATTAN,
    SCALE,
    SECOND,
    SEED,
    STONE,
    TERRAZZO,
    THIRD,
    TRAVERTINE,
    VELVET,
    WOOD,
)
from backend.studio.rendering.cloth import (
    cane_webbing,
    fabric_brightness,
    leather_brightness,
    velvet_brightness,
    wicker,
)
from backend.studio.rendering.grain import wood_grain
from backend.studio.rendering.minerals import (
    leaf_mix,
    marble_veins,
    plaster_clouds,
    terrazzo_chips,
    travertine_bands,
)
from backend.studio.rendering.noise import plane_noise, value_noise, visible
from backend.studio.rendering.patterns import textile_pattern
from backend.studio.rendering.photographs import photo_color
from backend.studio.rendering.prints import print_inks

Row = NDArray[Any]


@kernel
def surface_color(
    row: Row,
    x: float,
    y: float,
    z: float,
    footprint: float,
    photo_pixels: NDArray[Any],
    photo_table: NDArray[Any],
    out: NDArray[Any],
) -> None:
    """Write the linear albedo to out[0:3] and the mix of the two colours to out[3].

    x, y, z are texture coordinates and `footprint` a pixel's extent there, all in metres. Detail
    smaller than the pixel fades to its mean.
    """
    kind = int(row[KIND])
    if kind == PHOTO_KIND:
        photo = int(row[PHOTO])
        if 0 <= photo < photo_table.shape[0]:
            # A tile is centred on the origin, so that a photographed rug lies whole on a rug.
            u = x / row[PHOTO_WIDTH] + 0.5
            v = y / row[PHOTO_HEIGHT] + 0.5
            photo_color(photo, u, v, footprint / row[PHOTO_WIDTH], photo_pixels, photo_table, out)
            for channel in range(3):
                out[channel] *= row[COLOR + channel]
            return
    if kind == PRINT:
        _print_color(row, x, y, footprint, out)
        return
    scale = 1.0 / row[SCALE]
    mix, brightness = _appearance(kind, row, x * scale, y * scale, z * scale, footprint * scale)
    for channel in range(3):
        first = row[COLOR + channel]
        blended = (first + (row[SECOND + channel] - first) * mix) * brightness
        out[channel] = min(max(blended, 0.0), 1.0)
    out[3] = min(max(mix, 0.0), 1.0)


@kernel
def _appearance(
    kind: int, row: Row, x: float, y: float, z: float, footprint: float
) -> tuple[float, float]:
    """(mix of the second colour, brightness) of all kinds but prints and photographs."""
    seed = int(row[SEED])
    mix = 0.0
    brightness = 1.0
    if kind == WOOD:
        mix, brightness = wood_grain(x, y, z, footprint, row[DETAIL], row[FLAWS], seed)
    elif kind in (FABRIC, VELVET):
        if kind == FABRIC:
            brightness = fabric_brightness(x, y, footprint, row[DETAIL], seed)
        else:
            brightness = velvet_brightness(x, y, footprint, seed)
        pattern = int(row[PATTERN])
        if pattern > 0:
            # The pattern keeps its size, however coarse the cloth.
            scale = row[SCALE]
            mix = textile_pattern(
                pattern,
                x * scale,
                y * scale,
                footprint * scale,
                seed,
                0.5 * row[PHOTO_WIDTH],
                0.5 * row[PHOTO_HEIGHT],
            )
    elif kind == LEATHER:
        brightness = leather_brightness(x, y, footprint, row[FLAWS], seed)
    elif kind == CANE:
        mix, brightness = cane_webbing(x, y, footprint, seed)
    elif kind == RATTAN:
        mix, brightness = wicker(x, y, footprint, seed)
    elif kind == STONE:
        mix = marble_veins(x, y, z, footprint, seed)
    elif kind == TERRAZZO:
        mix, brightness = terrazzo_chips(x + 0.31 * z, y + 0.27 * z, footprint, seed)
    elif kind == TRAVERTINE:
        mix, brightness = travertine_bands(x, y, z, footprint, seed)
    elif kind == PLASTER:
        mix = plaster_clouds(x, y, z, footprint, row[DETAIL], seed)
    elif kind == LEAF:
        mix, brightness = leaf_mix(x, y, footprint, seed)
    elif kind == PLAIN and row[DETAIL] > 0.0:
        brightness = _brushed(x, y + z, footprint, row[DETAIL], seed)
    return mix, brightness


@kernel
def _brushed(x: float, y: float, footprint: float, strength: float, seed: int) -> float:
    """Fine marks along x, as brushed metal has."""
    marks = 0.06 * (plane_noise(x * 1.5, y * 70.0, seed + 1) - 0.5)
    clear = visible(0.003, footprint)
    if clear > 0.0:
        marks += 0.22 * clear * (plane_noise(x * 9.0, y * 900.0, seed + 2) - 0.5)
    return 1.0 + strength * marks


@kernel
def _print_color(row: Row, x: float, y: float, footprint: float, out: NDArray[Any]) -> None:
    seed = int(row[SEED])
    unit = 2.0 / min(row[PHOTO_WIDTH], row[PHOTO_HEIGHT])
    u = x * unit
    v = y * unit
    height = 0.5 * row[PHOTO_HEIGHT] * unit
    main, accent = print_inks(u, v, height, footprint * unit, seed)
    main = min(max(main, 0.0), 1.0)
    accent = min(max(accent, 0.0), 1.0)
    grain = 0.98 + 0.04 * plane_noise(u * 9.0, v * 9.0, seed + 5)
    clear = visible(0.0025, footprint)
    if clear > 0.0:
        grain += 0.06 * clear * (plane_noise(x * 900.0, y * 900.0, seed + 6) - 0.5)
    for channel in range(3):
        ink = row[COLOR + channel] + (row[SECOND + channel] - row[COLOR + channel]) * main
        ink += (row[THIRD + channel] - ink) * accent
        out[channel] = min(max(ink * grain, 0.0), 1.0)
    out[3] = max(main, accent)


@kernel
def bump_slope(row: Row, x: float, y: float, z: float, footprint: float, out: NDArray[Any]) -> None:
    """Write what the relief adds to the unit normal to out[0:3]."""
    kind = int(row[KIND])
    strength = row[BUMP] / math.sqrt(row[SCALE])
    scale = 1.0 / row[SCALE]
    x *= scale
    y *= scale
    z *= scale
    footprint *= scale
    # Cycles per metre along the grain and across it; a fine relief and a broad one.
    along, across, fine, broad = 170.0, 170.0, 0.22, 0.0
    if kind == WOOD:
        along, across, fine = 7.0, 260.0, 0.10
    elif kind == FABRIC:
        along, across = 190.0, 190.0
        fine = 0.12 + 0.38 * row[DETAIL]
        broad = 0.09
    elif kind == VELVET:
        along, across, fine, broad = 420.0, 420.0, 0.4, 0.8
    elif kind == LEATHER:
        along, across, fine, broad = 330.0, 330.0, 0.30, 0.22
    elif kind in (CANE, RATTAN):
        along, across, fine = 60.0, 160.0, 0.45
    elif kind == PLASTER:
        along, across, fine, broad = 260.0, 260.0, 0.2, 0.1
    fine *= strength * visible(2.0 / across, footprint)
    broad *= strength * visible(0.12, footprint)
    for axis in range(3):
        out[axis] = 0.0
    if fine > 0.0:
        u = x * along
        v = y * across
        w = z * across
        out[0] = fine * (value_noise(u + 11.0, v, w) - 0.5)
        out[1] = fine * (value_noise(u, v + 31.0, w) - 0.5)
        out[2] = fine * (value_noise(u, v, w + 53.0) - 0.5)
    if broad > 0.0:
        u = x * 13.0
        v = y * 13.0
        w = z * 13.0
        out[0] += broad * (value_noise(u + 17.0, v, w) - 0.5)
        out[1] += broad * (value_noise(u, v + 37.0, w) - 0.5)
        out[2] += broad * (value_noise(u, v, w + 59.0) - 0.5)
