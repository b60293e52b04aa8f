"""Kinds of rooms, and which pieces each may have."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
from msgspec import Struct

FEWEST, MOST = 5, 12
"""Pieces of a room. One that stands several times, such as a dining chair, counts once."""


class Slot(Struct, frozen=True):
    """One piece a room may have: drawn with `chance`, if one of `needs` is there (or none are
    named); its category is one of `categories`, with these weights."""

    categories: tuple[str, ...]
    chance: float = 1.0
    needs: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()


class RoomKind(Struct, frozen=True):
    """`slots` in the order they are drawn in; those with chance 1 and no needs are essential."""

    name: str
    slots: tuple[Slot, ...]

    def is_whole(self, categories: Sequence[str]) -> bool:
        """Nothing essential is missing, and table lamps have something to stand on: such a room
        can be arranged."""
        essential = [slot for slot in self.slots if slot.chance == 1.0 and not slot.needs]
        carriers = [slot.needs for slot in self.slots if "table_lamp" in slot.categories]
        lit = "table_lamp" not in categories or any(
            need in categories for needs in carriers for need in needs
        )
        return lit and all(any(c in categories for c in slot.categories) for slot in essential)


_LIVING: Final = RoomKind(
    "living",
    (
        Slot(("sofa", "sectional"), weights=(0.74, 0.26)),
        Slot(("coffee_table",)),
        Slot(("rug",), 0.92),
        Slot(("armchair",), 0.75),
        Slot(("armchair",), 0.25, ("armchair",)),
        Slot(("side_table",), 0.62),
        Slot(("sideboard", "bookcase", "tv_stand"), 0.72, weights=(0.34, 0.33, 0.33)),
        Slot(("floor_lamp",), 0.68),
        Slot(("table_lamp",), 0.6, ("side_table", "sideboard")),
        Slot(("wall_art",), 0.85),
        Slot(("wall_art",), 0.25, ("wall_art",)),
        Slot(("mirror",), 0.2),
        Slot(("plant",), 0.72),
        Slot(("plant",), 0.15, ("plant",)),
        Slot(("ottoman",), 0.22),
    ),
)

_DINING: Final = RoomKind(
    "dining",
    (
        Slot(("dining_table",)),
        Slot(("dining_chair",)),
        Slot(("bench",), 0.22),
        Slot(("pendant_lamp",), 0.78),
        Slot(("sideboard",), 0.66),
        Slot(("rug",), 0.6),
        Slot(("wall_art",), 0.72),
        Slot(("wall_art",), 0.18, ("wall_art",)),
        Slot(("mirror",), 0.25),
        Slot(("plant",), 0.7),
    ),
)

_BEDROOM: Final = RoomKind(
    "bedroom",
    (
        Slot(("bed",)),
        Slot(("side_table",), 0.92),
        Slot(("table_lamp",), 0.75, ("side_table",)),
        Slot(("rug",), 0.82),
        Slot(("wardrobe",), 0.36),
        Slot(("bench", "ottoman"), 0.42, weights=(0.65, 0.35)),
        Slot(("armchair",), 0.28),
        Slot(("floor_lamp",), 0.25),
        Slot(("pendant_lamp",), 0.3),
        Slot(("wall_art",), 0.74),
        Slot(("mirror",), 0.28),
        Slot(("plant",), 0.6),
    ),
)

_OFFICE: Final = RoomKind(
    "office",
    (
        Slot(("desk",)),
        Slot(("dining_chair",)),
        Slot(("bookcase",), 0.72),
        Slot(("table_lamp",), 0.7, ("desk",)),
        Slot(("floor_lamp",), 0.42),
        Slot(("rug",), 0.72),
        Slot(("wall_art",), 0.8),
        Slot(("wall_art",), 0.2, ("wall_art",)),
        Slot(("plant",), 0.78),
    ),
)

_READING: Final = RoomKind(
    "reading",
    (
        Slot(("armchair",)),
        Slot(("floor_lamp",), 0.9),
        Slot(("side_table",), 0.8),
        Slot(("stool",), 0.15),
        Slot(("ottoman",), 0.62),
        Slot(("bookcase",), 0.7),
        Slot(("rug",), 0.85),
        Slot(("wall_art",), 0.7),
        Slot(("wall_art",), 0.2, ("wall_art",)),
        Slot(("plant",), 0.75),
        Slot(("plant",), 0.15, ("plant",)),
    ),
)

KINDS: Final = MappingProxyType(
    {kind.name: kind for kind in (_LIVING, _DINING, _BEDROOM, _OFFICE, _READING)}
)


def draw_slots(kind: RoomKind, generator: np.random.Generator) -> tuple[str, ...]:
    """The categories of a room's pieces, FEWEST to MOST of them; some kinds may have a category
    twice (two different armchairs)."""
    while True:
        drawn: list[str] = []
        for slot in kind.slots:
            allowed = not slot.needs or any(need in drawn for need in slot.needs)
            if generator.random() >= slot.chance or not allowed:
                continue
            shares = np.array(slot.weights or [1.0] * len(slot.categories))
            drawn.append(slot.categories[int(generator.choice(len(shares), p=shares))])
        if FEWEST <= len(drawn) <= MOST:
            return tuple(drawn)
