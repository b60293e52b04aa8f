"""Headboards of boards and panels, and all of those of wood and cane by name."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.beds.board_shapes import Builder, flat_board, low_edge, posts
from backend.studio.furniture.parts.beds.open_headboards import (
    crosses,
    framed_cane,
    rays,
    slatted,
    spindles,
)
from backend.studio.furniture.parts.choices import count, number
from backend.studio.furniture.parts.outlines import arched
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.tubes import tube

Points = NDArray[np.float64]


def _panel(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """One board, or one in a frame; with `crown` its top is bowed."""
    depth = 0.03 + 0.2 * number(shape, "headboard_depth")
    low = low_edge(shape)
    crown = number(shape, "crown") if shape["crowned"] else 0.002
    outline = arched(width, height - low, max(0.002, crown)) + np.array([0.0, low])
    flat_board(mesh, Role.FRAME, outline, front, depth, 0.012)


def _raised(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Frame and panels, under a cornice."""
    side, depth = 0.085, 0.05
    posts(mesh, Role.FRAME, width, height, front, side)
    rail = 0.10
    for middle in (height - rail / 2 - 0.02, 0.42):
        size = (width - 2 * side + 0.01, rail, depth * 0.8)
        rounded_box(mesh, Role.FRAME, (0.0, middle, front - depth / 2), size, radius=0.004)
    panels = max(1, count(shape, "parts") - 2)
    inner = width - 2 * side
    tall = height - rail - 0.02 - 0.47
    for panel in range(panels):
        wide = inner / panels
        x = -inner / 2 + wide * (panel + 0.5)
        back = (x, 0.47 + tall / 2, front - depth * 0.65)
        rounded_box(mesh, Role.FRAME, back, (wide, tall + 0.02, 0.02), radius=0.002, grain=1)
        field = (x, 0.47 + tall / 2, front - depth * 0.45)
        rounded_box(
            mesh, Role.FRAME, field, (wide - 0.13, tall - 0.09, 0.026), radius=0.011, grain=1
        )
        if panel:
            stile = (x - wide / 2, 0.47 + tall / 2, front - depth / 2)
            rounded_box(
                mesh, Role.FRAME, stile, (0.075, tall + 0.02, depth * 0.8), radius=0.004, grain=1
            )
    cap = (width + 0.06, 0.035, 0.11)
    rounded_box(mesh, Role.FRAME, (0.0, height, front - 0.045), cap, radius=0.012, segments=3)


def _planks(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Boards side by side, upright or lying, none quite like the next."""
    low, boards = low_edge(shape), count(shape, "parts") + 3
    depth = 0.035
    battens = (height - low) / 2 + low
    for x in (-0.32, 0.32):
        size = (0.09, height - 0.03, 0.04)
        rounded_box(
            mesh,
            Role.FRAME,
            (x * width, battens - 0.012, front - depth - 0.006),
            size,
            radius=0.004,
            grain=1,
        )
    for board in range(boards):
        jut = 0.008 * math.sin(2.7 * board)
        if shape["crowned"]:
            wide = width / boards
            lift = 0.02 * math.sin(1.9 * board + 1.0)
            top = height + lift - 0.02
            at = (-width / 2 + wide * (board + 0.5), (low + top) / 2, front - depth / 2 + jut)
            rounded_box(
                mesh,
                Role.FRAME,
                at,
                (wide - 0.004, top - low, depth),
                radius=0.004,
                segments=1,
                grain=1,
            )
        else:
            tall = (height - low) / boards
            at = (0.6 * jut, low + tall * (board + 0.5), front - depth / 2 + jut)
            rounded_box(mesh, Role.FRAME, at, (width, tall - 0.005, depth), radius=0.004, grain=0)


def _sleigh(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """A board that rolls backwards at its top."""
    low = 0.10
    roll = 0.05 + 0.03 * number(shape, "crown") / 0.2

    def surface(u: Points, v: Points) -> Points:
        straight = np.minimum(v / 0.72, 1.0)
        turn = np.maximum(v - 0.72, 0.0) / 0.28 * 1.35 * math.pi
        tall = height - low - roll
        back = -0.02 - 0.16 * straight**2.2 + 0.03 * np.sin(straight * math.pi)
        y = low + tall * straight + roll * np.sin(turn)
        z = front + back - roll * (1 - np.cos(turn))
        return np.stack([(u - 0.5) * width, y, z], axis=-1)

    sheet(mesh, Role.FRAME, surface, rows=3, columns=34, thickness=0.035)
    for x in (-width / 2 + 0.012, width / 2 - 0.012):
        share = np.linspace(0, 1, 26)
        line = surface(np.full(26, 0.5), share)
        line[:, 0] = x
        tube(mesh, Role.FRAME, line, 0.027, segments=8, square=True)
    rail = (0.0, low + 0.12, front - 0.03)
    rounded_box(mesh, Role.FRAME, rail, (width, 0.2, 0.05), radius=0.008)


def _poster(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """A framed panel; the four posts are the bed's (`beds`)."""
    outline = arched(width - 0.08, height - 0.2, max(0.02, number(shape, "crown"))) + np.array(
        [0.0, 0.2]
    )
    flat_board(mesh, Role.FRAME, outline, front - 0.02, 0.04, 0.01)
    if shape["crowned"]:
        field = arched(width - 0.34, height - 0.62, max(0.02, number(shape, "crown") * 0.8))
        flat_board(mesh, Role.FRAME, field + np.array([0.0, 0.52]), front - 0.004, 0.02, 0.009)


def _shelf(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """A deep headboard with open compartments above the pillows."""
    depth = 0.20 + number(shape, "headboard_depth")
    back = front - depth
    board = 0.022
    shelf = height - 0.26
    for y in (height - board / 2, shelf):
        rounded_box(
            mesh, Role.FRAME, (0.0, y, front - depth / 2), (width, board, depth), radius=0.003
        )
    fields = max(2, count(shape, "parts") - 2)
    for field in range(fields + 1):
        x = -width / 2 + board / 2 + (width - board) * field / fields
        at = (x, (height + shelf) / 2, front - depth / 2)
        rounded_box(
            mesh, Role.FRAME, at, (board, height - shelf - 0.006, depth - 0.004), radius=0.003
        )
    body = (0.0, shelf / 2, front - 0.02)
    rounded_box(mesh, Role.FRAME, body, (width, shelf, 0.04), radius=0.003)
    for x in (-width / 2 + board / 2, width / 2 - board / 2):
        rounded_box(
            mesh, Role.FRAME, (x, shelf / 2, front - depth / 2), (board, shelf, depth), radius=0.003
        )
    panel = (0.0, (height + shelf) / 2, back + 0.008)
    rounded_box(
        mesh,
        Role.GAP if shape["crowned"] else Role.FRAME,
        panel,
        (width - 0.01, height - shelf, 0.012),
        radius=0.002,
    )


WOODEN: Final[dict[str, Builder]] = {
    "cane": framed_cane,
    "cross": crosses,
    "panel": _panel,
    "planks": _planks,
    "poster": _poster,
    "raised": _raised,
    "rays": rays,
    "shelf": _shelf,
    "slats": slatted,
    "sleigh": _sleigh,
    "spindle": spindles,
}
