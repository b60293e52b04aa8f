"""Colours alone: a control that no network is in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backend.images.resize import Picture
from backend.training.projection import Floats, unit

BINS: Final = 8
"""Per channel, in the colour histogram."""
NEARLY_WHITE: Final = 232
"""Pixels this bright in all channels are a studio's background to the colour histogram."""


def color_histogram(pictures: Sequence[Picture]) -> Floats:
    """Square roots of colour frequencies, unit rows (n, BINS ** 3): the control with no model.

    The inner product of two rows is the Bhattacharyya coefficient of the histograms.
    """
    rows = []
    for picture in pictures:
        pixels = picture.reshape(-1, 3)
        pixels = pixels[(pixels < NEARLY_WHITE).any(axis=1)] // (256 // BINS)
        bins = pixels.astype(np.int64) @ (BINS**2, BINS, 1)
        rows.append(np.sqrt(np.bincount(bins, minlength=BINS**3)).astype(np.float32))
    return unit(np.stack(rows))
