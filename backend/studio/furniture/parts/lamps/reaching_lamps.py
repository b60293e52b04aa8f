"""Floor lamps whose arms reach out: arcs, pharmacy lamps, brackets, trees, pipes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number
from backend.studio.furniture.parts.lamps.lamp_stands import base_of, flat_base, stem, stem_role
from backend.studio.furniture.parts.lamps.lampshades import lampshade
from backend.studio.furniture.parts.lamps.shade_cuts import shade_of
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube


def _arc(mesh: Mesh, shape: Shape) -> None:
    """A rod that rises from a heavy base, bends over, and lets the shade hang."""
    shade = shade_of(shape)
    reach = number(shape, "reach") + 0.42
    height = number(shape, "height") + 0.22
    left = -reach / 2
    drop = 0.10 + 0.06 * number(shape, "tilt")
    low = height * (0.42 + 0.2 * number(shape, "knot"))
    turn = np.linspace(0, math.pi * 0.62, 22)
    span = 1 - math.cos(turn[-1])
    bow = np.column_stack(
        [left + reach * (1 - np.cos(turn)) / span, low + (height - low) * np.sin(turn)]
    )
    path = [(left, 0.03, 0.0), (left, low * 0.5, 0.0)]
    path += [(float(x), float(y), 0.0) for x, y in bow]
    tube(mesh, Role.METAL, path, 0.011, segments=10)
    end = path[-1]
    rim = end[1] - drop - shade.height
    tube(mesh, Role.METAL, [end, (end[0], rim + shade.height * 0.9, 0.0)], 0.004, segments=6)
    lampshade(mesh, shade, (end[0], rim, 0.0))
    width = number(shape, "base_width") * 1.05
    if choice(shape, "base") in ("stone", "square"):
        size = (width * 0.8, 0.11, width * 0.8)
        rounded_box(mesh, Role.STONE, (left, 0.055, 0.0), size, radius=0.006)
    else:
        half, tall = width / 2, 0.035 + 0.03 * number(shape, "tilt")
        profile = [
            (0.0, 0.0), (half, 0.0), (half, 0.0), (half, tall), (half - 0.006, tall + 0.006),
            (0.0, tall + 0.006),
        ]  # fmt: skip
        role = Role.STONE if choice(shape, "base") == "stepped" else Role.METAL
        lathe(mesh, role, (left, 0.0, 0.0), profile, segments=40)


def _pharmacy(mesh: Mesh, shape: Shape) -> None:
    """A stem, a jointed arm and a head that looks down."""
    shade = shade_of(shape, 0.8)
    radius = number(shape, "stem_width") * 0.32
    start = base_of(mesh, shape, 0.9) - 0.005
    tilt, reach = number(shape, "tilt"), number(shape, "reach") * 0.95
    top = number(shape, "height") * 0.78
    stem(mesh, Role.METAL, start, top, radius)
    joint = [(0.0, top - 0.03), (0.016, top - 0.03), (0.016, top + 0.015), (0.0, top + 0.02)]
    lathe(mesh, Role.METAL, (0.0, 0.0, 0.0), joint, segments=14)
    tail = (-0.32 * reach, top - 0.32 * reach * tilt, 0.0)
    head = (0.78 * reach, top + 0.78 * reach * tilt, 0.0)
    tube(mesh, Role.METAL, [tail, head], radius * 0.85, segments=8)
    ball = [(0.0, -0.02), (0.016, -0.013), (0.02, 0.0), (0.016, 0.013), (0.0, 0.02)]
    lathe(mesh, Role.METAL, tail, ball, segments=12)
    turn = rotation(0.0, 0.0, 0.25 + 0.3 * tilt)
    neck = turn @ np.array([0.0, shade.height, 0.0])
    rim = (head[0] - float(neck[0]), head[1] - float(neck[1]), 0.0)
    lampshade(mesh, shade, rim, turn)
    lathe(mesh, Role.METAL, head, ball, segments=12)


def _swing(mesh: Mesh, shape: Shape) -> None:
    """A stem with a bracket from which the shade hangs."""
    shade = shade_of(shape)
    role, height = stem_role(shape), number(shape, "height")
    reach = number(shape, "reach") * 0.8
    start = base_of(mesh, shape) - 0.005
    left = 0.0
    radius = number(shape, "stem_width") * 0.45
    stem(mesh, role, start, height, radius)
    arm = height - 0.05
    tube(mesh, role, [(left - 0.03, arm, 0.0), (reach, arm, 0.0)], radius * 0.9, segments=8)
    brace = number(shape, "knot") * reach
    tube(mesh, role, [(left, arm - brace, 0.0), (brace, arm, 0.0)], radius * 0.7, segments=8)
    drop = 0.05 + 0.12 * number(shape, "tilt")
    rim = arm - drop - shade.height
    end = (reach - radius, rim + shade.height * 0.9, 0.0)
    tube(mesh, Role.METAL, [(reach - radius, arm, 0.0), end], 0.003, segments=6)
    lampshade(mesh, shade, (reach - radius, rim, 0.0))


def _tree(mesh: Mesh, shape: Shape) -> None:
    """Several heads on arms at different heights."""
    shade = shade_of(shape, 0.62)
    height, heads = number(shape, "height"), count(shape, "heads")
    start = base_of(mesh, shape) - 0.005
    radius = number(shape, "stem_width") * 0.36
    stem(mesh, Role.METAL, start, height - 0.02, radius)
    for head in range(heads):
        angle = 2.4 * head + 0.6
        level = height - 0.06 - 0.42 * head / heads * (1 + number(shape, "knot"))
        length = number(shape, "reach") * 0.5
        side = (math.cos(angle), math.sin(angle))
        rise = 0.16 * (0.5 - number(shape, "tilt"))
        end = (side[0] * length, level + rise, side[1] * length)
        tube(mesh, Role.METAL, [(0.0, level, 0.0), end], radius * 0.7, segments=8)
        turn = rotation(0.0, -angle, 0.0) @ rotation(0.0, 0.0, 0.45)
        neck = turn @ np.array([0.0, shade.height, 0.0])
        rim = (end[0] - float(neck[0]), end[1] - float(neck[1]), end[2] - float(neck[2]))
        lampshade(mesh, shade, rim, turn)


def _pipe(mesh: Mesh, shape: Shape) -> None:
    """Plumber's pipes and elbows, bare bulbs at their ends."""
    shade = shade_of(shape, 0.9)
    height, reach = number(shape, "height"), number(shape, "reach") * 0.55
    start = flat_base(mesh, choice(shape, "base"), Role.METAL, number(shape, "base_width"))
    radius = 0.011 + number(shape, "stem_width") * 0.12
    stem(mesh, Role.METAL, start - 0.005, height, radius)
    for level in (0.1, number(shape, "knot"), 0.97):
        collar = [
            (0.0, -0.028),
            (radius * 1.5, -0.028),
            (radius * 1.5, -0.028),
            (radius * 1.5, 0.028),
            (radius * 1.5, 0.028),
            (0.0, 0.028),
        ]
        lathe(mesh, Role.METAL, (0.0, height * level, 0.0), collar, segments=14)
    arms = ((1, 0.97), (-1, number(shape, "knot") + 0.1)) if shape["ring"] else ((1, 0.97),)
    for side, level in arms:
        at = height * level
        path = [
            (0.0, at, 0.0),
            (side * (reach - 0.02), at, 0.0),
            (side * reach, at - 0.02, 0.0),
            (side * reach, at - 0.09, 0.0),
        ]
        tube(mesh, Role.METAL, path, radius * 0.9, segments=10)
        lampshade(mesh, shade, (side * reach, at - 0.085 - shade.height, 0.0))


REACHING: Final[dict[str, Callable[[Mesh, Shape], None]]] = {
    "arc": _arc,
    "pharmacy": _pharmacy,
    "swing": _swing,
    "tree": _tree,
    "pipe": _pipe,
}
