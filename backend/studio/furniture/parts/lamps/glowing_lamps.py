"""Floor lamps that are all light: globes on a stem, hoops, lanterns, woven bodies."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import count, number
from backend.studio.furniture.parts.fluted import faceted
from backend.studio.furniture.parts.lamps.lamp_shapes import square
from backend.studio.furniture.parts.lamps.lamp_stands import base_of, stem, stem_role
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube


def _globes(mesh: Mesh, shape: Shape) -> None:
    """Opal globes that climb a stem."""
    height, heads = number(shape, "height"), count(shape, "heads")
    start = base_of(mesh, shape) - 0.005
    radius = number(shape, "stem_width") * 0.32
    stem(mesh, Role.METAL, start, height - 0.04, radius)
    for head in range(heads):
        size = 0.062 + 0.05 * number(shape, "tilt") - 0.008 * head * (1 if shape["ring"] else -0.6)
        side = 1 if head % 2 else -1
        level = height * (0.42 + 0.52 * head / max(heads - 1, 1))
        out = side * (size + radius + 0.01)
        angles = np.linspace(0, math.pi, 13)
        profile = [(float(size * math.sin(a)), float(-size * math.cos(a))) for a in angles]
        lathe(mesh, Role.SHADE, (out, level, 0.0), profile, segments=22)
        tube(mesh, Role.METAL, [(0.0, level, 0.0), (out * 0.5, level, 0.0)], 0.009, segments=8)
        cup = rotation(0.0, 0.0, side * math.pi / 2)
        ring = [(size * 0.42, -size * 0.93), (size * 0.25, -size * 1.05), (0.0, -size * 1.06)]
        lathe(mesh, Role.METAL, (out, level, 0.0), ring, segments=16, rotation=cup)


def _hoop(mesh: Mesh, shape: Shape) -> None:
    """A ring of light on a stem."""
    start = base_of(mesh, shape) - 0.005
    size = number(shape, "reach") * 0.62
    height = number(shape, "height")
    radius = number(shape, "stem_width") * 0.34
    middle = height - size - 0.015
    low = middle - size if shape["ring"] else middle + size * 0.0
    side = 0.0 if shape["ring"] else -size
    stem(mesh, Role.METAL, start, low + 0.005, radius)
    turns = np.linspace(0, 2 * math.pi, 56, endpoint=False)
    path = [
        (side + size + size * math.cos(a), middle + size * math.sin(a), 0.0) for a in turns.tolist()
    ]
    if shape["ring"]:
        path = [(x - size, y, z) for x, y, z in path]
    tube(mesh, Role.METAL, path, 0.014, segments=8, square=True, closed=True)
    inner = [
        (side + size + (x - side - size) * 0.965, middle + (y - middle) * 0.965, z)
        for x, y, z in path
    ]
    if shape["ring"]:
        inner = [(x * 0.965, middle + (y - middle) * 0.965, z) for x, y, z in path]
    tube(mesh, Role.GLOW, inner, 0.011, segments=8, closed=True)


def _lantern(mesh: Mesh, shape: Shape) -> None:
    """A tall lit column of paper, square or round, between slats or ribs."""
    height = number(shape, "height") * 0.78
    half = 0.09 + 0.16 * number(shape, "spread")
    if shape["ring"]:
        foot = [(0.0, 0.0), (half * 0.9, 0.0), (half * 0.9, 0.0), (half * 0.9, 0.03), (0.0, 0.03)]
        lathe(mesh, stem_role(shape), (0.0, 0.0, 0.0), foot, segments=30)
        levels = np.linspace(0.028, height, 61)
        swell = 1 + 0.22 * number(shape, "tilt") * np.sin(
            (levels / height) * math.pi * (1 + count(shape, "heads") % 3)
        )
        ribs = half * swell * (1 - 0.02 * (np.arange(61) % 2))
        wall = list(zip(ribs.tolist(), levels.tolist(), strict=True))
        lathe(mesh, Role.SHADE, (0.0, 0.0, 0.0), [*wall, (0.0, height)], segments=32)
        return
    taper = 0.75 + 0.25 * number(shape, "knot")
    wall = [(half, 0.05), (half * taper, height - 0.01)]
    faceted(mesh, Role.SHADE, (0.0, 0.0, 0.0), wall, 4)
    role = stem_role(shape)
    for x in (-1, 1):
        for z in (-1, 1):
            path = [(x * half, 0.0, z * half), (x * half * taper, height, z * half * taper)]
            tube(mesh, role, path, 0.013, segments=4, square=True)
    bars = count(shape, "heads")
    for bar in range(bars + 1):
        share = bar / bars
        level = 0.05 + (height - 0.065) * share
        side = half * (1 + (taper - 1) * level / height)
        square(mesh, role, side, level, 0.007)


def _basket(mesh: Mesh, shape: Shape) -> None:
    """A woven body that is the lamp and its shade in one, on short legs."""
    height = number(shape, "height") * (0.5 + 0.35 * number(shape, "knot"))
    radius = 0.14 + 0.25 * number(shape, "spread")
    feet = 0.05 + 0.3 * number(shape, "tilt") * 0.5
    share = np.linspace(0, 1, 21)
    bulge = {3: (0.7, 0.55), 4: (0.95, 0.45), 5: (0.55, 0.85)}[count(shape, "heads")]
    ends = bulge[0] + (bulge[1] - bulge[0]) * share
    around = radius * (ends + (1 - ends) * np.sin(np.pi * share) ** 0.8)
    wall = [
        (float(r), float(feet + (height - feet) * s)) for r, s in zip(around, share, strict=True)
    ]
    lathe(mesh, Role.CANE, (0.0, 0.0, 0.0), wall, segments=32)
    for ring in (wall[0], wall[-1]):
        turns = np.linspace(0, 2 * math.pi, 32, endpoint=False)
        path = [(ring[0] * math.cos(a), ring[1], ring[0] * math.sin(a)) for a in turns.tolist()]
        tube(mesh, Role.FRAME, path, 0.009, segments=6, closed=True)
    lit = [
        (0.0, feet + 0.02),
        (wall[0][0] * 0.8, feet + 0.02),
        (wall[10][0] * 0.72, height * 0.55),
        (wall[-1][0] * 0.72, height - 0.03),
        (0.0, height - 0.03),
    ]
    lathe(mesh, Role.SHADE, (0.0, 0.0, 0.0), lit, segments=24)
    for leg in range(3 + count(shape, "heads") % 2):
        angle = 2 * math.pi * leg / (3 + count(shape, "heads") % 2) + math.pi / 4
        top = wall[0][0] * 0.98
        foot = top * (1.0 + 0.3 * number(shape, "tilt"))
        path = [
            (top * math.cos(angle), feet + 0.02, top * math.sin(angle)),
            (foot * math.cos(angle), 0.004, foot * math.sin(angle)),
        ]
        tube(mesh, Role.FRAME, path, [0.014, 0.010], segments=8)


GLOWING: Final[dict[str, Callable[[Mesh, Shape], None]]] = {
    "globes": _globes,
    "hoop": _hoop,
    "lantern": _lantern,
    "basket": _basket,
}
