"""Chairs whose seat hangs or lies in a frame: slings, safari chairs and bowls."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, number
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

Floats = NDArray[np.float64]


def sling_chair(mesh: Mesh, shape: Shape) -> None:
    """A cloth hung between bars of two crossed frames, with straps for arms."""
    width, depth = number(shape, "width"), number(shape, "depth")
    back, arm = number(shape, "back_height"), number(shape, "arm_height")
    role = Role.METAL if shape["metal"] else Role.FRAME
    bar = 0.012 if shape["metal"] else 0.018
    half = width / 2 - bar
    top_z, front_z = -depth / 2 + 0.03, depth / 2 - 0.03
    front_y = number(shape, "seat_height") + 0.02
    for side in (-1.0, 1.0):
        x = side * half
        inside = x - side * bar * 2.1
        long = [(x, 0.0, front_z - 0.04), (x, back, top_z)]
        short = [(inside, 0.0, top_z + 0.06), (inside, front_y, front_z)]
        for line, ends in ((long, (1.0, 0.85)), (short, (0.85, 1.0))):
            tube(mesh, role, line, [bar * end for end in ends], segments=10)
        _strap(mesh, shape, x, arm, (top_z, front_z), back)
        post = [(x, front_y * 0.55, front_z - 0.1), (x, arm, front_z - 0.08)]
        tube(mesh, role, post, bar * 0.85, segments=10)
    for y, z in ((back - 0.012, top_z), (front_y - 0.012, front_z)):
        tube(mesh, role, [(-half, y, z), (half, y, z)], bar, segments=10)
    for z in (front_z - 0.055, top_z + 0.075):
        tube(mesh, role, [(-half, 0.03, z), (half, 0.03, z)], bar * 0.8, segments=8)
    sag = 0.13

    def cloth(u: Floats, v: Floats) -> Floats:
        x = (2 * u - 1) * (half - bar * 2.4)
        z = front_z + (top_z - front_z) * v
        level = front_y + (back - front_y) * v
        hang = sag * np.sin(math.pi * v**0.72) + 0.10 * np.sin(math.pi * v)
        dip = 0.018 * (1 - (2 * u - 1) ** 2) * np.sin(math.pi * v)
        return np.stack([x, level - hang - dip + bar * 0.6, z], axis=-1)

    sheet(mesh, Role.TEXTILE, cloth, rows=9, columns=29, thickness=0.012)


def _strap(
    mesh: Mesh,
    shape: Shape,
    x: float,
    arm: float,
    ends: tuple[float, float],
    back: float,
) -> None:
    rear, front = ends
    share = arm / back
    at_back = (front - 0.04) + (rear - front + 0.04) * share
    size = (0.05, 0.014, front - 0.05 - at_back)
    role = Role.TEXTILE if choice(shape, "arm_detail") == "open" else Role.FRAME
    rounded_box(mesh, role, (x, arm, (front - 0.05 + at_back) / 2), size, radius=0.006)


def safari_chair(mesh: Mesh, shape: Shape) -> None:
    """Four upright posts with bars between them; seat and back are cloths, the arms straps."""
    width, depth = number(shape, "width"), number(shape, "depth") * 0.82
    seat, arm = number(shape, "seat_height"), number(shape, "arm_height")
    back, rake = number(shape, "back_height") - 0.04, number(shape, "rake")
    role = Role.METAL if shape["metal"] else Role.FRAME
    bar = 0.012 if shape["metal"] else 0.018
    half_x, half_z = width / 2 - bar, depth / 2 - bar
    for side in (-1.0, 1.0):
        x = side * half_x
        for z in (-half_z, half_z):
            tube(mesh, role, [(x, 0.0, z), (x, arm + 0.02, z)], [bar * 0.8, bar], segments=10)
        for y in (0.5 * seat, seat - 0.02):
            tube(mesh, role, [(x, y, -half_z), (x, y, half_z)], bar * 0.8, segments=9)
        strap = (0.055, 0.010, 2 * half_z + 2.4 * bar)
        rounded_box(mesh, Role.TEXTILE, (x, arm, 0), strap, radius=0.004)
        low = (x * 0.97, seat - 0.03, -half_z + 0.05)
        lift = back - seat
        high = (x * 0.97, back, -half_z + 0.05 - lift * math.tan(rake))
        tube(mesh, role, [low, high], bar * 0.9, segments=10)
    for z in (-half_z, half_z):
        ends = [(-half_x, seat - 0.045, z), (half_x, seat - 0.045, z)]
        tube(mesh, role, ends, bar * 0.8, segments=9)

    def seat_cloth(u: Floats, v: Floats) -> Floats:
        across = 2 * u - 1
        y = seat - 0.012 - 0.035 * (1 - across**2)
        return np.stack([across * half_x, y, (2 * v - 1) * (half_z - 0.015)], axis=-1)

    def back_cloth(u: Floats, v: Floats) -> Floats:
        across = 2 * u - 1
        y = seat + 0.10 + (back - seat - 0.11) * v
        z = -half_z + 0.05 - (y - seat) * math.tan(rake) - 0.035 * (1 - across**2)
        return np.stack([across * half_x * 0.985, y + 0 * u, z], axis=-1)

    sheet(mesh, Role.TEXTILE, seat_cloth, rows=15, columns=7, thickness=0.014)
    sheet(mesh, Role.TEXTILE, back_cloth, rows=15, columns=7, thickness=0.014)


def bowl_chair(mesh: Mesh, shape: Shape) -> None:
    """A round cushion in a tilted bowl of cane on a ring (papasan)."""
    size, seat = number(shape, "width"), number(shape, "seat_height")
    radius = size / 2 * 0.94
    tilt = 0.30 + 0.4 * (number(shape, "rake") - 0.26)
    turn = rotation(rx=tilt)
    # The bowl's lowest point rests in the ring.
    ring_height, deep = seat * 0.62, radius * 0.46
    center = np.array([0.0, ring_height + radius * 0.36, -0.02])

    def placed(points: Floats) -> Floats:
        turned: Floats = points @ np.asarray(turn, dtype=float).T + center
        return turned

    around = np.linspace(0, 2 * math.pi, 25)[:-1]
    for share in (1.0, 0.80, 0.55):
        rim = radius * share
        level = -deep * (1 - share**2)
        circle = np.stack([rim * np.cos(around), np.full(24, level), rim * np.sin(around)], axis=-1)
        thick = 0.017 if share == 1.0 else 0.011
        tube(mesh, Role.FRAME, placed(circle), thick, segments=8, closed=True)
    run = np.linspace(0.25, 1.0, 6)
    for angle in around[::2]:
        rib = np.stack(
            [radius * run * math.cos(angle), -deep * (1 - run**2), radius * run * math.sin(angle)],
            axis=-1,
        )
        tube(mesh, Role.FRAME, placed(rib), 0.008, segments=6)
    _bowl_cushion(mesh, radius, deep, turn, center, choice(shape, "seat_back"))
    foot_radius = radius * 0.58
    for level, rim in ((0.014, foot_radius), (ring_height, foot_radius * 0.80)):
        circle = np.stack([rim * np.cos(around), np.full(24, level), rim * np.sin(around)], axis=-1)
        tube(mesh, Role.FRAME, circle, 0.014, segments=8, closed=True)
    steps = 8 if choice(shape, "frame") == "round" else 12
    for step in range(steps):
        low = 2 * math.pi * step / steps
        high = low + (0.5 if step % 2 else -0.5)
        ends = [
            (foot_radius * math.cos(low), 0.014, foot_radius * math.sin(low)),
            (
                foot_radius * 0.8 * math.cos(high),
                ring_height,
                foot_radius * 0.8 * math.sin(high),
            ),
        ]
        tube(mesh, Role.CANE if step % 2 else Role.FRAME, ends, 0.010, segments=7)


def _bowl_cushion(
    mesh: Mesh,
    radius: float,
    deep: float,
    turn: NDArray[np.float32],
    center: Floats,
    kind: str,
) -> None:
    """A thick round cushion that lies in the bowl, with a ring of buttons where it has any."""
    tufts = 8 if kind != "cushions" else 6

    def surface(u: Floats, v: Floats) -> Floats:
        angle, share = 2 * math.pi * u, v
        rim = radius * 0.97 * share
        puff = 0.02 * np.abs(np.sin(angle * tufts / 2)) * np.sin(math.pi * share)
        level = -deep * (1 - share**2) + 0.06 + puff
        points = np.stack([rim * np.cos(angle), level, rim * np.sin(angle)], axis=-1)
        placed: Floats = points @ np.asarray(turn, dtype=float).T + center
        return placed

    sheet(mesh, Role.TEXTILE, surface, rows=49, columns=11, thickness=0.09)
