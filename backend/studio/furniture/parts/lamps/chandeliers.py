"""Hanging lamps with many lights: each builder returns the height where the cord begins."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import count, number
from backend.studio.furniture.parts.fluted import fluted
from backend.studio.furniture.parts.lamps.candle_chandeliers import (
    armed_chandelier,
    open_lantern,
    wheel,
)
from backend.studio.furniture.parts.lamps.lamp_shapes import ball, ring
from backend.studio.furniture.parts.repeated import strands, turned_pieces
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube


def _tiers(mesh: Mesh, shape: Shape) -> float:
    """Rings of hanging crystal prisms, wider upwards."""
    tiers = count(shape, "tiers") + 1
    radius, rise = number(shape, "spread") * 0.42, number(shape, "rise")
    step = rise / tiers
    length = step * 1.02
    for tier in range(tiers):
        around = radius * (0.42 + 0.58 * ((tier + 1) / tiers) ** (0.5 + number(shape, "bow")))
        low = tier * step
        ring(mesh, Role.METAL, around, low + length, 0.008, squared=True)
        drops = max(14, round(2 * math.pi * around / 0.042))
        # The prisms stand so close that they make one wall with folds.
        wall = [(around, low), (around, low + length)]
        fluted(mesh, Role.GLASS, (0.0, 0.0, 0.0), wall, drops, 0.02)
        spokes = [
            [(0.0, low + length, 0.0), (around * math.cos(a), low + length, around * math.sin(a))]
            for a in (0.0, 2 * math.pi / 3, 4 * math.pi / 3)
        ]
        strands(mesh, Role.METAL, spokes, 0.004, sides=5)
    tube(mesh, Role.METAL, [(0.0, 0.02, 0.0), (0.0, rise + 0.02, 0.0)], 0.009, segments=8)
    ball(mesh, Role.GLASS, (0.0, 0.03, 0.0), 0.03)
    for bulb in range(3):
        angle = 2 * math.pi * bulb / 3 + 0.5
        at = (
            0.5 * radius * math.cos(angle) * 0.7,
            rise * 0.6,
            0.5 * radius * math.sin(angle) * 0.7,
        )
        ball(mesh, Role.GLOW, at, 0.028)
        tube(mesh, Role.METAL, [(0.0, at[1], 0.0), at], 0.005, segments=5)
    return rise + 0.01


def _rings(mesh: Mesh, shape: Shape) -> float:
    """One to three rings of light, level or tilted, on wires."""
    tiers, rise = count(shape, "tiers"), number(shape, "rise") * 0.9
    top = rise * (tiers - 1) * 0.6 + 0.30
    tilt = (0.35 * number(shape, "bow")) if shape["sag"] else 0.0
    for tier in range(tiers):
        radius = number(shape, "spread") * 0.5 * (1 - 0.24 * tier)
        slope = math.tan(tilt) * (1 if tier % 2 == 0 else -1)
        middle = 0.022 + radius * abs(slope) + rise * 0.6 * tier
        turns = np.linspace(0, 2 * math.pi, 48, endpoint=False)
        for role, share, thick in ((Role.METAL, 1.0, 0.018), (Role.GLOW, 0.965, 0.013)):
            path = [
                (
                    radius * share * math.cos(a),
                    middle + slope * radius * share * math.cos(a),
                    radius * share * math.sin(a),
                )
                for a in turns.tolist()
            ]
            tube(mesh, role, path, thick, segments=8, square=role == Role.METAL, closed=True)
        top = max(top, middle + 0.2)
        wires = []
        for wire in range(3):
            angle = 2 * math.pi * wire / 3 + tier
            x, z = radius * math.cos(angle), radius * math.sin(angle)
            wires.append([(x, middle + slope * x, z), (0.0, top, 0.0)])
        strands(mesh, Role.METAL, wires, 0.0018, sides=5)
    return top


def _sputnik(mesh: Mesh, shape: Shape) -> float:
    """Rods in all directions from a ball, a bulb at each end."""
    rods = 10 + 2 * count(shape, "arms")
    radius = number(shape, "spread") * 0.42
    flat = 0.55 + 0.45 * number(shape, "bow")
    size = 0.016 + 0.014 * number(shape, "rise") / 0.5
    share = (np.arange(rods) + 0.5) / rods
    rise = 1 - 2 * share
    around = np.sqrt(1 - rise**2)
    angle = 2.39996 * np.arange(rods)
    reach = radius * np.where(np.arange(rods) % 2 == 0, 1.0, 0.74 if shape["sag"] else 1.0)
    ends = (
        np.stack([around * np.cos(angle), rise * flat, around * np.sin(angle)], 1) * reach[:, None]
    )
    middle = float(-ends[:, 1].min()) + size
    ball(mesh, Role.METAL, (0.0, middle, 0.0), 0.045 + 0.02 * number(shape, "bow"), 20)
    tips = ends + np.array([0.0, middle, 0.0])
    start = np.broadcast_to([0.0, middle, 0.0], tips.shape)
    strands(mesh, Role.METAL, np.stack([start, tips], axis=1), 0.0045)
    angles = np.linspace(0, math.pi, 9)
    bulb = [(float(size * math.sin(a)), float(-size * math.cos(a))) for a in angles]
    turned_pieces(mesh, Role.SHADE if shape["shaded"] else Role.GLOW, tips, bulb, segments=12)
    return middle + 0.04


def _branches(mesh: Mesh, shape: Shape) -> float:
    """Arms bent from a stem at different heights, a globe on each."""
    arms, radius = count(shape, "arms"), number(shape, "spread") * 0.48
    rise = number(shape, "rise")
    size = 0.045 + 0.035 * number(shape, "bow")
    tube(mesh, Role.METAL, [(0.0, size, 0.0), (0.0, rise + size, 0.0)], 0.009, segments=8)
    paths, globes, cups = [], [], []
    for arm in range(arms):
        angle = 2 * math.pi * arm / arms * (1 if shape["sag"] else 2)
        level = size + rise * 0.75 * arm / max(arms - 1, 1)
        reach = radius * (1 - 0.35 * (arm % 3) / 2)
        x, z = reach * math.cos(angle), reach * math.sin(angle)
        up = size * 1.1
        paths.append([(0.0, level, 0.0), (x * 0.92, level, z * 0.92), (x, level + up * 0.3, z)])
        globes.append((x, level + up * 0.3 + size * 0.9, z))
        cups.append((x, level + up * 0.2, z))
    strands(mesh, Role.METAL, paths, 0.006, sides=7)
    angles = np.linspace(0, math.pi, 12)
    globe = [(float(size * math.sin(a)), float(-size * math.cos(a))) for a in angles]
    turned_pieces(mesh, Role.SHADE, globes, globe, segments=20)
    cup = [(0.0, -0.004), (size * 0.5, 0.0), (size * 0.6, 0.02), (0.0, 0.02)]
    turned_pieces(mesh, Role.METAL, cups, cup, segments=14)
    ball(mesh, Role.METAL, (0.0, size * 0.8, 0.0), size * 0.8)
    return rise + size


def _beads(mesh: Mesh, shape: Shape) -> float:
    """Strings of wooden beads hung in swags between a wide ring and a narrow one."""
    radius, rise = number(shape, "spread") * 0.40, number(shape, "rise") + 0.08
    waist = rise * (0.42 + 0.2 * number(shape, "bow"))
    strings = 14 + count(shape, "arms")
    ring(mesh, Role.METAL, radius, waist, 0.007)
    ring(mesh, Role.METAL, radius * 0.3, rise, 0.006)
    size = 0.0125
    paths = []
    for string in range(strings):
        angle = 2 * math.pi * string / strings
        share = np.linspace(0, 1, 9)
        sag = 0.12 * radius * np.sin(math.pi * share)
        upper = radius * (0.3 + 0.7 * share) - sag
        height = rise + (waist - rise) * share
        low = np.linspace(0, 1, 7)[1:]
        lower = radius * (1 - 0.92 * low**1.4)
        drop = waist * (1 - low)
        out = np.concatenate([upper, lower])
        level = np.concatenate([height, np.maximum(drop, size)])
        path = [
            (float(o * math.cos(angle)), float(y), float(o * math.sin(angle)))
            for o, y in zip(out, level, strict=True)
        ]
        points = len(path) * 2 - 1
        at = np.arange(points) / 2
        line = np.array(path)
        paths.append(
            np.stack([np.interp(at, np.arange(len(path)), line[:, k]) for k in range(3)], 1)
        )
    beads = size * np.where(np.arange(points) % 2 == 0, 1.0, 0.42)
    strands(mesh, Role.FRAME, np.stack(paths), beads, sides=5)
    spokes = [
        [(0.0, rise, 0.0), (radius * 0.3 * math.cos(a), rise, radius * 0.3 * math.sin(a))]
        for a in (0.0, 2 * math.pi / 3, 4 * math.pi / 3)
    ]
    strands(mesh, Role.METAL, spokes, 0.004, sides=5)
    ball(mesh, Role.GLOW, (0.0, rise * 0.6, 0.0), 0.035)
    tube(mesh, Role.METAL, [(0.0, rise * 0.6, 0.0), (0.0, rise + 0.01, 0.0)], 0.006, segments=6)
    rounded_box(mesh, Role.FRAME, (0.0, size, 0.0), (0.035, 0.025, 0.035), radius=0.01)
    return rise


CHANDELIERS: Final[dict[str, Callable[[Mesh, Shape], float]]] = {
    "beads": _beads,
    "branches": _branches,
    "chandelier": armed_chandelier,
    "frame": open_lantern,
    "rings": _rings,
    "sputnik": _sputnik,
    "tiers": _tiers,
    "wheel": wheel,
}
