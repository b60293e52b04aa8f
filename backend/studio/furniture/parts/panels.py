"""Slabs cut to an outline and set upright: arms seen from the side, backs seen from the front."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.transforms import rotation

Outline = Sequence[tuple[float, float]] | NDArray[np.float64]


def upright(
    mesh: Mesh,
    role: Role,
    outline: Outline,
    rear: tuple[float, float],
    thickness: float,
    rake: float = 0.0,
    radius: float = 0.02,
) -> None:
    """A slab whose `outline` (n,2) of x and height above `rear` is seen from the front; it leans
    back by `rake` radians about its rear lower edge at `rear` = (y, z)."""
    points = np.asarray(outline, dtype=float)
    turn = rotation(rx=math.pi / 2 - rake)
    local = np.array([0.0, rear[0], rear[1]]) @ turn
    flat = np.stack([points[:, 0], local[2] - points[:, 1]], axis=-1)
    prism(mesh, role, flat, float(local[1]), float(local[1]) + thickness, radius, rotation=turn)


def sideways(
    mesh: Mesh,
    role: Role,
    outline: Outline,
    x: float,
    thickness: float,
    radius: float = 0.02,
) -> None:
    """A slab centred on `x` whose `outline` (n,2) of z and y is seen from the side."""
    points = np.asarray(outline, dtype=float)
    flat = np.stack([-points[:, 1], points[:, 0]], axis=-1)
    turn = rotation(rz=-math.pi / 2)
    prism(mesh, role, flat, x - thickness / 2, x + thickness / 2, radius, rotation=turn)


def leaning(
    rear: tuple[float, float], height: float, thickness: float, rake: float
) -> tuple[float, float]:
    """Centre (y, z) of a slab that leans back by `rake` about its rear lower edge at `rear`."""
    up, forward = height / 2, thickness / 2
    return (
        rear[0] + up * math.cos(rake) + forward * math.sin(rake),
        rear[1] - up * math.sin(rake) + forward * math.cos(rake),
    )
