"""What carries a lamp: flat bases, straight, turned and crooked stems."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, number, role_of
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

_ORIGIN = (0.0, 0.0, 0.0)


def flat_base(mesh: Mesh, kind: str, role: Role, width: float) -> float:
    """Add the foot of a stem; returns the height of its top, metres. Kinds: disc, thick, cone,
    stepped, square, stone, cross."""
    half = width / 2
    if kind == "square":
        rounded_box(
            mesh, role, (0.0, 0.014, 0.0), (width * 0.88, 0.028, width * 0.88), radius=0.004
        )
        return 0.028
    if kind == "cross":
        for size in ((width * 1.3, 0.028, 0.032), (0.032, 0.028, width * 1.3)):
            rounded_box(mesh, role, (0.0, 0.014, 0.0), size, radius=0.004)
        return 0.028
    tall = {"disc": 0.016, "thick": 0.05, "cone": 0.07, "stepped": 0.075, "stone": 0.055}[kind]
    profile = {
        "disc": [(half, 0.0), (half, 0.0), (half, 0.010), (half - 0.006, tall)],
        "thick": [
            (half * 0.8, 0.0), (half * 0.8, 0.0), (half * 0.8, tall - 0.008), (half * 0.78, tall),
        ],
        "cone": [(half, 0.0), (half, 0.0), (half, 0.008), (half * 0.45, 0.026), (0.016, tall)],
        "stepped": [
            (half, 0.0), (half, 0.0), (half, 0.018), (half, 0.018), (half * 0.84, 0.022),
            (half * 0.80, 0.036), (half * 0.80, 0.036), (half * 0.5, 0.042), (half * 0.26, 0.06),
            (0.02, tall),
        ],
        "stone": [(half * 0.85, 0.0), (half * 0.85, 0.0), (half * 0.85, tall), (half * 0.85, tall)],
    }[kind]  # fmt: skip
    role = Role.STONE if kind == "stone" else role
    lathe(mesh, role, _ORIGIN, [(0.0, 0.0), *profile, (0.0, tall)], segments=40)
    return tall


def stem(mesh: Mesh, role: Role, low: float, high: float, radius: float) -> None:
    """A straight round rod on the axis; wooden ones are as stout again."""
    radius *= 1.35 if role == Role.FRAME else 0.8
    profile = [(0.0, low), (radius, low), (radius, high), (radius, high), (0.0, high)]
    lathe(mesh, role, _ORIGIN, profile, segments=14)


def turned_stem(
    mesh: Mesh, role: Role, low: float, high: float, radius: float, belly: float
) -> None:
    """A baluster; `belly` is the height of its thickest place as a share."""
    rows = [
        (0.9, 0.0), (1.1, 0.02), (0.55, 0.05), (0.95, 0.08), (0.95, 0.10), (0.5, 0.13),
        (0.62, 0.13 + 0.3 * belly), (1.1, 0.13 + 0.62 * belly), (0.8, 0.13 + 0.75 * belly),
        (0.45, 0.13 + 0.84 * belly), (0.75, 0.13 + 0.87 * belly), (0.45, 0.13 + 0.90 * belly),
        (0.55, 0.93), (0.85, 0.95), (0.85, 0.97), (0.5, 1.0),
    ]  # fmt: skip
    profile = [(share * radius, low + level * (high - low)) for share, level in rows]
    lathe(mesh, role, _ORIGIN, [(0.0, low), *profile, (0.0, high)], segments=20)


def branch(
    mesh: Mesh,
    role: Role,
    low: float,
    high: float,
    radius: float,
    sway: float,
    phase: float,
    twigs: int,
) -> None:
    """A crooked round branch that starts and ends on the axis, with broken twigs."""
    share = np.linspace(0, 1, 15)
    ends = np.sin(math.pi * share)
    x = sway * ends * np.sin(5.1 * share + phase)
    z = sway * ends * np.cos(3.7 * share + 2 * phase)
    path = [
        (float(a), float(low + s * (high - low)), float(b))
        for a, s, b in zip(x, share, z, strict=True)
    ]
    thickness = radius * (1.15 - 0.45 * share + 0.12 * np.sin(17 * share + phase))
    tube(mesh, role, path, thickness, segments=10)
    for twig in range(twigs):
        start = path[4 + 3 * twig]
        angle = phase + 2.4 * twig
        length = 0.10 + 0.03 * twig
        tip = (
            start[0] + length * math.cos(angle), start[1] + length * 0.9,
            start[2] + length * math.sin(angle),
        )  # fmt: skip
        tube(mesh, role, [start, tip], [radius * 0.5, radius * 0.28], segments=8)


def stem_role(shape: Shape) -> Role:
    """What the shape's stem is made of."""
    return role_of(shape, "stem")


def base_of(mesh: Mesh, shape: Shape, scale: float = 1.0) -> float:
    """Add the shape's base; returns the height of its top, metres."""
    return flat_base(
        mesh, choice(shape, "base"), stem_role(shape), number(shape, "base_width") * scale
    )
