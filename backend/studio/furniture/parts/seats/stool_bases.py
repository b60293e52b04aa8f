"""What carries the seat of a stool: legs in a square or a circle, screws, drums and stumps."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number
from backend.studio.furniture.parts.legs import INTO, METAL_KINDS, four_legs, leg, stretchers
from backend.studio.furniture.parts.seats.chair_seats import stuffed_disc
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube


def ring(mesh: Mesh, radius: float, level: float, role: Role = Role.METAL) -> None:
    """A ring to rest the feet on."""
    angles = np.linspace(0, 2 * math.pi, 25)[:-1]
    circle = [(radius * math.cos(a), level, radius * math.sin(a)) for a in angles]
    tube(mesh, role, circle, 0.009, segments=8, closed=True)


def spokes(mesh: Mesh, radius: float, level: float) -> None:
    """Tie a ring to the column."""
    for angle in (0.0, math.pi / 2):
        x, z = radius * math.cos(angle), radius * math.sin(angle)
        tube(mesh, Role.METAL, [(-x, level, -z), (x, level, z)], 0.007, segments=7)


def rectangle(mesh: Mesh, shape: Shape, width: float, depth: float, under: float) -> None:
    """Four legs under a seat with corners, and a rest for the feet between them."""
    kind, tall = choice(shape, "legs"), number(shape, "seat_height") > 0.55
    inset = 0.05 if kind == "hairpin" else 0.03
    spread = number(shape, "spread")
    thickness = number(shape, "leg_thickness") * (0.78 if kind in ("square", "block") else 1.0)
    wide = width * (0.86 if choice(shape, "seat_outline") == "rounded" else 1.0)
    if choice(shape, "seat") in ("scoop", "saddle"):
        wide, depth = 0.87 * width, 0.87 * depth
    run = spread if kind in ("splay", "slim_metal") else 0.0
    four_legs(
        mesh, kind, wide + run, depth + run * 0.6, under, thickness,
        inset_x=inset + run / 2, inset_z=inset + run * 0.3, ferrule=bool(shape["ferrule"]),
    )  # fmt: skip
    if kind == "sled":
        if tall:
            x, level = wide / 2 - inset, number(shape, "foot_level")
            z = depth / 2 - inset
            tube(mesh, Role.METAL, [(-x, level, z), (x, level, z)], 0.009, segments=8)
        return
    if kind == "hairpin":
        return
    pattern = "box" if choice(shape, "foot_rest") == "ring" else choice(shape, "foot_rest")
    stretchers(
        mesh, kind, wide + run, depth + run * 0.6, under,
        number(shape, "foot_level") if tall else 0.14, pattern,
        inset_x=inset + run / 2, inset_z=inset + run * 0.3, thickness=0.02,
        role=Role.METAL if kind in METAL_KINDS else Role.FRAME,
    )  # fmt: skip


def around(mesh: Mesh, shape: Shape, width: float, under: float, legs: int) -> None:
    """Legs on a circle, slanting outwards, with a ring for the feet."""
    kind = choice(shape, "legs")
    kind = kind if kind not in ("sled", "hairpin", "square", "block", "square_metal") else "taper"
    role = Role.METAL if choice(shape, "legs") in METAL_KINDS else Role.FRAME
    top, foot = width / 2 * 0.66, width / 2 * 0.66 + number(shape, "spread")
    upright = choice(shape, "legs") in ("turned", "wrapped", "pipe")
    thickness = number(shape, "leg_thickness")
    tall = under > 0.5
    level = number(shape, "foot_level") if tall else 0.15
    start = math.pi / 2 if legs == 3 else math.pi / 4
    for place in range(legs):
        angle = start + 2 * math.pi * place / legs
        out = (math.cos(angle), math.sin(angle))
        if upright:
            leg(mesh, kind, top * out[0], top * out[1], under, thickness * 0.9, *out, role=role)
            continue
        low = thickness * 0.3
        points = [
            (foot * out[0], low * 0.12, foot * out[1]),
            (top * out[0], under + INTO, top * out[1]),
        ]
        tube(mesh, role, points, [low, thickness * 0.44], segments=10)
    share = 1.0 - level / under
    reach = top if upright else foot + (top - foot) * (1.0 - share)
    if tall or choice(shape, "foot_rest") == "ring":
        ring(mesh, reach, level, role if choice(shape, "foot_rest") != "ring" else Role.METAL)


def screw(mesh: Mesh, shape: Shape, width: float, under: float) -> None:
    """A threaded spindle in a hub on four bent legs."""
    hub = under * 0.62
    turns = round((under - hub) / 0.012)
    levels = np.linspace(hub, under - 0.01, 2 * turns + 1)
    thread = [(0.014 + 0.003 * (i % 2), float(y)) for i, y in enumerate(levels)]
    spindle = [(0.0, hub - 0.15), (0.013, hub - 0.15), *thread, (0.05, under - 0.008)]
    spindle += [(0.05, under + INTO), (0.0, under + INTO)]
    lathe(mesh, Role.METAL, (0, 0, 0), spindle, segments=12)
    lathe(
        mesh, Role.METAL, (0, 0, 0),
        [(0.0, hub - 0.06), (0.034, hub - 0.06), (0.034, hub), (0.02, hub + 0.006)],
        segments=16,
    )  # fmt: skip
    foot = width / 2 * 0.62 + number(shape, "spread")
    for place in range(4):
        angle = math.pi / 4 + math.pi / 2 * place
        out = (math.cos(angle), math.sin(angle))
        radii = ((0.0, hub - 0.02), (0.09, hub - 0.025), (foot * 0.8, hub * 0.72), (foot, 0.002))
        tube(mesh, Role.METAL, [(r * out[0], y, r * out[1]) for r, y in radii], 0.011, segments=8)
    level = number(shape, "foot_level") if under > 0.5 else 0.12
    ring(mesh, foot * (0.80 + 0.20 * (1 - level / (hub * 0.72))), level)


def drum(mesh: Mesh, shape: Shape, width: float, height: float) -> None:
    """A woven drum with a waist and a wooden rim."""
    half = width / 2
    waist = 1.0 - 2.2 * number(shape, "spread")
    levels = np.linspace(0.0, height - 0.03, 17)
    bend = 1.0 - (1.0 - waist) * np.sin(levels / (height - 0.03) * math.pi)
    wall = [(half * float(b), float(y)) for b, y in zip(bend, levels, strict=True)]
    lathe(
        mesh, Role.CANE, (0, 0, 0), [(0.0, 0.0), (half * 0.9, 0.0), *wall, (0.0, height - 0.03)],
        segments=32,
    )  # fmt: skip
    ring(mesh, half * 0.99, 0.0095, Role.FRAME)
    top = stuffed_disc(half + 0.012, height - 0.035, height, 0.014, 0.001)
    lathe(mesh, Role.FRAME, (0, 0, 0), top, segments=32, grain="flat")


def stump(mesh: Mesh, shape: Shape, width: float, height: float) -> None:
    """A turned block, faceted or with rings."""
    half = width / 2
    rings = count(shape, "flutes") % 5
    levels = np.linspace(0.0, 1.0, 4 * rings + 5)
    if rings:
        wave = 1.0 - 0.16 * np.abs(np.sin(levels * rings * math.pi)) ** 0.7
    else:
        wave = 1.0 - 0.22 * np.sin(levels * math.pi)
    side = [(half * float(w), height * float(y)) for w, y in zip(wave, levels, strict=True)]
    profile = [(0.0, 0.0), (side[0][0] * 0.97, 0.0), *side[1:-1]]
    profile += [
        (half, height - 0.01),
        (half * 0.985, height),
        (half * 0.985, height),
        (0.0, height),
    ]
    lathe(mesh, Role.FRAME, (0, 0, 0), profile, segments=28)
