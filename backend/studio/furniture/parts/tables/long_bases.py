"""Bases under both ends of a long table: loops, trestles, panels, and two of a kind."""

from __future__ import annotations

import math

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import count, number
from backend.studio.furniture.parts.panels import sideways
from backend.studio.furniture.parts.tables.central_bases import INTO, clawed_pedestal, pedestal
from backend.studio.furniture.parts.tables.table_legs import stoutness
from backend.studio.furniture.parts.tables.tops import is_rounded
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube


def loop_base(
    mesh: Mesh,
    shape: Shape,
    role: Role,
    width: float,
    depth: float,
    height: float,
    joined: bool,
) -> None:
    """Closed loops of square bar at both ends, joined by rails under the top and on the floor."""
    half = 0.021 * stoutness(shape, height)
    inset = number(shape, "leg_inset") + half + 0.01
    x, z = width / 2 - inset - (0.0 if joined else 0.1 * width), depth / 2 - inset
    low, high = half, height - half + INTO
    for side in (-x, x):
        loop = [(side, low, -z), (side, low, z), (side, high, z), (side, high, -z)]
        tube(mesh, role, loop, half, square=True, closed=True)
    thin = half * 0.92
    for level in (low, high) if joined else (high,):
        for edge in (-z, z):
            tube(mesh, role, [(-x, level, edge), (x, level, edge)], thin, square=True)


def trestle_base(
    mesh: Mesh,
    shape: Shape,
    role: Role,
    width: float,
    depth: float,
    height: float,
    kind: str,
) -> None:
    """Two ends: x (crossing), a (leaning in), v (leaning out), column; a beam joins them."""
    half = (0.022 if role is Role.METAL else 0.034) * stoutness(shape, height)
    tall = height + INTO
    span, x = depth / 2 - 0.05, width / 2 - 0.14 * width
    for side in (-x, x):
        if kind == "column":
            _column_end(mesh, role, side, span, tall, half)
        else:
            tops = {"x": -0.8, "a": 0.32, "v": 0.9}[kind]
            feet = {"x": 0.86, "a": 0.92, "v": 0.34}[kind]
            for back in (-1, 1):
                foot_z, top_z = back * feet * span, back * tops * span
                _strut(mesh, role, side, (foot_z, top_z), tall, half * (1 if back > 0 else 0.92))
            cap = (2.2 * half, 1.1 * half, 1.9 * span)
            rounded_box(mesh, role, (side, tall - 0.55 * half, 0.0), cap, radius=0.004)
            if kind in ("x", "v"):
                reach = feet * span + half
                foot = (2.2 * half, 1.1 * half, 2 * reach)
                rounded_box(mesh, role, (side, 0.55 * half, 0.0), foot, radius=0.004)
            else:
                rail = (1.4 * half, 1.8 * half, 1.3 * span)
                rounded_box(mesh, role, (side, 0.34 * tall, 0.0), rail, radius=0.004)
    level = {"x": 0.5, "a": 0.34, "v": 0.98, "column": 0.3}[kind] * tall
    level = min(level, tall - 0.9 * half)
    tube(mesh, role, [(-x, level, 0.0), (x, level, 0.0)], half * 0.85, square=True)


def _strut(
    mesh: Mesh, role: Role, x: float, run: tuple[float, float], tall: float, half: float
) -> None:
    """A slanting bar cut level at both ends; `run` is where it stands and ends in z."""
    wide = half * math.hypot(tall, run[1] - run[0]) / tall
    outline = [
        (run[0] - wide, 0.0), (run[0] + wide, 0.0), (run[1] + wide, tall), (run[1] - wide, tall),
    ]  # fmt: skip
    sideways(mesh, role, outline, x, 2 * half, radius=0.003)


def _column_end(mesh: Mesh, role: Role, x: float, span: float, tall: float, half: float) -> None:
    """A heavy post between a foot and a bearer, braced on both sides."""
    foot = (2.6 * half, 2.2 * half, 2 * span)
    rounded_box(mesh, role, (x, 1.1 * half, 0.0), foot, radius=0.01)
    rounded_box(mesh, role, (x, tall - half, 0.0), (2.4 * half, 2 * half, 1.9 * span), radius=0.008)
    post = (3.4 * half, tall - 1.5 * half, 3.8 * half)
    rounded_box(mesh, role, (x, tall / 2, 0.0), post, radius=0.006, grain=1)
    for back in (-1, 1):
        ends = [(x, 0.58 * tall, back * half), (x, tall - half, back * 0.68 * span)]
        tube(mesh, role, ends, 0.7 * half, square=True)


def panel_base(
    mesh: Mesh, shape: Shape, role: Role, width: float, depth: float, height: float
) -> None:
    """A board on edge at each end, and one between them set back."""
    board = 0.04 * stoutness(shape, height)
    x = width / 2 - number(shape, "leg_inset") - board
    tall = height + INTO
    for side in (-1, 1):
        size = (board, tall, depth * (0.98 if not is_rounded(shape) else 0.8))
        rounded_box(mesh, role, (side * x, tall / 2, 0.0), size, radius=0.004, grain=1)
    size = (2 * x, tall * 0.28, board * 0.6)
    rounded_box(mesh, role, (0.0, tall - size[1] / 2, -depth * 0.12), size, radius=0.003)


def doubled_base(
    mesh: Mesh, shape: Shape, role: Role, width: float, depth: float, height: float, kind: str
) -> None:
    """Two bases in a row under a long top."""
    x, foot = width * 0.29, min(number(shape, "foot") * depth * 0.30, 0.24 * width)
    for side in (-x, x):
        if kind == "claw":
            clawed_pedestal(mesh, role, foot * 1.35, height, 4, x=side)
        elif kind == "cage":
            _cage(mesh, role, side, foot, height, count(shape, "rods"))
        else:
            body = {"turned": "turned", "drum": "inverted", "trumpet": "trumpet"}[kind]
            pedestal(mesh, role, body, foot * (1.15 if kind != "drum" else 1.0), height, x=side)
    if kind == "turned":
        beam = [(-x, 0.17 * height, 0.0), (x, 0.17 * height, 0.0)]
        tube(mesh, role, beam, 0.032, square=True)


def _cage(mesh: Mesh, role: Role, x: float, radius: float, height: float, rods: int) -> None:
    """A ring of upright rods between two plates."""
    for level in (0.012, height - 0.012 + INTO):
        rounded_box(mesh, role, (x, level, 0.0), (2 * radius, 0.024, 2 * radius), 0.008)
    for rod in range(rods):
        angle = 2 * math.pi * (rod + 0.5) / rods
        place = (x + 0.86 * radius * math.cos(angle), 0.86 * radius * math.sin(angle))
        ends = [(place[0], 0.01, place[1]), (place[0], height - 0.01, place[1])]
        tube(mesh, role, ends, 0.014, segments=8)
