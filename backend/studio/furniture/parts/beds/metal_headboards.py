"""Headboards of metal tubes."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.beds.board_shapes import Builder, knobs
from backend.studio.furniture.parts.choices import count, number
from backend.studio.furniture.parts.repeated import strands
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube


def _bars(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Metal tubes: uprights between two rails, under square or round shoulders."""
    z, thick = front - 0.02, 0.014
    half = width / 2 - thick
    shoulder = 0.22 if shape["crowned"] else 0.04
    turns = np.linspace(0, math.pi / 2, 8)
    right = np.column_stack(
        [half - shoulder + shoulder * np.cos(turns), height - shoulder + shoulder * np.sin(turns)]
    )
    left = right[::-1] * np.array([-1.0, 1.0])
    outline = np.vstack([[(half, 0.0)], right, left, [(-half, 0.0)]])
    tube(mesh, Role.METAL, np.column_stack([outline, np.full(len(outline), z)]), thick, segments=10)
    tube(mesh, Role.METAL, [(-half, 0.38, z), (half, 0.38, z)], thick * 0.8, segments=8)
    drop = 0.16 if shape["crowned"] else 0.0
    if drop:
        tube(
            mesh,
            Role.METAL,
            [(-half, height - 0.24, z), (half, height - 0.24, z)],
            thick * 0.8,
            segments=8,
        )
    bars = count(shape, "parts") * 2 + 1
    top = height - 0.24 if drop else height - 0.008
    places = (half * (2 * np.arange(1, bars) / bars - 1)).tolist()
    strands(mesh, Role.METAL, [[(x, 0.38, z), (x, top, z)] for x in places], thick * 0.58, sides=8)


def _scrolls(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Wrought iron: a bowed rail, S-scrolls, knobs on the posts."""
    z, thick = front - 0.02, 0.014
    half = width / 2 - thick
    crown = 0.12 + number(shape, "crown") * 0.6
    posts = height - crown
    for x in (-half, half):
        tube(mesh, Role.METAL, [(x, 0.0, z), (x, posts + 0.02, z)], thick * 1.2, segments=10)
    knobs(mesh, Role.METAL, half, posts + 0.01, z, 0.026)
    share = np.linspace(-1, 1, 25)
    top = posts - 0.02 + crown * np.cos(share * math.pi / 2) ** 1.2
    tube(
        mesh,
        Role.METAL,
        np.column_stack([half * share, top, np.full(25, z)]),
        thick * 0.85,
        segments=8,
    )
    for level in (0.40, posts - 0.16):
        tube(mesh, Role.METAL, [(-half, level, z), (half, level, z)], thick * 0.75, segments=8)
    scrolls = count(shape, "parts") + 1
    pitch = 2 * half / scrolls
    low, high = 0.40, posts - 0.16
    curls, posts_between = [], []
    for scroll in range(scrolls):
        x = -half + pitch * (scroll + 0.5)
        side = 1 if scroll % 2 else -1
        turn = np.linspace(0, 2 * math.pi, 25)
        path = np.column_stack(
            [
                x + side * pitch * 0.4 * np.sin(turn),
                low + (high - low) * (turn / (2 * math.pi)),
                np.full(25, z),
            ]
        )
        curls.append(path)
        posts_between.append([(x, low, z), (x, float(np.interp(x / half, share, top)), z)])
    strands(mesh, Role.METAL, np.stack(curls), 0.006)
    strands(mesh, Role.METAL, posts_between, 0.006)


def _grid(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """A square metal frame with wooden boards or bars across."""
    z, side = front - 0.018, 0.036
    for x in (-width / 2 + side / 2, width / 2 - side / 2):
        rounded_box(mesh, Role.METAL, (x, height / 2, z), (side, height, side), radius=0.003)
    rounded_box(
        mesh, Role.METAL, (0.0, height - side / 2, z), (width - side, side, side), radius=0.003
    )
    boards = count(shape, "parts") - 1
    low, high = 0.36, height - side
    for board in range(boards):
        tall = (high - low) / boards
        at = (0.0, low + tall * (board + 0.5), z)
        size = (width - 2 * side + 0.01, tall * (0.94 if shape["crowned"] else 0.6), 0.024)
        rounded_box(mesh, Role.FRAME, at, size, radius=0.003, grain=0)


METAL: Final[dict[str, Builder]] = {
    "bars": _bars,
    "grid": _grid,
    "scrolls": _scrolls,
}
