from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.images.oklab import to_oklab
from backend.studio.materials.material import linear
from backend.training.evaluation.colors import Colors, harmony, likeness, mean_colors

BYTE = st.integers(0, 231)


def swatch(color: tuple[int, int, int]) -> Colors:
    """Mean colour (1, 3) of a patch on white."""
    picture = np.full((8, 8, 3), 255, np.uint8)
    picture[2:6, 2:6] = color
    return mean_colors([picture])


@given(st.tuples(BYTE, BYTE, BYTE))
def test_the_mean_color_is_that_of_the_piece_as_the_studio_has_it(
    color: tuple[int, int, int],
) -> None:
    expected = to_oklab([linear("#" + bytes(color).hex())])[0]
    assert swatch(color)[0] == pytest.approx(expected, abs=2e-3)


def test_a_white_picture_is_white() -> None:
    assert swatch((255, 255, 255))[0] == pytest.approx((1.0, 0.0, 0.0), abs=1e-3)


def test_a_color_is_most_like_itself() -> None:
    colors = np.concatenate([swatch((200, 30, 30)), swatch((30, 200, 30)), swatch((30, 30, 200))])
    near = likeness(colors, colors)
    assert np.diag(near).tolist() == [0.0] * 3
    assert (near.argmax(axis=1) == np.arange(3)).all()


def test_equal_hues_agree_a_quarter_turn_clashes_and_grey_goes_with_both() -> None:
    red, third, grey = swatch((200, 30, 30)), swatch((30, 160, 90)), swatch((120, 120, 120))
    assert harmony(red, red)[0, 0] == pytest.approx(1.0)
    assert harmony(red, third)[0, 0] < 0
    for color in (red, third):
        assert harmony(grey, color)[0, 0] == pytest.approx(0.5, abs=0.02)
        assert harmony(grey, color)[0, 0] == pytest.approx(harmony(color, grey)[0, 0])
