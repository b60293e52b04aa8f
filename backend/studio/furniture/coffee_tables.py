"""Coffee tables: low tops on any base, with a shelf, a drawer, a smaller table; and chests."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.cases.fronts import Front, add_front
from backend.studio.furniture.parts.choices import choice, measure, number, one_of
from backend.studio.furniture.parts.legs import four_legs
from backend.studio.furniture.parts.placing import Draft, Moved
from backend.studio.furniture.parts.slabs import outline, slab
from backend.studio.furniture.parts.tables.table_bases import (
    base_role,
    build_base,
    sample_base,
    shelf,
)
from backend.studio.furniture.parts.tables.tops import build_top, is_rounded, leg_area, sample_top
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh

_EXTRA_OUTLINES: Final = {
    "midcentury": ("boat", "organic", "squircle"),
    "scandinavian": ("capsule", "squircle", "organic"),
    "contemporary": ("squircle", "capsule"),
    "traditional": ("octagon", "square"),
    "glam": ("octagon", "capsule"),
    "boho": ("organic",),
}

_KINDS: Final = {
    "midcentury": ("plain", "shelf", "tray", "plain", "drawer"),
    "scandinavian": ("plain", "shelf", "tray", "nested"),
    "industrial": ("shelf", "plain", "chest", "shelf"),
    "traditional": ("plain", "shelf", "drawer", "plain"),
    "contemporary": ("plain", "stacked", "nested", "block"),
    "boho": ("plain", "tray", "nested", "chest"),
    "rustic": ("chest", "shelf", "drawer", "plain"),
    "glam": ("plain", "nested", "stacked", "tray"),
}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """Named choices and dimensions of one coffee table, in metres."""
    kind = one_of(_KINDS[family.name], rng)
    outlines = family.outlines + _EXTRA_OUTLINES.get(family.name, ())
    if kind in ("chest", "drawer"):
        outlines = ("rectangle", "rectangle", "square")
    tops = ("wood",) if kind in ("chest", "tray") else family.tops
    shape = sample_top(family, outlines, tops, rng)
    if shape["outline"] in ("round", "square", "squircle", "octagon"):
        width = depth = measure((0.65, 1.0), rng)
    else:
        width, depth = measure((0.95, 1.4), rng), measure((0.5, 0.75), rng)
    shape |= {
        "kind": kind,
        "width": width,
        "depth": depth,
        "height": measure((0.35, 0.45), rng),
        "shelf": measure((0.22, 0.42), rng),
        "shelf_material": "cane" if family.name == "boho" else "wood",
        "rim": measure((0.03, 0.07), rng),
        "tiers": int(rng.integers(2, 4)),
        "second_scale": measure((0.52, 0.7), rng),
        "front": one_of(family.fronts, rng),
        "handle": one_of(family.handles, rng),
    }
    shape |= sample_base(family, second, is_rounded(shape) and width < 1.05, rng)
    apart = str(shape["base"]).startswith(("double", "trestle")) or shape["base"] in (
        "block",
        "crossed",
        "panels",
    )
    if kind in ("shelf", "drawer") or (kind == "nested" and apart):
        shape["base"] = "legs"
    if kind in ("shelf", "drawer") and shape["leg"] in ("plinth", "trestle", "bun"):
        shape["leg"] = "square"
    if kind == "shelf" and shape["leg"] == "hairpin":
        shape["leg"] = "square_metal"
    return shape


def build(shape: Shape, seed: int) -> Mesh:
    draft = Draft()
    _add_parts(draft, shape)
    return draft.centered(seed)


def _add_parts(mesh: Draft, shape: Shape) -> None:
    kind, height = choice(shape, "kind"), number(shape, "height")
    if kind == "chest":
        _chest(mesh, shape, height)
        return
    if kind in ("stacked", "block"):
        _stacked(mesh, shape, height)
        return
    underside = build_top(mesh, shape, height)
    if kind == "drawer":
        underside = _drawer_box(mesh, shape, underside)
    build_base(mesh, shape, underside)
    if kind == "shelf":
        role = Role.CANE if choice(shape, "shelf_material") == "cane" else base_role(shape)
        shelf(mesh, shape, role, underside, underside * number(shape, "shelf") + 0.03)
    elif kind == "tray":
        _rim(mesh, shape, height)
    elif kind == "nested":
        _with_second(mesh, shape)


def _drawer_box(mesh: Mesh, shape: Shape, underside: float) -> float:
    width, depth = leg_area(shape)
    high = 0.11
    inset = number(shape, "leg_inset") + 0.015
    size = (width - 2 * inset, high + 0.004, depth - 2 * inset)
    rounded_box(mesh, base_role(shape), (0.0, underside - high / 2 + 0.002, 0.0), size, 0.004)
    front = Front(kind="flat", handle=choice(shape, "handle"), role=Role.FRAME)
    drawers = 2 if width > 0.9 else 1
    wide = (size[0] - 0.04) / drawers
    for index in range(drawers):
        x = (index - (drawers - 1) / 2) * wide
        place = (x, underside - high / 2, size[2] / 2 - 0.012)
        add_front(mesh, front, place, (wide - 0.012, high - 0.028), "drawer")
    return underside - high


def _rim(mesh: Mesh, shape: Shape, height: float) -> None:
    """A raised border round the top: a tray."""
    width, depth = number(shape, "width"), number(shape, "depth")
    points = outline(
        choice(shape, "outline"), width, depth, number(shape, "corner"), number(shape, "phase")
    )
    rise, board = number(shape, "rim"), 0.014
    low = -number(shape, "thickness") * 0.5
    profile = [
        (0.002, low), (-0.006, low), (-0.006, low), (-0.006, rise), (-0.006, rise),
        (board, rise), (board, rise), (board, -0.004),
    ]  # fmt: skip
    slab(mesh, Role.FRAME, points, profile, height, capped=False)


def _stacked(mesh: Mesh, shape: Shape, height: float) -> None:
    """Slabs on end or stacked: a block of one outline, in tiers set back in turn."""
    tiers = count_of_tiers(shape)
    underside = build_top(mesh, shape, height)
    points = outline(
        choice(shape, "outline"),
        number(shape, "width"),
        number(shape, "depth"),
        number(shape, "corner"),
        number(shape, "phase"),
    )
    step = underside / tiers
    for tier in range(tiers):
        share = (0.9, 0.66, 0.84)[tier] if tiers > 1 else 0.93
        low = underside - (tier + 1) * step
        profile = [(0.004, 0.0), (0.0, 0.004), (0.0, step + 0.003), (0.004, step + 0.004)]
        slab(mesh, base_role(shape), points * share, profile, max(low, 0.0))


def count_of_tiers(shape: Shape) -> int:
    return 1 if choice(shape, "kind") == "block" else int(shape["tiers"])


def _chest(mesh: Mesh, shape: Shape, height: float) -> None:
    """A trunk with a lid, on low feet."""
    width, depth = number(shape, "width"), number(shape, "depth") * 0.94
    foot, lid = 0.05, 0.07
    underside = build_top(mesh, shape, height)
    four_legs(mesh, "square", width, depth, foot, 0.05, 0.05, 0.05)
    body = underside - foot
    wall = Role.CANE if choice(shape, "shelf_material") == "cane" else Role.FRAME
    size = (width - 0.05, body + 0.004, depth - 0.04)
    rounded_box(mesh, wall, (0.0, foot + body / 2 + 0.002, 0.0), size, radius=0.006, grain=0)
    lid_size = (width - 0.03, lid, depth - 0.02)
    rounded_box(mesh, Role.FRAME, (0.0, underside - lid / 2 + 0.003, 0.0), lid_size, 0.006)
    for side in (-1, 1):
        place = (side * (width / 2 - 0.055), foot + body / 2, 0.0)
        board = (0.06, body - 0.002, depth - 0.022)
        rounded_box(mesh, Role.FRAME, place, board, radius=0.005, grain=1)
        strap = (0.035, body - 0.004, depth - 0.014)
        place = (side * width * 0.27, foot + body / 2, 0.0)
        rounded_box(mesh, Role.METAL, place, strap, radius=0.003)
    rail = (width - 0.02, 0.045, depth - 0.016)
    rounded_box(mesh, Role.FRAME, (0.0, foot + 0.02, 0.0), rail, radius=0.005)


def _with_second(draft: Draft, shape: Shape) -> None:
    """A smaller, lower table half under the one that is there, or beside a base in the middle."""
    scale = number(shape, "second_scale")
    small = shape | {
        "width": round(number(shape, "width") * scale, 3),
        "depth": round(number(shape, "depth") * scale, 3),
        "height": round(number(shape, "height") - number(shape, "thickness") - 0.03, 3),
    }
    clear = choice(shape, "base") in ("legs", "loops", "frame")
    wide, narrow = number(shape, "width"), number(small, "width")
    away = (wide + narrow) / 2 + (-0.3 if clear else -0.16) * narrow
    forward = 0.22 * number(shape, "depth")
    beside = Moved(draft, away, forward)
    build_base(beside, small, build_top(beside, small, number(small, "height")))
