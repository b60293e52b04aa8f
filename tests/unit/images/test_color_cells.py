from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from backend.images.color_cells import NEAR, STEP, cell_of, cells_near, is_color
from backend.images.oklab import to_even
from backend.index.expression import join_list
from backend.taxonomy import COLORS

colors = st.binary(min_size=3, max_size=3).map(lambda rgb: f"#{rgb.hex()}")
CORNER = STEP * np.sqrt(3) / 2


def even(color: str) -> NDArray[np.float64]:
    return to_even(list(bytes.fromhex(color[1:])))


def apart(one: str, other: str) -> float:
    return float(np.linalg.norm(even(one) - even(other)))


@given(colors, colors)
def test_what_is_near_is_found_and_what_is_far_is_not(one: str, other: str) -> None:
    found = cell_of(other) in cells_near(one)
    distance = apart(one, other)
    assert found or distance > NEAR - CORNER
    assert not found or distance <= NEAR + CORNER


@given(colors, st.integers(-6, 6), st.integers(0, 2))
def test_a_color_is_found_by_those_hardly_different(color: str, step: int, channel: int) -> None:
    pixel = list(bytes.fromhex(color[1:]))
    pixel[channel] = min(255, max(0, pixel[channel] + step))
    other = f"#{bytes(pixel).hex()}"
    if apart(color, other) <= NEAR - CORNER:
        assert cell_of(other) in cells_near(color)


@given(colors)
def test_a_color_is_in_the_first_of_the_cells_near_it(color: str) -> None:
    near = cells_near(color)
    assert near[0] == cell_of(color)
    assert len(set(near)) == len(near)
    assert cells_near(color.upper()) == near


@given(colors)
def test_few_cells_are_asked_for_and_their_names_are_short(color: str) -> None:
    assert 15 <= len(cells_near(color)) <= 35
    for cell in cells_near(color):
        assert len(cell) <= 12
        assert "=" not in join_list([cell])  # nothing in it has to be escaped


def test_colors_that_have_names_of_their_own_are_told_apart() -> None:
    for one, other in (("green", "navy"), ("red", "orange"), ("blue", "teal"), ("white", "beige")):
        assert cell_of(COLORS[one]) not in cells_near(COLORS[other])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#3f6b4a", True),
        ("#3F6B4A", True),
        ("3f6b4a", False),
        ("#3f6", False),
        ("#3f6b4a\n", False),
        ("#3f6b4g", False),
        ("#\N{FULLWIDTH DIGIT THREE}f6b4a", False),
        ("green", False),
        ("", False),
    ],
)
def test_a_color_is_written_in_one_way(text: str, expected: bool) -> None:
    assert is_color(text) is expected
