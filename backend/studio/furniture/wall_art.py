"""Wall art: framed prints, canvases, scrolls, boards and hangings, one to four of them."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import chance, choice, lender, measure, one_of
from backend.studio.furniture.parts.placing import hung
from backend.studio.furniture.parts.walls.framed_prints import framed_print
from backend.studio.furniture.parts.walls.print_places import LAYOUTS, places_of, print_size
from backend.studio.furniture.parts.walls.unframed_prints import (
    canvas,
    clipped_print,
    floating_canvas,
    hung_poster,
    print_on_planks,
    scroll,
)
from backend.studio.geometry.mesh import Mesh

_KINDS: Final = {
    "midcentury": ("framed", "framed", "canvas", "float", "round"),
    "scandinavian": ("framed", "hanger", "framed", "arch"),
    "industrial": ("canvas", "clip", "framed", "planks"),
    "traditional": ("framed", "framed", "oval", "framed"),
    "contemporary": ("canvas", "float", "framed", "round"),
    "boho": ("hanger", "scroll", "arch", "framed", "round"),
    "rustic": ("planks", "framed", "clip", "framed"),
    "glam": ("framed", "float", "framed", "oval"),
}

_FRAMES: Final = {
    "midcentury": ("slim", "box"),
    "scandinavian": ("slim", "slim", "box"),
    "industrial": ("slim", "flat"),
    "traditional": ("ogee", "gilt", "ogee"),
    "contemporary": ("slim", "box"),
    "boho": ("box", "flat"),
    "rustic": ("flat", "flat", "box"),
    "glam": ("gilt", "slim", "step"),
}

_MADE_OF: Final = {
    "midcentury": ("frame",),
    "scandinavian": ("frame", "frame", "metal"),
    "industrial": ("metal", "frame"),
    "traditional": ("frame", "metal"),
    "contemporary": ("metal", "frame"),
    "boho": ("frame", "frame", "cane"),
    "rustic": ("frame",),
    "glam": ("metal", "metal", "frame"),
}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    kind = one_of(_KINDS[lender(family, second, rng).name], rng)
    layout = one_of(
        ("single", "single", "single", "pair", "triptych", "stack", "grid", "stepped"), rng
    )
    if kind in ("scroll", "planks", "oval"):
        layout = "single" if layout in ("stack", "grid") else layout
    columns, rows = LAYOUTS[layout]
    width = measure((0.42, 1.15), rng) if columns * rows == 1 else measure((0.30, 0.52), rng)
    ratio = one_of(("portrait", "portrait", "landscape", "square", "tall", "wide"), rng)
    aspect = {
        "portrait": measure((1.25, 1.5), rng), "landscape": measure((0.66, 0.8), rng),
        "square": 1.0, "tall": measure((1.6, 2.1), rng), "wide": measure((0.42, 0.58), rng),
    }[ratio]  # fmt: skip
    if kind in ("arch", "hanger", "scroll", "oval"):
        aspect = max(aspect, 1.25)
    if kind == "round":
        aspect = 1.0
    if aspect > 1.2:
        width = min(width, 0.85)
    frame = one_of(_FRAMES[lender(family, second, rng).name], rng)
    wide = frame in ("ogee", "gilt", "flat", "step")
    mounted = kind in ("framed", "arch", "oval") and chance(0.7, rng)
    shape: Shape = {
        "kind": kind,
        "layout": layout,
        "width": round(width, 4),
        "height": round(width * aspect, 4),
        "gap": measure((0.03, 0.09), rng),
        "step": measure((0.05, 0.14), rng),
        "frame": frame,
        "frame_width": measure((0.03, 0.075), rng) if wide else measure((0.010, 0.024), rng),
        "frame_depth": measure((0.018, 0.042), rng),
        "material": one_of(_MADE_OF[lender(family, second, rng).name], rng),
        "mount": measure((0.03, 0.11), rng) if mounted else 0.0,
        "mount_low": measure((0.0, 0.05), rng) if mounted else 0.0,
        "canvas_depth": measure((0.02, 0.045), rng),
        "planks": int(rng.integers(3, 7)),
        "rise": measure((0.5, 1.0), rng),
        "bars": chance(0.5, rng),
    }
    wide_print, high_print = print_size(shape)
    if columns * rows > 1:
        # A strip of pieces shows the middle of one picture, or its motif would be on one only.
        wide_print, high_print = (
            max(wide_print, 0.62 * high_print),
            max(high_print, 0.62 * wide_print),
        )
    return shape | {"print_width": round(wide_print, 4), "print_height": round(high_print, 4)}


def build(shape: Shape, seed: int) -> Mesh:
    mesh = Mesh(seed)
    for x, y in places_of(shape):
        _BUILD[choice(shape, "kind")](mesh, shape, (x, y))
    return hung(mesh)


_BUILD: Final = {
    "framed": framed_print,
    "round": framed_print,
    "oval": framed_print,
    "arch": framed_print,
    "canvas": canvas,
    "float": floating_canvas,
    "hanger": hung_poster,
    "scroll": scroll,
    "clip": clipped_print,
    "planks": print_on_planks,
}
