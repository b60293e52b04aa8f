from __future__ import annotations

import math

import numpy as np
import pytest

from backend.images.resize import Picture
from backend.training.evaluation.histogram import color_histogram


def plain(color: tuple[int, int, int]) -> Picture:
    picture = np.empty((8, 8, 3), dtype=np.uint8)
    picture[:] = color
    return picture


def test_the_histogram_tells_colors_and_not_places() -> None:
    half = plain((200, 0, 0))
    half[:4] = (0, 0, 200)

    red, blue, both, mirrored = color_histogram(
        [plain((200, 0, 0)), plain((0, 0, 200)), half, half[::-1]]
    )

    assert red @ blue == 0
    assert red @ both == pytest.approx(math.sqrt(0.5))
    assert both @ mirrored == pytest.approx(1)


def test_the_histogram_does_not_see_the_white_of_the_background() -> None:
    padded = plain((255, 255, 255))
    padded[2:5] = (10, 120, 60)

    blank, small, whole = color_histogram([plain((255, 255, 255)), padded, plain((10, 120, 60))])

    assert small @ whole == pytest.approx(1)
    assert not blank.any()
