"""Table tops: an outline in wood, glass or stone, with its family's edge and thickness."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import chance, choice, count, measure, number, one_of
from backend.studio.furniture.parts.slabs import edge_profile, outline, slab
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh

_EDGES: Final = {
    "midcentury": ("bevel", "eased", "bullnose"),
    "scandinavian": ("eased", "bevel", "eased"),
    "industrial": ("eased",),
    "traditional": ("ogee", "ogee", "bullnose"),
    "contemporary": ("eased", "bevel"),
    "boho": ("bullnose", "eased"),
    "rustic": ("eased",),
    "glam": ("eased", "bullnose", "ogee"),
}

_CORNERS: Final = {
    "midcentury": (0.02, 0.09),
    "scandinavian": (0.015, 0.07),
    "industrial": (0.003, 0.008),
    "traditional": (0.006, 0.05),
    "contemporary": (0.003, 0.02),
    "boho": (0.03, 0.10),
    "rustic": (0.004, 0.012),
    "glam": (0.006, 0.06),
}

_THICKNESS: Final = {"glass": 0.012, "marble": 0.02, "stone": 0.024}

_ROUNDED: Final = frozenset({"round", "oval", "organic", "squircle", "octagon", "capsule"})

_REACH: Final = {
    "round": 0.68,
    "oval": 0.68,
    "organic": 0.56,
    "squircle": 0.80,
    "octagon": 0.72,
    "capsule": 0.74,
}


def sample_top(
    family: StyleFamily, outlines: tuple[str, ...], tops: tuple[str, ...], rng: np.random.Generator
) -> Shape:
    """What `build_top` reads: outline, material, thickness and edge."""
    cut, top = one_of(outlines, rng), one_of(tops, rng)
    thickness = _THICKNESS.get(top, family.thickness) * measure((0.82, 1.3), rng)
    planked = family.name in ("rustic", "industrial") and top == "wood"
    boards = int(rng.integers(4, 7)) if planked and chance(0.6, rng) else 0
    return {
        "outline": cut,
        "top": top,
        "thickness": round(thickness, 4),
        "edge": family.edge,
        "edge_profile": "eased" if top == "glass" else one_of(_EDGES[family.name], rng),
        "corner": measure(_CORNERS[family.name], rng),
        "phase": measure((0.0, 6.28), rng),
        "boards": boards if cut in ("rectangle", "square") else 0,
        "breadboard": chance(0.4, rng),
    }


def is_rounded(shape: Shape) -> bool:
    """Whether the top has no corners for legs to stand under."""
    return choice(shape, "outline") in _ROUNDED


def leg_area(shape: Shape) -> tuple[float, float]:
    """Width and depth of the rectangle within which legs stand under the top."""
    share = _REACH.get(choice(shape, "outline"), 1.0)
    if choice(shape, "edge_profile") == "bevel":
        share = min(share, 0.94)
    return number(shape, "width") * share, number(shape, "depth") * share


def top_role(shape: Shape) -> Role:
    return Role.GLASS if choice(shape, "top") == "glass" else Role.TOP


def build_top(mesh: Mesh, shape: Shape, height: float, scale: float = 1.0) -> float:
    """Add the top whose upper face is `height` above the floor; returns its underside's height.

    `scale` shrinks the outline (lower tiers, nested tables).
    """
    width, depth = number(shape, "width") * scale, number(shape, "depth") * scale
    thickness = number(shape, "thickness")
    if count(shape, "boards") > 0:
        _boards(mesh, shape, width, depth, height)
        return height - thickness
    points = outline(
        choice(shape, "outline"), width, depth, number(shape, "corner"), number(shape, "phase")
    )
    profile = edge_profile(choice(shape, "edge_profile"), thickness, number(shape, "edge"))
    slab(mesh, top_role(shape), points, profile, height - thickness)
    return height - thickness


def _boards(mesh: Mesh, shape: Shape, width: float, depth: float, height: float) -> None:
    """Boards side by side, held from below, perhaps between breadboard ends."""
    thickness, edge = number(shape, "thickness"), number(shape, "edge")
    boards = count(shape, "boards")
    middle = height - thickness / 2
    ends = 0.09 if shape["breadboard"] else 0.0
    core = (width - 0.02, thickness * 0.55, depth - 0.02)
    rounded_box(mesh, Role.TOP, (0.0, middle, 0.0), core, radius=0.002)
    pitch = depth / boards
    for board in range(boards):
        z = (board + 0.5) * pitch - depth / 2
        size = (width - 2 * ends - (0.002 if ends else 0.0), thickness, pitch - 0.003)
        rounded_box(mesh, Role.TOP, (0.0, middle, z), size, radius=edge * 0.7)
    if ends:
        for side in (-1, 1):
            place = (side * (width - ends) / 2, middle, 0.0)
            size = (ends - 0.001, thickness, depth - 0.001)
            rounded_box(mesh, Role.TOP, place, size, radius=edge * 0.7, grain=2)
