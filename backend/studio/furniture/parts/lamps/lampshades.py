"""Lampshades with their bulbs and what carries them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role
from backend.studio.furniture.parts.fluted import faceted, fluted
from backend.studio.furniture.parts.lamps.shade_cuts import Lampshade, shade_profile
from backend.studio.furniture.parts.repeated import strands
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

Point = tuple[float, float, float]

Rotation = NDArray[np.float32] | None


def upright_shade(mesh: Mesh, shade: Lampshade, bottom: Point) -> None:
    """The shade as it sits on a stand: bare bulbs have their socket below."""
    if shade.cut in ("exposed", "cage", "cloche"):
        above = (bottom[0], bottom[1] + shade.height, bottom[2])
        lampshade(mesh, shade, above, np.diag([1.0, -1.0, -1.0]).astype(np.float32))
    else:
        lampshade(mesh, shade, bottom)


def lampshade(mesh: Mesh, shade: Lampshade, bottom: Point, rotation: Rotation = None) -> None:
    """Add the shade with its bulb; the middle of its lower rim is at `bottom`, and `rotation`
    turns it about there."""
    radius, height, top = shade.width / 2, shade.height, shade.width / 2 * shade.taper
    if shade.cut == "disc":
        _disc(mesh, shade, bottom, rotation)
        return
    if shade.cut in ("exposed", "cage"):
        _bare(mesh, shade, bottom, rotation)
        return
    _bulb(mesh, bottom, height, min(0.032, 0.22 * shade.width), rotation)
    if shade.cut == "box":
        sides = [(radius * 0.9, 0.0), (radius * 0.9 * shade.taper, height)]
        faceted(mesh, shade.role, bottom, sides, 4, rotation=rotation, closed=False)
    elif shade.cut == "hexagon":
        sides = [(radius, 0.0), (top, height)]
        faceted(mesh, shade.role, bottom, sides, 6, rotation=rotation, closed=False)
    elif shade.cut in ("pleated", "scalloped"):
        wall = [(radius, 0.0), (top, height)]
        depth = 0.018 if shade.cut == "pleated" else 0.04
        folds = shade.folds if shade.cut == "pleated" else 8 + shade.folds % 5
        fluted(mesh, shade.role, bottom, wall, folds, depth, rotation=rotation)
    elif shade.cut == "tiered":
        for tier, (low, high, share) in enumerate(((0.0, 0.52, 1.0), (0.48, 1.0, 0.78))):
            around = radius * share
            rim = [(around - 0.004, low * height), (around, low * height)]
            wall = [*rim, rim[1], (around * (1 - 0.03 * tier), high * height)]
            lathe(mesh, shade.role, bottom, wall, segments=36, rotation=rotation)
    else:
        segments = 40 if shade.width > 0.3 else 28
        lathe(mesh, shade.role, bottom, shade_profile(shade), segments, rotation=rotation)
    if shade.role in (Role.METAL, Role.CANE) and not shade.has_spider:
        _cap(mesh, bottom, height, top, rotation)
    if shade.cut == "fringed":
        _fringe(mesh, shade, bottom)
    if shade.has_spider:
        inner = top * (0.9 if shade.cut in ("box", "tiered", "hexagon") else 1.0)
        if shade.cut == "tiered":
            inner = radius * 0.757
        _spider(mesh, bottom, inner, height, rotation)


def _turned(bottom: Point, offset: Point, rotation: Rotation) -> Point:
    step = np.array(offset) if rotation is None else rotation @ np.array(offset)
    return float(bottom[0] + step[0]), float(bottom[1] + step[1]), float(bottom[2] + step[2])


def _bulb(mesh: Mesh, bottom: Point, height: float, radius: float, rotation: Rotation) -> None:
    """A bulb on its socket, under the top of the shade."""
    at = min(0.45 * height, height - 2.6 * radius)
    angles = np.linspace(0, math.pi * 0.84, 8)
    ball = [
        (float(radius * math.sin(a)), float(at + radius - radius * math.cos(a))) for a in angles
    ]
    lathe(mesh, Role.GLOW, bottom, ball, segments=14, rotation=rotation)
    neck = ball[-1]
    socket = [neck, (neck[0], neck[1]), (neck[0] * 0.9, height), (0.0, height)]
    lathe(mesh, Role.METAL, bottom, socket, segments=12, rotation=rotation)


def _cap(mesh: Mesh, bottom: Point, height: float, top: float, rotation: Rotation) -> None:
    """The metal cap that holds a dome."""
    rim = max(top, 0.012) * 1.08
    profile = [(rim, height * 0.985), (rim, height + 0.008), (rim * 0.5, height + 0.02)]
    lathe(mesh, Role.METAL, bottom, [*profile, (0.0, height + 0.022)], 20, rotation=rotation)


def _spider(mesh: Mesh, bottom: Point, top: float, height: float, rotation: Rotation) -> None:
    """Three spokes from a hub to the upper rim."""
    level = height * 0.96
    hub = _turned(bottom, (0.0, level, 0.0), rotation)
    spokes = []
    for spoke in range(3):
        angle = 2 * math.pi * spoke / 3 + 0.5
        rim = (top * math.cos(angle), level, top * math.sin(angle))
        spokes.append([hub, _turned(bottom, rim, rotation)])
    strands(mesh, Role.METAL, spokes, 0.0022, sides=5)


def _disc(mesh: Mesh, shade: Lampshade, bottom: Point, rotation: Rotation) -> None:
    """A flat disc of metal over a lit one."""
    radius, height = shade.width / 2, shade.height
    lit = [
        (0.0, 0.0),
        (radius * 0.90, 0.0),
        (radius * 0.95, 0.12 * height),
        (radius * 0.95, 0.5 * height),
    ]
    lathe(mesh, Role.SHADE, bottom, lit, segments=44, rotation=rotation)
    rim = 0.45 * height
    lid = [
        (radius, rim), (radius, rim), (radius, 0.7 * height), (radius, 0.7 * height),
        (radius * shade.taper, 0.82 * height), (0.06, height), (0.0, height),
    ]  # fmt: skip
    lathe(mesh, Role.METAL, bottom, lid, segments=44, rotation=rotation)


def _bare(mesh: Mesh, shade: Lampshade, bottom: Point, rotation: Rotation) -> None:
    """A large bulb in its socket, in a cage of wire where the cut says so."""
    caged = shade.cut == "cage"
    radius = shade.width / 2 * (0.52 if caged else 0.85)
    socket_height = 0.24 * shade.height
    low = 0.10 * shade.height if caged else 0.0
    high = shade.height - socket_height
    neck = min(0.02, radius * 0.5)
    angles = np.linspace(0, math.pi * 0.62, 9)
    ball = [
        (float(radius * math.sin(a)), float(low + (high - low) * (0.36 - 0.36 * math.cos(a))))
        for a in angles
    ]
    bulb = [*ball, ((ball[-1][0] + neck) / 2, low + (high - low) * 0.72), (neck, high)]
    lathe(mesh, Role.GLASS, bottom, bulb, segments=18, rotation=rotation)
    core = [(r * 0.5, low + (y - low) * 0.7 + 0.2 * (high - low)) for r, y in bulb[:-1]]
    lathe(mesh, Role.GLOW, bottom, [*core, (neck * 0.4, high)], segments=12, rotation=rotation)
    rim = neck * 1.35
    socket = [
        (neck, high - 0.01), (rim, high - 0.01), (rim, high - 0.01), (rim, shade.height),
        (rim * 0.7, shade.height + 0.006), (0.0, shade.height + 0.006),
    ]  # fmt: skip
    lathe(mesh, Role.METAL, bottom, socket, segments=16, rotation=rotation)
    if caged:
        _wires(mesh, shade, bottom, rim, high, rotation)


def _wires(
    mesh: Mesh, shade: Lampshade, bottom: Point, rim: float, high: float, rotation: Rotation
) -> None:
    radius = shade.width / 2
    levels = np.array([0.0, 0.12, 0.5, 0.88, 1.0]) * high
    around = np.array([0.62, 0.82, 1.0, max(0.72, shade.taper), 0.0]) * radius
    around[-1] = rim
    wires = 6 + shade.folds % 4
    paths = []
    for wire in range(wires):
        angle = 2 * math.pi * wire / wires
        path = [
            _turned(bottom, (r * math.cos(angle), y, r * math.sin(angle)), rotation)
            for r, y in zip(around.tolist(), levels.tolist(), strict=True)
        ]
        paths.append(path)
    strands(mesh, Role.METAL, paths, 0.0024, sides=5)
    for ring in (0, 2):
        turns = np.linspace(0, 2 * math.pi, 24, endpoint=False)
        path = [
            _turned(
                bottom,
                (around[ring] * math.cos(a), float(levels[ring]), around[ring] * math.sin(a)),
                rotation,
            )
            for a in turns.tolist()
        ]
        tube(mesh, Role.METAL, path, 0.0026, segments=5, closed=True)


def _fringe(mesh: Mesh, shade: Lampshade, bottom: Point) -> None:
    """Threads that hang from the lower rim, as one wavy skirt."""
    radius, drop = shade.width / 2, shade.below
    skirt = [(radius * 0.99, -drop), (radius * 0.995, 0.002)]
    fluted(mesh, shade.role, bottom, skirt, 60, 0.012)
