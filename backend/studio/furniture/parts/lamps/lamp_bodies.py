"""The bodies of table lamps, from the foot to the neck."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number, role_of
from backend.studio.furniture.parts.fluted import faceted, fluted
from backend.studio.furniture.parts.lamps.lamp_shapes import square
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

Points = NDArray[np.float64]


_OUTLINES: Final = {
    # (share of the widest radius, share of the height) of the body from its foot to its neck.
    "bottle": (
        (0.62, 0.0), (0.9, 0.06), (1.0, 0.22), (0.94, 0.42), (0.6, 0.6), (0.3, 0.74), (0.2, 1.0),
    ),
    "gourd": (
        (0.6, 0.0), (0.92, 0.08), (1.0, 0.24), (0.82, 0.42), (0.42, 0.53), (0.58, 0.66),
        (0.6, 0.76), (0.4, 0.9), (0.2, 1.0),
    ),
    "cone": (
        (1.0, 0.0), (0.98, 0.05), (0.7, 0.4), (0.44, 0.72), (0.2, 1.0),
    ),
    "bell": (
        (0.95, 0.0), (1.0, 0.05), (0.86, 0.28), (0.55, 0.5), (0.38, 0.72), (0.24, 1.0),
    ),
    "hourglass": (
        (1.0, 0.0), (0.92, 0.1), (0.5, 0.36), (0.36, 0.5), (0.52, 0.66), (0.8, 0.9),
        (0.72, 0.98), (0.2, 1.0),
    ),
    "egg": (
        (0.5, 0.0), (0.82, 0.1), (1.0, 0.34), (0.96, 0.56), (0.72, 0.8), (0.4, 0.95),
        (0.18, 1.0),
    ),
    "cylinder": (
        (0.96, 0.0), (1.0, 0.02), (1.0, 0.96), (0.94, 1.0), (0.16, 1.0),
    ),
    "ball": (
        (0.42, 0.0), (0.72, 0.08), (0.95, 0.28), (1.0, 0.48), (0.92, 0.7), (0.6, 0.92),
        (0.26, 0.97), (0.2, 1.0),
    ),
    "jar": (
        (0.62, 0.0), (0.7, 0.1), (0.92, 0.44), (1.0, 0.66), (0.9, 0.82), (0.5, 0.92),
        (0.46, 0.95), (0.52, 0.98), (0.2, 1.0),
    ),
    "jug": (
        (0.72, 0.0), (0.92, 0.12), (1.0, 0.34), (0.86, 0.56), (0.5, 0.72), (0.44, 0.88),
        (0.52, 0.98), (0.2, 1.0),
    ),
    "urn": (
        (0.7, 0.0), (0.7, 0.04), (0.34, 0.1), (0.22, 0.18), (0.44, 0.24), (0.86, 0.42),
        (1.0, 0.62), (0.8, 0.78), (0.44, 0.86), (0.56, 0.92), (0.3, 0.96), (0.16, 1.0),
    ),
    "baluster": (
        (0.8, 0.0), (0.84, 0.04), (0.4, 0.09), (0.54, 0.14), (0.34, 0.2), (0.7, 0.3),
        (1.0, 0.46), (0.8, 0.62), (0.34, 0.8), (0.46, 0.85), (0.3, 0.9), (0.2, 1.0),
    ),
    "candlestick": (
        (1.0, 0.0), (1.0, 0.03), (0.7, 0.07), (0.24, 0.12), (0.4, 0.17), (0.2, 0.22),
        (0.22, 0.5), (0.38, 0.56), (0.2, 0.6), (0.18, 0.86), (0.4, 0.92), (0.16, 1.0),
    ),
    "mushroom": (
        (0.9, 0.0), (0.9, 0.03), (0.5, 0.16), (0.36, 0.5), (0.42, 1.0), (0.1, 1.0),
    ),
}  # fmt: skip


def lamp_body(mesh: Mesh, shape: Shape, start: float) -> float:
    """Add the body from height `start`; returns where its neck ends."""
    kind, role = choice(shape, "body"), role_of(shape, "material")
    height, width = number(shape, "body_height"), number(shape, "body_width")
    if kind == "block":
        return _blocks(mesh, shape, role, start)
    if kind == "prism":
        half = width * 0.36
        wall = [(half, start), (half * number(shape, "shoulder"), start + height)]
        faceted(mesh, role, (0.0, 0.0, 0.0), wall, 3 + count(shape, "pieces"))
        return start + height
    if kind == "spheres":
        return _spheres(mesh, shape, role, start)
    if kind in ("hoop", "arch"):
        return _bent(mesh, shape, role, kind == "hoop")
    if kind in ("tripod", "cage_stand"):
        return _open_stand(mesh, shape, kind == "tripod")
    profile = _profile(shape, start)
    surface = choice(shape, "surface")
    if kind in ("candlestick", "mushroom", "cylinder") and surface in ("ringed", "faceted"):
        surface = "smooth"
    if surface == "faceted":
        faceted(
            mesh, role, (0.0, 0.0, 0.0), [*profile[::3], profile[-1]], 5 + count(shape, "pieces")
        )
    elif surface in ("ribbed", "fluted", "twisted"):
        flutes = {"ribbed": 22, "fluted": 12, "twisted": 9}[surface]
        fluted(
            mesh, role, (0.0, 0.0, 0.0), profile, flutes, 0.03 if surface == "ribbed" else 0.055,
            twist=0.3 if surface == "twisted" else 0.0, closed=True,
        )  # fmt: skip
    else:
        if surface == "ringed":
            profile = [(r * (1 + 0.025 * (i % 4 < 2)), y) for i, (r, y) in enumerate(profile)]
        closed = [(0.0, start), *profile, (0.0, profile[-1][1])]
        lathe(mesh, role, (0.0, 0.0, 0.0), closed, segments=32)
    if shape["handles"] and kind in ("urn", "jug", "jar"):
        _handles(mesh, role, profile, both=kind != "jug")
    return profile[-1][1]


def _profile(shape: Shape, start: float) -> list[tuple[float, float]]:
    """The body's outline, with the belly pushed up or down by `shoulder`."""
    rows = _OUTLINES[choice(shape, "body")]
    height, half = number(shape, "body_height"), number(shape, "body_width") / 2
    level = np.array([row[1] for row in rows]) ** number(shape, "shoulder")
    around = np.array([row[0] for row in rows])
    fine = np.linspace(0.0, 1.0, 33)
    radius = _smooth(level, around, fine)
    return [(float(half * r), float(start + height * y)) for r, y in zip(radius, fine, strict=True)]


def _smooth(x: Points, y: Points, at: Points) -> Points:
    """Monotone cubic (Fritsch-Carlson) through the points: no overshoot between them."""
    step = np.diff(x)
    slope = np.diff(y) / np.maximum(step, 1e-6)
    middle = np.zeros_like(y)
    same = slope[1:] * slope[:-1] > 0
    middle[1:-1][same] = (
        2 * slope[1:][same] * slope[:-1][same] / (slope[1:][same] + slope[:-1][same])
    )
    middle[0], middle[-1] = slope[0], slope[-1]
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    t = (at - x[piece]) / np.maximum(step[piece], 1e-6)
    h = step[piece]
    curve: Points = (
        (1 + 2 * t) * (1 - t) ** 2 * y[piece]
        + t * (1 - t) ** 2 * h * middle[piece]
        + t * t * (3 - 2 * t) * y[piece + 1]
        + t * t * (t - 1) * h * middle[piece + 1]
    )
    return curve


def _blocks(mesh: Mesh, shape: Shape, role: Role, start: float) -> float:
    """One to three blocks, each turned a little against the one below."""
    height, width = number(shape, "body_height"), number(shape, "body_width") * 0.8
    pieces = max(1, count(shape, "pieces") - 2)
    for piece in range(pieces):
        share = 1 - 0.22 * piece * (number(shape, "shoulder") - 0.6)
        tall = height / pieces
        middle = start + tall * (piece + 0.5)
        sides = [(width * share / 2, -tall / 2), (width * share / 2, tall / 2)]
        turn = 0.5 + (0.25 * piece if number(shape, "tilt") > 0.4 else 0.0)
        faceted(mesh, role, (0.0, middle, 0.0), sides, 4, turn=turn)
    return start + height


def _spheres(mesh: Mesh, shape: Shape, role: Role, start: float) -> float:
    """A stack of balls that grow or shrink."""
    height, pieces = number(shape, "body_height"), count(shape, "pieces")
    shares = np.linspace(1.0, number(shape, "shoulder") ** 1.5, pieces)
    sizes = shares / shares.sum() * height / 2
    level = start
    for ball, size in enumerate(sizes.tolist()):
        around = min(size * 1.25, max(size, number(shape, "body_width") * 0.42))
        angles = np.linspace(0.12, math.pi - 0.12, 13)
        profile = [
            (float(around * math.sin(a)), float(level + size - size * math.cos(a))) for a in angles
        ]
        lathe(
            mesh,
            role if ball % 2 == 0 or role == Role.GLASS else Role.METAL,
            (0.0, 0.0, 0.0),
            [(0.0, profile[0][1]), *profile, (0.0, profile[-1][1])],
            22,
        )
        level += 2 * size
    tube(mesh, Role.METAL, [(0.0, start, 0.0), (0.0, level, 0.0)], 0.008, segments=8)
    return level


def _bent(mesh: Mesh, shape: Shape, role: Role, ring: bool) -> float:
    """A ring or an arch that stands on a plinth."""
    height, thick = number(shape, "body_height") * 0.85, 0.014 + 0.02 * number(shape, "tilt")
    half = number(shape, "body_width") * 0.55
    role = role if role in (Role.STONE, Role.POT, Role.FRAME) else Role.METAL
    base = 0.03
    plate = half * (0.7 if ring else 1.2)
    rounded_box(
        mesh,
        Role.STONE if role == Role.METAL else role,
        (0.0, base / 2, 0.0),
        (plate * 2, base, half * 0.8),
        radius=0.004,
    )
    if ring:
        middle = base + height / 2
        turns = np.linspace(0, 2 * math.pi, 44, endpoint=False)
        path = [
            (half * math.cos(a), middle + (height / 2 - thick * 0.4) * math.sin(a), 0.0)
            for a in turns.tolist()
        ]
        tube(mesh, role, path, thick, segments=12, closed=True)
        return base + height
    turns = np.linspace(0, math.pi, 20)
    rise = min(half, height * 0.6)
    path = [(half, base * 0.6, 0.0)]
    path += [
        (half * math.cos(a), base + height - rise - thick + rise * math.sin(a), 0.0)
        for a in turns.tolist()
    ]
    path += [(-half, base * 0.6, 0.0)]
    tube(mesh, role, path, thick * 1.3, segments=12)
    return base + height


def _open_stand(mesh: Mesh, shape: Shape, tripod: bool) -> float:
    """Legs that meet under the shade, or a frame of bars."""
    height, half = number(shape, "body_height"), number(shape, "body_width") * 0.6
    role = (
        role_of(shape, "material")
        if choice(shape, "material") in ("frame", "metal")
        else Role.FRAME
    )
    if tripod:
        for leg in range(3):
            angle = 2 * math.pi * leg / 3 + math.pi / 6
            inner = 0.018 if number(shape, "shoulder") > 1 else -half * 0.4
            low = (half * math.cos(angle), 0.004, half * math.sin(angle))
            high = (inner * math.cos(angle), height, inner * math.sin(angle))
            tube(mesh, role, [high, low], [0.013, 0.009], segments=10)
        plate = max(0.03, half * (0.1 if number(shape, "shoulder") > 1 else 0.45))
    else:
        plate = half * 0.55
        for x in (-plate, plate):
            for z in (-plate, plate):
                tube(
                    mesh,
                    role,
                    [(x, 0.0, z), (x * 0.7, height, z * 0.7)],
                    0.009,
                    segments=4,
                    square=True,
                )
        for level, share in ((0.012, 1.0), (height * 0.5, 0.85)):
            square(mesh, role, plate * share, level, 0.008)
    top = [
        (0.0, height - 0.012),
        (plate, height - 0.012),
        (plate, height - 0.012),
        (plate, height + 0.008),
        (0.0, height + 0.01),
    ]
    lathe(mesh, role, (0.0, 0.0, 0.0), top, segments=24)
    return height + 0.008


def _handles(mesh: Mesh, role: Role, profile: list[tuple[float, float]], both: bool) -> None:
    low, high = profile[18], profile[27]
    for side in (-1, 1) if both else (1,):
        out = max(low[0], high[0]) * 1.22
        path = [
            (side * low[0] * 0.95, low[1], 0.0), (side * out, low[1] + 0.012, 0.0),
            (side * out * 1.03, (low[1] + high[1]) / 2, 0.0), (side * out * 0.9, high[1], 0.0),
            (side * high[0] * 0.9, high[1] - 0.006, 0.0),
        ]  # fmt: skip
        tube(mesh, role, path, 0.0075, segments=8)
