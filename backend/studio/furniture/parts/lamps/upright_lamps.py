"""Floor lamps with one shade above a stem, a tripod or a branch."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number, role_of
from backend.studio.furniture.parts.fluted import fluted
from backend.studio.furniture.parts.lamps.lamp_stands import (
    base_of,
    branch,
    flat_base,
    stem,
    stem_role,
    turned_stem,
)
from backend.studio.furniture.parts.lamps.lampshades import upright_shade
from backend.studio.furniture.parts.lamps.shade_cuts import Lampshade, shade_of
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube


def _topped(mesh: Mesh, shape: Shape, shade: Lampshade, lean: float = 0.0) -> float:
    """A shade whose top is the lamp's; returns the height of its lower rim."""
    bottom = number(shape, "height") - shade.height
    upright_shade(mesh, shade, (lean, bottom, 0.0))
    return bottom


def _up_into(shade: Lampshade) -> float:
    """How far the rod that carries a shade reaches above its lower rim."""
    if shade.cut in ("exposed", "cage", "cloche"):
        return 0.01
    return shade.height * (0.98 if shade.has_spider else 0.3)


def _upright(mesh: Mesh, shape: Shape, shade: Lampshade, start: float) -> None:
    """A shade on a stem that begins at height `start`."""
    bottom = _topped(mesh, shape, shade)
    end = bottom + _up_into(shade)
    radius = number(shape, "stem_width") / 2
    stem(mesh, stem_role(shape), start, bottom, radius)
    tube(mesh, Role.METAL, [(0.0, bottom - 0.01, 0.0), (0.0, end, 0.0)], 0.005, segments=8)
    if shape["ring"]:
        at = start + (bottom - start) * number(shape, "knot")
        bead = [
            (0.0, at - radius), (radius * 1.5, at - 0.6 * radius), (radius * 1.7, at),
            (radius * 1.5, at + 0.6 * radius), (0.0, at + radius),
        ]  # fmt: skip
        lathe(mesh, Role.METAL, (0.0, 0.0, 0.0), bead, segments=16)


def _column(mesh: Mesh, shape: Shape) -> None:
    _upright(mesh, shape, shade_of(shape), base_of(mesh, shape) - 0.005)


def _tripod(mesh: Mesh, shape: Shape, role: Role = Role.FRAME, metal: bool = False) -> None:
    shade = shade_of(shape)
    bottom = _topped(mesh, shape, shade)
    hub = bottom - 0.05
    spread = number(shape, "spread") * (1.15 if metal else 1.0)
    thick = number(shape, "stem_width") * 0.52
    knot = number(shape, "knot")
    for leg in range(3):
        angle = 2 * math.pi * leg / 3 + math.pi / 6
        cosine, sine = math.cos(angle), math.sin(angle)
        # Legs cross the axis' neighbourhood at the hub; a low knot makes them cross in the air.
        inner = 0.022 if knot > 0.5 or metal else -0.05
        high = (inner * cosine, hub + 0.02, inner * sine)
        low = (spread * cosine, 0.006, spread * sine)
        tube(mesh, role, [high, low], [thick, thick * 0.72], segments=10, square=metal)
        if metal:
            middle = [high[axis] + (low[axis] - high[axis]) * 0.46 for axis in range(3)]
            clamp = (middle[0], middle[1], middle[2])
            rounded_box(mesh, Role.METAL, clamp, (0.034, 0.05, 0.034), radius=0.004)
    plate = 0.036 if knot > 0.5 or metal else 0.064
    profile = [(0.0, hub), (plate, hub), (plate, hub), (plate, hub + 0.03), (0.0, hub + 0.035)]
    lathe(mesh, Role.METAL, (0.0, 0.0, 0.0), profile, segments=20)
    if shape["ring"]:
        ring = spread * 0.56
        level = (hub + 0.02) * 0.44
        turns = np.linspace(0, 2 * math.pi, 28, endpoint=False)
        path = [(ring * math.cos(a), level, ring * math.sin(a)) for a in turns.tolist()]
        tube(mesh, Role.METAL, path, 0.005, segments=6, closed=True)
    end = bottom + _up_into(shade)
    tube(mesh, Role.METAL, [(0.0, hub, 0.0), (0.0, end, 0.0)], 0.006, segments=8)


def _surveyor(mesh: Mesh, shape: Shape) -> None:
    _tripod(mesh, shape, Role.FRAME if number(shape, "tilt") > 0.45 else Role.METAL, metal=True)


def _torchiere(mesh: Mesh, shape: Shape) -> None:
    """A bowl that throws its light at the ceiling."""
    height, radius = number(shape, "height") + 0.12, number(shape, "stem_width") / 2
    start = base_of(mesh, shape) - 0.005
    bowl = 0.13 + 0.2 * number(shape, "tilt") * 0.6
    depth = bowl * (0.35 + 0.6 * number(shape, "knot"))
    low = height - depth
    stem(mesh, stem_role(shape), start, low + 0.01, radius)
    share = np.linspace(0.0, 1.0, 9)
    wall = [
        (
            float(0.02 + (bowl - 0.02) * s ** (0.4 + 0.6 * number(shape, "tilt"))),
            float(low + depth * s),
        )
        for s in share
    ]
    role = (
        role_of(shape, "shade_role")
        if choice(shape, "shade_role") in ("metal", "glass")
        else Role.SHADE
    )
    if shape["ring"]:
        fluted(mesh, role, (0.0, 0.0, 0.0), [(0.0, low), *wall], 20, 0.035)
    else:
        lathe(mesh, role, (0.0, 0.0, 0.0), [(0.0, low), *wall, (bowl - 0.006, height)], 36)
    lit = [(0.0, height - 0.03 * depth), (bowl * 0.9, height - 0.12 * depth)]
    lathe(mesh, Role.GLOW, (0.0, 0.0, 0.0), lit[::-1], segments=30)
    lathe(
        mesh,
        Role.METAL,
        (0.0, low - 0.03, 0.0),
        [(0.0, 0.0), (radius * 1.5, 0.0), (0.032, 0.035), (0.0, 0.05)],
        20,
    )


def _turned(mesh: Mesh, shape: Shape) -> None:
    """A baluster from the lathe."""
    shade = shade_of(shape)
    bottom = _topped(mesh, shape, shade)
    start = flat_base(mesh, "stepped", Role.FRAME, number(shape, "base_width"))
    thick = number(shape, "stem_width") * (1.1 + number(shape, "tilt"))
    turned_stem(mesh, Role.FRAME, start - 0.005, bottom - 0.02, thick, number(shape, "knot"))
    top = bottom + _up_into(shade)
    tube(mesh, Role.METAL, [(0.0, bottom - 0.03, 0.0), (0.0, top, 0.0)], 0.006, segments=8)
    if shade.has_spider:
        finial = [(0.0, 0.0), (0.012, 0.006), (0.006, 0.014), (0.014, 0.026), (0.0, 0.046)]
        lathe(mesh, Role.METAL, (0.0, top - 0.006, 0.0), finial, segments=12)


def _candlestick(mesh: Mesh, shape: Shape) -> None:
    """A metal stem with beads, cups and a stepped foot."""
    shade = shade_of(shape)
    bottom = _topped(mesh, shape, shade)
    start = flat_base(mesh, "stepped", Role.METAL, number(shape, "base_width"))
    radius = number(shape, "stem_width") * 0.3
    stem(mesh, Role.METAL, start - 0.005, bottom + 0.3 * shade.height, radius)
    beads = 2 + count(shape, "heads")
    for bead in range(beads):
        at = (
            start
            + 0.06
            + (bottom - start - 0.12) * (bead / (beads - 1)) ** (0.6 + number(shape, "knot"))
        )
        size = radius * (2.0 + 1.1 * (bead % 2))
        profile = [
            (0.0, -size * 0.7),
            (size * 0.8, -size * 0.4),
            (size, 0.0),
            (size * 0.8, size * 0.4),
            (0.0, size * 0.7),
        ]
        lathe(mesh, Role.METAL, (0.0, at, 0.0), profile, segments=16)
    if shade.has_spider:
        ends = [(0.0, bottom, 0.0), (0.0, bottom + shade.height, 0.0)]
        tube(mesh, Role.METAL, ends, 0.004, segments=6)


def _spheres(mesh: Mesh, shape: Shape) -> None:
    """A stack of glass or metal balls that carries the shade."""
    shade = shade_of(shape)
    bottom = _topped(mesh, shape, shade)
    start = base_of(mesh, shape) - 0.004
    balls = count(shape, "heads") * 2 + 2
    size = (bottom - start) / balls / 2
    for ball in range(balls):
        at = start + size * (2 * ball + 1)
        around = min(size * 1.05, 0.05 + 0.04 * number(shape, "tilt"))
        angles = np.linspace(0, math.pi, 11)
        profile = [(float(around * math.sin(a)), float(-size * 1.03 * math.cos(a))) for a in angles]
        role = Role.GLASS if ball % 2 == 0 or shape["ring"] else Role.METAL
        lathe(mesh, role, (0.0, at, 0.0), profile, segments=18)
    ends = [(0.0, start, 0.0), (0.0, bottom + shade.height * 0.97, 0.0)]
    tube(mesh, Role.METAL, ends, 0.007, segments=8)


def _branch(mesh: Mesh, shape: Shape) -> None:
    """A crooked branch on a slab of wood."""
    shade = shade_of(shape)
    bottom = _topped(mesh, shape, shade)
    start = flat_base(mesh, "thick", Role.FRAME, number(shape, "base_width"))
    branch(
        mesh, Role.FRAME, start - 0.01, bottom - 0.02, number(shape, "stem_width") * 0.62,
        number(shape, "tilt") * 0.13, number(shape, "knot") * 6.0, count(shape, "heads") - 2,
    )  # fmt: skip
    end = bottom + _up_into(shade)
    tube(mesh, Role.METAL, [(0.0, bottom - 0.04, 0.0), (0.0, end, 0.0)], 0.006, segments=8)


def _shelf(mesh: Mesh, shape: Shape) -> None:
    """A stem through a small table."""
    _column(mesh, shape)
    level = number(shape, "height") * (0.28 + 0.12 * number(shape, "knot"))
    half = 0.15 + 0.2 * number(shape, "spread")
    top = [
        (0.0, level - 0.012), (half * 0.92, level - 0.012), (half, level - 0.004),
        (half, level + 0.008), (half, level + 0.008), (half - 0.008, level + 0.012),
        (0.0, level + 0.012),
    ]  # fmt: skip
    lathe(mesh, Role.FRAME, (0.0, 0.0, 0.0), top, segments=40, grain="flat")
    if shape["ring"]:
        turns = np.linspace(0, 2 * math.pi, 32, endpoint=False)
        path = [
            (half * 0.96 * math.cos(a), level + 0.04, half * 0.96 * math.sin(a))
            for a in turns.tolist()
        ]
        tube(mesh, Role.METAL, path, 0.004, segments=6, closed=True)
        for post in range(4):
            angle = math.pi * (post / 2 + 0.25)
            x, z = half * 0.96 * math.cos(angle), half * 0.96 * math.sin(angle)
            tube(mesh, Role.METAL, [(x, level, z), (x, level + 0.04, z)], 0.004, segments=6)


UPRIGHT: Final[dict[str, Callable[[Mesh, Shape], None]]] = {
    "column": _column,
    "tripod": _tripod,
    "surveyor": _surveyor,
    "torchiere": _torchiere,
    "turned": _turned,
    "candlestick": _candlestick,
    "spheres": _spheres,
    "branch": _branch,
    "shelf": _shelf,
}
