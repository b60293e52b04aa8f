"""A design (one shape) and its finishes (what it is made of); together they say all of a piece."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

Shape = dict[str, str | int | float | bool]
"""A design's named choices and dimensions (metres), as its furniture module drew them."""


class Role(IntEnum):
    """A piece's surfaces; a face of a mesh names one, a finish says what it is made of."""

    FRAME = 0
    SECOND_WOOD = 1
    METAL = 2
    TEXTILE = 3
    LINEN = 4
    TOP = 5
    CANE = 6
    GAP = 7
    SHADE = 8
    GLOW = 9
    GLASS = 10
    STONE = 11
    MIRROR = 12
    PRINT = 13
    PAPER = 14
    LEAF = 15
    POT = 16
    SOIL = 17


class Finish(Struct, frozen=True, kw_only=True):
    """What each role of a design is made of; names are those of `materials.palettes`."""

    wood: str
    second_wood: str
    metal: str
    textile: str
    color: str
    second_color: str
    pattern: str
    linen: str
    top: str
    stone: str
    shade: str
    pot: str
    leaf: str
    print_seed: int


class Design(Struct, frozen=True, kw_only=True):
    """One shape in two to four finishes; its id is the finishes' variant group."""

    id: str
    category: str
    style: str
    second_style: str | None
    seed: int
    shape: Shape
    finishes: tuple[Finish, ...]

    def listing_id(self, finish: int) -> str:
        return f"{self.id}-{'abcd'[finish]}"
