"""Every category of furniture that the studio draws: how its shapes are drawn and built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture import (
    armchairs,
    beds,
    benches,
    bookcases,
    coffee_tables,
    desks,
    dining_chairs,
    dining_tables,
    floor_lamps,
    mirrors,
    ottomans,
    pendant_lamps,
    plants,
    rugs,
    sectionals,
    side_tables,
    sideboards,
    sofas,
    stools,
    table_lamps,
    tv_stands,
    wall_art,
    wardrobes,
)
from backend.studio.geometry.mesh import Mesh


@dataclass(frozen=True)
class Furniture:
    """How one category is made.

    `sample_shape(family, second, random)` draws a shape, some of whose parts may be in a second
    style; `build(shape, seed)` is its mesh, the same for the same arguments.
    """

    sample_shape: Callable[[StyleFamily, StyleFamily | None, np.random.Generator], Shape]
    build: Callable[[Shape, int], Mesh]


CATEGORIES: Final[Mapping[str, Furniture]] = MappingProxyType(
    {
        "sofa": Furniture(sofas.sample_shape, sofas.build),
        "sectional": Furniture(sectionals.sample_shape, sectionals.build),
        "armchair": Furniture(armchairs.sample_shape, armchairs.build),
        "dining_chair": Furniture(dining_chairs.sample_shape, dining_chairs.build),
        "stool": Furniture(stools.sample_shape, stools.build),
        "bench": Furniture(benches.sample_shape, benches.build),
        "ottoman": Furniture(ottomans.sample_shape, ottomans.build),
        "dining_table": Furniture(dining_tables.sample_shape, dining_tables.build),
        "coffee_table": Furniture(coffee_tables.sample_shape, coffee_tables.build),
        "side_table": Furniture(side_tables.sample_shape, side_tables.build),
        "desk": Furniture(desks.sample_shape, desks.build),
        "bed": Furniture(beds.sample_shape, beds.build),
        "sideboard": Furniture(sideboards.sample_shape, sideboards.build),
        "wardrobe": Furniture(wardrobes.sample_shape, wardrobes.build),
        "bookcase": Furniture(bookcases.sample_shape, bookcases.build),
        "tv_stand": Furniture(tv_stands.sample_shape, tv_stands.build),
        "floor_lamp": Furniture(floor_lamps.sample_shape, floor_lamps.build),
        "table_lamp": Furniture(table_lamps.sample_shape, table_lamps.build),
        "pendant_lamp": Furniture(pendant_lamps.sample_shape, pendant_lamps.build),
        "rug": Furniture(rugs.sample_shape, rugs.build),
        "mirror": Furniture(mirrors.sample_shape, mirrors.build),
        "wall_art": Furniture(wall_art.sample_shape, wall_art.build),
        "plant": Furniture(plants.sample_shape, plants.build),
    }
)
"""All categories of `backend.taxonomy` but `other`."""
