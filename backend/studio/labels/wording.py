"""The words shops use for categories, styles, patterns, colours and materials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backend import taxonomy
from backend.dataset.records import Size

_TALL_STOOL: Final = 60.0  # cm

_NOUNS: Final = {
    "sofa": ("Sofa", "Couch", "Sofa"),
    "sectional": ("Sectional Sofa", "Sectional", "Chaise Sofa"),
    "armchair": ("Armchair", "Accent Chair", "Lounge Chair"),
    "dining_chair": ("Dining Chair", "Dining Chair", "Side Chair"),
    "stool": ("Stool", "Low Stool"),
    "bench": ("Bench", "Hallway Bench", "Dining Bench"),
    "ottoman": ("Ottoman", "Footstool", "Pouf"),
    "dining_table": ("Dining Table", "Dining Table", "Kitchen Table"),
    "coffee_table": ("Coffee Table", "Coffee Table", "Cocktail Table"),
    "side_table": ("Side Table", "End Table", "Accent Table"),
    "desk": ("Desk", "Writing Desk", "Home Office Desk"),
    "bed": ("Bed", "Bed Frame", "Bedstead"),
    "sideboard": ("Sideboard", "Credenza", "Buffet"),
    "wardrobe": ("Wardrobe", "Armoire", "Wardrobe"),
    "bookcase": ("Bookcase", "Bookshelf", "Shelving Unit"),
    "tv_stand": ("TV Stand", "Media Unit", "TV Unit"),
    "floor_lamp": ("Floor Lamp", "Standing Lamp", "Floor Light"),
    "table_lamp": ("Table Lamp", "Bedside Lamp", "Desk Lamp"),
    "pendant_lamp": ("Pendant Lamp", "Pendant Light", "Ceiling Pendant"),
    "rug": ("Rug", "Area Rug", "Rug"),
    "mirror": ("Mirror", "Wall Mirror", "Mirror"),
    "wall_art": ("Wall Art", "Framed Print", "Art Print"),
    "plant": ("Artificial Plant", "Faux Potted Plant", "Decorative Plant"),
}

STYLE_WORDS: Final = {
    "midcentury": ("Mid-Century", "Mid-Century Modern", "Midcentury"),
    "scandinavian": ("Scandinavian", "Scandi", "Nordic"),
    "industrial": ("Industrial", "Loft-Style", "Factory-Inspired"),
    "traditional": ("Traditional", "Classic", "Heritage"),
    "contemporary": ("Contemporary", "Modern", "Minimalist"),
    "boho": ("Boho", "Bohemian", "Boho-Chic"),
    "rustic": ("Rustic", "Farmhouse", "Country"),
    "glam": ("Glam", "Glamorous", "Art-Deco-Inspired"),
}
"""The first of each is the plain one."""

PATTERN_WORDS: Final = {
    "stripe": "Striped",
    "check": "Checked",
    "herringbone": "Herringbone",
    "floral": "Floral",
    "geometric": "Geometric",
    "chevron": "Chevron",
    "abstract": "Abstract",
    "border": "Bordered",
    "medallion": "Medallion",
}

_PLATED: Final = {"brass": "brass-finished", "copper": "copper-finished", "chrome": "chrome-plated"}
_STAINED: Final = {"black": "black-stained", "white": "white-painted", "cream": "cream-painted"}


def nouns(category: str, size: Size) -> tuple[str, ...]:
    """What such a piece is called; likelier names stand there twice."""
    if category == "stool" and (size.height or 0) >= _TALL_STOOL:
        return ("Bar Stool", "Counter Stool")
    return _NOUNS.get(category) or (category.replace("_", " ").title(),)


def in_title(material: str, color: str | None) -> str:
    """Material and colour as a title has them: `Rust Velvet`, `Oak`, `Black Metal`."""
    if material == "plant":
        return color.title() if color else ""
    if color is None or color == "clear":
        return material.title()
    if color in ("oak", "walnut", "brass", "chrome", "copper"):
        return color.title()
    return f"{color} {material}".title()


def in_sentence(material: str, color: str | None) -> str:
    """Material and colour as a sentence has them: `rust velvet`, `black-stained wood`."""
    if material == "plant":
        return f"{color} plant foliage" if color else "plant foliage"
    if color is None:
        return material
    if material == "metal":
        return f"{_PLATED.get(color, color)} metal"
    if material == "wood":
        return f"{_STAINED.get(color, color)} wood"
    return f"{color} {material}"


def listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def named_values(text: str) -> frozenset[str]:
    """The taxonomy's colours and materials that a text names as words of their own."""
    plain = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    words = frozenset(plain.split())
    return frozenset(value for value in (*taxonomy.COLORS, *taxonomy.MATERIALS) if value in words)
