"""What merchants leave out of a listing, or get wrong."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from msgspec import Struct, structs

from backend.dataset.records import ListingRow, Size
from backend.studio.seeds import generator

LACKING: Final = 0.10
"""Of listings that lack something."""

MISTAKEN: Final = 0.03
"""Of listings that say something which is not so."""

_MAY_LACK: Final = ("colors", "materials", "style", "size_cm", "description")
_ANOTHER: Final = 0.35
"""How likely a listing that lacks something lacks one thing more, and then another."""

_MISTAKABLE: Final = ("colors", "colors", "materials", "materials", "style", "category", "size_cm")

COLOR_MISTAKES: Final = MappingProxyType(
    {
        "white": ("cream",),
        "cream": ("white", "beige"),
        "beige": ("cream", "tan"),
        "tan": ("beige", "brown"),
        "oak": ("walnut", "tan"),
        "walnut": ("oak", "brown"),
        "brown": ("walnut", "tan"),
        "grey": ("charcoal", "beige"),
        "charcoal": ("grey", "black"),
        "black": ("charcoal", "navy"),
        "red": ("rust", "pink"),
        "rust": ("red", "orange"),
        "orange": ("rust", "red"),
        "mustard": ("yellow", "tan"),
        "yellow": ("mustard",),
        "olive": ("green", "brown"),
        "green": ("olive", "teal"),
        "teal": ("green", "blue"),
        "blue": ("navy", "teal"),
        "navy": ("blue", "black"),
        "purple": ("navy", "pink"),
        "pink": ("red", "beige"),
        "brass": ("copper", "mustard"),
        "chrome": ("grey", "white"),
        "copper": ("brass", "rust"),
        "clear": ("white",),
    }
)
MATERIAL_MISTAKES: Final = MappingProxyType(
    {
        "fabric": ("velvet",),
        "velvet": ("fabric",),
        "leather": ("fabric",),
        "marble": ("stone",),
        "stone": ("marble", "concrete"),
        "concrete": ("stone",),
        "rattan": ("wood",),
        "metal": ("wood", "plastic"),
        "wood": ("rattan", "plastic"),
        "glass": ("plastic",),
        "ceramic": ("stone", "glass"),
        "paper": ("fabric",),
        "plant": ("plastic",),
        "plastic": ("metal",),
    }
)
STYLE_MISTAKES: Final = MappingProxyType(
    {
        "midcentury": ("scandinavian",),
        "scandinavian": ("midcentury", "contemporary"),
        "industrial": ("rustic", "contemporary"),
        "traditional": ("rustic", "glam"),
        "contemporary": ("scandinavian", "midcentury"),
        "boho": ("rustic",),
        "rustic": ("industrial", "traditional"),
        "glam": ("contemporary", "traditional"),
    }
)
CATEGORY_MISTAKES: Final = MappingProxyType(
    {
        "sofa": ("sectional",),
        "sectional": ("sofa",),
        "dining_chair": ("armchair",),
        "armchair": ("dining_chair",),
        "stool": ("side_table",),
        "bench": ("ottoman",),
        "ottoman": ("stool", "bench"),
        "dining_table": ("desk",),
        "coffee_table": ("side_table",),
        "side_table": ("coffee_table",),
        "desk": ("dining_table",),
        "sideboard": ("tv_stand",),
        "tv_stand": ("sideboard",),
        "bookcase": ("wardrobe",),
        "wardrobe": ("bookcase",),
        "floor_lamp": ("table_lamp",),
        "table_lamp": ("floor_lamp",),
    }
)


class Told(Struct, frozen=True):
    """What the merchant sends in, and which of its fields are left out or not so."""

    row: ListingRow
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def as_told(row: ListingRow, seed: int) -> Told:
    """The merchant's version of a listing's true row; it depends on the seed and the id alone."""
    random = generator(seed, "faults", row.id)
    lacks, mistakes = random.random() < LACKING, random.random() < MISTAKEN
    wrong: tuple[str, ...] = ()
    if mistakes:
        for place in random.permutation(len(_MISTAKABLE)):
            field = _MISTAKABLE[place]
            mistaken = _mistaken(row, field, random)
            if mistaken is not None:
                row, wrong = mistaken, (field,)
                break
    missing = _left_out(row, wrong, random) if lacks else ()
    emptied = {field: _EMPTY[field] for field in missing}
    return Told(structs.replace(row, **emptied), missing, wrong)


_EMPTY: Final[Mapping[str, object]] = MappingProxyType(
    {"colors": (), "materials": (), "style": None, "size_cm": None, "description": ""}
)


def _left_out(
    row: ListingRow, wrong: tuple[str, ...], random: np.random.Generator
) -> tuple[str, ...]:
    """One or more of the fields that say something; what is wrong is not left out as well."""
    said = [field for field in _MAY_LACK if field not in wrong and getattr(row, field)]
    left_out: list[str] = []
    for place in random.permutation(len(said)):
        left_out.append(said[place])
        if random.random() >= _ANOTHER:
            break
    return tuple(field for field in _MAY_LACK if field in left_out)


def _mistaken(row: ListingRow, field: str, random: np.random.Generator) -> ListingRow | None:
    """The row with a plausible mistake in this field; None if there is none to make."""
    if field == "colors":
        colors = _first_mistaken(row.colors, COLOR_MISTAKES, random)
        return None if colors is None else structs.replace(row, colors=colors)
    if field == "materials":
        materials = _first_mistaken(row.materials, MATERIAL_MISTAKES, random)
        return None if materials is None else structs.replace(row, materials=materials)
    if field == "size_cm":
        size = None if row.size_cm is None else _swapped(row.size_cm)
        return None if size is None else structs.replace(row, size_cm=size)
    mistakes = STYLE_MISTAKES if field == "style" else CATEGORY_MISTAKES
    value = row.style if field == "style" else row.category
    others = mistakes.get(value or "", ())
    return structs.replace(row, **{field: _one_of(others, random)}) if others else None


def _first_mistaken(
    values: tuple[str, ...],
    mistakes: Mapping[str, tuple[str, ...]],
    random: np.random.Generator,
) -> tuple[str, ...] | None:
    """The first value mistaken for another that is not among the values; None if none is."""
    first = values[0] if values else ""
    others = [other for other in mistakes.get(first, ()) if other not in values]
    return (_one_of(others, random), *values[1:]) if others else None


def _swapped(size: Size) -> Size | None:
    """Depth and height the wrong way round, the commonest slip in a size table."""
    if size.depth == size.height:
        return None
    return structs.replace(size, depth=size.height, height=size.depth)


def _one_of(options: tuple[str, ...] | list[str], random: np.random.Generator) -> str:
    return options[int(random.integers(len(options)))]
