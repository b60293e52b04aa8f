"""What colours people call by a name: examples of each, by what they are the colour of.

One example a name is not enough. Grey runs from nearly white to nearly charcoal, sage and bottle
green are both green; and the same reddish brown is mahogany on a table and rust on a cushion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend import taxonomy
from backend.images.oklab import to_oklab
from backend.studio.materials.material import linear

CLEAR: Final = "clear"

_TEXTILE_AND_PAINT: Final = {
    "white": "#ffffff #f0eeea #e6e6e4",
    "cream": "#f3e7c9 #ebe2d0 #e9ddc0",
    "beige": "#cbb99d #d3c2a6 #bfae95 #dccdb4 #c8b08c",
    "tan": "#b5814f #c9a06a #a67c4f #c49a72 #9a7148",
    "brown": "#70503a #7a5234 #4a3124 #63483a #3a281f #805f48",
    "grey": "#a6a8aa #bdbfc1 #d0d1d2 #75787b #9c9892 #85807a #aeaaa3 #666a70 #9ea3a8",
    "charcoal": "#54575b #3a3c3f #4b4845 #5d5c5a",
    "black": "#0c0c0d #262422 #1f1f21",
    "red": "#a12a2c #c23b32 #86252a #6b1d26 #d2483e #c0484c #4a1016 #d83a52",
    "rust": "#a5502d #93462a #b25c38 #8a3f22 #b8674a",
    "orange": "#cc6c35 #e08a3c #e89a58 #e36a24",
    "mustard": "#d4a537 #b5882a #a27a2a #c2a04a",
    "yellow": "#e0c04a #f0d96b #f2d93c #ecdc92",
    "olive": "#75744a #858353 #5c5c33 #938f62 #4a4a2c #a39a52",
    "green": "#4a6b4c #2f5a3c #5a8a5c #7fa07a #a3b89c #1f4a33 #1c6b4c #5e8f3e #4b7434 #36562a "
    "#88a65a #c0d0b6 #d6e6d0 #cfe09a #84d67a",
    "teal": "#1f6b70 #3f8a8c #1f5558 #5ba3a3 #164a4e #7cccc6 #50706e",
    "blue": "#3f6ea3 #6f9cc4 #a8c4dc #2f5f9e #8fa9c2 #3c5a94 #5d7e9c #c4d6e4 #2a4f86 #5a6b82",
    "navy": "#25364f #1b2846 #2c3c60 #182234",
    "purple": "#5f4671 #8a6a9a #b09abf #4a2f52 #7b4a78 #cdbfd8",
    "pink": "#d79b9e #e5b8b8 #c7848b #ebccc9 #d98ca0 #b9707a",
}
_WOOD: Final = {
    "oak": "#c9a06a #dcb98a #dfb878 #d0a878 #b9905c",
    "walnut": "#6b4428 #7a5238 #5e3d29",
    "tan": "#b08352 #a97d52",
    "brown": "#74321f #5c2a1a #8a4a2b #9a6238 #4a3326 #7e4a2c #3d2618 #8a6844 #574536",
    "black": "#2a2724 #0f0e0d #201c1a",
    "white": "#efece6 #ffffff #e6e3dd",
    "cream": "#e8dcc0 #ebe2d0",
    "grey": "#9a9289 #7a7268 #b3aca2 #8a847c #bdbab6",
    "beige": "#d9c6a5 #cbb898 #c8b79e",
    "charcoal": "#54504c #3f3c3a",
}
_METAL: Final = {
    "brass": "#d8ad5b #c9a14e #a8863f #e0bd78 #8a7040",
    "chrome": "#d6d8da #b8bcc0 #e0e2e4",
    "copper": "#c47a52 #d08b6a #95583c #7a4a36",
    "black": "#1d1d1f #0c0c0d #2b2a29",
    "white": "#e9e9e6 #ffffff",
    "grey": "#9fa3a6 #75787b #868684",
    "charcoal": "#54575b #3a3c3f",
}


@dataclass(frozen=True)
class Prototypes:
    """`lab` (n, 3), OKLab, of which row i is an example of `names[owner[i]]`."""

    names: tuple[str, ...]
    lab: NDArray[np.float64]
    owner: NDArray[np.int64]

    def nearest(self, lab: NDArray[np.float64]) -> NDArray[np.int64]:
        """For each of `lab` (m, 3) the index in `names` of the nearest example."""
        # The squared distance but for what is the same for all examples of a row.
        distance = (self.lab**2).sum(axis=1) - 2.0 * lab @ self.lab.T
        return np.asarray(self.owner[distance.argmin(axis=1)])


def _prototypes(more: dict[str, str]) -> Prototypes:
    colors, owner = [], []
    for index, (name, examples) in enumerate(more.items()):
        for color in (taxonomy.COLORS[name], *examples.split()):
            colors.append(linear(color))
            owner.append(index)
    return Prototypes(tuple(more), to_oklab(colors), np.array(owner))


_OF_MATERIAL: Final = {
    "wood": _prototypes(_WOOD),
    "metal": _prototypes(_METAL),
    "glass": _prototypes({CLEAR: ""}),
}
_OF_OTHERS: Final = _prototypes(_TEXTILE_AND_PAINT)


def prototypes_of(material: str) -> Prototypes:
    """The names, with examples, that a surface of this material (of `taxonomy.MATERIALS`) may
    have: only wood is oak, only metal is brass, and glass and mirrors are clear."""
    return _OF_MATERIAL.get(material, _OF_OTHERS)
