"""The values an attribute may take, and the nearest ones to a value that is not among them."""

from __future__ import annotations

import difflib
from typing import Final, Literal

Attribute = Literal["category", "color", "material", "style"]

CATEGORIES: Final = (
    "sofa",
    "sectional",
    "armchair",
    "dining_chair",
    "stool",
    "bench",
    "ottoman",
    "dining_table",
    "coffee_table",
    "side_table",
    "desk",
    "bed",
    "sideboard",
    "wardrobe",
    "bookcase",
    "tv_stand",
    "floor_lamp",
    "table_lamp",
    "pendant_lamp",
    "rug",
    "mirror",
    "wall_art",
    "plant",
    "other",
)

COLORS: Final = {
    "white": "#f5f5f2",
    "cream": "#efe6d2",
    "beige": "#d6c6ab",
    "tan": "#b98d5e",
    "oak": "#c19a6b",
    "walnut": "#6b4630",
    "brown": "#5a3a26",
    "grey": "#8f9194",
    "charcoal": "#45484c",
    "black": "#1c1c1d",
    "red": "#a8322d",
    "rust": "#a9532c",
    "orange": "#d9772f",
    "mustard": "#c99a2e",
    "yellow": "#e8ca4e",
    "olive": "#6f7040",
    "green": "#3f6b4a",
    "teal": "#2c6e72",
    "blue": "#4a78a8",
    "navy": "#24344f",
    "purple": "#66466f",
    "pink": "#d9a3a5",
    "brass": "#b5954c",
    "chrome": "#c4c8cc",
    "copper": "#b2704a",
    "clear": "#e4eef0",
}
"""Name to the sRGB colour that stands for it."""

MATERIALS: Final = (
    "wood",
    "metal",
    "fabric",
    "velvet",
    "leather",
    "rattan",
    "glass",
    "marble",
    "stone",
    "concrete",
    "ceramic",
    "plastic",
    "paper",
    "plant",
)

STYLES: Final = (
    "midcentury",
    "scandinavian",
    "industrial",
    "traditional",
    "contemporary",
    "boho",
    "rustic",
    "glam",
)

PATTERNS: Final = (
    "plain",
    "stripe",
    "check",
    "herringbone",
    "floral",
    "geometric",
    "chevron",
    "abstract",
    "border",
    "medallion",
)
"""What is woven or printed on a surface. Data sets know it; a listing in the shop does not."""

COMPLEMENTS: Final[dict[str, tuple[str, ...]]] = {
    "sofa": ("coffee_table", "rug", "armchair", "floor_lamp", "side_table", "wall_art"),
    "sectional": ("coffee_table", "rug", "floor_lamp", "side_table", "tv_stand"),
    "armchair": ("side_table", "ottoman", "floor_lamp", "rug"),
    "dining_chair": ("dining_table", "pendant_lamp", "sideboard"),
    "stool": ("pendant_lamp", "dining_table"),
    "bench": ("dining_table", "mirror", "rug"),
    "ottoman": ("armchair", "sofa", "rug"),
    "dining_table": ("dining_chair", "pendant_lamp", "bench", "sideboard", "rug"),
    "coffee_table": ("sofa", "rug", "side_table", "tv_stand"),
    "side_table": ("table_lamp", "armchair", "sofa", "bed"),
    "desk": ("bookcase", "table_lamp", "dining_chair", "wall_art"),
    "bed": ("side_table", "table_lamp", "wardrobe", "rug", "bench"),
    "sideboard": ("mirror", "table_lamp", "wall_art", "dining_table"),
    "wardrobe": ("bed", "mirror"),
    "bookcase": ("desk", "armchair", "plant"),
    "tv_stand": ("sofa", "coffee_table", "plant"),
    "floor_lamp": ("armchair", "sofa", "rug"),
    "table_lamp": ("side_table", "desk", "sideboard"),
    "pendant_lamp": ("dining_table", "dining_chair"),
    "rug": ("sofa", "coffee_table", "armchair", "bed"),
    "mirror": ("sideboard", "bench", "wardrobe"),
    "wall_art": ("sofa", "sideboard", "plant"),
    "plant": ("bookcase", "tv_stand", "wall_art"),
}
"""What is bought with a piece of each category, and stands beside it; the usual first."""

VALUES: Final[dict[Attribute, frozenset[str]]] = {
    "category": frozenset(CATEGORIES),
    "color": frozenset(COLORS),
    "material": frozenset(MATERIALS),
    "style": frozenset(STYLES),
}


def is_known(attribute: Attribute, value: str) -> bool:
    return value in VALUES[attribute]


def nearest(attribute: Attribute, value: str, limit: int = 3) -> list[str]:
    """The known values closest in spelling to `value`, closest first; may be empty."""
    wanted = value.strip().lower().replace(" ", "_").replace("-", "_")
    return difflib.get_close_matches(wanted, sorted(VALUES[attribute]), n=limit, cutoff=0.5)
