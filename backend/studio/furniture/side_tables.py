"""Side tables and nightstands: a small top on any base, a drawer or two, a C that slides over."""

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
from backend.studio.furniture.parts.cases.cases import build_case
from backend.studio.furniture.parts.cases.shelf_contents import fill_cells
from backend.studio.furniture.parts.cases.stands import build_crown, build_stand
from backend.studio.furniture.parts.choices import choice, measure, number, one_of
from backend.studio.furniture.parts.placing import Draft
from backend.studio.furniture.parts.tables.table_bases import (
    base_role,
    build_base,
    sample_base,
    shelf,
)
from backend.studio.furniture.parts.tables.tops import build_top, is_rounded, leg_area, sample_top
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube
from backend.studio.seeds import generator

_KINDS: Final = {
    "midcentury": ("nightstand", "table", "tiered", "table"),
    "scandinavian": ("nightstand", "table", "table", "tiered"),
    "industrial": ("nightstand", "tiered", "c", "table"),
    "traditional": ("nightstand", "nightstand", "table", "table"),
    "contemporary": ("nightstand", "c", "table", "table"),
    "boho": ("nightstand", "table", "tiered", "table"),
    "rustic": ("nightstand", "tiered", "table", "nightstand"),
    "glam": ("nightstand", "table", "c", "table"),
}

_LAYOUTS: Final = (
    "open:0.7 drawer:0.5 drawer:0.5", "drawer drawer", "drawer drawer drawer", "open drawer",
    "open:1.4 drawer", "drawer open:0.6", "left", "left:1.8 drawer",
    "open:0.5 drawer drawer", "open",
)  # fmt: skip


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """Named choices and dimensions of one side table or nightstand, in metres."""
    kind = one_of(_KINDS[family.name], rng)
    shape = sample_look(family, second, (0.1, 0.24), rng)
    if kind == "nightstand":
        return shape | {
            "kind": kind,
            "layout": pick_layout(_LAYOUTS, rng),
            "width": measure((0.4, 0.6), rng),
            "depth": measure((0.36, 0.46), rng),
            "height": measure((0.5, 0.66), rng),
            "contents": measure((0.0, 0.8), rng),
        }
    extra = {"contemporary": ("squircle", "round"), "glam": ("octagon", "round")}
    outlines = (*family.outlines, "round", "square", *extra.get(family.name, ()))
    shape |= sample_top(family, outlines, family.tops, rng)
    shape["thickness"] = round(number(shape, "thickness") * 0.8, 4)
    oblong = shape["outline"] in ("rectangle", "oval", "capsule")
    width = measure((0.4, 0.6), rng)
    depth = round(width * measure((0.65, 0.8), rng), 3) if oblong else width
    shape |= {
        "kind": kind,
        "width": width,
        "depth": depth,
        "height": measure((0.45, 0.65), rng),
        "shelf": measure((0.18, 0.5), rng),
        "boards": 0,
    }
    shape |= sample_base(family, second, is_rounded(shape), rng)
    oblong_base = ("trestle_v", "block", "double_drum", "double_trumpet", "double_claw",
                   "double_turned", "double_cage", "trestle_column")  # fmt: skip
    if shape["base"] in oblong_base:
        shape["base"] = one_of(("legs", "crossed", "loops", "frame"), rng)
        if shape["base"] in ("loops", "frame"):
            shape["base_material"] = "metal"
    if kind == "tiered":
        shape["base"] = "legs"
    if shape["base"] == "legs" and shape["leg"] in ("plinth", "trestle", "sled"):
        shape["leg"] = "square" if kind == "tiered" else "slim_metal"
    if kind == "tiered" and shape["leg"] == "hairpin":
        shape["leg"] = "square_metal"
    return shape


def build(shape: Shape, seed: int) -> Mesh:
    draft = Draft()
    kind = choice(shape, "kind")
    if kind == "nightstand":
        _nightstand(draft, shape, seed)
        return draft.centered(seed)
    underside = build_top(draft, shape, number(shape, "height"))
    if kind == "c":
        _c_frame(draft, shape, underside)
        return draft.centered(seed)
    build_base(draft, shape, underside)
    if kind == "tiered":
        level = underside * number(shape, "shelf") + 0.03
        shelf(draft, shape, base_role(shape), underside, level)
    return draft.centered(seed)


def _nightstand(mesh: Mesh, shape: Shape, seed: int) -> None:
    width, depth = number(shape, "width"), number(shape, "depth")
    case = case_of(shape, build_stand(mesh, shape, width, depth))
    cells = build_case(mesh, case, choice(shape, "layout"), front_of(shape))
    build_crown(mesh, shape, width, depth, case.top)
    rng = generator(seed, "contents")
    share = number(shape, "contents")
    fill_cells(mesh, cells, case.board, case.rear, case.front, share, rng)


def _c_frame(mesh: Mesh, shape: Shape, underside: float) -> None:
    """A foot and posts at one side only, so that the top reaches over a seat."""
    width, depth = leg_area(shape)
    half = 0.011 * number(shape, "leg_thickness")
    x, z = width / 2 - 0.04, depth / 2 - 0.05
    high = underside - half + 0.004
    for side in (-z, z):
        path = [(x, half, side), (-x, half, side), (-x, high, side), (x, high, side)]
        tube(mesh, Role.METAL, path, half, square=True)
    for place in ((x, half), (-x, half), (-x, high), (x, high)):
        ends = [(*place, -z), (*place, z)]
        tube(mesh, Role.METAL, ends, half * 0.94, square=True)
    if choice(shape, "stretcher") != "none":
        plate = (0.016, underside * 0.5, 2 * z)
        rounded_box(mesh, Role.METAL, (-x, underside * 0.5, 0.0), plate, 0.003)
