"""The tones of wood and metal that a stylist tells apart, as seen."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.images.oklab import to_oklab
from backend.studio.labels.visible import Visible
from backend.studio.materials.material import linear
from backend.studio.materials.palettes import METALS, WOODS

LEAST_WOOD: Final = 0.03
LEAST_METAL: Final = 0.01
"""Shares of the piece below which there is no wood, no metal, to speak of; thin legs and handles
of brass are noticed before thin legs of wood."""


def wood_tone(visible: Visible) -> str | None:
    """The tone (light, mid, dark, black, white, grey) of the wood that covers most."""
    lab = _main_color(visible, "wood", LEAST_WOOD)
    if lab is None:
        return None
    woods = tuple(WOODS.values())
    means = (np.array([linear(w.light) for w in woods]) + [linear(w.dark) for w in woods]) / 2
    return woods[_nearest(means, lab)].tone


def metal_tone(visible: Visible) -> str | None:
    """The metal (brass, chrome, black, copper, steel, white) that covers most."""
    lab = _main_color(visible, "metal", LEAST_METAL)
    if lab is None:
        return None
    colors = np.array([linear(metal.color) for metal in METALS.values()])
    return tuple(METALS)[_nearest(colors, lab)]


def _nearest(colors: NDArray[np.float64], lab: NDArray[np.float64]) -> int:
    return int(np.linalg.norm(to_oklab(colors) - lab, axis=1).argmin())


def _main_color(visible: Visible, material: str, least: float) -> NDArray[np.float64] | None:
    """Mean OKLab of the role that shows most of the material; None if all show less than `least`
    together."""
    roles = [role for role in visible.roles() if visible.material_of(role) == material]
    weights = {role: float(visible.weight[visible.role == role].sum()) for role in roles}
    if sum(weights.values()) < least:
        return None
    chosen = visible.role == max(weights, key=lambda role: weights[role])
    return np.asarray(visible.weight[chosen] @ visible.lab[chosen] / visible.weight[chosen].sum())
