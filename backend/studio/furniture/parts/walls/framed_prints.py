"""Prints behind a frame, with or without a mount."""

from __future__ import annotations

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, number, role_of
from backend.studio.furniture.parts.mouldings import Profile, moulding, pane
from backend.studio.furniture.parts.outlines import arched, ellipse, inset, lifted, rectangle
from backend.studio.furniture.parts.walls.print_places import margins_of, moved, show_print
from backend.studio.geometry.mesh import Mesh


def framed_print(mesh: Mesh, shape: Shape, at: tuple[float, float]) -> None:
    kind, width, height = choice(shape, "kind"), number(shape, "width"), number(shape, "height")
    if kind == "round":
        outline = lifted(ellipse(width, width, 64), width)
    elif kind == "oval":
        outline = lifted(ellipse(width, height, 64), height)
    elif kind == "arch":
        outline = arched(width, height, width / 2 * number(shape, "rise"))
    else:
        outline = rectangle(width, height)
    outline = moved(outline, at)
    depth, frame = number(shape, "frame_depth"), number(shape, "frame_width")
    role = role_of(shape, "material")
    moulding(mesh, role, outline, _section(choice(shape, "frame"), frame, depth))
    around, low = margins_of(shape)
    inner = inset(outline, around)
    if around > frame + 0.001:
        pane(mesh, Role.PAPER, inset(outline, frame * 0.8), depth * 0.45)
        # The mount's own cut edge stands a little above the print.
        if low and kind == "framed":
            inner = inner * 1.0
            inner[:2, 1] += low
        show_print(mesh, shape, inner, depth * 0.45 + 0.0008)
        moulding(
            mesh,
            Role.PAPER,
            inset(inner, -0.003),
            [
                (0.0, depth * 0.45),
                (0.0, depth * 0.45 + 0.002),
                (0.0, depth * 0.45 + 0.002),
                (0.003, depth * 0.45 + 0.002),
                (0.003, depth * 0.45),
            ],
        )
    else:
        show_print(mesh, shape, inset(outline, frame * 0.8), depth * 0.45)


def _section(kind: str, width: float, depth: float) -> Profile:
    if kind == "ogee":
        share = np.linspace(0, 1, 8)
        swell = depth * (1.0 - 0.4 * share + 0.28 * np.sin(2 * np.pi * share))
        curve = [(float(width * s), float(y)) for s, y in zip(share, swell, strict=True)]
        return [(0.0, 0.0), curve[0], *curve, curve[-1], (width, depth * 0.3)]
    if kind == "gilt":
        share = np.linspace(0, np.pi, 8)
        roll = [
            (float(width * 0.3 * (1 - np.cos(s)) / 2), float(depth * (0.8 + 0.3 * np.sin(s))))
            for s in share
        ]
        return [
            (0.0, 0.0), roll[0], *roll, roll[-1], (width * 0.34, depth * 0.72),
            (width * 0.8, depth * 0.5), (width * 0.8, depth * 0.5), (width * 0.8, depth * 0.72),
            (width * 0.8, depth * 0.72), (width, depth * 0.72), (width, depth * 0.72),
            (width, depth * 0.3),
        ]  # fmt: skip
    if kind == "step":
        return [
            (0.0, 0.0), (0.0, depth * 0.7), (0.0, depth * 0.7), (width / 2, depth * 0.7),
            (width / 2, depth * 0.7), (width / 2, depth), (width / 2, depth), (width, depth),
            (width, depth), (width, depth * 0.3),
        ]  # fmt: skip
    return [
        (0.0, 0.0),
        (0.0, depth),
        (0.0, depth),
        (width, depth),
        (width, depth),
        (width, depth * 0.3),
    ]
