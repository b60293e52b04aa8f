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


def to_oklab(linear: ArrayLike) -> NDArray[np.float64]:
    """Linear sRGB (..., 3), 1 = white, to OKLab (..., 3): lightness in [0, 1], then a and b."""
    cones = np.asarray(linear, np.float64) @ _TO_CONES.T
    return np.asarray(np.cbrt(cones) @ _TO_LAB.T)


def from_oklab(lab: ArrayLike) -> NDArray[np.float64]:
    """OKLab (..., 3) to linear sRGB (..., 3); outside [0, 1] where a screen cannot show it."""
    cones = np.asarray(lab, np.float64) @ _FROM_LAB.T
    return np.asarray(cones**3 @ _FROM_CONES.T)
