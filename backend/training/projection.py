"""A linear map from a backbone's features to short vectors, fitted without labels."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Floats = npt.NDArray[np.float32]

WHITENING: Final = 0.5
"""Power of the inverse standard deviation by which each component is scaled: 0 keeps the
components as strong as they are, so that a few (chair or lamp) outvote all detail; 1 makes all
equally strong, down to those that are mostly noise. Half-way is the usual compromise."""


class Projection(Struct, frozen=True, kw_only=True):
    """`unit(roots(features) @ matrix + offset)` is the vector.

    `matrix` has shape (features, dimension), `offset` (dimension,).
    """

    matrix: Floats
    offset: Floats

    def apply(self, features: Floats) -> Floats:
        """Unit vectors (n, dimension) of features (n, features)."""
        return unit(roots(features) @ self.matrix + self.offset)


def unit(rows: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


def roots(features: Floats) -> Floats:
    """Unit rows of the square roots of pooled ReLU features (n, width), none of them negative.

    Inner products become Bhattacharyya coefficients, in which a few very active channels no
    longer drown the rest: Arandjelović and Zisserman, "Three things everyone should know to
    improve object retrieval" (2012).
    """
    return unit(np.sqrt(np.maximum(features, 0)))


def fit_projection(features: Floats, dimension: int, whitening: float = WHITENING) -> Projection:
    """Principal components of the features' `roots`, each divided by its deviation ** `whitening`.

    Jégou and Chum, "Negative evidences and co-occurrences in image retrieval: the benefit of PCA
    and whitening" (2012), with the exponent added. Raises `ValueError` if there are not more
    pictures than dimensions: the last components would be made up.
    """
    count, width = features.shape
    if not 0 < dimension <= width or count <= dimension:
        raise ValueError(
            f"{dimension} components of {width} features need more than {dimension} pictures, "
            f"not {count}"
        )
    rows = roots(features).astype(np.float64)
    mean = rows.mean(axis=0)
    _, deviations, components = np.linalg.svd(rows - mean, full_matrices=False)
    deviations = deviations[:dimension] / np.sqrt(count - 1)
    components = components[:dimension]
    # A component's sign is arbitrary; a fixed one gives the same file on every machine.
    strongest = np.abs(components).argmax(axis=1)
    components *= np.sign(components[np.arange(dimension), strongest])[:, None]
    matrix = (components / np.maximum(deviations, 1e-9)[:, None] ** whitening).T
    return Projection(matrix=matrix.astype(np.float32), offset=(-mean @ matrix).astype(np.float32))
