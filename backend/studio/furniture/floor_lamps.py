"""Floor lamps: tripods, arcs, pharmacy lamps, columns, torchieres, trees, lanterns."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import chance, choice, lender, measure, one_of
from backend.studio.furniture.parts.lamps.glowing_lamps import GLOWING
from backend.studio.furniture.parts.lamps.reaching_lamps import REACHING
from backend.studio.furniture.parts.lamps.shade_cuts import draw_shade
from backend.studio.furniture.parts.lamps.upright_lamps import UPRIGHT
from backend.studio.furniture.parts.placing import settled
from backend.studio.geometry.mesh import Mesh

_KINDS: Final = {
    "midcentury": ("tripod", "arc", "tree", "column", "pharmacy", "swing"),
    "scandinavian": ("tripod", "pharmacy", "column", "swing", "lantern"),
    "industrial": ("surveyor", "pipe", "pharmacy", "tree", "surveyor"),
    "traditional": ("turned", "turned", "candlestick", "swing", "torchiere", "shelf"),
    "contemporary": ("arc", "column", "lantern", "torchiere", "globes", "hoop"),
    "boho": ("basket", "tripod", "arc", "branch", "basket"),
    "rustic": ("branch", "turned", "tripod", "shelf", "swing"),
    "glam": ("spheres", "arc", "globes", "torchiere", "column", "candlestick"),
}


_STEMS: Final = {
    "midcentury": ("metal", "metal", "frame"),
    "scandinavian": ("frame", "metal"),
    "industrial": ("metal",),
    "traditional": ("frame", "metal"),
    "contemporary": ("metal",),
    "boho": ("frame", "frame", "metal"),
    "rustic": ("frame", "frame", "metal"),
    "glam": ("metal",),
}


_BASES: Final = {
    "midcentury": ("disc", "cone", "stone"),
    "scandinavian": ("disc", "cross", "thick"),
    "industrial": ("disc", "square", "cross"),
    "traditional": ("stepped", "stepped", "square"),
    "contemporary": ("disc", "square", "stone"),
    "boho": ("thick", "cross", "disc"),
    "rustic": ("thick", "square", "cross"),
    "glam": ("stone", "stepped", "disc"),
}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    kind = one_of(_KINDS[lender(family, second, rng).name], rng)
    low, high = (0.26, 0.38) if kind in ("pharmacy", "tree", "arc", "swing") else (0.36, 0.54)
    shape: Shape = {
        "kind": kind,
        "height": measure((1.38, 1.78), rng),
        "stem": one_of(_STEMS[family.name], rng),
        "stem_width": measure((0.018, 0.038), rng),
        "base": one_of(_BASES[lender(family, second, rng).name], rng),
        "base_width": measure((0.24, 0.36), rng),
        "spread": measure((0.20, 0.31), rng),
        "reach": measure((0.32, 0.62), rng),
        "heads": int(rng.integers(3, 6)),
        "knot": measure((0.38, 0.78), rng),
        "tilt": measure((0.2, 0.75), rng),
        "ring": chance(0.5, rng),
    }
    return shape | draw_shade(lender(family, second, rng), rng, low, high)


def build(shape: Shape, seed: int) -> Mesh:
    mesh = Mesh(seed)
    _BUILD[choice(shape, "kind")](mesh, shape)
    return settled(mesh)


_BUILD: Final = UPRIGHT | REACHING | GLOWING
