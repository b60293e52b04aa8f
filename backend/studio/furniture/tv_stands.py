"""Television stands: long and low, with doors, drawers and open compartments."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.cases.case_looks import pick_layout, sample_look
from backend.studio.furniture.parts.cases.low_cases import build_low_case
from backend.studio.furniture.parts.choices import chance, measure
from backend.studio.geometry.mesh import Mesh

_LAYOUTS: Final = (
    "right | open open @% | left",
    "drawer open:0.7 | drawer open:0.7",
    "drawer open | drawer open | drawer open",
    "doors @1.3 | open open @1.2",
    "left | open open | open open | right",
    "open open | drawer drawer | open open",
    "drawer | open | drawer",
    "doors | doors | doors",
    "slide | open open @% | slide",
    "drawer drawer @% | open @1.3 | drawer drawer",
    "open:0.6 drawer @1.5 | right",
    "glass | open open | glass",
    "drawer | drawer | drawer",
    "open open",
    "right @0.8 | open:0.7 drawer @2 | left @0.8",
)


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """Named choices and dimensions of one television stand, in metres."""
    shape = sample_look(family, second, (0.08, 0.2), rng)
    layout = pick_layout(_LAYOUTS, rng)
    short = layout.count("|") < 2
    return shape | {
        "layout": layout,
        "width": measure((1.2, 1.6) if short else (1.35, 2.0), rng),
        "depth": measure((0.36, 0.46), rng),
        "height": measure((0.42, 0.6), rng),
        "open_back": chance(0.2, rng) or family.name == "industrial",
        "contents": measure((0.0, 0.6), rng),
    }


def build(shape: Shape, seed: int) -> Mesh:
    return build_low_case(shape, seed)
