"""Floors, walls and ceilings, as they are in people's homes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from backend.studio.materials import factory
from backend.studio.materials.material import Material
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.materials.textiles import textile

T = TypeVar("T")

WALLS: Final = (
    "#ece9e2", "#e4e3de", "#dfe2e0", "#d9d3c7", "#e6d9cf", "#d7c9b5", "#f1efe9", "#d5dbd9",
    "#cfd8d3", "#b9c4c0", "#c7b8a6", "#a7b3bd", "#bfae9b", "#c9a99a", "#b7c0a8", "#d8bfae",
    "#8fa09a", "#7d8a6f", "#5d6e78", "#394b52", "#2f4a44", "#7b4f43", "#6b6a77", "#c58f6b",
    "#d9c38a", "#93a9bb", "#44505f", "#a58a86",
)  # fmt: skip
"""The lighter ones come first and are the more usual."""

_WOODS: Final = ("oak", "ash", "walnut", "grey", "beech", "pine", "smoked", "teak", "weathered")
_CARPETS: Final = ("beige", "grey", "cream", "charcoal", "tan", "blue", "green", "beige")
_PLANKS: Final = ((0.09, 0.9), (0.13, 1.3), (0.18, 1.8), (0.22, 2.2), (0.15, 1.5))
_BLOCKS: Final = ((0.07, 0.45), (0.07, 0.35), (0.09, 0.6))
_TILES: Final = ((0.3, 0.3), (0.6, 0.6), (0.45, 0.9), (0.6, 1.2), (0.2, 0.2))
_STONES: Final = ("travertine", "beige", "grey", "terrazzo", "concrete", "white")
_SEAMLESS: Final = ("concrete", "terrazzo", "concrete")


class Floor(Struct, frozen=True):
    """Its material, and width and length of its boards or tiles (0: seamless), metres."""

    material: Material
    plank: tuple[float, float]


def draw_floor(random: np.random.Generator, atlas: PhotoAtlas | None) -> Floor:
    """Boards, parquet, tiles, carpet or screed; of a photograph where there are some."""
    photos = atlas.of("Floor") if atlas is not None else ()
    if atlas is not None and photos and random.random() < 0.4:
        return Floor(atlas.material(one_of(photos, random), roughness=0.5), (0.0, 0.0))
    seed = int(random.integers(1 << 12))
    kind = random.choice(
        ["boards", "parquet", "tiles", "carpet", "screed"], p=[0.5, 0.14, 0.12, 0.16, 0.08]
    )
    if kind == "carpet":
        carpet = textile("fabric", one_of(_CARPETS, random), seed=seed)
        return Floor(replace(carpet, scale=2.0, bump=0.6), (0.0, 0.0))
    if kind == "tiles":
        return Floor(_stone(one_of(_STONES, random), seed), one_of(_TILES, random))
    if kind == "screed":
        return Floor(_stone(one_of(_SEAMLESS, random), seed), (0.0, 0.0))
    sizes = _PLANKS if kind == "boards" else _BLOCKS
    return Floor(factory.wood(one_of(_WOODS, random), seed), one_of(sizes, random))


def _stone(name: str, seed: int) -> Material:
    """Of floors the chips of terrazzo are smaller than of table tops."""
    stone = factory.stone(name, seed)
    return replace(stone, scale=0.3) if name == "terrazzo" else stone


def draw_wall(random: np.random.Generator, atlas: PhotoAtlas | None) -> Material:
    """Paint, light more often than dark; wallpaper or bricks of a photograph where there are
    some."""
    photos = (*atlas.of("Wall"), *atlas.of("Wallpaper")) if atlas is not None else ()
    if atlas is not None and photos and random.random() < 0.18:
        return atlas.material(one_of(photos, random), roughness=0.9)
    index = int(len(WALLS) * float(random.random()) ** 1.4)
    return factory.plaster(WALLS[index], int(random.integers(99)))


def draw_walls(random: np.random.Generator, atlas: PhotoAtlas | None) -> tuple[Material, Material]:
    """The walls, and the back wall, which in one room of four is another colour; photographs only
    at the back."""
    back = draw_wall(random, atlas)
    if back.photo >= 0 or random.random() < 0.22:
        return draw_wall(random, None), back
    return back, back


def one_of(values: Sequence[T], random: np.random.Generator) -> T:
    return values[int(random.integers(len(values)))]
