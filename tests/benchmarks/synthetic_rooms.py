"""A catalogue of traits and the slots of rooms, made up without drawing a single picture.

Colours, woods and metals are those of the studio's style families, so that the figures come near
those of a catalogue that the studio has drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from backend.images.oklab import to_oklab
from backend.studio.designs.styles import STYLES, StyleFamily
from backend.studio.materials.material import linear
from backend.studio.materials.palettes import TEXTILE_COLORS, WOODS
from backend.studio.seeds import generator
from backend.studio.stylist.traits import Traits
from backend.taxonomy import CATEGORIES, COLORS

SECOND_STYLES: Final[Mapping[str, tuple[str, ...]]] = {
    "midcentury": ("scandinavian", "contemporary", "boho"),
    "scandinavian": ("midcentury", "contemporary", "boho"),
    "industrial": ("rustic", "contemporary"),
    "traditional": ("rustic", "glam"),
    "contemporary": ("scandinavian", "midcentury", "glam"),
    "boho": ("scandinavian", "midcentury", "rustic"),
    "rustic": ("industrial", "traditional", "boho"),
    "glam": ("contemporary", "traditional"),
}

SURFACES: Final[Mapping[str, tuple[tuple[str, float], ...]]] = {
    # What is seen of a category, with shares of what is seen.
    "sofa": (("textile", 0.85), ("accent", 0.08), ("wood", 0.07)),
    "sectional": (("textile", 0.9), ("accent", 0.06), ("wood", 0.04)),
    "armchair": (("textile", 0.8), ("wood", 0.2)),
    "ottoman": (("textile", 0.9), ("wood", 0.1)),
    "dining_chair": (("wood", 0.6), ("textile", 0.4)),
    "stool": (("wood", 0.6), ("textile", 0.3), ("metal", 0.1)),
    "bench": (("wood", 0.6), ("textile", 0.4)),
    "dining_table": (("wood", 0.95), ("metal", 0.05)),
    "coffee_table": (("wood", 0.85), ("metal", 0.15)),
    "side_table": (("wood", 0.8), ("metal", 0.2)),
    "desk": (("wood", 0.85), ("metal", 0.15)),
    "bed": (("textile", 0.35), ("linen", 0.4), ("wood", 0.25)),
    "sideboard": (("wood", 0.97), ("metal", 0.03)),
    "wardrobe": (("wood", 0.98), ("metal", 0.02)),
    "bookcase": (("wood", 0.9), ("metal", 0.1)),
    "tv_stand": (("wood", 0.95), ("metal", 0.05)),
    "floor_lamp": (("metal", 0.4), ("linen", 0.6)),
    "table_lamp": (("metal", 0.3), ("textile", 0.2), ("linen", 0.5)),
    "pendant_lamp": (("metal", 0.7), ("linen", 0.3)),
    "rug": (("textile", 0.65), ("accent", 0.35)),
    "mirror": (("chrome", 0.7), ("frame", 0.3)),
    "wall_art": (("linen", 0.4), ("textile", 0.3), ("accent", 0.2), ("wood", 0.1)),
    "plant": (("leaf", 0.6), ("textile", 0.4)),
}

BUSY: Final[Mapping[str, float]] = {
    "plain": 0.0,
    "stripe": 0.5,
    "check": 0.6,
    "herringbone": 0.3,
    "floral": 0.9,
    "geometric": 0.7,
    "chevron": 0.6,
    "abstract": 0.7,
    "border": 0.4,
    "medallion": 0.9,
}
"""How loud a pattern is."""

ROOMS: Final[Sequence[tuple[tuple[tuple[str, ...], float], ...]]] = (
    # Alternatives of a slot, and how likely the slot is there.
    (
        (("sofa", "sectional"), 1.0),
        (("coffee_table",), 0.95),
        (("armchair",), 0.7),
        (("side_table",), 0.5),
        (("rug",), 0.85),
        (("floor_lamp",), 0.7),
        (("table_lamp",), 0.3),
        (("tv_stand", "sideboard"), 0.6),
        (("bookcase",), 0.4),
        (("wall_art",), 0.8),
        (("wall_art",), 0.3),
        (("plant",), 0.7),
    ),
    (
        (("dining_table",), 1.0),
        (("dining_chair",), 1.0),
        (("pendant_lamp",), 0.85),
        (("sideboard",), 0.7),
        (("bench",), 0.25),
        (("rug",), 0.7),
        (("mirror", "wall_art"), 0.9),
        (("plant",), 0.8),
    ),
    (
        (("bed",), 1.0),
        (("side_table",), 1.0),
        (("table_lamp",), 0.85),
        (("wardrobe",), 0.7),
        (("bench", "ottoman"), 0.4),
        (("armchair",), 0.3),
        (("rug",), 0.8),
        (("mirror",), 0.5),
        (("wall_art",), 0.8),
        (("plant",), 0.5),
    ),
    (
        (("desk",), 1.0),
        (("dining_chair",), 1.0),
        (("bookcase",), 0.85),
        (("table_lamp", "floor_lamp"), 0.95),
        (("rug",), 0.6),
        (("wall_art",), 0.8),
        (("plant",), 0.7),
    ),
    (
        (("armchair",), 1.0),
        (("side_table", "stool"), 1.0),
        (("floor_lamp",), 0.95),
        (("rug",), 0.8),
        (("bookcase",), 0.7),
        (("ottoman",), 0.4),
        (("wall_art",), 0.7),
        (("plant",), 0.8),
    ),
)

FEWEST: Final = 5
MOST: Final = 12


def catalogue(count: int, seed: int) -> list[Traits]:
    """`count` listings over all categories but `other`, in equal parts."""
    numbers = generator(seed, "synthetic catalogue")
    categories = [category for category in CATEGORIES if category in SURFACES]
    return [
        _listing(f"{categories[place % len(categories)]}-{place:05d}", numbers)
        for place in range(count)
    ]


def slots_of_rooms(count: int, seed: int) -> list[tuple[str, ...]]:
    """Five to twelve slots each, of five kinds of rooms."""
    numbers = generator(seed, "synthetic slots")
    found: list[tuple[str, ...]] = []
    while len(found) < count:
        kind = ROOMS[int(numbers.integers(len(ROOMS)))]
        slots = tuple(
            str(numbers.choice(options)) for options, chance in kind if numbers.random() < chance
        )
        if FEWEST <= len(slots) <= MOST:
            found.append(slots)
    return found


def _listing(name: str, numbers: np.random.Generator) -> Traits:
    category = name.rsplit("-", 1)[0]
    style = str(numbers.choice(list(STYLES)))
    family = STYLES[style]
    styles = {style: 1.0}
    if numbers.random() < 0.35:
        part = float(numbers.uniform(0.2, 0.45))
        styles = {style: 1.0 - part, str(numbers.choice(SECOND_STYLES[style])): part}
    surfaces = dict(SURFACES[category])
    wood, metal = str(numbers.choice(family.woods)), str(numbers.choice(family.metals))
    framed_in_wood = numbers.random() < 0.5
    has_wood = "wood" in surfaces or (category == "mirror" and framed_in_wood)
    has_metal = ("metal" in surfaces and numbers.random() < 0.7) or (
        category == "mirror" and not framed_in_wood
    )
    patterns = family.rugs if category == "rug" else family.patterns
    pattern = str(numbers.choice(patterns)) if surfaces.get("textile", 0.0) > 0.25 else "plain"
    seen = _colors(family, wood, metal, framed_in_wood, numbers)
    return Traits(
        listing=name,
        category=category,
        styles=styles,
        palette=tuple((*_jittered(seen[part], numbers), share) for part, share in surfaces.items()),
        wood=WOODS[wood].tone if has_wood else None,
        metal=metal if has_metal else None,
        pattern=BUSY[pattern],
    )


def _colors(
    family: StyleFamily, wood: str, metal: str, framed_in_wood: bool, numbers: np.random.Generator
) -> dict[str, str]:
    """A hex for each surface."""
    metals = {"steel": COLORS["grey"], **COLORS}
    linens = ("white", "cream", "beige", "grey", "white", "cream")
    return {
        "textile": str(numbers.choice(TEXTILE_COLORS[str(numbers.choice(family.colors))])),
        "accent": str(numbers.choice(TEXTILE_COLORS[str(numbers.choice(family.accents))])),
        "linen": COLORS[str(numbers.choice(linens))],
        "wood": WOODS[wood].light if numbers.random() < 0.5 else WOODS[wood].dark,
        "metal": metals[metal],
        "frame": WOODS[wood].light if framed_in_wood else metals[metal],
        "chrome": COLORS["chrome"],
        "leaf": COLORS["green"],
    }


def _jittered(color: str, numbers: np.random.Generator) -> tuple[float, float, float]:
    """OKLab of a hex, a little off, as light and texture make it."""
    noise = numbers.normal(0.0, (0.03, 0.008, 0.008))
    lightness, a, b = to_oklab(linear(color)) + noise
    return float(min(max(lightness, 0.0), 1.0)), float(a), float(b)
