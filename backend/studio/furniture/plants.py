"""Potted plants: trees, palms, ferns, succulents and clipped box, in a planter."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import choice, lender, measure, one_of
from backend.studio.furniture.parts.placing import settled
from backend.studio.furniture.parts.plants.planters import PLANTERS, STANDS, planter
from backend.studio.furniture.parts.plants.trees import TREES
from backend.studio.furniture.parts.plants.tufts import TUFTS
from backend.studio.geometry.mesh import Mesh
from backend.studio.seeds import generator

Points = NDArray[np.float64]


_PLANTS: Final = {
    "midcentury": ("snake", "rubber", "fiddle_leaf", "dracaena", "monstera"),
    "scandinavian": ("fiddle_leaf", "rubber", "olive", "monstera", "trailing"),
    "industrial": ("snake", "cactus", "dracaena", "zz", "rubber"),
    "traditional": ("topiary", "fern", "olive", "topiary", "palm"),
    "contemporary": ("bird", "palm", "zz", "snake", "olive"),
    "boho": ("monstera", "palm", "fern", "cactus", "trailing"),
    "rustic": ("olive", "fern", "grass", "trailing", "topiary"),
    "glam": ("palm", "bird", "topiary", "fiddle_leaf", "fern"),
}


_SMALL: Final = frozenset({"fern", "trailing", "zz", "topiary", "cactus", "grass"})


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    plant = one_of(_PLANTS[lender(family, second, rng).name], rng)
    pots = PLANTERS[lender(family, second, rng).name]
    hanging = plant == "trailing"
    return {
        "plant": plant,
        "height": measure((0.42, 0.85), rng) if plant in _SMALL else measure((0.75, 1.45), rng),
        "spread": measure((0.75, 1.25), rng),
        "stems": int(rng.integers(1, 4)),
        "fullness": measure((0.65, 1.25), rng),
        "leaf_size": measure((0.8, 1.25), rng),
        "droop": measure((0.6, 1.4), rng),
        "lean": measure((-0.1, 0.1), rng),
        "planter": one_of(STANDS if hanging else pots, rng),
        "pot_width": measure((0.22, 0.30), rng) if plant in _SMALL else measure((0.26, 0.40), rng),
        "pot_height": measure((0.8, 1.2), rng),
        "pot_taper": measure((0.62, 0.86), rng),
        "stand_height": measure((0.4, 0.7) if hanging else (0.10, 0.36), rng),
    }


def build(shape: Shape, seed: int) -> Mesh:
    mesh = Mesh(seed)
    level, radius = planter(mesh, shape)
    _BUILD[choice(shape, "plant")](mesh, shape, level, radius, generator(seed, "plant"))
    return settled(mesh)


_BUILD: Final = TREES | TUFTS
