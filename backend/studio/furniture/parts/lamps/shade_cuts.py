"""The cuts lampshades come in: which a style has, their proportions and their outlines."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from msgspec import Struct

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import chance, choice, measure, number, one_of, role_of

Profile = list[tuple[float, float]]

_CUTS: Final = {
    # A family's word for a shade: the cuts it comes in.
    "drum": ("drum", "drum", "tiered", "box"),
    "cone": ("cone", "cone", "coolie"),
    "dome": ("dome", "bowl", "mushroom"),
    "globe": ("globe", "globe", "onion"),
    "woven": ("woven_bell", "woven_globe", "woven_drum", "woven_bowl"),
    "pleated": ("pleated", "scalloped"),
    "disc": ("disc", "disc", "bowl"),
    "exposed": ("exposed", "exposed", "cloche"),
    "cage": ("cage", "cage", "dome"),
}

_OWN_CUTS: Final = {
    ("traditional", "cone"): ("empire", "empire", "bell", "cone"),
    ("traditional", "drum"): ("empire", "drum", "hexagon"),
    ("rustic", "cone"): ("cone", "empire", "hexagon"),
    ("rustic", "drum"): ("drum", "box"),
    ("scandinavian", "globe"): ("globe", "lantern"),
    ("scandinavian", "drum"): ("drum", "drum", "lantern"),
    ("boho", "dome"): ("fringed", "mushroom", "woven_bowl"),
    ("glam", "drum"): ("drum", "tiered", "fringed"),
    ("glam", "disc"): ("bowl", "disc"),
}

_PROPORTIONS: Final = {
    # Height as a share of the width: least, most; top radius as a share of the bottom's.
    "drum": (0.50, 0.85, 0.86, 1.0),
    "tiered": (0.62, 0.90, 0.78, 1.0),
    "box": (0.55, 0.95, 0.80, 1.0),
    "hexagon": (0.60, 0.80, 0.55, 0.8),
    "cone": (0.58, 0.85, 0.34, 0.62),
    "empire": (0.60, 0.78, 0.45, 0.62),
    "coolie": (0.34, 0.48, 0.18, 0.30),
    "bell": (0.62, 0.80, 0.36, 0.50),
    "dome": (0.48, 0.68, 0.10, 0.16),
    "bowl": (0.28, 0.40, 0.10, 0.20),
    "mushroom": (0.46, 0.62, 0.10, 0.20),
    "globe": (0.92, 1.0, 0.16, 0.2),
    "onion": (1.0, 1.2, 0.14, 0.2),
    "lantern": (0.75, 1.25, 0.3, 0.4),
    "woven_bell": (0.65, 0.95, 0.20, 0.34),
    "woven_globe": (0.80, 1.0, 0.25, 0.35),
    "woven_drum": (0.55, 0.85, 0.7, 1.0),
    "woven_bowl": (0.36, 0.50, 0.18, 0.3),
    "pleated": (0.60, 0.80, 0.45, 0.75),
    "scalloped": (0.60, 0.75, 0.45, 0.65),
    "fringed": (0.66, 0.90, 0.60, 0.9),
    "disc": (0.10, 0.18, 0.5, 0.8),
    "exposed": (1.3, 1.9, 0.3, 0.4),
    "cloche": (1.0, 1.4, 0.25, 0.4),
    "cage": (1.1, 1.5, 0.3, 0.5),
}

_NARROW: Final = {"exposed": 0.36, "cloche": 0.55, "cage": 0.5, "globe": 0.72, "onion": 0.65}
"""Width of these cuts against that of a shade of cloth."""

_METAL_OR_CLOTH: Final = frozenset({"dome", "bowl", "coolie"})

_OPEN_ABOVE: Final = frozenset(
    {"drum", "tiered", "box", "hexagon", "cone", "empire", "bell", "pleated", "scalloped",
     "fringed", "woven_drum"}
)  # fmt: skip


class Lampshade(Struct, frozen=True, kw_only=True):
    """One shade: its cut, the role of its wall, and its size in metres."""

    cut: str
    role: Role
    width: float
    height: float
    taper: float
    folds: int

    @property
    def has_spider(self) -> bool:
        """Whether the shade is open above and carried by spokes at its top."""
        return self.cut in _OPEN_ABOVE

    @property
    def below(self) -> float:
        """How far the shade hangs under its lower rim, metres."""
        return self.height * {"fringed": 0.22, "mushroom": 0.04, "woven_bell": 0.04}.get(
            self.cut, 0
        )


def draw_shade(
    family: StyleFamily,
    random: np.random.Generator,
    low: float,
    high: float,
    *,
    hanging: bool = False,
) -> Shape:
    """The entries of a shape that say which shade; `low`, `high`: width of a cloth one, metres."""
    word = one_of(family.shades, random)
    cut = one_of(_OWN_CUTS.get((family.name, word), _CUTS[word]), random)
    if cut == "disc" and not hanging:
        # On a stand it would be taken for a little table.
        cut = "coolie"
    least, most, narrow, wide = _PROPORTIONS[cut]
    width = measure((low, high), random) * _NARROW.get(cut, 1.0)
    return {
        "shade": cut,
        "shade_role": _wall(cut, family, random),
        "shade_width": round(width, 4),
        "shade_height": round(width * measure((least, most), random), 4),
        "shade_taper": measure((narrow, wide), random),
        "shade_folds": int(random.integers(18, 40)),
    }


def _wall(cut: str, family: StyleFamily, random: np.random.Generator) -> str:
    if cut.startswith("woven"):
        return "cane"
    if cut in ("exposed", "cloche"):
        return "glass"
    if cut == "cage":
        return "metal"
    if cut in _METAL_OR_CLOTH:
        return "shade" if family.name == "boho" else "metal"
    if cut in ("globe", "onion"):
        smoked = family.name in ("glam", "industrial", "contemporary")
        return "glass" if chance(0.35 if smoked else 0.1, random) else "shade"
    if cut == "mushroom":
        return one_of(("metal", "shade"), random)
    return "shade"


def shade_of(shape: Shape, scale: float = 1.0) -> Lampshade:
    """The shade that `draw_shade` put into the shape, `scale` times as large."""
    return Lampshade(
        cut=choice(shape, "shade"),
        role=role_of(shape, "shade_role"),
        width=number(shape, "shade_width") * scale,
        height=number(shape, "shade_height") * scale,
        taper=number(shape, "shade_taper"),
        folds=int(shape["shade_folds"]),
    )


def shade_profile(shade: Lampshade) -> Profile:
    """(radius, height) of the wall from the bottom up."""
    radius, height, top = shade.width / 2, shade.height, shade.width / 2 * shade.taper
    share = np.linspace(0.0, 1.0, 11)
    if shade.cut in ("dome", "woven_bell", "cloche", "woven_bowl", "mushroom", "bowl"):
        power = {"woven_bell": 1.5, "cloche": 3.2, "mushroom": 2.2, "bowl": 1.8}.get(shade.cut, 2.0)
        around = radius * (1 - share**power) ** (1 / 2.0)
        around = np.maximum(around, top)
        curve = list(zip(around.tolist(), (share * height).tolist(), strict=True))
        if shade.cut in ("mushroom", "woven_bell"):
            curve = [(radius * 0.94, -shade.below), (radius * 1.0, -0.01 * height), *curve[1:]]
        return curve
    if shade.cut in ("globe", "onion", "woven_globe", "lantern"):
        start = 0.12 if shade.cut in ("globe", "onion") else 0.22
        angles = np.linspace(math.pi * start, math.pi * (1 - start * 0.8), 17)
        span = math.cos(angles[0]) - math.cos(angles[-1])
        level = (math.cos(angles[0]) - np.cos(angles)) / span * height
        around = radius * np.sin(angles)
        if shade.cut == "onion":
            around = around * (1.06 - 0.5 * np.maximum(level / height - 0.45, 0) ** 1.2)
        if shade.cut == "lantern":
            ribs = np.linspace(0, math.pi, 41)
            level = np.linspace(0, height, 41)
            around = (
                radius * np.interp(ribs, angles, np.sin(angles)) * (1 - 0.025 * (np.arange(41) % 2))
            )
        return list(zip(around.tolist(), level.tolist(), strict=True))
    if shade.cut == "bell":
        around = top + (radius - top) * (1 - share) ** 1.9
        return list(zip(around.tolist(), (share * height).tolist(), strict=True))
    lip = 0.004
    return [
        (radius - lip, lip), (radius - lip, 0.0), (radius, 0.0), (radius, 0.0),
        (top, height), (top, height), (top - lip, height), (top - lip, height - lip),
    ]  # fmt: skip
