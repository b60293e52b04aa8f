"""Colours and materials that may stand in for one another where too little is found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.images.oklab import to_even
from backend.taxonomy import COLORS

NEAR: Final = 0.142
"""The largest distance of near colours, in OKLab with a and b counted double: without that, grey is
as near to tan as blue to teal. Walnut is near to brown (.05), oak to tan (.04), grey to nothing;
oak is not quite near to pink (.145)."""

FINISHES: Final = (frozenset({"brass", "chrome", "copper"}), frozenset({"clear"}))
"""Metals and what one sees through are not matt colours, whatever pixels say of them."""

MATERIAL_FAMILIES: Final = (
    frozenset({"wood", "rattan"}),
    frozenset({"fabric", "velvet"}),
    frozenset({"marble", "stone", "concrete", "ceramic"}),
)
"""Materials of which one may stand in for another; all others stand alone."""


@cache
def near_colors(name: str) -> tuple[str, ...]:
    """Other colours of `COLORS` that look nearly like it, the nearest first; none for a name that
    is not there."""
    if name not in COLORS:
        return ()
    names = [other for other in COLORS if _finish(other) == _finish(name) and other != name]
    apart = np.linalg.norm(_even(names) - _even([name]), axis=1)
    near = [(distance, other) for distance, other in zip(apart.tolist(), names, strict=True)]
    return tuple(other for distance, other in sorted(near) if distance <= NEAR)


def near_materials(name: str) -> tuple[str, ...]:
    """The other materials of its family."""
    for family in MATERIAL_FAMILIES:
        if name in family:
            return tuple(sorted(family - {name}))
    return ()


def _finish(name: str) -> int | None:
    return next((place for place, finish in enumerate(FINISHES) if name in finish), None)


def _even(names: Sequence[str]) -> NDArray[np.float64]:
    """(n, 3), as `to_even` gives them."""
    pixels = [list(bytes.fromhex(COLORS[name].removeprefix("#"))) for name in names]
    return to_even(np.array(pixels).reshape(-1, 3))
