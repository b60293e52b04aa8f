"""OKLab, a colour space in which distances are about as large as they look.

Björn Ottosson, "A perceptual color space for image processing" (2020),
https://bottosson.github.io/posts/oklab/.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_TO_CONES: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LAB: Final = np.linalg.inv(_TO_LAB)
_FROM_CONES: Final = np.linalg.inv(_TO_CONES)

_EVEN: Final = np.array([1.0, 2.0, 2.0])


def to_oklab(linear: ArrayLike) -> NDArray[np.float64]:
    """Linear sRGB (..., 3), 1 = white, to OKLab (..., 3): lightness in [0, 1], then a and b."""
    cones = np.asarray(linear, np.float64) @ _TO_CONES.T
    return np.asarray(np.cbrt(cones) @ _TO_LAB.T)


def from_oklab(lab: ArrayLike) -> NDArray[np.float64]:
    """OKLab (..., 3) to linear sRGB (..., 3); outside [0, 1] where a screen cannot show it."""
    cones = np.asarray(lab, np.float64) @ _FROM_LAB.T
    return np.asarray(cones**3 @ _FROM_CONES.T)


def srgb_to_oklab(pixels: ArrayLike) -> NDArray[np.float64]:
    """sRGB (..., 3), of 255, to OKLab (..., 3)."""
    encoded = np.asarray(pixels, np.float64) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return to_oklab(linear)


def to_even(pixels: ArrayLike) -> NDArray[np.float64]:
    """sRGB (..., 3), of 255, to OKLab with a and b doubled: between such rows, Euclidean distances
    come nearest to what people judge (Ottosson, in w3c/csswg-drafts#6642)."""
    return np.asarray(srgb_to_oklab(pixels) * _EVEN)


def from_even(even: ArrayLike) -> NDArray[np.uint8]:
    """The inverse of `to_even`; channels beyond what a screen can show are cut off."""
    linear = np.clip(from_oklab(np.asarray(even) / _EVEN), 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(encoded * 255).astype(np.uint8)
