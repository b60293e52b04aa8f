"""From linear light to the sRGB bytes of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEVELS = 8192
WHITEST = 4.0
"""Linear light up to which the table tells levels apart."""


def tone_table() -> NDArray[np.uint8]:
    """(LEVELS,) uint8: sRGB of linear light 0..WHITEST. Straight up to .6, then a shoulder that
    reaches white without a hard edge. Levels are spaced by square root, for the shadows' sake."""
    light = (np.arange(LEVELS) / (LEVELS - 1)) ** 2 * WHITEST
    shoulder = 0.6 + 0.4 * (1 - np.exp(-(light - 0.6) / 0.4))
    shown = np.clip(np.where(light < 0.6, light, shoulder), 0, 1)
    encoded = np.where(shown < 0.0031308, shown * 12.92, 1.055 * np.power(shown, 1 / 2.4) - 0.055)
    return (encoded * 255 + 0.5).astype(np.uint8)
