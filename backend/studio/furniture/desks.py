"""Desks: writing tables with drawers, pedestal desks, desks with a hutch, plain tops."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.cases.case_looks import front_of, sample_look
from backend.studio.furniture.parts.cases.cases import Case, build_case
from backend.studio.furniture.parts.cases.shelf_contents import fill_cells
from backend.studio.furniture.parts.choices import choice, count, measure, number, one_of
from backend.studio.furniture.parts.legs import leg
from backend.studio.furniture.parts.placing import Draft, Moved
from backend.studio.furniture.parts.tables.table_bases import build_base, sample_base
from backend.studio.furniture.parts.tables.tops import build_top, leg_area, sample_top
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.seeds import generator

_KINDS: Final = {
    "midcentury": ("writing", "pedestal", "writing", "hutch"),
    "scandinavian": ("writing", "plain", "pedestal", "hutch", "shelves"),
    "industrial": ("plain", "shelves", "pedestal", "writing", "shelves"),
    "traditional": ("double", "writing", "hutch", "double"),
    "contemporary": ("plain", "pedestal", "writing", "wing"),
    "boho": ("writing", "plain", "pedestal", "hutch"),
    "rustic": ("writing", "double", "plain", "hutch"),
    "glam": ("writing", "plain", "writing", "double"),
}
"""writing: drawers under the top; pedestal: a cabinet at one side, legs at the other; double: two
cabinets; wing: one cabinet and a slab; hutch: a small case on top; shelves: open at one side."""


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """Named choices and dimensions of one desk, in metres."""
    kind = one_of(_KINDS[family.name], rng)
    outlines = ("rectangle", "rectangle", "rectangle")
    if kind == "plain" and family.name in ("midcentury", "contemporary", "glam", "scandinavian"):
        outlines = ("rectangle", "boat", "capsule")
    tops = family.tops if kind == "plain" else ("wood", *family.tops[-1:])
    if kind == "writing":
        tops = tuple(top for top in family.tops if top != "glass")
    shape = sample_look(family, second, (0.1, 0.2), rng) | sample_top(family, outlines, tops, rng)
    shape |= sample_base(family, second, False, rng)
    if kind in ("writing", "hutch", "pedestal"):
        shape["base"] = "legs"
        if shape["leg"] in ("plinth", "trestle", "block"):
            shape["leg"] = "square"
    elif shape["base"] in ("block", "double_drum", "double_claw", "double_turned", "crossed"):
        shape["base"] = one_of(("legs", "panels", "trestle_a"), rng)
    wide = (1.4, 1.75) if kind == "double" else (1.2, 1.6) if kind == "wing" else (1.0, 1.5)
    return shape | {
        "kind": kind,
        "width": measure(wide, rng),
        "depth": measure((0.55, 0.75), rng),
        "height": measure((0.73, 0.76), rng),
        "drawers": int(rng.integers(1, 4)),
        "drawer_height": measure((0.085, 0.13), rng),
        "pedestal_width": measure((0.34, 0.44), rng),
        "pedestal_drop": measure((0.0, 0.3), rng) if kind == "pedestal" else 0.0,
        "side": one_of(("left", "right"), rng),
        "hutch_height": measure((0.2, 0.42), rng),
        "contents": measure((0.0, 0.5), rng),
        "inset": True,
    }


def build(shape: Shape, seed: int) -> Mesh:
    draft = Draft()
    kind, height = choice(shape, "kind"), number(shape, "height")
    underside = build_top(draft, shape, height)
    if kind in ("writing", "hutch"):
        build_base(draft, shape, _drawers(draft, shape, underside))
    elif kind in ("pedestal", "double", "wing"):
        _pedestals(draft, shape, kind, underside)
    else:
        build_base(draft, shape, underside)
    if kind == "hutch":
        _hutch(draft, shape, height, seed)
    elif kind == "shelves":
        _side_shelves(draft, shape, underside)
    return draft.centered(seed)


def _drawers(mesh: Mesh, shape: Shape, underside: float) -> float:
    """A flat case with one row of drawers; returns its underside's height."""
    width, depth = leg_area(shape)
    high = number(shape, "drawer_height") + 0.02
    case = Case(
        width=width - 0.03, depth=depth - 0.04, height=high + 0.004, bottom=underside - high,
        board=0.016, inset=True,
    )  # fmt: skip
    layout = " | ".join(["drawer"] * count(shape, "drawers"))
    build_case(mesh, case, layout, front_of(shape))
    return underside - high


def _pedestals(mesh: Mesh, shape: Shape, kind: str, underside: float) -> None:
    """Cabinets below the top; where there is but one, legs or a slab at the other side."""
    width, depth, wide = (number(shape, name) for name in ("width", "depth", "pedestal_width"))
    drop = number(shape, "pedestal_drop")
    hanging = drop > 0.12
    bottom = underside - 0.28 - 0.5 * drop if hanging else 0.07 if kind != "wing" else 0.0
    away = (width - wide) / 2 - 0.02
    side = -1.0 if choice(shape, "side") == "left" else 1.0
    case = Case(
        width=wide, depth=depth - 0.04, height=underside + 0.004 - bottom, bottom=bottom,
        board=number(shape, "board") * 0.8, inset=True,
    )  # fmt: skip
    rows = "drawer drawer" if hanging else one_row(shape)
    for place in (-1.0, 1.0) if kind == "double" else (side,):
        build_case(Moved(mesh, place * away, 0.0), case, rows, front_of(shape))
        if not hanging and kind != "wing":
            size = (wide - 0.04, bottom + 0.006, depth - 0.1)
            rounded_box(mesh, Role.FRAME, (place * away, size[1] / 2, -0.01), size, 0.003)
    if kind == "double":
        back = (2 * away - wide + 0.01, 0.34, 0.018)
        rounded_box(mesh, Role.FRAME, (0.0, underside - 0.165, -depth * 0.25), back, 0.003, grain=0)
        apron = (2 * away - wide + 0.01, number(shape, "drawer_height"), depth - 0.12)
        middle = (0.0, underside - apron[1] / 2 + 0.003, -0.01)
        rounded_box(mesh, Role.FRAME, middle, apron, 0.003, grain=0)
    elif kind == "wing":
        size = (0.04, underside + 0.004, depth * 0.94)
        rounded_box(mesh, Role.FRAME, (-side * (width / 2 - 0.05), size[1] / 2, 0), size, 0.003)
    else:
        _legs_beside(mesh, shape, underside, -side, all_four=hanging)


def one_row(shape: Shape) -> str:
    """Drawers of a cabinet, by how many the shape names."""
    return {1: "left", 2: "left:1.6 drawer", 3: "drawer:1.4 drawer drawer"}[count(shape, "drawers")]


def _legs_beside(mesh: Mesh, shape: Shape, underside: float, side: float, all_four: bool) -> None:
    """Two legs at `side` (-1 left, 1 right) and a rail; all four where the cabinet hangs."""
    width, depth = leg_area(shape)
    thick = 0.042 * number(shape, "leg_thickness")
    kind = choice(shape, "leg")
    for place in (-1.0, 1.0) if all_four else (side,):
        for front in (-1.0, 1.0):
            x, z = place * (width / 2 - 0.06), front * (depth / 2 - 0.06)
            if kind in ("splay", "slim_metal"):
                x, z = x - place * 0.06, z - front * 0.05
            leg(mesh, kind, x, z, underside - 0.006, thick, place, front)
    for front in (-1.0, 1.0):
        size = (width - 0.16, 0.05, 0.02)
        place_z = front * (depth / 2 - 0.085)
        rounded_box(mesh, Role.FRAME, (0.0, underside - 0.022, place_z), size, 0.003, grain=0)


def _hutch(mesh: Mesh, shape: Shape, height: float, seed: int) -> None:
    """A shallow case on the rear of the top."""
    width, depth, high = (number(shape, name) for name in ("width", "depth", "hutch_height"))
    layouts = ("open | open | open", "drawer:0.6 open | open | drawer:0.6 open", "open | open @2")
    case = Case(
        width=width * 0.94, depth=0.22, height=high, bottom=height - 0.003,
        board=0.015, inset=True, center_z=-depth / 2 + 0.13,
    )  # fmt: skip
    layout = layouts[count(shape, "drawers") - 1]
    cells = build_case(mesh, case, layout, front_of(shape))
    rng = generator(seed, "contents")
    share = number(shape, "contents")
    fill_cells(mesh, cells, case.board, case.rear, case.front, share, rng)


def _side_shelves(mesh: Mesh, shape: Shape, underside: float) -> None:
    """A narrow open shelf below one end of the top."""
    width, depth = leg_area(shape)
    side = -1.0 if choice(shape, "side") == "left" else 1.0
    case = Case(
        width=number(shape, "pedestal_width") * 0.8, depth=depth * 0.8,
        height=underside - 0.076, bottom=0.08, board=0.018, open_back=True,
    )  # fmt: skip
    away = width / 2 - 0.16 * width - case.width / 2
    place = Moved(mesh, side * away, 0.0)
    build_case(place, case, "open open open", front_of(shape))
    foot = (case.width - 0.03, 0.086, case.depth - 0.06)
    rounded_box(place, Role.FRAME, (0.0, 0.043, -0.01), foot, 0.003, grain=0)
