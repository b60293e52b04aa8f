"""Headboards that can be seen through: slats, spindles, cane, crosses."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.beds.board_shapes import flat_board, knobs, posts
from backend.studio.furniture.parts.choices import count, number
from backend.studio.furniture.parts.outlines import arched
from backend.studio.furniture.parts.repeated import strands
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube


def slatted(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Upright or lying slats between posts."""
    side = 0.045
    posts(mesh, Role.FRAME, width, height, front, side)
    inner = width - 2 * side + 0.01
    lying = bool(shape["crowned"])
    for middle, tall in ((height - 0.045, 0.075), (0.36, 0.07)):
        size = (inner, tall, 0.032)
        rounded_box(mesh, Role.FRAME, (0.0, middle, front - side / 2), size, radius=0.006)
    if lying:
        rails = count(shape, "parts") - 1
        for rail in range(rails):
            y = 0.40 + (height - 0.49) * (rail + 0.5) / rails
            tall = min(0.10, 0.62 * (height - 0.49) / rails)
            rounded_box(
                mesh, Role.FRAME, (0.0, y, front - side / 2), (inner, tall, 0.024), radius=0.006
            )
        return
    slats = round(inner / (0.06 + 0.05 * number(shape, "crown") / 0.2))
    for slat in range(slats):
        x = -inner / 2 + inner * (slat + 0.5) / slats
        at = (x, (height + 0.33) / 2, front - side / 2)
        rounded_box(
            mesh, Role.FRAME, at, (0.028, height - 0.42, 0.02), radius=0.004, segments=1, grain=1
        )


def spindles(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Turned spindles between round posts with knobs, under a straight or bowed rail."""
    side = 0.05
    posts(mesh, Role.FRAME, width, height - 0.02, front, side, square=False)
    inner = width - side
    crown = number(shape, "crown") * 0.7 if shape["crowned"] else 0.0
    share = np.linspace(-1, 1, 21)
    top = height - 0.10 + crown * (1 - share**2)
    path = np.column_stack([share * inner / 2, top, np.full(21, front - side / 2)])
    tube(mesh, Role.FRAME, path, 0.019, segments=10)
    level = 0.36
    tube(
        mesh,
        Role.FRAME,
        [(-inner / 2, level, front - side / 2), (inner / 2, level, front - side / 2)],
        0.017,
        10,
    )
    spindles = round(inner / (0.085 + 0.03 * count(shape, "parts") / 6))
    x = inner * (np.arange(1, spindles) / spindles - 0.5)
    high = np.interp(2 * x / inner, share, top)
    along = np.array([0.0, 0.12, 0.3, 0.5, 0.7, 0.88, 1.0])
    paths = np.empty((spindles - 1, len(along), 3))
    paths[..., 0] = x[:, None]
    paths[..., 1] = level + (high[:, None] - level) * along
    paths[..., 2] = front - side / 2
    thick = [0.007, 0.008, 0.014, 0.010, 0.014, 0.008, 0.007]
    strands(mesh, Role.FRAME, paths, thick, sides=8)
    knobs(mesh, Role.FRAME, inner / 2, height - 0.025, front - side / 2, 0.034)


def framed_cane(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Cane webbing in a frame, in one to four fields; with `crowned`, under a round top."""
    side, depth, low = 0.055, 0.035, 0.30
    fields = max(1, count(shape, "parts") - 3)
    if shape["crowned"]:
        crown = max(0.1, number(shape, "crown") * 1.6)
        outline = arched(width, height - 0.02, crown)
        path = np.column_stack([outline, np.full(len(outline), front - depth / 2)])
        tube(mesh, Role.FRAME, np.vstack([path[1:], path[:1]]), 0.024, segments=10)
        inside = arched(width - 0.01, height - 0.03, crown)
        inside[:2, 1] += low
        flat_board(mesh, Role.CANE, inside, front - depth / 2, 0.006, 0.002)
        high = height - crown
    else:
        posts(mesh, Role.FRAME, width, height, front, side)
        middle = (0.0, height - side / 2, front - depth / 2)
        rounded_box(mesh, Role.FRAME, middle, (width - 2 * side + 0.01, side, depth), radius=0.006)
        tall = height - low - side + 0.02
        web = (0.0, low + tall / 2, front - depth / 2)
        rounded_box(mesh, Role.CANE, web, (width - 2 * side + 0.01, tall, 0.008), radius=0.002)
        high = height - side
    rail = (0.0, low, front - depth / 2)
    rounded_box(mesh, Role.FRAME, rail, (width - side, side, depth), radius=0.006)
    for field in range(1, fields):
        x = width * (field / fields - 0.5)
        size = (side * 0.7, high - low, depth)
        rounded_box(
            mesh, Role.FRAME, (x, (high + low) / 2, front - depth / 2), size, radius=0.005, grain=1
        )


def rays(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """A half round of bent rods: a peacock's tail."""
    half, z = width / 2, front - 0.025
    turns = np.linspace(0, math.pi, 33)
    low = 0.34
    rise = height - low
    for share, thick in ((1.0, 0.019), (0.72, 0.013), (0.36, 0.013)):
        path = np.column_stack(
            [half * share * np.cos(turns), low + rise * share * np.sin(turns), np.full(33, z)]
        )
        tube(mesh, Role.CANE if share < 1 else Role.FRAME, path, thick, segments=9)
    rods = 9 + 2 * count(shape, "parts")
    inner = 0.36 if shape["crowned"] else 0.05
    paths = [
        [(half * r * math.cos(a), low + rise * r * math.sin(a), z) for r in (inner, 0.99)]
        for a in (math.pi * np.arange(1, rods) / rods).tolist()
    ]
    strands(mesh, Role.CANE, paths, 0.0085, sides=7)
    tube(mesh, Role.FRAME, [(-half, low, z), (half, low, z)], 0.019, segments=9)
    for x in (-half, half):
        tube(mesh, Role.FRAME, [(x, 0.0, z), (x, low + 0.01, z)], 0.019, segments=9)


def crosses(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Barn-door crosses between posts."""
    side = 0.085
    posts(mesh, Role.FRAME, width, height, front, side)
    inner, depth = width - 2 * side, 0.045
    low = 0.40
    for middle in (height - 0.06, low):
        at = (0.0, middle, front - side / 2)
        rounded_box(mesh, Role.FRAME, at, (inner + 0.01, 0.10, depth), radius=0.005)
    crosses = 1 + count(shape, "parts") % 3
    bottom, top = low + 0.05, height - 0.11
    for cross in range(crosses):
        left = -inner / 2 + inner * cross / crosses
        right = left + inner / crosses
        for offset, (start, end) in enumerate(((left, right), (right, left))):
            z = front - side / 2 - 0.006 * offset
            tube(mesh, Role.FRAME, [(start, bottom, z), (end, top, z)], 0.026, square=True)
        if cross:
            at = (left, (bottom + top) / 2, front - side / 2)
            rounded_box(
                mesh, Role.FRAME, at, (0.07, top - bottom + 0.02, depth), radius=0.005, grain=1
            )
    if shape["crowned"]:
        cap = (width + 0.05, 0.032, side + 0.03)
        rounded_box(mesh, Role.FRAME, (0.0, height + 0.012, front - side / 2), cap, radius=0.005)
