"""What the stylist looks at in a listing, alone and as arrays over many listings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.dataset.records import TruthRow
from backend.dataset.values import KNOWN
from backend.errors import InvalidInput
from backend.taxonomy import CATEGORIES, STYLES

WOODS: Final = KNOWN["wood"]
METALS: Final = KNOWN["metal"]

_STYLE_POSITIONS: Final = MappingProxyType({name: place for place, name in enumerate(STYLES)})

Color = tuple[float, float, float, float]
"""L, a, b of OKLab (L in [0, 1]) and the share, in [0, 1], of what is seen that has it."""


class Traits(Struct, frozen=True, kw_only=True):
    """One listing as the stylist sees it.

    `styles` are weights that add up to one. `wood` and `metal` are tones (`WOODS`, `METALS`), None
    where the piece has none. `pattern` in [0, 1] says how busy it is.
    """

    listing: str
    category: str
    styles: Mapping[str, float]
    palette: tuple[Color, ...]
    wood: str | None = None
    metal: str | None = None
    pattern: float = 0.0

    def __post_init__(self) -> None:
        _known("category", self.category, CATEGORIES)
        for style in self.styles:
            _known("style", style, STYLES)
        _known("wood", self.wood, WOODS)
        _known("metal", self.metal, METALS)
        if abs(sum(self.styles.values()) - 1.0) > 0.02:
            raise InvalidInput(f"{self.listing}: the weights of its styles must add up to one.")
        if not sum(share for *_, share in self.palette) > 0:
            raise InvalidInput(f"{self.listing}: its palette has no colour.")
        if not 0.0 <= self.pattern <= 1.0:
            raise InvalidInput(f"{self.listing}: its pattern must be in [0, 1].")


def traits_of(row: TruthRow) -> Traits:
    """What is so of a listing of a data set, whatever its merchant says of it."""
    return Traits(
        listing=row.id,
        category=row.category,
        styles=row.styles,
        palette=tuple((color.l, color.a, color.b, color.share) for color in row.palette),
        wood=row.wood,
        metal=row.metal,
        pattern=row.busy,
    )


@dataclass(frozen=True)
class TraitArrays:
    """Traits of n listings; a palette of fewer than k colours is filled up with shares of zero."""

    styles: NDArray[np.float32]  # (n, 8) weights, in the order of the taxonomy
    palettes: NDArray[np.float32]  # (n, k, 4) L, a, b and share; a palette's shares add up to one
    woods: NDArray[np.float32]  # (n, 6) one-hot over WOODS; all zero: no wood
    metals: NDArray[np.float32]  # (n, 6) one-hot over METALS
    patterns: NDArray[np.float32]  # (n,)

    def take(self, which: slice | NDArray[np.int64]) -> TraitArrays:
        return TraitArrays(
            self.styles[which],
            self.palettes[which],
            self.woods[which],
            self.metals[which],
            self.patterns[which],
        )


def as_arrays(listings: Sequence[Traits]) -> TraitArrays:
    count = len(listings)
    longest = max((len(traits.palette) for traits in listings), default=1)
    arrays = TraitArrays(
        styles=np.zeros((count, len(STYLES)), np.float32),
        palettes=np.zeros((count, longest, 4), np.float32),
        woods=np.zeros((count, len(WOODS)), np.float32),
        metals=np.zeros((count, len(METALS)), np.float32),
        patterns=np.array([traits.pattern for traits in listings], np.float32),
    )
    for row, traits in enumerate(listings):
        for style, weight in traits.styles.items():
            arrays.styles[row, _STYLE_POSITIONS[style]] = weight
        arrays.palettes[row, : len(traits.palette)] = traits.palette
        if traits.wood is not None:
            arrays.woods[row, WOODS.index(traits.wood)] = 1.0
        if traits.metal is not None:
            arrays.metals[row, METALS.index(traits.metal)] = 1.0
    # Rounded weights and colours left out must not make one listing count more than another.
    arrays.styles[:] /= arrays.styles.sum(axis=1, keepdims=True)
    arrays.palettes[:, :, 3] /= arrays.palettes[:, :, 3].sum(axis=1, keepdims=True)
    return arrays


def _known(field: str, value: str | None, values: Sequence[str]) -> None:
    if value is not None and value not in values:
        raise InvalidInput(f"There is no {field} {value!r}.")
