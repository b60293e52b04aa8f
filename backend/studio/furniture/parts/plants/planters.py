"""What plants stand in: pots of many shapes, in baskets, crates and stands."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, number
from backend.studio.furniture.parts.fluted import faceted, fluted
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

PLANTERS: Final = {
    "midcentury": ("cross_stand", "cross_stand", "cylinder", "ring_stand", "egg"),
    "scandinavian": ("legs", "taper", "cylinder", "egg", "ribbed"),
    "industrial": ("square", "ring_stand", "cylinder", "tall_square", "faceted"),
    "traditional": ("urn", "urn", "belly", "rimmed", "footed_bowl"),
    "contemporary": ("tall_taper", "tall_square", "cylinder", "square", "bowl"),
    "boho": ("basket", "basket", "rimmed", "tripod_stand", "belly"),
    "rustic": ("crate", "rimmed", "belly", "crate", "bucket"),
    "glam": ("faceted", "ribbed", "ring_stand", "footed_bowl", "egg"),
}
"""Planters by style; each shows the pot itself (Role.POT)."""

STANDS: Final = ("cross_stand", "ring_stand", "tripod_stand", "legs")
"""Planters that raise the pot above the floor, by `stand_height`."""

_HEIGHT: Final = {
    # Height of the pot as a share of its width.
    "tall_taper": 2.0, "tall_square": 1.9, "bowl": 0.55, "footed_bowl": 0.6, "urn": 1.25,
    "egg": 0.95, "belly": 0.95, "square": 0.95, "basket": 0.95, "crate": 0.85,
}  # fmt: skip


def planter(mesh: Mesh, shape: Shape) -> tuple[float, float]:
    """Add the planter and its soil; returns the soil's height and radius, metres.

    Reads planter, pot_width, pot_height (a factor), pot_taper, stand_height of the shape."""
    kind, width = choice(shape, "planter"), number(shape, "pot_width")
    height = width * _HEIGHT.get(kind, 0.92) * number(shape, "pot_height")
    low = 0.0
    if kind in STANDS:
        low = _stand(mesh, kind, width, height, number(shape, "stand_height"))
    half, taper = width / 2, number(shape, "pot_taper")
    if kind in ("square", "tall_square"):
        return _square(mesh, half, height, taper)
    if kind == "faceted":
        wall = [(half * taper * 0.9, 0.0), (half, height * 0.6), (half * 0.86, height)]
        faceted(mesh, Role.POT, (0.0, 0.0, 0.0), wall, 7, closed=False)
        return _soil(mesh, half * 0.9, height)
    profile = [(r * half, low + y * height) for r, y in _profile(kind, taper)]
    if kind == "ribbed":
        fluted(mesh, Role.POT, (0.0, 0.0, 0.0), [(0.0, low), *profile], 26, 0.022)
    else:
        lip = profile[-1]
        inside = [
            lip,
            (lip[0] * 0.92, lip[1]),
            (lip[0] * 0.92, lip[1]),
            (lip[0] * 0.88, lip[1] - 0.05),
        ]
        lathe(mesh, Role.POT, (0.0, 0.0, 0.0), [(0.0, low), *profile, *inside], segments=36)
    if kind == "basket":
        _basket(mesh, half, height)
    elif kind == "crate":
        _crate(mesh, half, height)
    elif kind == "bucket":
        for level in (0.25, 0.72):
            around = half * (taper + (1 - taper) * level) + 0.003
            _hoop(mesh, Role.METAL, around, height * level, 0.006)
    return _soil(mesh, profile[-1][0] * 0.93, low + height)


def _profile(kind: str, taper: float) -> list[tuple[float, float]]:
    """(share of the half width, share of the height) of the outer wall."""
    if kind in ("cylinder", "cross_stand", "ring_stand", "ribbed", "tall_square"):
        return [(0.94, 0.0), (0.98, 0.03), (1.0, 0.08), (1.0, 1.0), (1.0, 1.0)]
    if kind == "egg":
        return [
            (0.55, 0.0),
            (0.8, 0.1),
            (0.97, 0.32),
            (1.0, 0.5),
            (0.94, 0.75),
            (0.78, 1.0),
            (0.78, 1.0),
        ]
    if kind == "belly":
        return [
            (0.5, 0.0),
            (0.78, 0.14),
            (1.0, 0.45),
            (0.92, 0.72),
            (0.66, 0.9),
            (0.72, 1.0),
            (0.72, 1.0),
        ]
    if kind == "bowl":
        return [(0.45, 0.0), (0.72, 0.2), (0.92, 0.55), (1.0, 1.0), (1.0, 1.0)]
    if kind == "footed_bowl":
        return [
            (0.5, 0.0), (0.5, 0.05), (0.24, 0.12), (0.24, 0.2), (0.6, 0.34),
            (0.9, 0.62), (1.0, 0.92),
            (1.06, 0.96), (1.04, 1.0), (1.04, 1.0),
        ]  # fmt: skip
    if kind == "urn":
        return [
            (0.62, 0.0), (0.62, 0.06), (0.62, 0.06), (0.32, 0.12), (0.26, 0.22), (0.42, 0.3),
            (0.72, 0.42), (0.82, 0.6), (0.72, 0.8), (0.82, 0.92), (1.0, 0.97), (0.98, 1.0),
            (0.98, 1.0),
        ]  # fmt: skip
    if kind == "rimmed":
        return [
            (0.64, 0.0), (0.64, 0.0), (0.88, 0.76), (0.88, 0.76), (1.0, 0.77), (1.0, 0.77),
            (1.02, 1.0), (1.02, 1.0),
        ]  # fmt: skip
    if kind in ("basket", "crate"):
        return [(0.78, 0.02), (0.82, 1.0), (0.82, 1.0)]
    narrow = {"bucket": taper, "tall_taper": taper * 0.85}.get(kind, taper)
    return [(narrow, 0.0), (narrow, 0.0), (1.0, 1.0), (1.0, 1.0)]


def _soil(mesh: Mesh, radius: float, height: float) -> tuple[float, float]:
    level = height - 0.025
    profile = [(radius, level - 0.006), (radius * 0.7, level + 0.004), (0.0, level + 0.008)]
    lathe(mesh, Role.SOIL, (0.0, 0.0, 0.0), profile, segments=24)
    return level, radius


def _square(mesh: Mesh, half: float, height: float, taper: float) -> tuple[float, float]:
    narrow = 0.5 + 0.5 * taper
    walls = [
        (half * narrow, 0.0),
        (half, height),
        (half * 0.92, height),
        (half * 0.9, height - 0.05),
    ]
    faceted(mesh, Role.POT, (0.0, 0.0, 0.0), walls, 4, closed=False)
    level = height - 0.025
    rounded_box(
        mesh, Role.SOIL, (0.0, level - 0.01, 0.0), (half * 1.82, 0.02, half * 1.82), radius=0.004
    )
    return level, half * 0.85


def _hoop(mesh: Mesh, role: Role, radius: float, level: float, thick: float) -> None:
    turns = np.linspace(0, 2 * math.pi, 36, endpoint=False)
    path = [(radius * math.cos(a), level, radius * math.sin(a)) for a in turns.tolist()]
    tube(mesh, role, path, thick, segments=7, closed=True)


def _stand(mesh: Mesh, kind: str, width: float, height: float, tall: float) -> float:
    """Legs round or under the pot; returns the height of its underside."""
    half = width / 2
    role = Role.METAL if kind == "ring_stand" else Role.FRAME
    low = tall
    legs = 3 if kind == "tripod_stand" else 4
    top = {"cross_stand": low + height * 0.62, "ring_stand": low + height * 0.4}.get(
        kind, low + 0.01
    )
    thick = 0.006 if role == Role.METAL else 0.013
    for leg in range(legs):
        angle = 2 * math.pi * (leg + 0.5) / legs
        inner = half + thick * 0.9 if kind in ("cross_stand", "ring_stand") else half * 0.72
        outer = inner * (1.3 if kind in ("tripod_stand", "legs") else 1.0)
        path = [
            (inner * math.cos(angle), top, inner * math.sin(angle)),
            (outer * math.cos(angle), 0.003, outer * math.sin(angle)),
        ]
        radius = [thick, thick * (0.75 if role == Role.FRAME else 1.0)]
        tube(mesh, role, path, radius, segments=8, square=kind == "cross_stand")
    if kind == "ring_stand":
        _hoop(mesh, role, half + thick * 0.9, low + height * 0.38, thick)
        _hoop(mesh, role, half + thick * 0.9, low - 0.004, thick * 0.9)
    if kind in ("ring_stand", "cross_stand"):
        for bar in range(2):
            angle = math.pi * (bar + 0.5) / 2
            end = half + thick
            ends = [
                (side * end * math.cos(angle), low - thick * 0.6, side * end * math.sin(angle))
                for side in (-1, 1)
            ]
            tube(mesh, role, ends, thick * 0.9, segments=6, square=kind == "cross_stand")
    return low


def _basket(mesh: Mesh, half: float, height: float) -> None:
    """A woven basket that hides two thirds of the pot, with two handles."""
    rim = height * 0.66
    wall = [
        (half * 0.78, 0.0), (half * 0.96, rim * 0.2), (half * 1.04, rim * 0.55), (half * 0.96, rim),
        (half * 0.96, rim), (half * 0.86, rim),
    ]  # fmt: skip
    lathe(mesh, Role.CANE, (0.0, 0.0, 0.0), [(0.0, 0.0), *wall], segments=32)
    _hoop(mesh, Role.CANE, half * 0.955, rim, 0.011)
    turns = np.linspace(0, math.pi, 11)
    for side in (-1, 1):
        path = [
            (
                side * (half * 0.97 + 0.012 * math.sin(a)),
                rim - 0.01 + 0.075 * math.sin(a),
                0.055 * math.cos(a),
            )
            for a in turns.tolist()
        ]
        tube(mesh, Role.CANE, path, 0.008, segments=7)


def _crate(mesh: Mesh, half: float, height: float) -> None:
    """A box of boards that hides two thirds of the pot."""
    rim = height * 0.68
    board = rim / 3
    for row in range(3):
        middle = board * (row + 0.5)
        for side in (-1, 1):
            long, deep = (
                (half * 2 - 0.004, board - 0.008, 0.016),
                (0.016, board - 0.008, half * 2 - 0.03),
            )
            rounded_box(mesh, Role.FRAME, (0.0, middle, side * (half - 0.008)), long, radius=0.003)
            rounded_box(mesh, Role.FRAME, (side * (half - 0.01), middle, 0.0), deep, radius=0.003)
    for x in (-1, 1):
        for z in (-1, 1):
            post = (x * (half - 0.03), rim / 2, z * (half - 0.03))
            rounded_box(mesh, Role.FRAME, post, (0.03, rim, 0.03), radius=0.003)
    rounded_box(
        mesh, Role.FRAME, (0.0, 0.01, 0.0), (half * 2 - 0.03, 0.02, half * 2 - 0.03), radius=0.002
    )
