"""Canvases, boards and hangings: pictures that need no frame."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import count, number, role_of
from backend.studio.furniture.parts.mouldings import moulding, pane
from backend.studio.furniture.parts.outlines import inset, rectangle
from backend.studio.furniture.parts.repeated import strands
from backend.studio.furniture.parts.walls.print_places import HANG, margins_of, moved, show_print
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube


def canvas(mesh: Mesh, shape: Shape, at: tuple[float, float]) -> None:
    """A stretched canvas, painted round its edges."""
    outline = moved(rectangle(number(shape, "width"), number(shape, "height")), at)
    depth = number(shape, "canvas_depth")
    moulding(mesh, Role.PAPER, outline, [(0.0, 0.0), (0.0, depth - 0.003), (0.002, depth)])
    show_print(mesh, shape, inset(outline, 0.0018), depth - 0.0004)


def floating_canvas(mesh: Mesh, shape: Shape, at: tuple[float, float]) -> None:
    """A canvas that floats in a shadow-gap frame."""
    outline = moved(rectangle(number(shape, "width"), number(shape, "height")), at)
    depth, frame = number(shape, "canvas_depth"), number(shape, "frame_width") * 0.7
    section = [
        (0.0, 0.0),
        (0.0, depth + 0.008),
        (0.0, depth + 0.008),
        (frame, depth + 0.008),
        (frame, depth + 0.008),
        (frame, 0.003),
    ]
    moulding(mesh, role_of(shape, "material"), outline, section)
    pane(mesh, Role.GAP, inset(outline, frame * 0.5), 0.004)
    around, _ = margins_of(shape)
    inner = inset(outline, around)
    moulding(mesh, Role.PAPER, inner, [(0.0, 0.003), (0.0, depth - 0.003), (0.002, depth)])
    show_print(mesh, shape, inset(inner, 0.0018), depth - 0.0004)


def hung_poster(mesh: Mesh, shape: Shape, at: tuple[float, float]) -> None:
    """A poster between wooden rails, on a cord."""
    width, height = number(shape, "width"), number(shape, "height")
    thin = 0.012
    outline = moved(rectangle(width, height), at)
    show_print(mesh, shape, outline, thin * 0.6)
    for y in (at[1] + 0.012, at[1] + height - 0.012):
        size = (width + 0.03, 0.026, thin * 1.6)
        rounded_box(mesh, Role.FRAME, (at[0], y, size[2] / 2), size, radius=0.003)
    peg = at[1] + height + HANG * (0.5 + 0.5 * number(shape, "rise"))
    for side in (-1, 1):
        low = (at[0] + side * width * 0.42, at[1] + height - 0.012, thin * 0.5)
        tube(mesh, Role.LINEN, [low, (at[0], peg, 0.006)], 0.003, segments=5)
    nail = [(0.0, 0.0), (0.006, 0.0), (0.006, 0.006), (0.0, 0.008)]
    lathe(mesh, Role.METAL, (at[0], peg - 0.004, 0.004), nail, segments=8)


def scroll(mesh: Mesh, shape: Shape, at: tuple[float, float]) -> None:
    """A cloth on a pole, with tassels at its lower edge."""
    width, height = number(shape, "width"), number(shape, "height")
    fringe = height * 0.14
    outline = moved(rectangle(width, height - fringe), (at[0], at[1] + fringe))
    if shape["bars"]:
        # The lower edge comes to a point.
        outline = np.insert(outline, 1, [at[0], at[1] + fringe * 0.5], axis=0)
        outline[[0, 2], 1] += fringe * 0.8
    show_print(mesh, shape, outline, 0.016)
    pole = (width + 0.12) / 2
    level = at[1] + height - 0.004
    tube(
        mesh,
        Role.FRAME,
        [(at[0] - pole, level, 0.014), (at[0] + pole, level, 0.014)],
        0.013,
        segments=12,
    )
    tassels = 7 + 2 * count(shape, "planks")
    paths = []
    for tassel in range(tassels):
        x = width * ((tassel + 0.5) / tassels - 0.5)
        top = at[1] + fringe
        if shape["bars"]:
            top = at[1] + fringe * (0.5 + 1.3 * abs(2 * x / width))
        drops = (top + 0.004, top - fringe * 0.12, top - fringe * 0.5)
        paths.append([(at[0] + x, y, 0.016) for y in drops])
    strands(mesh, Role.LINEN, paths, [0.004, 0.008, 0.007])
    for side in (-1, 1):
        ends = [
            (at[0] + side * pole * 0.9, level, 0.014),
            (at[0], level + 0.16 * number(shape, "rise"), 0.006),
        ]
        tube(mesh, Role.LINEN, ends, 0.0032, segments=5)


def clipped_print(mesh: Mesh, shape: Shape, at: tuple[float, float]) -> None:
    """A print clamped on a board, with a batten behind."""
    width, height = number(shape, "width"), number(shape, "height")
    depth = 0.018
    board = moved(rectangle(width, height), at)
    role = role_of(shape, "material")
    moulding(mesh, role, board, [(0.0, 0.0), (0.0, depth), (0.0, depth), (0.05, depth)])
    edge = 0.03
    pane(mesh, role, board, depth - 0.0006)
    show_print(mesh, shape, inset(board, edge), depth + 0.0006)
    for side in (-0.32, 0.32) if width > 0.5 else (0.0,):
        x = at[0] + side * width
        clip = (x, at[1] + height - 0.012, depth)
        rounded_box(mesh, Role.METAL, clip, (0.055, 0.05, 0.016), radius=0.003)
        tube(
            mesh,
            Role.METAL,
            [
                (x - 0.022, at[1] + height + 0.008, depth),
                (x, at[1] + height + 0.036, depth),
                (x + 0.022, at[1] + height + 0.008, depth),
            ],
            0.003,
            segments=6,
        )


def print_on_planks(mesh: Mesh, shape: Shape, at: tuple[float, float]) -> None:
    """A picture on boards that do not quite line up."""
    width, height, planks = number(shape, "width"), number(shape, "height"), count(shape, "planks")
    depth = number(shape, "canvas_depth")
    tall = height / planks
    for plank in range(planks):
        jut = 0.016 * math.sin(2.3 * plank + 9 * number(shape, "rise"))
        board = moved(rectangle(width, tall - 0.003), (at[0] + jut, at[1] + tall * plank))
        moulding(mesh, Role.FRAME, board, [(0.0, 0.0), (0.0, depth - 0.002), (0.002, depth)])
        pane(mesh, Role.FRAME, inset(board, 0.0019), depth - 0.0004)
        show_print(
            mesh, shape, inset(board, 0.014 if plank in (0, planks - 1) else 0.001), depth + 0.0004
        )
    for side in (-0.3, 0.3):
        size = (0.05, height - 0.02, 0.012)
        rounded_box(
            mesh, Role.FRAME, (at[0] + side * width, at[1] + height / 2, 0.007), size, radius=0.002
        )
