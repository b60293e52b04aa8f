"""Photographs in the place of some drawn materials, so that not all surfaces are of one hand."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role
from backend.studio.materials.material import FABRIC, WOOD, Material
from backend.studio.materials.photographic import PhotoAtlas

SHARE: Final = 0.35
"""Of the woods and of the fabrics; of rugs half."""


def with_photographs(
    materials: tuple[Material, ...],
    category: str,
    random: np.random.Generator,
    atlas: PhotoAtlas | None,
) -> tuple[Material, ...]:
    """A finish's materials, its wood, its cloth, both or neither photographed."""
    if atlas is None or not atlas.photos:
        return materials
    changed = list(materials)
    chance = random.random(2)
    picks = random.random(2)
    cloths = atlas.of("Rug") if category == "rug" else atlas.of("Fabric")
    share = 0.5 if category == "rug" else SHARE
    if cloths and chance[0] < share and materials[Role.TEXTILE].kind == FABRIC:
        cloth = atlas.material(cloths[int(picks[0] * len(cloths))], roughness=0.95)
        changed[Role.TEXTILE] = cloth
    woods = atlas.of("Wood")
    if woods and chance[1] < SHARE and materials[Role.FRAME].kind == WOOD:
        wood = atlas.material(woods[int(picks[1] * len(woods))], roughness=0.45)
        for role in (Role.FRAME, Role.SECOND_WOOD, Role.TOP):
            if materials[role].kind == WOOD:
                changed[role] = wood
    return tuple(changed)
