"""What stands before the background, in a packshot and in a room alike.

Background is what reaches the picture's edge without crossing a barrier of colour: the minimum
barrier distance of each pixel, after Zhang et al., "Minimum Barrier Salient Object Detection at 80
FPS" (ICCV 2015), section 3. Floors, walls and soft shadows reach it, furniture rarely does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

FAINTEST: Final = 0.03
"""Barriers below this are never more than shadow and noise."""

_PASSES: Final = 2
_RIM: Final = 0.08
_AMONG_NOISE: Final = 1.5
_SPREAD: Final = 0.35

_Slice = int | slice
_Line = tuple[_Slice, _Slice]


def foreground(even: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each pixel (h, w, 3), as `oklab.to_even` gives them, stands out from the background:
    (h, w) in [0, 1]; all zero where nothing does."""
    height, width, _ = even.shape
    barrier = barrier_distance(even)
    rim = np.ones((height, width), bool)
    depth = max(2, round(_RIM * min(height, width)))
    rim[depth:-depth, depth:-depth] = False
    least = max(FAINTEST, _AMONG_NOISE * float(np.quantile(barrier[rim], 0.75)))
    return np.clip(barrier / least - 1, 0, 1)


def middle(height: int, width: int) -> NDArray[np.float64]:
    """How near each pixel is to the middle, (height, width) in (0, 1]."""
    rows = (np.arange(height) + 0.5) / height - 0.5
    columns = (np.arange(width) + 0.5) / width - 0.5
    squared = rows[:, None] ** 2 + columns[None] ** 2
    return np.asarray(np.exp(-squared / (2 * _SPREAD**2)))


def barrier_distance(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each pixel of (h, w, channels), over all paths from it to the edge, the least range of
    values that a path crosses in any one channel; about, after a few sweeps: (h, w)."""
    height, width, channels = values.shape
    # The highest and minus the lowest value on the path of each pixel, so that both only grow.
    own = np.moveaxis(np.concatenate([values, -values], axis=2), 2, 0).copy()
    crossed = own.copy()
    crossed[:, 1:-1, 1:-1] = np.inf
    distance = np.full((height, width), np.inf)
    distance[[0, -1]] = 0
    distance[:, [0, -1]] = 0
    for to, start in _sweeps(height, width):
        through = np.maximum(crossed[:, *start], own[:, *to])
        reach = np.maximum.reduce(through[:channels] + through[channels:])
        shorter = reach < distance[to]
        np.copyto(distance[to], reach, where=shorter)
        np.copyto(crossed[:, *to], through, where=shorter)
    return distance


def _sweeps(height: int, width: int) -> Iterator[tuple[_Line, _Line]]:
    """Pairs of neighbouring lines, (to, from): down, right, up and left, and again."""
    every = slice(None)
    for _ in range(_PASSES):
        yield from (((row, every), (row - 1, every)) for row in range(1, height))
        yield from (((every, column), (every, column - 1)) for column in range(1, width))
        yield from (((row, every), (row + 1, every)) for row in range(height - 2, -1, -1))
        yield from (((every, column), (every, column + 1)) for column in range(width - 2, -1, -1))
