"""How much each factor counts between two categories, and which categories stand together.

What must agree differs in kind: a sofa and a rug agree on colour, a table and its chairs on wood
and style, two lamps on metal. A rule that is the same for every pair cannot learn it.
"""

from __future__ import annotations

from itertools import combinations_with_replacement
from types import MappingProxyType
from typing import Final

from msgspec import Struct, structs

from backend.taxonomy import CATEGORIES

SCALE: Final = 2.4
"""Multiplies every weight. It says how sure of himself the stylist is, and was chosen so that the
best possible answer to a fill-in-the-blank question is right about four times in five."""


class PairWeights(Struct, frozen=True):
    """What one unit of each factor (`factors.FACTORS`) adds to the log-odds of a pair."""

    style: float
    color: float
    wood: float
    metal: float
    pattern: float

    def times(self, factor: float) -> PairWeights:
        return PairWeights(*(factor * value for value in structs.astuple(self)))


ROLES: Final = MappingProxyType(
    {
        "seat": ("sofa", "sectional", "armchair", "ottoman"),
        "chair": ("dining_chair", "stool", "bench"),
        "table": ("dining_table", "coffee_table", "side_table", "desk"),
        "case": ("sideboard", "wardrobe", "bookcase", "tv_stand"),
        "bed": ("bed",),
        "lamp": ("floor_lamp", "table_lamp", "pendant_lamp"),
        "rug": ("rug",),
        "decor": ("mirror", "wall_art", "other"),
        "plant": ("plant",),
    }
)
"""What a category is to a room; every category has one role."""

_ROLE_ROWS: Final = (
    # roles              style color wood metal pattern
    ("seat", "seat", 0.7, 1.8, 0.0, 0.0, 0.6),
    ("seat", "chair", 0.5, 0.9, 0.5, 0.0, 0.0),
    ("seat", "table", 0.5, 0.0, 0.7, 0.0, 0.0),
    ("seat", "case", 0.5, 0.0, 0.5, 0.0, 0.0),
    ("seat", "bed", 0.4, 1.5, 0.0, 0.0, 0.4),
    ("seat", "lamp", 0.5, 0.6, 0.0, 0.0, 0.0),
    ("seat", "rug", 0.0, 2.1, 0.0, 0.0, 0.8),
    ("seat", "decor", 0.0, 1.7, 0.0, 0.0, 0.4),
    ("seat", "plant", 0.5, 0.0, 0.0, 0.0, 0.0),
    ("chair", "chair", 0.7, 0.9, 0.9, 0.0, 0.0),
    ("chair", "table", 0.7, 0.0, 1.1, 0.4, 0.0),
    ("chair", "case", 0.4, 0.0, 0.9, 0.0, 0.0),
    ("chair", "bed", 0.4, 0.6, 0.7, 0.0, 0.0),
    ("chair", "lamp", 0.4, 0.0, 0.0, 0.7, 0.0),
    ("chair", "rug", 0.0, 1.4, 0.0, 0.0, 0.6),
    ("chair", "decor", 0.0, 0.6, 0.0, 0.0, 0.0),
    ("chair", "plant", 0.3, 0.0, 0.0, 0.0, 0.0),
    ("table", "table", 0.6, 0.0, 1.1, 0.6, 0.0),
    ("table", "case", 0.4, 0.0, 1.2, 0.0, 0.0),
    ("table", "bed", 0.4, 0.0, 1.1, 0.0, 0.0),
    ("table", "lamp", 0.2, 0.0, 0.0, 1.1, 0.0),
    ("table", "rug", 0.4, 0.8, 0.0, 0.0, 0.0),
    ("table", "decor", 0.0, 0.0, 0.4, 0.4, 0.0),
    ("table", "plant", 0.5, 0.0, 0.0, 0.0, 0.0),
    ("case", "case", 0.5, 0.0, 1.3, 0.0, 0.0),
    ("case", "bed", 0.5, 0.0, 1.1, 0.0, 0.0),
    ("case", "lamp", 0.2, 0.0, 0.0, 0.8, 0.0),
    ("case", "rug", 0.4, 0.6, 0.0, 0.0, 0.0),
    ("case", "decor", 0.3, 0.0, 0.5, 0.0, 0.0),
    ("case", "plant", 0.5, 0.0, 0.0, 0.0, 0.0),
    ("bed", "bed", 0.7, 1.5, 0.8, 0.0, 0.6),
    ("bed", "lamp", 0.4, 0.6, 0.0, 0.0, 0.0),
    ("bed", "rug", 0.0, 2.1, 0.0, 0.0, 0.8),
    ("bed", "decor", 0.0, 1.5, 0.0, 0.0, 0.4),
    ("bed", "plant", 0.4, 0.0, 0.0, 0.0, 0.0),
    ("lamp", "lamp", 0.5, 0.0, 0.0, 1.4, 0.0),
    ("lamp", "rug", 0.0, 0.8, 0.0, 0.0, 0.0),
    ("lamp", "decor", 0.3, 0.0, 0.0, 1.0, 0.0),
    ("lamp", "plant", 0.2, 0.0, 0.0, 0.0, 0.0),
    ("rug", "rug", 0.0, 1.5, 0.0, 0.0, 1.0),
    ("rug", "decor", 0.0, 2.1, 0.0, 0.0, 0.6),
    ("rug", "plant", 0.0, 0.8, 0.0, 0.0, 0.0),
    ("decor", "decor", 0.0, 1.5, 0.4, 0.4, 0.4),
    ("decor", "plant", 0.0, 0.8, 0.0, 0.0, 0.0),
    ("plant", "plant", 0.0, 1.2, 0.0, 0.0, 0.0),
)

_NAMED_ROWS: Final = (
    # categories                      style color wood metal pattern
    ("sofa", "rug", 0.0, 3.3, 0.0, 0.0, 1.0),
    ("sectional", "rug", 0.0, 3.3, 0.0, 0.0, 1.0),
    ("bed", "rug", 0.0, 3.0, 0.0, 0.0, 1.0),
    ("dining_table", "rug", 0.5, 1.2, 0.0, 0.0, 0.0),
    ("sofa", "armchair", 0.5, 2.7, 0.0, 0.0, 0.8),
    ("sectional", "armchair", 0.5, 2.7, 0.0, 0.0, 0.8),
    ("armchair", "ottoman", 0.5, 3.3, 0.0, 0.0, 0.8),
    ("sofa", "wall_art", 0.0, 2.7, 0.0, 0.0, 0.4),
    ("sectional", "wall_art", 0.0, 2.7, 0.0, 0.0, 0.4),
    ("bed", "wall_art", 0.0, 2.7, 0.0, 0.0, 0.4),
    ("wall_art", "rug", 0.0, 3.0, 0.0, 0.0, 0.6),
    ("dining_table", "dining_chair", 0.8, 0.0, 2.0, 0.4, 0.0),
    ("dining_table", "bench", 0.7, 0.0, 2.0, 0.4, 0.0),
    ("dining_chair", "bench", 0.8, 0.6, 1.4, 0.0, 0.0),
    ("dining_table", "sideboard", 0.5, 0.0, 1.8, 0.0, 0.0),
    ("dining_table", "pendant_lamp", 1.1, 0.0, 0.0, 0.8, 0.0),
    ("dining_chair", "pendant_lamp", 0.4, 0.0, 0.0, 1.2, 0.0),
    ("bed", "side_table", 0.4, 0.0, 2.0, 0.0, 0.0),
    ("bed", "wardrobe", 0.5, 0.0, 1.8, 0.0, 0.0),
    ("side_table", "wardrobe", 0.0, 0.0, 1.8, 0.0, 0.0),
    ("coffee_table", "tv_stand", 0.4, 0.0, 1.8, 0.0, 0.0),
    ("coffee_table", "side_table", 0.7, 0.0, 1.5, 0.8, 0.0),
    ("bookcase", "tv_stand", 0.5, 0.0, 2.0, 0.0, 0.0),
    ("desk", "bookcase", 0.4, 0.0, 2.0, 0.0, 0.0),
    ("desk", "dining_chair", 0.8, 0.0, 1.2, 0.6, 0.0),
    ("coffee_table", "floor_lamp", 0.0, 0.0, 0.0, 2.0, 0.0),
    ("side_table", "table_lamp", 0.4, 0.0, 0.0, 1.8, 0.0),
    ("desk", "table_lamp", 0.5, 0.0, 0.0, 1.8, 0.0),
    ("floor_lamp", "table_lamp", 0.5, 0.0, 0.0, 2.0, 0.0),
    ("table_lamp", "mirror", 0.4, 0.0, 0.0, 1.8, 0.0),
    ("sideboard", "mirror", 0.4, 0.0, 1.0, 1.0, 0.0),
    ("sofa", "coffee_table", 1.1, 0.0, 0.6, 0.0, 0.0),
    ("sectional", "coffee_table", 1.1, 0.0, 0.6, 0.0, 0.0),
)


def _unordered(first: str, second: str) -> tuple[str, str]:
    return (first, second) if first <= second else (second, first)


ROLE_WEIGHTS: Final = MappingProxyType(
    {_unordered(first, second): PairWeights(*rest) for first, second, *rest in _ROLE_ROWS}
)
"""By two roles, in alphabetical order."""

NAMED_WEIGHTS: Final = MappingProxyType(
    {_unordered(first, second): PairWeights(*rest) for first, second, *rest in _NAMED_ROWS}
)
"""By two categories, in alphabetical order: instead of what their roles say."""

_ROLE_OF: Final = MappingProxyType(
    {category: role for role, categories in ROLES.items() for category in categories}
)


def weights_of(first: str, second: str) -> PairWeights:
    """Of two categories, which may be the same and come in either order; `SCALE` is in them."""
    named = NAMED_WEIGHTS.get(_unordered(first, second))
    roles = _unordered(_ROLE_OF[first], _ROLE_OF[second])
    return (named or ROLE_WEIGHTS[roles]).times(SCALE)


STAND_TOGETHER: Final = (
    # living room
    ("sofa", "sectional", "armchair", "ottoman", "coffee_table", "side_table", "tv_stand",
     "bookcase", "sideboard", "floor_lamp", "table_lamp", "rug", "mirror", "wall_art", "plant"),
    # dining room
    ("dining_table", "dining_chair", "bench", "sideboard", "pendant_lamp", "rug", "mirror",
     "wall_art", "plant"),
    # bedroom
    ("bed", "side_table", "wardrobe", "bench", "ottoman", "armchair", "table_lamp", "floor_lamp",
     "pendant_lamp", "rug", "mirror", "wall_art", "plant"),
    # office
    ("desk", "dining_chair", "bookcase", "table_lamp", "floor_lamp", "rug", "wall_art", "plant"),
    # reading corner
    ("armchair", "ottoman", "side_table", "stool", "bookcase", "floor_lamp", "rug", "wall_art",
     "plant"),
)  # fmt: skip
"""Categories of one kind of room."""

INSTEAD_OF_EACH_OTHER: Final = frozenset({("sectional", "sofa")})
"""Pairs, in alphabetical order, of which a room has one or the other."""

SEVERAL: Final = frozenset({"armchair", "side_table", "wall_art", "plant"})
"""Categories of which one room may have two different ones."""

_COMPLEMENTING: Final = frozenset(
    pair
    for kind in STAND_TOGETHER
    for pair in combinations_with_replacement(sorted(kind), 2)
    if pair not in INSTEAD_OF_EACH_OTHER and (pair[0] != pair[1] or pair[0] in SEVERAL)
)


def complements(category: str) -> tuple[str, ...]:
    """The categories that stand with it in rooms, in the order of the taxonomy; none for
    `other`, of which nothing is known."""
    return tuple(other for other in CATEGORIES if _unordered(category, other) in _COMPLEMENTING)
