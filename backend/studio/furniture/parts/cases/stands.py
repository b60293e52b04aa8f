"""What case pieces stand on, and how they end above: feet, plinths, caps and cornices."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import choice, measure, number, one_of
from backend.studio.furniture.parts.legs import METAL_KINDS, four_legs
from backend.studio.furniture.parts.outlines import rounded_rectangle
from backend.studio.furniture.parts.panels import upright
from backend.studio.furniture.parts.slabs import edge_profile, slab
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube

_STANDS: Final = {
    "midcentury": ("legs", "legs", "legs", "rail"),
    "scandinavian": ("legs", "legs", "rail", "skids"),
    "industrial": ("frame", "legs", "frame", "casters"),
    "traditional": ("bracket", "legs", "bracket", "skirt"),
    "contemporary": ("plinth", "sled", "skids", "plinth"),
    "boho": ("legs", "legs", "rail"),
    "rustic": ("plinth", "legs", "skirt", "skids"),
    "glam": ("legs", "sled", "frame", "plinth"),
}

_LEGS: Final = {
    "trestle": "square", "plinth": "block", "cabriole": "cabriole", "sled": "slim_metal",
    "turned": "bun",
}  # fmt: skip
"""Kinds of legs that under a case are replaced by one that carries it."""


def sample_stand(
    family: StyleFamily,
    second: StyleFamily | None,
    height: tuple[float, float],
    rng: np.random.Generator,
) -> Shape:
    """What `build_stand` reads; `height` is the range of legs, other stands are lower."""
    lender = second if second is not None and rng.random() < 0.5 else family
    stand = one_of(_STANDS[lender.name], rng)
    leg = one_of(lender.legs, rng)
    leg = _LEGS.get(leg, leg)
    share = {"plinth": 0.42, "skirt": 0.6, "bracket": 0.62, "skids": 0.5, "casters": 0.5}
    if leg == "bun" and stand == "legs":
        share["legs"] = 0.6
    return {
        "stand": stand,
        "leg": leg,
        "stand_height": round(measure(height, rng) * share.get(stand, 1.0), 3),
        "leg_thickness": measure((0.034, 0.05), rng),
        "stand_inset": measure((0.015, 0.09), rng),
    }


def build_stand(mesh: Mesh, shape: Shape, width: float, depth: float) -> float:
    """Add the stand of a body `width` by `depth`; returns the height of the body's underside."""
    stand, height = choice(shape, "stand"), number(shape, "stand_height")
    inset, thick = number(shape, "stand_inset"), number(shape, "leg_thickness")
    leg = choice(shape, "leg")
    if stand == "plinth":
        size = (width - 2 * inset, height + 0.005, depth - 0.05)
        rounded_box(mesh, Role.FRAME, (0.0, size[1] / 2, -0.02), size, 0.003, grain=0)
    elif stand in ("bracket", "skirt"):
        _skirt(mesh, width, depth, height, arched=stand == "bracket")
    elif stand == "sled":
        four_legs(mesh, "sled", width, depth, height, thick, inset + 0.04, 0.03)
    elif stand == "frame":
        _frame(mesh, width, depth, height, min(inset, 0.03))
    elif stand == "skids":
        for side in (-1, 1):
            place = (side * (width / 2 - inset - thick), (height + 0.005) / 2, 0.0)
            size = (thick, height + 0.005, depth * 0.94)
            rounded_box(mesh, Role.FRAME, place, size, 0.004, grain=2)
    elif stand == "casters":
        _casters(mesh, width, depth, height)
    else:
        _legs(mesh, stand, leg, width, depth, height, thick, inset)
    return height


def _legs(
    mesh: Mesh,
    stand: str,
    leg: str,
    width: float,
    depth: float,
    height: float,
    thick: float,
    inset: float,
) -> None:
    four_legs(mesh, leg, width, depth, height, thick, inset + 0.01, 0.025)
    if stand == "rail" and leg not in METAL_KINDS:
        # A frame of rails under the body, from leg to leg.
        rail = 0.045
        for side in (-1, 1):
            place = (0.0, height - rail / 2 + 0.003, side * (depth / 2 - 0.05))
            size = (width - 2 * inset - 0.03, rail, 0.022)
            rounded_box(mesh, Role.FRAME, place, size, 0.003, grain=0)
    if width > 1.3 and height > 0.05 and leg not in ("square", "block"):
        place = (0.0, height / 2 + 0.003, -0.1 * depth)
        rounded_box(mesh, Role.FRAME, place, (0.03, height + 0.006, 0.03), 0.004)


def _skirt(mesh: Mesh, width: float, depth: float, height: float, arched: bool) -> None:
    """A board all round; cut out below into bracket feet, or in a flat curve."""
    half, tall = width / 2 + 0.008, height + 0.012
    foot = min(0.16, 0.2 * width) if arched else 0.08
    rise = height * (0.68 if arched else 0.5)
    for z in (depth / 2 - 0.012, -depth / 2 - 0.004):
        upright(mesh, Role.FRAME, _cut_out(half, tall, foot, rise), (0.0, z), 0.018, radius=0.003)
    for side in (-1, 1):
        place = (side * (half - 0.009), tall / 2 + 0.2 * height, 0.0)
        size = (0.016, tall - 0.4 * height - 0.002, depth - 0.012)
        rounded_box(mesh, Role.FRAME, place, size, 0.003, grain=2)
        for front in (-1, 1):
            place = (side * (half - 0.0095), tall / 2, front * (depth / 2 - 0.05))
            rounded_box(mesh, Role.FRAME, place, (0.015, tall - 0.003, 0.09), 0.003, grain=1)


def _cut_out(half: float, tall: float, foot: float, rise: float) -> list[tuple[float, float]]:
    """Outline (x, y) of a board with feet at its ends and an ogee between them."""
    shares = np.linspace(0, 1, 7)
    reach = min(0.1, 0.4 * (half - foot))
    right = [
        (half - foot - reach * float(share), rise * math.sin(math.pi / 2 * float(share)))
        for share in shares
    ]
    left = [(-x, y) for x, y in right]
    return [(half, 0.0), (half, tall), (-half, tall), (-half, 0.0), *left, *reversed(right)]


def _frame(mesh: Mesh, width: float, depth: float, height: float, inset: float) -> None:
    """Four posts of square bar joined by bars under the body and, at the sides, on the floor."""
    half = 0.0125
    x, z = width / 2 - inset - half, depth / 2 - half - 0.005
    for side in (-x, x):
        loop = [
            (side, half, -z), (side, half, z), (side, height - half + 0.004, z),
            (side, height - half + 0.004, -z),
        ]  # fmt: skip
        tube(mesh, Role.METAL, loop, half, square=True, closed=True)
    for edge in (-z, z):
        bar = [(-x, height - half + 0.003, edge), (x, height - half + 0.003, edge)]
        tube(mesh, Role.METAL, bar, half * 0.94, square=True)


def _casters(mesh: Mesh, width: float, depth: float, height: float) -> None:
    """Wheels under small plates."""
    wheel = 0.42 * height
    for x in (-width / 2 + 0.08, width / 2 - 0.08):
        for z in (-depth / 2 + 0.07, depth / 2 - 0.07):
            axle = [(x - 0.013, wheel, z), (x + 0.013, wheel, z)]
            tube(mesh, Role.METAL, axle, wheel, segments=16)
            for side in (-0.0145, 0.0145):
                place = (x + side, (wheel + height) / 2, z)
                rounded_box(mesh, Role.METAL, place, (0.005, height - wheel + 0.01, 0.03), 0.001)
            plate = (0.06, 0.008, 0.06)
            rounded_box(mesh, Role.METAL, (x, height - 0.001, z), plate, 0.002)


CROWNS: Final = {
    "midcentury": ("flush", "shell", "flush", "cap"),
    "scandinavian": ("flush", "cap", "shell"),
    "industrial": ("cap", "flush"),
    "traditional": ("cornice", "cap", "cornice"),
    "contemporary": ("flush", "shell", "cap"),
    "boho": ("shell", "flush", "cap"),
    "rustic": ("cap", "cap", "cornice"),
    "glam": ("cap", "shell", "flush"),
}
"""How bodies end above: flush boards, a bent shell, an overhanging cap, a moulded cornice."""


def sample_crown(family: StyleFamily, rng: np.random.Generator) -> Shape:
    """What `build_crown` reads, and `corner` for shells."""
    crown = one_of(CROWNS[family.name], rng)
    stone = [top for top in family.tops if top in ("marble", "stone")]
    edges = {"traditional": "ogee", "glam": "eased", "boho": "bullnose", "midcentury": "bevel"}
    return {
        "crown": crown,
        "top": one_of(stone, rng) if stone and crown == "cap" and rng.random() < 0.5 else "wood",
        "corner": measure((0.03, 0.10), rng) if crown == "shell" else 0.0,
        "overhang": measure((0.006, 0.028), rng),
        "cap_thickness": round(family.thickness * measure((0.75, 1.1), rng), 4),
        "cap_edge": edges.get(family.name, "eased"),
        "board": round(min(family.thickness, 0.036) * measure((0.75, 1.05), rng), 4),
        "edge": family.edge,
    }


def crown_height(shape: Shape) -> float:
    """How much `build_crown` adds above the body."""
    crown = choice(shape, "crown")
    if crown == "cap":
        return number(shape, "cap_thickness") - 0.004
    return 0.075 if crown == "cornice" else 0.0


def build_crown(mesh: Mesh, shape: Shape, width: float, depth: float, level: float) -> None:
    """Add what lies on a body `width` by `depth` whose roof is `level` above the floor."""
    crown, over = choice(shape, "crown"), number(shape, "overhang")
    if crown == "cap":
        role = Role.FRAME if choice(shape, "top") == "wood" else Role.TOP
        points = rounded_rectangle(width + 2 * over, depth + over + 0.004, 0.006)
        profile = edge_profile(
            choice(shape, "cap_edge"), number(shape, "cap_thickness"), number(shape, "edge")
        )
        slab(mesh, role, points, profile, level - 0.004, (0.0, over / 2))
    elif crown == "cornice":
        reach = 0.045
        points = rounded_rectangle(width + 2 * reach, depth + reach, 0.004)
        angles = np.linspace(0, math.pi / 2, 6)
        cove = [
            (reach - 0.006 - 0.03 * (1 - math.cos(float(a))), 0.014 + 0.034 * math.sin(float(a)))
            for a in angles
        ]
        profile = [
            (reach - 0.006, 0.0), (reach - 0.006, 0.0), *cove, cove[-1], (0.004, 0.048),
            (0.004, 0.048), (0.0, 0.056), (0.0, 0.072), (0.0, 0.072), (0.003, 0.075),
            (0.003, 0.075),
        ]  # fmt: skip
        slab(mesh, Role.FRAME, points, profile, level - 0.004, (0.0, reach / 2))
