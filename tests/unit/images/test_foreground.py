from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backend.images.foreground import barrier_distance, foreground
from backend.images.oklab import to_even

SIDE = 40


def scene(background: NDArray[np.uint8], color: tuple[int, int, int]) -> NDArray[np.float64]:
    """A square of one colour in the middle of a background."""
    picture = background.copy()
    picture[12:28, 12:28] = color
    return to_even(picture)


def plain(*color: int) -> NDArray[np.uint8]:
    return np.full((SIDE, SIDE, 3), color, np.uint8)


def room() -> NDArray[np.uint8]:
    """A blue wall above a wooden floor, light from the left."""
    light = np.linspace(1, 0.6, SIDE)[None, :, None]
    wall = np.where(np.arange(SIDE)[:, None, None] < 22, (90, 130, 170), (170, 130, 80))
    return (wall * light).astype(np.uint8)


def slow_barrier(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of one channel, exactly: whether an interval of values lets the edge through to a pixel, for
    every interval that begins at a value there is."""
    height, width = values.shape
    best = np.full((height, width), np.inf)
    for low in np.unique(values):
        # The least maximum on a path that never goes below `low`.
        reached = np.full((height, width), np.inf)
        queue = [
            (values[r, c], r, c)
            for r in range(height)
            for c in range(width)
            if (r in (0, height - 1) or c in (0, width - 1)) and values[r, c] >= low
        ]
        heapq.heapify(queue)
        while queue:
            high, row, column = heapq.heappop(queue)
            if high >= reached[row, column]:
                continue
            reached[row, column] = high
            for r, c in (
                (row + 1, column),
                (row - 1, column),
                (row, column + 1),
                (row, column - 1),
            ):
                if 0 <= r < height and 0 <= c < width and values[r, c] >= low:
                    heapq.heappush(queue, (max(high, values[r, c]), r, c))
        best = np.minimum(best, reached - low)
    return best


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=49, max_size=49))
def test_the_barrier_is_never_below_the_least(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=np.float64).reshape(7, 7)
    found, exact = barrier_distance(values[..., None]), slow_barrier(values)
    assert (found >= exact - 1e-9).all()
    assert (found[[0, -1]] == 0).all()


def test_the_barrier_is_seldom_above_the_least() -> None:
    random = np.random.default_rng(0)
    pictures = [random.integers(0, 6, (7, 7)).astype(np.float64) for _ in range(100)]
    exact = [barrier_distance(each[..., None]) == slow_barrier(each) for each in pictures]
    assert np.mean(exact) > 0.9


@pytest.mark.parametrize("background", [plain(255, 255, 255), plain(20, 20, 20), room()])
def test_what_stands_before_a_background_is_told_from_it(background: NDArray[np.uint8]) -> None:
    found = foreground(scene(background, (160, 30, 40)))
    assert found[14:26, 14:26].min() > 0.9
    assert found[:10].max() < 0.1
    assert found[-8:].max() < 0.1


def test_cream_stands_out_from_white() -> None:
    found = foreground(scene(plain(255, 255, 255), (240, 230, 210)))
    assert found[14:26, 14:26].min() > 0.9


def test_a_soft_shadow_does_not_stand_out_as_what_casts_it_does() -> None:
    picture = scene(plain(250, 250, 250), (30, 60, 40))
    for step, row in enumerate(range(28, 36)):
        picture[row, 12:28] *= 0.96 + 0.005 * step
    found = foreground(picture)
    assert found[14:26, 14:26].min() > 0.9
    assert found[30:36, 12:28].max() < 0.4


def test_where_there_is_nothing_nothing_stands_out() -> None:
    assert foreground(to_even(plain(255, 255, 255))).max() == 0
    noise = np.random.default_rng(0).integers(120, 136, (SIDE, SIDE, 3)).astype(np.uint8)
    assert foreground(to_even(noise)).mean() < 0.2
