"""What a photo shows, by the model and by what it is known to look like.

A model takes a coffee table for a dining table where a photo does not say how large it is. The
listing that it finds for the photo has its category from the merchant, and is often the very
design: both have a say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

BESIDE: Final = ("category", "style")
"""Attributes that neighbours are heard about: those that all finishes of a design share, and of
which it has one."""
NEIGHBOURS: Final = 12
"""How many of the nearest listings have a say."""
TRUST: Final = 20.0
"""How much a neighbour that surely shows the same design weighs beside the model. With it photos of
designs that are in the catalogue are named right more often, and those of others not less
(`docs/decisions/0020`)."""


def beside_neighbours(
    probabilities: npt.NDArray[np.float32], neighbours: Iterable[tuple[int, float]]
) -> npt.NDArray[np.float32]:
    """The model's probabilities (n,) of an attribute's values, which add up to one, in the light
    of neighbours: the place of the value that one has, and how likely it shows the same design, in
    [0, 1]. They add up to one again.

    A value is multiplied by 1 + TRUST * (the sum of the likelihoods of those that have it): what
    hardly looks alike says hardly anything, and no neighbour can bring up a value that the model
    rules out.
    """
    told = np.ones(len(probabilities), np.float64)
    for place, likelihood in neighbours:
        told[place] += TRUST * likelihood
    weighed = probabilities.astype(np.float64) * told
    total = weighed.sum()
    if not total > 0:
        return probabilities
    found: npt.NDArray[np.float32] = (weighed / total).astype(np.float32)
    return found
