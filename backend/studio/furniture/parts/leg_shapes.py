"""The shapes of single legs, from the floor to just inside what they carry."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from backend.studio.designs.design import Role
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

Foot = tuple[float, float]
"""Floor position x, z, metres."""

_SHORT: Final = 0.25
"""Below this height (metres) a leg is a sofa's or a cabinet's foot, and shaped as one."""

_TURNED: Final = (
    # Radius as a share of the thickness, height as a share of the leg's: foot, ring, vase, block.
    (0.0, 0.0), (0.30, 0.0), (0.40, 0.03), (0.30, 0.07), (0.34, 0.11), (0.50, 0.15),
    (0.34, 0.19), (0.36, 0.24), (0.54, 0.42), (0.60, 0.55), (0.42, 0.68), (0.36, 0.72),
    (0.55, 0.76), (0.36, 0.80), (0.62, 0.84), (0.62, 0.84), (0.62, 1.0), (0.62, 1.0), (0.0, 1.0),
)  # fmt: skip

_TURNED_FOOT: Final = (
    (0.0, 0.0), (0.34, 0.0), (0.42, 0.06), (0.36, 0.16), (0.40, 0.30), (0.62, 0.55), (0.66, 0.66),
    (0.50, 0.76), (0.66, 0.84), (0.66, 0.84), (0.66, 1.0), (0.66, 1.0), (0.0, 1.0),
)  # fmt: skip

_BUN: Final = (
    (0.0, 0.0), (0.55, 0.0), (0.80, 0.10), (0.98, 0.34), (1.0, 0.46), (0.90, 0.66), (0.62, 0.80),
    (0.50, 0.84), (0.62, 0.90), (0.62, 0.90), (0.62, 1.0), (0.62, 1.0), (0.0, 1.0),
)  # fmt: skip

_COLUMN_ON_BUN: Final = (
    (0.0, 0.0), (0.48, 0.0), (0.70, 0.02), (0.84, 0.06), (0.70, 0.11), (0.46, 0.13), (0.60, 0.15),
    (0.46, 0.17), (0.52, 0.22), (0.66, 0.60), (0.70, 0.70), (0.50, 0.78), (0.66, 0.82),
    (0.66, 0.82), (0.66, 1.0), (0.66, 1.0), (0.0, 1.0),
)  # fmt: skip


def _turned(
    mesh: Mesh,
    role: Role,
    foot: Foot,
    profile: tuple[tuple[float, float], ...],
    thickness: float,
    height: float,
) -> None:
    lathe(
        mesh,
        role,
        (foot[0], 0.0, foot[1]),
        [(radius * thickness, share * height) for radius, share in profile],
        segments=14,
    )


def turned_leg(mesh: Mesh, role: Role, foot: Foot, height: float, thickness: float) -> None:
    """A leg from the lathe, with rings and a vase."""
    profile = _TURNED_FOOT if height < _SHORT else _TURNED
    _turned(mesh, role, foot, profile, thickness, height)


def bun_leg(mesh: Mesh, role: Role, foot: Foot, height: float, thickness: float) -> None:
    """A flattened ball under a neck; a tall leg is a column that stands on one."""
    profile = _BUN if height < _SHORT else _COLUMN_ON_BUN
    _turned(mesh, role, foot, profile, thickness, height)


def round_leg(
    mesh: Mesh,
    role: Role,
    foot: Foot,
    top: Foot,
    height: float,
    thickness: float,
    ferrule: bool = False,
) -> None:
    """A round leg that narrows downwards from `top` to `foot`; `ferrule` is its metal tip."""
    low = np.array([foot[0], 0.0, foot[1]])
    high = np.array([top[0], height, top[1]])
    upper, lower = thickness * 0.54, thickness * 0.29
    swell = 0.0015 if ferrule else 0.0
    # A cylinder across a slanting axis would dip under the floor on one side.
    run = math.hypot(high[0] - low[0], high[2] - low[2])
    low[1] = (lower + swell) * run / math.hypot(run, height)
    tube(mesh, role, [high, low], [upper, lower], segments=12)
    if ferrule:
        share = min(0.35, 0.055 / height) if height >= _SHORT else 0.32
        end = low + (high - low) * share
        edge = lower + (upper - lower) * share + swell
        tube(mesh, Role.METAL, [end, low], [edge, lower + swell], segments=12)


def square_leg(mesh: Mesh, role: Role, foot: Foot, height: float, side: float) -> None:
    """A straight square leg."""
    center = (foot[0], height / 2, foot[1])
    rounded_box(mesh, role, center, (side, height, side), radius=min(0.005, side / 5), grain=1)


def cabriole_leg(
    mesh: Mesh,
    role: Role,
    foot: Foot,
    height: float,
    thickness: float,
    outwards: tuple[float, float],
) -> None:
    """An S: the knee swings `outwards`, the ankle back, the pad foot out again."""
    swing = min(0.036, 0.22 * height)
    thickness = min(thickness, 0.5 * height)
    down = np.linspace(0.0, 1.0, 13)
    offset = swing * (np.sin(down * math.pi * 1.2) - 0.25 * down + 0.9 * np.maximum(down - 0.84, 0))
    # Upright at its top, else its end would stand out of what it carries.
    offset *= np.minimum(1.0, down / 0.25) ** 1.5
    foot_height = max(0.018, 0.035 * min(1.0, height / 0.3))
    ankle = max(0.5 * foot_height, 0.27 * thickness)
    points = np.stack(
        [
            foot[0] + outwards[0] * offset,
            height + (ankle - height) * down,
            foot[1] + outwards[1] * offset,
        ],
        axis=-1,
    )
    radius = thickness * (0.66 + 0.16 * np.exp(-(((down - 0.28) / 0.16) ** 2)) - 0.38 * down**0.9)
    tube(mesh, role, points, radius, segments=12)
    pad = thickness * 0.52
    lathe(
        mesh,
        role,
        (points[-1, 0], 0.0, points[-1, 2]),
        [
            (0.0, 0.0),
            (pad * 0.75, 0.0),
            (pad, foot_height * 0.35),
            (pad * 0.8, foot_height * 0.75),
            (0.0, foot_height),
        ],
        segments=14,
    )


def hairpin_leg(mesh: Mesh, foot: Foot, height: float, outwards: tuple[float, float]) -> None:
    """Three rods that meet at the floor."""
    spread, rod = min(0.055, 0.25 * height), 0.0065
    tip = (foot[0] + outwards[0] * 0.012, rod, foot[1] + outwards[1] * 0.012)
    for across, along in ((-1.0, 0.35), (0.35, -1.0), (0.35, 0.35)):
        top = (
            foot[0] + outwards[0] * across * spread,
            height,
            foot[1] + outwards[1] * along * spread,
        )
        tube(mesh, Role.METAL, [top, tip], rod, segments=7)
    lathe(
        mesh,
        Role.METAL,
        (tip[0], 0.0, tip[2]),
        [(0.0, 0.0), (0.012, 0.0), (0.013, 0.008), (0.009, 0.02), (0.0, 0.024)],
        segments=10,
    )


def pipe_leg(mesh: Mesh, foot: Foot, height: float, radius: float) -> None:
    """A plumber's pipe with a flange above, a cap below and a coupling between."""
    flange, cap = radius * 2.3, radius * 1.45
    middle = height * 0.5
    profile = [
        (0.0, 0.0), (cap, 0.0), (cap, 0.0), (cap, 0.03), (cap, 0.03), (radius, 0.032),
        (radius, middle - 0.018), (radius, middle - 0.018), (cap, middle - 0.016),
        (cap, middle + 0.016), (cap, middle + 0.016), (radius, middle + 0.018),
        (radius, height - 0.03), (cap, height - 0.026), (cap, height - 0.018),
        (cap, height - 0.018), (flange, height - 0.016), (flange, height), (flange, height),
        (0.0, height),
    ]  # fmt: skip
    if height < _SHORT:
        profile = profile[:6] + profile[12:]
    lathe(mesh, Role.METAL, (foot[0], 0.0, foot[1]), profile, segments=14)


def slim_metal_leg(mesh: Mesh, foot: Foot, top: Foot, height: float, thickness: float) -> None:
    """A thin rod that narrows to a small round foot."""
    upper, lower = thickness * 0.34, thickness * 0.19
    base = 0.006
    tube(
        mesh,
        Role.METAL,
        [(top[0], height, top[1]), (foot[0], base, foot[1])],
        [upper, lower],
        segments=10,
    )
    pad = lower * 1.5
    lathe(
        mesh,
        Role.METAL,
        (foot[0], 0.0, foot[1]),
        [
            (0.0, 0.0),
            (pad, 0.0),
            (pad, 0.0),
            (pad, base),
            (lower, base + 0.006),
            (0.0, base + 0.006),
        ],
        segments=10,
    )


def wrapped_leg(mesh: Mesh, role: Role, foot: Foot, height: float, thickness: float) -> None:
    """A round pole bound with cane at its top and above the floor."""
    pole = thickness * 0.42
    position = (foot[0], 0.0, foot[1])
    profile = [(0.0, 0.0), (pole * 0.85, 0.0), (pole, 0.006), (pole, height), (0.0, height)]
    lathe(mesh, role, position, profile, segments=12)
    bands = ((0.16, 0.92),) if height < _SHORT else ((0.10, 0.30), (0.74, 0.99))
    for low, high in bands:
        turns = max(3, round((high - low) * height / 0.014))
        levels = np.linspace(low, high, 2 * turns + 1) * height
        wave = pole + 0.003 + 0.0035 * (np.arange(len(levels)) % 2)
        bound = [(float(radius), float(level)) for radius, level in zip(wave, levels, strict=True)]
        ends = [(pole * 0.9, bound[0][1])], [(pole * 0.9, bound[-1][1])]
        lathe(mesh, Role.CANE, position, ends[0] + bound + ends[1], segments=12)
