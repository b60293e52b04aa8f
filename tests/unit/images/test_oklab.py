from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.images.oklab import from_even, from_oklab, to_even, to_oklab

channel = st.floats(0, 1)
byte = st.integers(0, 255)


def test_white_black_and_the_primaries_are_where_ottosson_has_them() -> None:
    # From https://bottosson.github.io/posts/oklab/ and the CSS Color 4 sample values.
    assert to_oklab([1, 1, 1]) == pytest.approx([1, 0, 0], abs=2e-4)
    assert to_oklab([0, 0, 0]) == pytest.approx([0, 0, 0])
    assert to_oklab([1, 0, 0]) == pytest.approx([0.62796, 0.22486, 0.12585], abs=2e-4)
    assert to_oklab([0, 1, 0]) == pytest.approx([0.86644, -0.23389, 0.17950], abs=2e-4)
    assert to_oklab([0, 0, 1]) == pytest.approx([0.45201, -0.03246, -0.31153], abs=2e-4)


def test_even_distances_count_a_and_b_double() -> None:
    assert to_even([255, 255, 255]) == pytest.approx([1, 0, 0], abs=4e-4)
    assert to_even([255, 0, 0]) == pytest.approx([0.62796, 0.44972, 0.25170], abs=4e-4)
    # sRGB's grey of half the numbers is a fifth of the light.
    assert to_even([128, 128, 128]) == pytest.approx([0.5999, 0, 0], abs=4e-4)


@given(channel, channel, channel)
def test_there_and_back_is_the_same_color(red: float, green: float, blue: float) -> None:
    assert from_oklab(to_oklab([red, green, blue])) == pytest.approx([red, green, blue], abs=1e-6)


@given(byte, byte, byte)
def test_there_and_back_is_the_same_pixel(red: int, green: int, blue: int) -> None:
    assert from_even(to_even([red, green, blue])).tolist() == [red, green, blue]


def test_what_no_screen_shows_becomes_what_it_can() -> None:
    assert from_even([[1.2, 0, 0], [-0.1, 0, 0]]).tolist() == [[255] * 3, [0] * 3]
    assert from_even([0.6, 1.5, 0]).dtype == np.uint8


def test_a_whole_picture_is_converted_at_once() -> None:
    picture = np.random.default_rng(0).random((4, 5, 3))
    assert to_oklab(picture)[2, 3] == pytest.approx(to_oklab(picture[2, 3]))
