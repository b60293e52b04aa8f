"""Sideboards and dressers: doors and drawers in a body on feet."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.cases.case_looks import pick_layout, sample_look
from backend.studio.furniture.parts.cases.low_cases import build_low_case
from backend.studio.furniture.parts.choices import chance, measure
from backend.studio.geometry.mesh import Mesh

_SIDEBOARDS: Final = (
    "doors | doors",
    "doors | drawer drawer drawer @% | doors",
    "left | right | left | right",
    "right | drawer drawer drawer @% | left",
    "doors @1.6 | drawer drawer drawer",
    "drawer drawer drawer drawer | doors @%",
    "doors:3 drawer | doors:3 drawer",
    "right:3 drawer | left:3 drawer | right:3 drawer",
    "doors @1.5 | open open | left",
    "open open:% | doors @2",
    "slide | open open | slide",
    "right | open:2 drawer @1.4 | left",
    "doors | doors | doors",
    "glass | drawer drawer drawer | glass",
)
_DRESSERS: Final = (
    "drawer drawer drawer | drawer drawer drawer",
    "drawer:1.3 drawer:1.2 drawer | drawer:1.3 drawer:1.2 drawer",
    "drawer drawer drawer drawer",
    "drawer:1.4 drawer:1.2 drawer drawer:0.8 @1",
    "drawer drawer drawer | drawer drawer drawer | drawer drawer drawer",
    "drawer drawer drawer:0.6 | drawer drawer drawer:0.6",
    "drawer drawer drawer @1.4 | left",
    "drawer drawer drawer drawer | drawer drawer drawer drawer",
)


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """Named choices and dimensions of one sideboard or dresser, in metres."""
    shape = sample_look(family, second, (0.12, 0.24), rng)
    dresser = chance(0.4, rng)
    layout = pick_layout(_DRESSERS if dresser else _SIDEBOARDS, rng)
    columns = layout.count("|") + 1
    narrow = dresser and columns == 1
    width = (0.75, 1.0) if narrow else (1.15, 1.75) if dresser or columns < 3 else (1.35, 1.95)
    return shape | {
        "kind": "dresser" if dresser else "sideboard",
        "layout": layout,
        "width": measure(width, rng),
        "depth": measure((0.38, 0.5), rng),
        "height": measure((0.75, 0.9) if dresser else (0.70, 0.88), rng),
        "contents": measure((0.0, 0.8), rng),
    }


def build(shape: Shape, seed: int) -> Mesh:
    return build_low_case(shape, seed)
