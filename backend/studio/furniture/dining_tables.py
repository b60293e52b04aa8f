"""Dining tables: a top for four to eight on a base of its style."""

from __future__ import annotations

import numpy as np

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import measure, number
from backend.studio.furniture.parts.placing import Draft
from backend.studio.furniture.parts.tables.table_bases import build_base, sample_base
from backend.studio.furniture.parts.tables.tops import build_top, is_rounded, sample_top
from backend.studio.geometry.mesh import Mesh

_EXTRA_OUTLINES = {
    "midcentury": ("boat", "boat"),
    "scandinavian": ("capsule", "squircle"),
    "contemporary": ("boat", "squircle", "capsule"),
    "traditional": ("boat", "octagon"),
    "glam": ("capsule", "octagon"),
    "boho": ("capsule",),
}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """Named choices and dimensions of one dining table, in metres."""
    outlines = family.outlines + _EXTRA_OUTLINES.get(family.name, ())
    shape = sample_top(family, outlines, family.tops, rng)
    outline = shape["outline"]
    if outline in ("round", "octagon"):
        width = depth = measure((0.95, 1.4), rng)
    elif outline in ("square", "squircle"):
        width = depth = measure((0.85, 1.3), rng)
    else:
        width, depth = measure((1.35, 2.3), rng), measure((0.78, 1.02), rng)
    shape |= {"width": width, "depth": depth, "height": measure((0.74, 0.76), rng)}
    compact = is_rounded(shape) and width < 1.5
    return shape | sample_base(family, second, compact or outline == "squircle", rng)


def build(shape: Shape, seed: int) -> Mesh:
    draft = Draft()
    build_base(draft, shape, build_top(draft, shape, number(shape, "height")))
    return draft.centered(seed)
