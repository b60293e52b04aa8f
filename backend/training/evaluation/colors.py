"""Mean colours of furniture, and what a rule of thumb says of two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.images.oklab import srgb_to_oklab
from backend.images.resize import Picture
from backend.training.evaluation.histogram import NEARLY_WHITE

Colors = npt.NDArray[np.float32]
"""OKLab, (n, 3): lightness in [0, 1], a, b."""

SATURATED: Final = 0.1
"""Chroma in OKLab from which a colour is no neutral at all."""


def mean_colors(pictures: Sequence[Picture]) -> Colors:
    """Of what stands before a white background; of the whole picture where that is all there is."""
    rows = []
    for picture in pictures:
        pixels = picture.reshape(-1, 3)
        foreground = pixels[(pixels < NEARLY_WHITE).any(axis=1)]
        rows.append(srgb_to_oklab(foreground if len(foreground) else pixels).mean(axis=0))
    return np.stack(rows).astype(np.float32)


def likeness(first: Colors, second: Colors) -> npt.NDArray[np.float64]:
    """(n, m): minus the distance of each two."""
    apart = first[:, None].astype(np.float64) - second[None]
    near: npt.NDArray[np.float64] = -np.linalg.norm(apart, axis=2)
    return near


def harmony(first: Colors, second: Colors) -> npt.NDArray[np.float64]:
    """(n, m) in [-1, 1]: equal and opposite hues agree, hues a quarter apart clash, and neutrals go
    with everything: s · cos(2 · difference of hues) + (1 - s) / 2, s being the product of how far
    from neutral both are. After Moon and Spencer, "Geometric formulation of classical color
    harmony" (1944).
    """
    one, other = _hue_and_strength(first), _hue_and_strength(second)
    turned = np.cos(2 * (one[0][:, None] - other[0][None]))
    strength = one[1][:, None] * other[1][None]
    agreement: npt.NDArray[np.float64] = strength * turned + (1 - strength) / 2
    return agreement


def _hue_and_strength(
    colors: Colors,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    a, b = colors[:, 1].astype(np.float64), colors[:, 2].astype(np.float64)
    return np.arctan2(b, a), np.minimum(np.hypot(a, b) / SATURATED, 1.0)
