from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.studio.labels.oklab import from_oklab, to_oklab

channel = st.floats(0, 1)


def test_white_black_and_the_primaries_are_where_ottosson_has_them():
    # From https://bottosson.github.io/posts/oklab/ and the CSS Color 4 sample values.
    assert to_oklab([1, 1, 1]) == pytest.approx([1, 0, 0], abs=2e-4)
    assert to_oklab([0, 0, 0]) == pytest.approx([0, 0, 0])
    assert to_oklab([1, 0, 0]) == pytest.approx([0.62796, 0.22486, 0.12585], abs=2e-4)
    assert to_oklab([0, 1, 0]) == pytest.approx([0.86644, -0.23389, 0.17950], abs=2e-4)
    assert to_oklab([0, 0, 1]) == pytest.approx([0.45201, -0.03246, -0.31153], abs=2e-4)


@given(channel, channel, channel)
def test_there_and_back_is_the_same_color(red: float, green: float, blue: float):
    assert from_oklab(to_oklab([red, green, blue])) == pytest.approx([red, green, blue], abs=1e-6)


def test_a_whole_picture_is_converted_at_once():
    picture = np.random.default_rng(0).random((4, 5, 3))
    assert to_oklab(picture)[2, 3] == pytest.approx(to_oklab(picture[2, 3]))
