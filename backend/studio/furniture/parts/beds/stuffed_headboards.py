"""Upholstered headboards."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.beds.board_shapes import Builder, flat_board, low_edge
from backend.studio.furniture.parts.choices import count, number
from backend.studio.furniture.parts.outlines import arched, scalloped
from backend.studio.geometry.boxes import cushion, rounded_box
from backend.studio.geometry.grids import grid_faces
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.tubes import tube
from backend.studio.geometry.tufting import Buttons, Channels, folds

Points = NDArray[np.float64]


def _stuffed(
    mesh: Mesh,
    shape: Shape,
    width: float,
    height: float,
    front: float,
    tuft: Channels | None,
    divisions: int,
) -> None:
    depth, low = 0.07 + number(shape, "headboard_depth"), low_edge(shape)
    size = (width, height - low, depth)
    at = (0.0, (height + low) / 2, front - depth / 2)
    cushion(
        mesh, Role.TEXTILE, at, size, puff=0.018, radius=0.035, divisions=divisions, axis=2,
        tuft=tuft, both_sides=False,
    )  # fmt: skip


def _buttoned(
    mesh: Mesh, shape: Shape, width: float, height: float, front: float, buttons: Buttons
) -> None:
    """A stuffed board with a buttoned front: coarser than a buttoned `cushion`, as it is large."""
    depth, low = 0.05 + number(shape, "headboard_depth"), low_edge(shape)
    body = (0.0, (height + low) / 2, front - 0.03 - depth / 2)
    rounded_box(mesh, Role.TEXTILE, body, (width, height - low, depth), radius=0.022, segments=3)
    field_low = max(low, 0.3)
    # Under the field the board comes forward to the frame.
    foot = (0.0, (low + field_low) / 2, front - 0.03)
    rounded_box(mesh, Role.TEXTILE, foot, (width, field_low - low + 0.02, 0.06), radius=0.022)
    steps = (round(width / 0.026), round((height - field_low) / 0.026))
    u, w = np.meshgrid(*(np.linspace(-1, 1, step) for step in steps), indexing="ij")
    drawn = folds(buttons, u.ravel(), w.ravel(), width, height - field_low).reshape(u.shape)
    rim = (1 - np.abs(u) ** 14) * (1 - np.abs(w) ** 14)
    vertices = np.stack(
        [
            u * (width / 2 - 0.004),
            (height + field_low) / 2 + w * (height - field_low - 0.008) / 2,
            front - 0.045 + 0.045 * np.sqrt(rim) - buttons.depth * drawn * rim,
        ],
        axis=-1,
    ).reshape(-1, 3)
    mesh.add(vertices, grid_faces(*u.shape), Role.TEXTILE, coordinates=vertices)


def _padded(mesh: Mesh, outline: Points, front: float, depth: float) -> None:
    flat_board(mesh, Role.TEXTILE, outline, front, depth, 0.03)


def _upholstered(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    _stuffed(mesh, shape, width, height, front, None, 8)
    if shape["crowned"]:
        # A border of a second, flatter cushion round the field.
        low = low_edge(shape)
        inner = (width - 0.24, height - low - 0.14, 0.05)
        at = (0.0, (height + low - 0.13) / 2, front + 0.004)
        cushion(mesh, Role.TEXTILE, at, inner, puff=0.02, radius=0.02, axis=2, both_sides=False)


def _channel(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    rolls = count(shape, "parts") + 4
    _stuffed(mesh, shape, width, height, front, Channels(rolls, 0.022), 3)


def _lying_channel(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    rolls = max(3, count(shape, "parts") - 1)
    _stuffed(mesh, shape, width, height, front, Channels(rolls, 0.025, along="w"), 3)


def _tufted(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    columns = max(4, round(width / (0.15 + 0.02 * count(shape, "parts"))))
    buttons = Buttons(columns, 3 + count(shape, "parts") % 2, 0.03)
    _buttoned(mesh, shape, width, height, front, buttons)


def _squares(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Padded squares on a board."""
    low, columns = low_edge(shape), min(5, count(shape, "parts"))
    rows = max(2, round((height - 0.3) / (width / columns)))
    board = (0.0, (height + low) / 2, front - 0.075)
    rounded_box(mesh, Role.TEXTILE, board, (width - 0.01, height - low - 0.01, 0.03), radius=0.01)
    wide, tall = width / columns, (height - 0.25) / rows
    for column in range(columns):
        for row in range(rows):
            at = (-width / 2 + wide * (column + 0.5), 0.25 + tall * (row + 0.5), front - 0.035)
            cushion(
                mesh, Role.TEXTILE, at, (wide - 0.004, tall - 0.004, 0.06), puff=0.018, radius=0.02,
                divisions=2, axis=2, both_sides=False,
            )  # fmt: skip


def _pads(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """Two or three loose cushions hung from a rail."""
    rail = height - 0.06
    bar = 0.022
    for x in (-width / 2 + 0.03, width / 2 - 0.03):
        rounded_box(
            mesh, Role.FRAME, (x, rail / 2, front - 0.09), (0.04, rail, 0.03), radius=0.004, grain=1
        )
        bracket = (x, number(shape, "leg_height") + 0.05, front - 0.04)
        rounded_box(mesh, Role.FRAME, bracket, (0.034, 0.05, 0.12), radius=0.004)
    tube(
        mesh,
        Role.FRAME,
        [(-width / 2, rail, front - 0.09), (width / 2, rail, front - 0.09)],
        bar,
        segments=12,
    )
    pads = 2 if width < 1.7 or shape["crowned"] else 3
    tall = min(0.52, height - 0.42)
    for pad in range(pads):
        wide = width / pads
        x = -width / 2 + wide * (pad + 0.5)
        at = (x, height - 0.07 - tall / 2, front - 0.045)
        size = (wide - 0.02, tall, 0.10)
        cushion(mesh, Role.TEXTILE, at, size, puff=0.025, radius=0.04, divisions=8, axis=2)
        for side in (-0.3, 0.3):
            turns = np.linspace(0, 2 * math.pi, 14, endpoint=False)
            ring = [
                (
                    x + side * wide,
                    rail - 0.03 + 0.062 * math.sin(a),
                    front - 0.075 + 0.042 * math.cos(a),
                )
                for a in turns.tolist()
            ]
            tube(mesh, Role.TEXTILE, ring, 0.009, segments=6, closed=True)


def _wing(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """A stuffed field between wings that come forwards."""
    if shape["crowned"]:
        _buttoned(mesh, shape, width, height, front, Buttons(max(4, round(width / 0.24)), 3, 0.026))
    else:
        _stuffed(mesh, shape, width, height, front, None, 8)
    low, reach = low_edge(shape), 0.16 + number(shape, "crown") * 0.6
    for side in (-1, 1):
        x = side * (width / 2 + 0.02)
        points = 14
        share = np.linspace(0, 1, points)
        outer = front + reach * (0.55 + 0.45 * np.cos(share * math.pi)) - 0.02
        wing = np.vstack([
            np.column_stack([outer, low + (height - low) * share]),
            [(front - 0.07, height), (front - 0.07, low)],
        ])  # fmt: skip
        # The outline lies in z, y: stood up by two turns.
        stand = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]], dtype=np.float32)
        prism(mesh, Role.TEXTILE, wing, x - 0.035, x + 0.035, radius=0.018, rotation=stand)


def _arched(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """An upholstered arch, or several side by side."""
    low, depth = low_edge(shape), 0.07 + number(shape, "headboard_depth")
    arches = 1 if shape["crowned"] else max(2, count(shape, "parts") - 2)
    wide = width / arches
    for arch in range(arches):
        rise = wide / 2 * (0.98 if arches > 1 else min(1.0, 0.35 + 3 * number(shape, "crown")))
        outline = arched(wide - 0.004, height - low, min(rise, height - 0.5))
        outline = outline + np.array([-width / 2 + wide * (arch + 0.5), low])
        _padded(mesh, outline, front, depth)


def _clam(mesh: Mesh, shape: Shape, width: float, height: float, front: float) -> None:
    """A shell: petals that fan out from the mattress."""
    low = 0.28
    petals = count(shape, "parts") + 2 + count(shape, "parts") % 2 + 1
    half, rise = width / 2, height - low
    rim = scalloped(2.0, 2.0, 4, 0.0)
    board = rim[rim[:, 1] > 0.96] - np.array([0.0, 1.0])
    outline = np.column_stack(
        [board[:, 0] * half * 0.93, low + np.maximum(board[:, 1], 0) * rise * 0.93]
    )
    _padded(
        mesh,
        outline[np.argsort(-np.arctan2(outline[:, 1] - low, outline[:, 0]))[::-1]],
        front - 0.06,
        0.05,
    )

    def surface(u: Points, v: Points) -> Points:
        angle = math.pi * u
        ripple = np.abs(np.sin(angle * petals / 1.0))
        reach = (0.06 + 0.94 * v) * (0.93 + 0.07 * np.sqrt(ripple))
        z = front - 0.05 + 0.05 * np.sqrt(ripple) * np.sqrt(v) + 0.02 * np.sin(math.pi * v)
        return np.stack(
            [half * reach * np.cos(angle), low + rise * reach * np.sin(angle), z], axis=-1
        )

    sheet(mesh, Role.TEXTILE, surface, rows=petals * 6 + 1, columns=9, thickness=0.03)
    base = (0.0, (low + 0.05) / 2 + 0.02, front - 0.05)
    rounded_box(mesh, Role.TEXTILE, base, (width, low, 0.09), radius=0.02)


STUFFED: Final[dict[str, Builder]] = {
    "arched": _arched,
    "channel": _channel,
    "clam": _clam,
    "lying_channel": _lying_channel,
    "pads": _pads,
    "squares": _squares,
    "tufted": _tufted,
    "upholstered": _upholstered,
    "wing": _wing,
}
