"""What tables stand on: legs with aprons, trestles, slabs, loops, or a base in the middle."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import choice, count, measure, number, one_of
from backend.studio.furniture.parts.tables.central_bases import (
    INTO,
    clawed_pedestal,
    crossed,
    drum,
    four_footed_column,
    pedestal,
    sheaf,
    tripod,
)
from backend.studio.furniture.parts.tables.long_bases import (
    doubled_base,
    loop_base,
    panel_base,
    trestle_base,
)
from backend.studio.furniture.parts.tables.table_legs import legs_with_apron, stoutness
from backend.studio.furniture.parts.tables.tops import leg_area
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh

LONG_BASES: Final = {
    "midcentury": ("legs", "legs", "legs", "trestle_a", "crossed"),
    "scandinavian": ("legs", "legs", "trestle_a", "crossed"),
    "industrial": ("legs", "legs", "frame", "trestle_x", "loops"),
    "traditional": ("legs", "legs", "double_claw", "double_turned"),
    "contemporary": ("panels", "loops", "block", "double_drum", "trestle_v"),
    "boho": ("legs", "double_cage", "crossed", "panels"),
    "rustic": ("trestle_x", "trestle_column", "legs", "double_turned", "legs"),
    "glam": ("loops", "double_trumpet", "trestle_v", "double_drum", "legs"),
}
"""Bases of oblong tops per family; "legs" are of the kinds the family names."""

ROUND_BASES: Final = {
    "midcentury": ("legs", "trumpet", "tripod", "disc", "legs"),
    "scandinavian": ("legs", "cross_column", "tripod", "cone", "legs"),
    "industrial": ("legs", "disc", "cross_column", "sheaf"),
    "traditional": ("claw", "turned", "urn", "legs"),
    "contemporary": ("drum", "cone", "inverted", "disc", "fluted"),
    "boho": ("cane", "sheaf", "ribbed", "legs", "hourglass"),
    "rustic": ("cross_column", "turned", "ball", "legs"),
    "glam": ("trumpet", "fluted", "sheaf", "cage", "hourglass"),
}

_METAL_BASES: Final = frozenset(
    {"frame", "loops", "disc", "sheaf", "cage", "trumpet", "double_trumpet", "trestle_v"}
)

_SLATTED: Final = frozenset({"splay", "hairpin", "sled", "slim_metal", "plinth", "trestle"})
"""Kinds of legs that carry the top without an apron."""

_SLANTS: Final = {"splay": (0.20, 0.14), "slim_metal": (0.05, 0.05)}


def sample_base(
    family: StyleFamily, second: StyleFamily | None, rounded: bool, rng: np.random.Generator
) -> Shape:
    """What `build_base` reads. The second family, where there is one, lends the base."""
    lender = second if second is not None else family
    base = one_of((ROUND_BASES if rounded else LONG_BASES)[lender.name], rng)
    leg = one_of(lender.legs, rng)
    painted = lender.name in ("rustic", "scandinavian", "traditional") and rng.random() < 0.3
    wooden = "second_wood" if painted else "wood"
    metal = base in _METAL_BASES or (
        lender.name in ("industrial", "glam") and base not in ("cane", "ribbed")
    )
    if base == "legs" and leg in ("plinth", "sled", "trestle") and rounded:
        leg = {"plinth": "block", "sled": "slim_metal", "trestle": "square"}[leg]
    if base == "legs" and leg == "bun":
        leg = "turned"
    stone = base in ("drum", "cone", "inverted", "block") and rng.random() < 0.25
    return {
        "base": base,
        "leg": leg,
        "base_material": "stone" if stone else "metal" if metal else wooden,
        "leg_thickness": measure((0.85, 1.25), rng),
        "leg_inset": measure((0.01, 0.06), rng),
        "apron": measure((0.05, 0.11), rng) if leg not in _SLATTED else 0.0,
        "stretcher": one_of(("none", "none", "h", "box", "x"), rng),
        "foot": measure((0.78, 1.12), rng),
        "claws": int(rng.integers(3, 5)),
        "rods": int(rng.integers(8, 15)),
        "twist": measure((0.25, 0.8), rng),
    }


def build_base(mesh: Mesh, shape: Shape, height: float) -> None:
    """Add the base under a top whose underside is `height` above the floor."""
    base = choice(shape, "base")
    width, depth = leg_area(shape)
    role = base_role(shape)
    if base == "legs":
        legs_with_apron(mesh, shape, role, width, depth, height)
    elif base in ("loops", "frame"):
        loop_base(mesh, shape, role, width, depth, height, joined=base == "frame")
    elif base.startswith("trestle"):
        trestle_base(mesh, shape, role, width, depth, height, base.removeprefix("trestle_"))
    elif base == "panels":
        panel_base(mesh, shape, role, width, depth, height)
    elif base == "block":
        size = (width * 0.62, height + INTO, depth * 0.56)
        rounded_box(mesh, role, (0.0, (height + INTO) / 2, 0.0), size, radius=0.006, grain=0)
    elif base == "crossed":
        crossed(mesh, role, width * 0.84, depth * 0.84, height, 0.05 * stoutness(shape, height))
    elif base.startswith("double"):
        doubled_base(mesh, shape, role, width, depth, height, base.removeprefix("double_"))
    else:
        _central(mesh, shape, role, height)


def base_role(shape: Shape) -> Role:
    return {
        "metal": Role.METAL,
        "second_wood": Role.SECOND_WOOD,
        "stone": Role.STONE,
    }.get(choice(shape, "base_material"), Role.FRAME)


def _central(mesh: Mesh, shape: Shape, role: Role, height: float) -> None:
    base = choice(shape, "base")
    width, depth = number(shape, "width"), number(shape, "depth")
    narrow = min(width, depth) / 2
    if choice(shape, "outline") == "organic":
        narrow *= 0.85
    foot = min(0.62 * narrow, 0.38) * number(shape, "foot")
    stout = stoutness(shape, height)
    if base == "claw":
        clawed_pedestal(mesh, role, foot * 1.25, height, count(shape, "claws"))
    elif base == "tripod":
        tripod(mesh, role, 0.82 * narrow, height, 0.05 * stout, 3 if narrow < 0.35 else 4)
    elif base == "cross_column":
        reach = 0.62 * narrow
        four_footed_column(
            mesh, role, min(0.7 * reach * width / (2 * narrow), 0.42 * width) * 1.2, reach,
            height, 0.075 * stout,
        )  # fmt: skip
    elif base in ("sheaf", "cage"):
        twist = number(shape, "twist") if base == "sheaf" else 0.0
        sheaf(mesh, role, 0.66 * narrow, height, count(shape, "rods"), 0.009, twist)
    elif base in ("drum", "fluted", "ribbed", "cane"):
        wall = "plain" if base == "drum" else base
        body = 0.62 * narrow * number(shape, "foot")
        drum(mesh, role, wall, body, height, stretch=min(1.5, width / depth))
    else:
        pedestal(mesh, role, base, foot, height)


def shelf(mesh: Mesh, shape: Shape, role: Role, underside: float, level: float) -> None:
    """A board `level` metres high between the legs that `build_base` sets under `underside`."""
    width, depth = leg_area(shape)
    slant_x, slant_z = _SLANTS.get(choice(shape, "leg"), (0.0, 0.0))
    inset = number(shape, "leg_inset") + 0.03
    # A slanting leg is farthest out on the floor, wherever its top is.
    inset_x = max(inset - slant_x * (underside - level), 0.028 + slant_x * level)
    inset_z = max(inset - slant_z * (underside - level), 0.028 + slant_z * level)
    size = (width - 2 * inset_x, 0.018, depth - 2 * inset_z)
    role = Role.FRAME if role is Role.METAL else role
    rounded_box(mesh, role, (0.0, level, 0.0), size, radius=0.004, grain=0)
