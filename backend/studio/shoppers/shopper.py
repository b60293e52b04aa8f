"""Shoppers, each with a taste and a budget, and how much they like what they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.studio.shoppers.popularity import Offer
from backend.taxonomy import COLORS, STYLES

_STYLE: Final = 2.2
_PALETTE: Final = 1.6
_BUDGET: Final = 0.9
"""How much each counts, in units of the logarithm of the odds."""


class Shopper(Struct, frozen=True):
    """Weights of styles and of colours, each adding up to one; `budget` times a category's usual
    price is what the shopper would spend on a piece."""

    styles: tuple[float, ...]
    colors: tuple[float, ...]
    budget: float


def draw_shopper(random: np.random.Generator) -> Shopper:
    """Most like one or two styles and a handful of colours."""
    return Shopper(
        styles=tuple(random.dirichlet(np.full(len(STYLES), 0.25)).tolist()),
        colors=tuple(random.dirichlet(np.full(len(COLORS), 0.25)).tolist()),
        budget=float(np.exp(0.45 * random.standard_normal())),
    )


class Liking:
    """What tastes are compared with, of n offers of one category."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self._styles = np.array(
            [[offer.styles.get(style, 0.0) for style in STYLES] for offer in offers]
        )
        self._colors = np.array(
            [[offer.palette.get(color, 0.0) for color in COLORS] for offer in offers]
        )
        prices = np.log(np.maximum([offer.price for offer in offers], 1.0))
        self._prices = prices - np.median(prices)

    def of(self, shopper: Shopper) -> NDArray[np.float64]:
        """(n,) how much the shopper likes each offer; differences are logarithms of odds."""
        style = self._styles @ np.array(shopper.styles)
        color = self._colors @ np.array(shopper.colors)
        over = np.abs(self._prices - np.log(shopper.budget))
        return np.asarray(_STYLE * style + _PALETTE * color - _BUDGET * over)
