"""Whether what a release says with 80 % confidence is right eight times out of ten."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

BINS: Final = 15


class Bin(Struct, frozen=True, kw_only=True):
    """Statements of about the same confidence, and the share of them that were right."""

    n: int
    confidence: float
    right: float


class Reliability(Struct, frozen=True, kw_only=True):
    """`error` is the expected calibration error in [0, 1]; bins without statements are left out."""

    n: int
    error: float
    bins: tuple[Bin, ...]


def reliability(
    confidences: npt.ArrayLike, right: npt.ArrayLike, bins: int = BINS
) -> Reliability | None:
    """Of n statements with confidences in [0, 1]; None where there are none.

    The error is sum over bins of n_b / n · |mean confidence - share right|, bins being of equal
    width: Guo et al., "On Calibration of Modern Neural Networks" (2017).
    """
    stated = np.asarray(confidences, np.float64).ravel()
    true = np.asarray(right, np.float64).ravel()
    if not len(stated):
        return None
    which = np.clip((stated * bins).astype(np.int64), 0, bins - 1)
    counts = np.bincount(which, minlength=bins)
    filled = counts > 0
    mean = np.bincount(which, stated, bins)[filled] / counts[filled]
    share = np.bincount(which, true, bins)[filled] / counts[filled]
    return Reliability(
        n=len(stated),
        error=float(counts[filled] @ np.abs(mean - share) / len(stated)),
        bins=tuple(
            Bin(n=int(n), confidence=float(confidence), right=float(part))
            for n, confidence, part in zip(counts[filled], mean, share, strict=True)
        ),
    )
