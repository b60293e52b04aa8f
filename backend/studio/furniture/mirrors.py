"""Mirrors: on the wall, leaning against it, or on their own stand."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import (
    chance,
    choice,
    count,
    lender,
    measure,
    number,
    one_of,
    role_of,
)
from backend.studio.furniture.parts.mouldings import moulding, pane
from backend.studio.furniture.parts.outlines import ellipse, inset, lifted, pebble
from backend.studio.furniture.parts.placing import hung, set_down
from backend.studio.furniture.parts.repeated import strands
from backend.studio.furniture.parts.walls.mirror_frames import (
    frame_section,
    framed_glass,
    mirror_outline,
)
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

_KINDS: Final = {
    "midcentury": ("round", "sunburst", "pebble", "rectangle", "rays", "shield"),
    "scandinavian": ("round", "arched", "standing", "pebble", "strap", "capsule"),
    "industrial": ("window", "round", "rectangle", "standing", "strap", "window"),
    "traditional": ("oval", "crest", "rectangle", "arched", "cheval", "sunburst"),
    "contemporary": ("rectangle", "capsule", "round", "standing", "pebble", "squircle"),
    "boho": ("sunburst", "round", "scalloped", "arched", "rays", "eye"),
    "rustic": ("rectangle", "window", "arched_window", "round", "standing", "cheval"),
    "glam": ("sunburst", "octagon", "scalloped", "rectangle", "squircle", "crest"),
}


_FRAMES: Final = {
    "midcentury": ("thin", "dish", "thin"),
    "scandinavian": ("thin", "box", "thin"),
    "industrial": ("box", "thin", "step"),
    "traditional": ("ogee", "beaded", "ogee", "step"),
    "contemporary": ("thin", "none", "box", "thin"),
    "boho": ("rope", "box", "rope"),
    "rustic": ("flat", "flat", "box"),
    "glam": ("mirrored", "beaded", "thin", "dish"),
}


_MADE_OF: Final = {
    "midcentury": ("frame", "metal", "frame"),
    "scandinavian": ("frame", "metal", "frame"),
    "industrial": ("metal", "metal", "frame"),
    "traditional": ("metal", "frame", "frame"),
    "contemporary": ("metal", "metal", "frame"),
    "boho": ("cane", "cane", "frame"),
    "rustic": ("frame", "frame", "metal"),
    "glam": ("metal",),
}


_RATIO: Final = {
    # Height as a share of the width.
    "round": (1.0, 1.0), "sunburst": (1.0, 1.0), "rays": (1.0, 1.0), "strap": (1.0, 1.0),
    "squircle": (0.95, 1.3), "octagon": (0.95, 1.3), "scalloped": (0.95, 1.3), "eye": (0.5, 0.65),
    "pebble": (0.9, 1.5), "oval": (1.25, 1.6), "shield": (1.2, 1.5), "capsule": (1.8, 2.5),
    "arched": (1.35, 1.9), "arched_window": (1.35, 1.9), "crest": (1.3, 1.7),
    "standing": (2.5, 3.4), "cheval": (2.4, 3.0), "window": (1.0, 1.6), "rectangle": (1.2, 1.8),
}  # fmt: skip


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    kind = one_of(_KINDS[lender(family, second, rng).name], rng)
    low, high = _RATIO[kind]
    tall = kind in ("standing", "cheval")
    width = measure((0.52, 0.72), rng) if tall else measure((0.5, 0.95), rng)
    if kind == "capsule":
        width *= 0.66
    height = (
        min(1.95, width * measure((low, high), rng))
        if tall
        else min(1.4, width * measure((low, high), rng))
    )
    frame = one_of(_FRAMES[lender(family, second, rng).name], rng)
    wide = frame in ("flat", "ogee", "beaded", "rope", "mirrored", "step")
    return {
        "kind": kind,
        "width": round(width, 4),
        "height": round(height, 4),
        "frame": frame,
        "frame_width": measure((0.045, 0.10), rng) if wide else measure((0.008, 0.035), rng),
        "frame_depth": measure((0.018, 0.05), rng),
        "material": one_of(_MADE_OF[lender(family, second, rng).name], rng),
        "outline": one_of(("rectangle", "arched", "rectangle", "capsule", "squircle"), rng),
        "rays": int(rng.integers(16, 44)),
        "ray_length": measure((0.5, 1.1), rng),
        "rise": measure((0.35, 1.0), rng),
        "phase": measure((0.0, 6.28), rng),
        "columns": int(rng.integers(2, 4)),
        "rows": int(rng.integers(2, 5)),
        "tilt": measure((0.09, 0.15), rng),
        "double": chance(0.4, rng),
    }


def build(shape: Shape, seed: int) -> Mesh:
    mesh = Mesh(seed)
    kind = choice(shape, "kind")
    if kind in ("sunburst", "rays", "eye"):
        _with_rays(mesh, shape)
    elif kind == "standing":
        mesh = _leaning(mesh, shape)
    elif kind == "cheval":
        mesh = _cheval(mesh, shape)
    else:
        outline = mirror_outline(shape)
        framed_glass(mesh, shape, outline)
        _furnished(mesh, shape)
    return hung(mesh)


def _furnished(mesh: Mesh, shape: Shape) -> None:
    """Glazing bars, a strap or a crest, as the kind has them."""
    kind, role = choice(shape, "kind"), role_of(shape, "material")
    width, height = number(shape, "width"), number(shape, "height")
    depth = number(shape, "frame_depth")
    if kind in ("window", "arched_window"):
        _glazing(mesh, shape, role)
    elif kind == "strap":
        peg = height * (1.25 + 0.2 * number(shape, "rise"))
        for side in (-1, 1):
            out = width / 2 * 0.80
            low = (
                side * out,
                height / 2 + math.sqrt(max(0.0, (width / 2) ** 2 - out**2)),
                depth / 2,
            )
            tube(mesh, Role.TEXTILE, [low, (0.0, peg, depth / 2)], 0.009, segments=4, square=True)
        tube(
            mesh,
            Role.FRAME if role == Role.CANE else role,
            [(0.0, peg - 0.006, 0.0), (0.0, peg - 0.006, depth + 0.012)],
            0.016,
            segments=14,
        )
    elif kind == "crest":
        _crest(mesh, role, width, height, depth, number(shape, "rise"))
    elif kind == "rectangle" and shape["double"]:
        size = (width * 1.06, 0.03, 0.09 + depth)
        rounded_box(mesh, role, (0.0, 0.015, size[2] / 2), size, radius=0.004)


def _glazing(mesh: Mesh, shape: Shape, role: Role) -> None:
    width, height = number(shape, "width"), number(shape, "height")
    depth, bar = number(shape, "frame_depth"), 0.009 + 0.1 * number(shape, "frame_width")
    role = Role.FRAME if role == Role.CANE else role
    arch = choice(shape, "kind") == "arched_window"
    rise = width / 2 * number(shape, "rise") if arch else 0.0
    radius = (width * width / 4 + rise * rise) / (2 * rise) if arch else 1.0
    columns, rows = count(shape, "columns"), count(shape, "rows")
    for column in range(1, columns):
        x = width * (column / columns - 0.5)
        top = height - radius + math.sqrt(radius * radius - x * x) if arch else height
        size = (bar, top - 0.006, depth * 0.7)
        rounded_box(mesh, role, (x, top / 2, depth * 0.35 + 0.002), size, radius=0.002)
    for row in range(1, rows):
        y = (height - rise) * row / (rows - 1 if arch else rows)
        size = (width - 0.006, bar, depth * 0.66)
        rounded_box(mesh, role, (0.0, y, depth * 0.33 + 0.002), size, radius=0.002)


def _crest(mesh: Mesh, role: Role, width: float, height: float, depth: float, rise: float) -> None:
    """A carved pediment: two scrolls and a finial between."""
    role = Role.FRAME if role == Role.CANE else role
    half = width * (0.26 + 0.2 * rise)
    lift = 0.10 + 0.06 * rise
    turns = np.linspace(0, 1, 16)
    for side in (-1, 1):
        x = side * half * (1 - turns * 0.86)
        y = height - 0.012 + lift * np.sin(turns * math.pi * 0.55) ** 1.3
        path = np.column_stack([x, y, np.full(16, depth * 0.55)])
        tube(mesh, role, path, 0.017 * (1 - 0.45 * turns), segments=8)
        angle = np.linspace(0, 4.6, 14)
        curl = 0.026 * (1 - angle / 7)
        scroll = np.column_stack([
            x[-1] - side * 0.026 + side * curl * np.cos(angle), y[-1] - curl * np.sin(angle),
            np.full(14, depth * 0.55),
        ])  # fmt: skip
        tube(mesh, role, scroll, 0.009, segments=7)
    fan = lifted(pebble(half * 0.5, lift * 1.25, 0.0, 0.05, 72), lift * 1.25) + np.array(
        [0.0, height - 0.03]
    )
    moulding(mesh, role, fan, [(0.0, 0.0), (0.0, depth * 0.7), (half * 0.1, depth * 1.1)])
    pane(mesh, role, inset(fan, half * 0.098), depth * 1.09)
    rail = (half * 2.1, 0.03, depth * 0.9)
    rounded_box(mesh, role, (0.0, height - 0.005, depth * 0.5), rail, radius=0.006)


def _with_rays(mesh: Mesh, shape: Shape) -> None:
    """A round glass with rays of rods or slats, or a lens-shaped one between lashes."""
    kind, width, height = choice(shape, "kind"), number(shape, "width"), number(shape, "height")
    role, rays, depth = role_of(shape, "material"), count(shape, "rays"), 0.022
    role = Role.FRAME if role == Role.CANE and kind == "sunburst" else role
    core = 1 / (1 + number(shape, "ray_length"))
    glass = lifted(ellipse(width * core, height * core, 64), height * core) + np.array(
        [0.0, height * (1 - core) / 2]
    )
    rim = 0.012 + 0.25 * number(shape, "frame_width")
    pane(mesh, Role.MIRROR, inset(glass, rim * 0.6), depth * 0.7)
    moulding(mesh, role, glass, frame_section("ogee" if rim > 0.025 else "box", rim, depth + 0.008))
    steps = rays * (2 if kind == "sunburst" else 1)
    paths = []
    for ray in range(steps):
        angle = 2 * math.pi * ray / steps
        long = 1.0 if ray % 2 == 0 or not shape["double"] else 0.78
        side = (math.cos(angle), math.sin(angle))
        inner, outer = core * 0.94, long * 0.995
        start = (width / 2 * inner * side[0], height / 2 * (1 + inner * side[1]), 0.011)
        end = (width / 2 * outer * side[0], height / 2 * (1 + outer * side[1]), 0.011)
        paths.append([start, end])
    strands(mesh, role, paths, [0.0075, 0.0035] if kind == "sunburst" else 0.0068)
    if kind != "sunburst":
        for share in (0.985 if not shape["double"] else 0.76, core + 0.45 * (1 - core)):
            ring = lifted(ellipse(width * share, height * share, 48), height * share) + np.array(
                [0.0, height * (1 - share) / 2]
            )
            path = np.column_stack([ring, np.full(48, 0.012)])
            tube(mesh, role, path, 0.0075, segments=6, closed=True)


def _leaning(mesh: Mesh, shape: Shape) -> Mesh:
    """A long mirror whose foot stands out from the wall that its top touches."""
    outline = mirror_outline(shape)
    framed_glass(mesh, shape, outline)
    if shape["double"] and choice(shape, "outline") == "rectangle":
        _glazing(mesh, shape, role_of(shape, "material"))
    tilt = number(shape, "tilt")
    return set_down(mesh, (0.0, 0.0, 0.0), rotation(-tilt, 0.0, 0.0))


def _cheval(mesh: Mesh, shape: Shape) -> Mesh:
    """A long mirror that swings between two posts on feet."""
    outline = mirror_outline(shape) + np.array([0.0, 0.0])
    framed_glass(mesh, shape, outline)
    height, width, depth = (
        number(shape, "height"),
        number(shape, "width"),
        number(shape, "frame_depth"),
    )
    feet = 0.24
    lift, tilt = 0.14, number(shape, "tilt") * 0.6
    turn = rotation(-tilt, 0.0, 0.0)
    middle = np.array([0.0, height / 2, depth / 2])
    target = np.array([0.0, lift + height / 2, feet])
    stand = set_down(mesh, target - turn @ middle, turn)
    role = role_of(shape, "material")
    role = Role.FRAME if role == Role.CANE else role
    thick = 0.016 if role == Role.METAL else 0.02
    x = width / 2 + thick + 0.014
    pivot = lift + height * (0.5 + 0.08 * number(shape, "rise"))
    top = pivot + 0.12 + 0.2 * number(shape, "rise")
    for side in (-x, x):
        tube(
            stand, role, [(side, 0.03, feet), (side, top, feet)], [thick, thick * 0.8], segments=12
        )
        ball = [(0.0, -0.02), (0.02, -0.012), (0.026, 0.006), (0.02, 0.02), (0.0, 0.03)]
        lathe(stand, role, (side, top + 0.012, feet), ball, segments=14)
        share = np.linspace(-1, 1, 15)
        arch = 0.05 * (1 - share**2) + thick * 0.8
        path = np.column_stack([np.full(15, side), arch, feet + share * (feet - thick)])
        tube(stand, role, path, thick * 0.8, segments=8)
    for level in (0.09,) if not shape["double"] else (0.09, 0.13):
        tube(stand, role, [(-x, level, feet), (x, level, feet)], thick * 0.7, segments=8)
    for side in (-1, 1):
        tube(
            stand,
            Role.METAL,
            [(side * (width / 2 - 0.006), pivot, feet), (side * x, pivot, feet)],
            0.009,
            segments=10,
        )
    return stand
