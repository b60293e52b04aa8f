"""Balls, rings and squares of bar that lamps are made of."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

Point = tuple[float, float, float]


def ring(
    mesh: Mesh, role: Role, radius: float, level: float, thick: float, squared: bool = False
) -> None:
    """A level ring of round bar, or `squared` bar, about the axis."""
    turns = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    path = [(radius * math.cos(a), level, radius * math.sin(a)) for a in turns.tolist()]
    tube(mesh, role, path, thick, segments=8, square=squared, closed=True)


def ball(mesh: Mesh, role: Role, center: Point, radius: float, segments: int = 14) -> None:
    """A ball about `center`."""
    angles = np.linspace(0, math.pi, 10)
    profile = [(float(radius * math.sin(a)), float(-radius * math.cos(a))) for a in angles]
    lathe(mesh, role, center, profile, segments=segments)


def square(mesh: Mesh, role: Role, half: float, level: float, thick: float) -> None:
    """Four level bars along the sides of a square of `2 * half`, metres."""
    for start, end in (
        ((-1, 1), (1, 1)),
        ((-1, -1), (1, -1)),
        ((1, -1), (1, 1)),
        ((-1, -1), (-1, 1)),
    ):
        path = [(start[0] * half, level, start[1] * half), (end[0] * half, level, end[1] * half)]
        tube(mesh, role, path, thick, segments=4, square=True)
