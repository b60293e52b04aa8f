"""Where a room's pieces stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
from msgspec import Struct

from backend.studio.rooms.bedrooms import furnish_bedroom
from backend.studio.rooms.furnishing import Furnishing
from backend.studio.rooms.outline import Outline
from backend.studio.rooms.plan import Area, Block, FloorPlan, Placement
from backend.studio.rooms.seating import furnish_living, furnish_reading
from backend.studio.rooms.tables import furnish_dining, furnish_office

TRIES: Final = 60

_FURNISH: Final[MappingProxyType[str, Callable[[Furnishing], bool]]] = MappingProxyType(
    {
        "living": furnish_living,
        "dining": furnish_dining,
        "bedroom": furnish_bedroom,
        "office": furnish_office,
        "reading": furnish_reading,
    }
)

_ANCHORS: Final = MappingProxyType(
    {
        # What a room is built round, how much wider than that it is, and how deep it is; metres.
        "living": (("sofa", "sectional"), (1.3, 2.6), (3.2, 4.0)),
        "dining": (("dining_table",), (1.9, 3.2), (3.3, 4.0)),
        "bedroom": (("bed",), (1.8, 2.9), (3.0, 3.7)),
        "office": (("desk",), (1.9, 3.0), (2.5, 3.2)),
        "reading": (("armchair",), (2.3, 3.3), (2.4, 3.1)),
    }
)

_HEIGHTS: Final = MappingProxyType(
    {
        "living": (2.45, 3.0),
        "dining": (2.4, 2.75),
        "bedroom": (2.45, 2.85),
        "office": (2.45, 2.9),
        "reading": (2.45, 3.0),
    }
)
_NARROWEST, _WIDEST = 3.5, 6.5


class Layout(Struct, frozen=True):
    """A furnished room; see `plan` for its axes. Metres. `blocks` is what stands or hangs in it,
    `areas` what of its walls is taken or hidden."""

    kind: str
    width: float
    depth: float
    height: float
    placements: tuple[Placement, ...]
    blocks: tuple[Block, ...]
    areas: tuple[Area, ...]


def arrange(kind: str, outlines: Sequence[Outline], generator: np.random.Generator) -> Layout:
    """Place every piece, some of them several times, such that none is in another.

    What does not fit is drawn again, each time a little larger and with less straying. Raises
    ValueError where `TRIES` rooms were too small, which ordinary furniture never is.
    """
    anchors, beside, depths = _ANCHORS[kind]
    anchor = next((each for each in outlines if each.category in anchors), None)
    if anchor is None:
        raise ValueError(f"A {kind} room needs a {' or a '.join(anchors)}.")
    # A palm needs space of its own.
    spreading = sum(max(0.0, each.width - 0.9) for each in outlines if each.category == "plant")
    for attempt in range(TRIES):
        growth = attempt / TRIES
        width = anchor.width + spreading + float(generator.uniform(*beside)) + 3.0 * growth
        height = float(generator.uniform(*_HEIGHTS[kind])) + 0.4 * growth
        plan = FloorPlan(
            width=min(max(width, _NARROWEST), max(_WIDEST, anchor.width + 1.5) + 2.5 * growth),
            depth=float(generator.uniform(*depths)) + 1.6 * growth,
            height=min(height, 3.2),
            jitter=max(0.15, 1.0 - 1.2 * growth),
            random=generator,
        )
        if _FURNISH[kind](Furnishing(plan, outlines)):
            there = {placement.piece for placement in plan.placements}
            if len(there) == len(outlines):
                return Layout(
                    kind,
                    plan.width,
                    plan.depth,
                    plan.height,
                    tuple(plan.placements),
                    tuple(plan.blocks),
                    tuple(plan.areas),
                )
    names = ", ".join(outline.category for outline in outlines)
    raise ValueError(f"These pieces fit into no {kind} room: {names}.")
