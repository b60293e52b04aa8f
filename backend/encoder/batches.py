"""How many pictures to give the network at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

LARGEST: Final = 32
GPU_SIZES: Final = (1, 2, 4, 8, 16, LARGEST)
"""CUDA chooses its convolution algorithms anew for each batch size, so there are only these."""


def slices(count: int) -> Iterator[slice]:
    """Consecutive pieces of at most `LARGEST` that cover `range(count)`."""
    for start in range(0, count, LARGEST):
        yield slice(start, min(start + LARGEST, count))


def padded_size(count: int) -> int:
    """The smallest of `GPU_SIZES` that holds `count` pictures, 1 <= count <= LARGEST."""
    return next(size for size in GPU_SIZES if size >= count)
