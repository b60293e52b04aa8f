"""Colours in cells of a grid, for stores that can compare values but not compute distances.

The grid is laid in even OKLab (`backend.images.oklab.to_even`); a colour belongs to the cell whose
centre is nearest.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.images.oklab import to_even

STEP: Final = 0.05
NEAR: Final = 0.09
"""How far the centre of a cell may be from a colour that is asked for. A cell reaches .043 from its
centre, so that what is .046 away is always found, and what is .134 away never."""

_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def is_color(text: str) -> bool:
    """Whether this is a colour written as `#rrggbb`."""
    return _COLOR.fullmatch(text) is not None


@lru_cache(maxsize=16_384)  # a search asks for those of all its hits
def cell_of(color: str) -> str:
    """The cell that `#rrggbb` belongs to."""
    return _name(*(int(place) for place in np.rint(_even(color) / STEP)))


@lru_cache(maxsize=1024)
def cells_near(color: str) -> tuple[str, ...]:
    """The cells whose centres are no further than `NEAR` from `#rrggbb`, the nearest first."""
    wanted = _even(color)
    reach = int(NEAR / STEP) + 1
    origin = np.rint(wanted / STEP).astype(int)
    steps = np.array(list(product(range(-reach, reach + 1), repeat=3)))
    apart = np.linalg.norm((origin + steps) * STEP - wanted, axis=1)
    near = [place for place in np.argsort(apart, kind="stable") if apart[place] <= NEAR]
    return tuple(_name(*(int(part) for part in origin + steps[place])) for place in near)


def _even(color: str) -> NDArray[np.float64]:
    return to_even(list(bytes.fromhex(color.removeprefix("#"))))


def _name(lightness: int, a: int, b: int) -> str:
    return f"{lightness}.{a}.{b}"
