"""A material as a value, and as the row of numbers that the rendering kernels read."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

RGB = tuple[float, float, float]
"""A linear (not gamma-encoded) colour, each channel 0..1."""


class Kind(IntEnum):
    """What a surface is; the kernels draw each in its own way."""

    WOOD = 0
    PLAIN = 1
    FABRIC = 2
    LEATHER = 3
    VELVET = 4
    CANE = 5  # open webbing: the gaps show `second`
    STONE = 6  # veined
    GLASS = 7
    PRINT = 8
    PLASTER = 9  # walls, concrete, ceramic: nearly plain
    PHOTO = 10
    LEAF = 11
    MIRROR = 12
    RATTAN = 13  # solid weave
    TERRAZZO = 14
    TRAVERTINE = 15


class Pattern(IntEnum):
    """How a textile's two colours are laid out."""

    PLAIN = 0
    STRIPE = 1
    CHECK = 2
    HERRINGBONE = 3
    FLORAL = 4
    GEOMETRIC = 5
    CHEVRON = 6
    ABSTRACT = 7
    BORDER = 8  # rugs; needs centred coordinates and the size
    MEDALLION = 9  # as BORDER


class Motif(IntEnum):
    """What a print shows: its seed modulo the number of motifs."""

    ABSTRACT = 0
    LANDSCAPE = 1
    BOTANICAL = 2
    LINES = 3
    SHAPES = 4
    PORTRAIT = 5


# Plain integers: a kernel reads them as constants.
WOOD: Final = int(Kind.WOOD)
PLAIN: Final = int(Kind.PLAIN)
FABRIC: Final = int(Kind.FABRIC)
LEATHER: Final = int(Kind.LEATHER)
VELVET: Final = int(Kind.VELVET)
CANE: Final = int(Kind.CANE)
STONE: Final = int(Kind.STONE)
GLASS: Final = int(Kind.GLASS)
PRINT: Final = int(Kind.PRINT)
PLASTER: Final = int(Kind.PLASTER)
PHOTO_KIND: Final = int(Kind.PHOTO)
LEAF: Final = int(Kind.LEAF)
MIRROR: Final = int(Kind.MIRROR)
RATTAN: Final = int(Kind.RATTAN)
TERRAZZO: Final = int(Kind.TERRAZZO)
TRAVERTINE: Final = int(Kind.TRAVERTINE)

# Offsets in a row. COLOR, SECOND and THIRD are the first of three.
KIND: Final = 0
COLOR: Final = 1
SECOND: Final = 4
ROUGHNESS: Final = 7
METALLIC: Final = 8
SPECULAR: Final = 9
SCALE: Final = 10
SHEEN: Final = 11
BUMP: Final = 12
EMISSION: Final = 13
SEED: Final = 14
PATTERN: Final = 15
PHOTO: Final = 16
PHOTO_WIDTH: Final = 17
PHOTO_HEIGHT: Final = 18
DETAIL: Final = 19
FLAWS: Final = 20
THIRD: Final = 21
ROW_LENGTH: Final = 24


class Material(Struct, frozen=True, kw_only=True):
    """What one surface is made of.

    `photo_width` and `photo_height` (metres) are the tile of a PHOTO, the whole sheet of a PRINT,
    and the whole rug for the patterns BORDER and MEDALLION.
    """

    kind: Kind
    color: RGB
    second: RGB = (0.0, 0.0, 0.0)
    third: RGB = (0.0, 0.0, 0.0)  # prints only
    roughness: float = 0.6
    metallic: float = 0.0
    specular: float = 0.04
    scale: float = 1.0  # size of the texture, 1 = as in life
    sheen: float = 0.0
    bump: float = 0.0
    emission: float = 0.0
    seed: float = 0.0  # a small number (< 8192), exact as float32
    pattern: Pattern = Pattern.PLAIN
    photo: int = -1  # index into a PhotoAtlas
    photo_width: float = 1.0
    photo_height: float = 1.0
    detail: float = 0.5  # pores of wood, slub of cloth, pebble of leather: 0..1
    flaws: float = 0.0  # knots of wood, creases of leather: 0..1
    taxonomy: str | None = None  # of backend.taxonomy.MATERIALS; None: not counted in labels

    def row(self) -> NDArray[np.float32]:
        """(ROW_LENGTH,) numbers, laid out by this module's offsets."""
        return np.array(
            [
                self.kind,
                *self.color,
                *self.second,
                self.roughness,
                self.metallic,
                self.specular,
                self.scale,
                self.sheen,
                self.bump,
                self.emission,
                self.seed,
                self.pattern,
                self.photo,
                self.photo_width,
                self.photo_height,
                self.detail,
                self.flaws,
                *self.third,
            ],
            dtype=np.float32,
        )


def linear(color: str) -> RGB:
    """`#rrggbb` (sRGB) as a linear colour."""
    encoded = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    decoded = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return float(decoded[0]), float(decoded[1]), float(decoded[2])
