"""Parts that headboards of all kinds share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import number
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

Points = NDArray[np.float64]

_UPRIGHT: Final = rotation(math.pi / 2, 0.0, 0.0)
"""Lays a prism's x, z outline into x, y: its top looks to the front."""


def flat_board(
    mesh: Mesh, role: Role, outline: Points, front: float, depth: float, radius: float
) -> None:
    """A board of any outline (x, y) whose front is at z = `front`."""
    # Under the turn about x, z of the outline becomes -y and the prism's top becomes its front.
    lying = outline * np.array([1.0, -1.0])
    prism(mesh, role, lying, front - depth, front, radius=radius, rotation=_UPRIGHT)


def low_edge(shape: Shape) -> float:
    """Where an upholstered headboard begins: above the floor if the bed is on legs."""
    return min(0.12, number(shape, "leg_height"))


def posts(
    mesh: Mesh,
    role: Role,
    width: float,
    height: float,
    front: float,
    side: float,
    square: bool = True,
) -> None:
    for x in (-width / 2 + side / 2, width / 2 - side / 2):
        if square:
            size = (side, height, side)
            rounded_box(mesh, role, (x, height / 2, front - side / 2), size, radius=0.005, grain=1)
        else:
            tube(
                mesh,
                role,
                [(x, 0.0, front - side / 2), (x, height, front - side / 2)],
                side / 2,
                12,
            )


def knobs(mesh: Mesh, role: Role, x: float, level: float, z: float, size: float) -> None:
    knob = [
        (size * 0.5, 0.0),
        (size * 0.4, size * 0.3),
        (size * 0.9, size * 0.8),
        (size, size * 1.2),
        (size * 0.7, size * 1.8),
        (0.0, size * 2.1),
    ]
    for side in (-1, 1):
        lathe(mesh, role, (side * x, level, z), knob, segments=16)


Builder: TypeAlias = Callable[[Mesh, Shape, float, float, float], None]
