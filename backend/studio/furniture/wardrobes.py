"""Wardrobes: two to four tall doors, perhaps over drawers, of wood, cane, slats or mirror."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.cases.case_looks import (
    case_of,
    front_of,
    pick_layout,
    sample_look,
)
from backend.studio.furniture.parts.cases.cases import Case, build_case
from backend.studio.furniture.parts.cases.shelf_contents import fill_cells
from backend.studio.furniture.parts.cases.stands import build_crown, build_stand
from backend.studio.furniture.parts.choices import choice, measure, number, one_of
from backend.studio.furniture.parts.outlines import arched
from backend.studio.furniture.parts.panels import upright
from backend.studio.furniture.parts.placing import Draft
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube
from backend.studio.seeds import generator

_LAYOUTS: Final = {
    2: (
        "doors", "drawer:0.25 doors", "drawer:0.18 drawer:0.18 doors", "doors:0.3 doors",
        "doors @2 | open open open open:1.3", "drawer:0.2 rail @1.8 | drawer drawer:0.8 open:3",
        "rail @1.6 | right", "doors doors:0.22", "left | mirror",
        "mirror @1.2 | drawer drawer left:3",
    ),
    3: (
        "doors @2 | right", "doors:4 drawer drawer @2 | right:6",
        "right | doors @2", "drawer:0.3 doors @2 | drawer:0.3 right",
        "doors @2 | drawer drawer drawer left:3", "rail @2 | drawer drawer drawer open open",
        "left | right | left", "left | mirror | left", "doors @2 | mirror",
    ),
    4: (
        "doors | doors", "drawer:0.2 doors | drawer:0.2 doors", "slide | slide",
        "drawer:0.15 drawer:0.15 doors | doors", "doors | drawer drawer drawer open:4 | doors",
        "doors doors:0.25 | doors doors:0.25", "left | mirror | mirror | right",
    ),
}  # fmt: skip


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """Named choices and dimensions of one wardrobe, in metres."""
    shape = sample_look(family, second, (0.06, 0.17), rng)
    doors = int(rng.integers(2, 5))
    widths = {2: (0.85, 1.1), 3: (1.15, 1.5), 4: (1.5, 1.9)}
    pediments = {"traditional": ("none", "arch", "arch"), "boho": ("none", "none", "arch")}
    pediment = one_of(pediments.get(family.name, ("none",)), rng)
    shape |= {
        "doors": doors,
        "layout": pick_layout(_LAYOUTS[doors], rng),
        "width": measure(widths[doors], rng),
        "depth": measure((0.52, 0.62), rng),
        "height": measure((1.82, 2.12), rng),
        "pediment": measure((0.06, 0.13), rng) if pediment == "arch" else 0.0,
        "contents": measure((0.2, 0.9), rng),
        "pitch": measure((0.03, 0.055), rng),
        "top": "wood",
    }
    if choice(shape, "front") == "metal":
        shape["front"] = "planks"
    return shape


def build(shape: Shape, seed: int) -> Mesh:
    draft = Draft()
    width, depth = number(shape, "width"), number(shape, "depth")
    rise = number(shape, "pediment")
    lower = shape | {"height": number(shape, "height") - rise}
    case = case_of(lower, build_stand(draft, shape, width, depth))
    cells = build_case(draft, case, choice(shape, "layout"), front_of(shape))
    build_crown(draft, shape, width, depth, case.top)
    if rise:
        level = number(lower, "height") - 0.006
        outline = arched(width * 0.94, rise + 0.006, rise * 0.8)
        upright(draft, Role.FRAME, outline, (level, depth / 2 - 0.05), 0.024, radius=0.004)
    shelves = [cell for cell in cells if cell.kind == "open"]
    for cell in cells:
        if cell.kind == "rail":
            _hanging_rail(draft, case, cell.left, cell.right, cell.top)
    rng = generator(seed, "contents")
    fill_cells(draft, shelves, case.board, case.rear, case.front, number(shape, "contents"), rng)
    return draft.centered(seed)


def _hanging_rail(mesh: Mesh, case: Case, left: float, right: float, top: float) -> None:
    """A rod with a few wooden hangers."""
    level, z = top - 0.1, case.center_z
    tube(mesh, Role.METAL, [(left, level, z), (right, level, z)], 0.012, segments=10)
    hangers = max(2, round((right - left) / 0.14))
    for hanger in range(hangers):
        x = left + (hanger + 0.8) / (hangers + 0.6) * (right - left)
        hook = [(x, level + 0.014, z), (x, level - 0.05, z)]
        tube(mesh, Role.METAL, hook, 0.0025, segments=6)
        arms = [(x, level - 0.11, z - 0.2), (x, level - 0.05, z), (x, level - 0.11, z + 0.2)]
        tube(mesh, Role.FRAME, arms, 0.009, segments=6)
    rounded_box(
        mesh, Role.FRAME, (left + 0.012, level, z), (0.02, 0.05, 0.05), radius=0.004, segments=1
    )
    rounded_box(
        mesh, Role.FRAME, (right - 0.012, level, z), (0.02, 0.05, 0.05), radius=0.004, segments=1
    )
