"""Outlines of mirrors and the frames round them."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number, role_of
from backend.studio.furniture.parts.mouldings import Profile, moulding, pane
from backend.studio.furniture.parts.outlines import (
    Points,
    arched,
    ellipse,
    inset,
    lifted,
    pebble,
    polygon,
    rectangle,
    scalloped,
)
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube


def mirror_outline(shape: Shape) -> Points:
    kind, width, height = choice(shape, "kind"), number(shape, "width"), number(shape, "height")
    if kind in ("standing", "cheval"):
        kind = choice(shape, "outline")
    if kind in ("arched", "arched_window"):
        return arched(width, height, width / 2 * number(shape, "rise"))
    if kind == "capsule":
        return (
            lifted(ellipse(width, height, 64), height)
            if height < width
            else _capsule(width, height)
        )
    if kind in ("round", "oval", "strap"):
        return lifted(ellipse(width, height, 64), height)
    if kind == "squircle":
        power = 2.6 + 3 * number(shape, "rise")
        return lifted(ellipse(width, height, 64, power), height)
    if kind == "pebble":
        swing = 0.09 + 0.08 * number(shape, "rise")
        return lifted(pebble(width, height, number(shape, "phase"), swing, 72), height)
    if kind == "scalloped":
        return scalloped(width, height, 8 + count(shape, "rays") % 9, 0.08)
    if kind == "octagon":
        return lifted(polygon(width, height, 6 if shape["double"] else 8), height)
    if kind == "shield":
        return _shield(width, height, number(shape, "rise"))
    return rectangle(width, height)


def _capsule(width: float, height: float) -> Points:
    half = width / 2
    turns = np.linspace(0, math.pi, 22)
    upper = np.column_stack([half * np.cos(turns), height - half + half * np.sin(turns)])
    lower = np.column_stack([-half * np.cos(turns), half - half * np.sin(turns)])
    return np.vstack([upper, lower])


def _shield(width: float, height: float, rise: float) -> Points:
    """A rounded triangle that stands on its narrow end."""
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    narrow = 1 + 0.26 * rise * np.sin(angles) - 0.04
    x = np.sign(np.cos(angles)) * np.abs(np.cos(angles)) ** 0.75 * narrow
    y = np.sign(np.sin(angles)) * np.abs(np.sin(angles)) ** 0.75
    x = x / np.abs(x).max() * width / 2
    return np.column_stack([x, (y - y.min()) / (y.max() - y.min()) * height])


def frame_section(kind: str, width: float, depth: float) -> Profile:
    """A frame's section: from the wall outside, over the front, to the glass inside."""
    flat = [(0.0, 0.0), (0.0, depth), (0.0, depth), (width, depth), (width, depth)]
    inner = [(width, depth * 0.3)]
    if kind == "ogee":
        share = np.linspace(0, 1, 9)
        swell = depth * (1.0 - 0.45 * share + 0.30 * np.sin(2 * np.pi * share))
        curve = [(float(width * s), float(y)) for s, y in zip(share, swell, strict=True)]
        return [(0.0, 0.0), curve[0], *curve, curve[-1], *inner]
    if kind in ("dish", "mirrored"):
        low = depth * (0.35 if kind == "dish" else 0.6)
        return [
            (0.0, 0.0),
            (0.0, depth),
            (0.0, depth),
            (width, low),
            (width, low),
            (width, depth * 0.2),
        ]
    if kind == "step":
        half = width * 0.55
        return [
            (0.0, 0.0), (0.0, depth), (0.0, depth), (half, depth), (half, depth),
            (half, depth * 0.62), (half, depth * 0.62), (width, depth * 0.62),
            (width, depth * 0.62), *inner,
        ]  # fmt: skip
    if kind in ("rope", "beaded"):
        share = np.linspace(0, np.pi, 9)
        return [(0.0, 0.0)] + [
            (
                float(width / 2 - width / 2 * np.cos(s)),
                float(depth * 0.25 + depth * 0.75 * np.sin(s)),
            )
            for s in share
        ]
    return [*flat, *inner]


def framed_glass(mesh: Mesh, shape: Shape, outline: Points) -> None:
    """Glass in its frame; back at z = 0."""
    kind, width, depth = (
        choice(shape, "frame"),
        number(shape, "frame_width"),
        number(shape, "frame_depth"),
    )
    role = role_of(shape, "material")
    if kind == "none":
        bevel = [(0.0, 0.0), (0.0, 0.012), (0.0, 0.012), (0.018, 0.018)]
        moulding(mesh, Role.MIRROR, outline, bevel)
        pane(mesh, Role.MIRROR, inset(outline, 0.0175), 0.0178)
        return
    # A wide frame folds over itself round tight curves.
    tight = (
        choice(shape, "kind") in ("scalloped", "pebble") or choice(shape, "outline") == "capsule"
    )
    width = min(width, 0.035) if tight else width
    pane(mesh, Role.MIRROR, inset(outline, width * 0.7), depth * 0.35)
    moulding(
        mesh,
        Role.MIRROR if kind == "mirrored" else role,
        outline,
        frame_section(kind, width, depth),
    )
    if kind == "mirrored":
        for edge in (0.0, width - 0.004):
            rim = [
                (edge - 0.004, 0.0),
                (edge - 0.004, depth + 0.004),
                (edge + 0.006, depth * (1 if edge == 0 else 0.6) + 0.004),
                (edge + 0.006, 0.0),
            ]
            moulding(mesh, Role.METAL, outline, rim)
    if kind in ("beaded", "rope"):
        _beads(
            mesh,
            role,
            inset(outline, width * (0.5 if kind == "rope" else 0.92)),
            depth,
            width,
            kind == "rope",
        )


def _beads(mesh: Mesh, role: Role, line: Points, depth: float, width: float, rope: bool) -> None:
    """A row of beads, or the turns of a rope, as a tube that swells and narrows."""
    closed = np.vstack([line, line[:1]])
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    pitch = 0.034 if rope else 0.022
    steps = 2 * max(16, round(float(gone[-1]) / pitch))
    at = np.arange(steps) / steps * gone[-1]
    x, y = (np.interp(at, gone, closed[:, axis]) for axis in range(2))
    size = width * 0.56 if rope else 0.0075
    level = depth * 0.62
    radius = size * np.where(np.arange(steps) % 2 == 0, 1.0, 0.88 if rope else 0.45)
    level = max(level, size)
    tube(
        mesh, role, np.column_stack([x, y, np.full(steps, level)]), radius, segments=6, closed=True
    )
