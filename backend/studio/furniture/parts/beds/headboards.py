"""Headboards, in wood, metal, cane and upholstery.

Each builder fills a width of `width` metres before the plane z = `front` (its front face there or
a little behind), from below the mattress up to `height`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Shape
from backend.studio.furniture.parts.beds.metal_headboards import METAL
from backend.studio.furniture.parts.beds.stuffed_headboards import STUFFED
from backend.studio.furniture.parts.beds.wooden_headboards import WOODEN
from backend.studio.furniture.parts.choices import choice
from backend.studio.geometry.mesh import Mesh

Points = NDArray[np.float64]


UPHOLSTERED: Final = frozenset(STUFFED)


METAL_KINDS: Final = frozenset(METAL)


def headboard(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """The headboard that the shape names."""
    _BUILD[choice(shape, "headboard")](mesh, shape, width, height, front)


_BUILD: Final = WOODEN | METAL | STUFFED
