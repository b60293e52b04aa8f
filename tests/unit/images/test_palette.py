from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from backend.images.color_cells import is_color
from backend.images.oklab import to_even
from backend.images.palette import LEAST_SHARE, MOST_COLORS, palette

Color = tuple[int, int, int]

GREEN, OAK = (63, 107, 74), (193, 154, 107)
WALL, FLOOR = (90, 130, 170), (170, 130, 80)


def packshot(
    *, ground: tuple[int, int, int] = (255, 255, 255), side: int = 96
) -> NDArray[np.uint8]:
    """A green seat on oak legs: three parts of green to one of oak."""
    picture = np.full((side, side, 3), ground, np.uint8)
    unit = side // 12
    picture[3 * unit : 6 * unit, 3 * unit : 9 * unit] = GREEN
    for leg in (3, 8):
        picture[6 * unit : 9 * unit, leg * unit : (leg + 1) * unit] = OAK
    return picture


def apart(color: str, wanted: Color) -> float:
    found = to_even(list(bytes.fromhex(color[1:])))
    return float(np.linalg.norm(found - to_even(wanted)))


def assert_green_and_oak(picture: NDArray[np.uint8], tolerance: float = 0.05) -> None:
    found = palette(picture)
    assert apart(found[0].color, GREEN) < tolerance
    assert apart(found[1].color, OAK) < tolerance
    assert 0.6 < found[0].share < 0.9
    assert sum(item.share for item in found[:2]) > 0.85


@pytest.mark.parametrize(
    "ground", [(255, 255, 255), (245, 245, 245), (200, 210, 215), (30, 30, 32)]
)
def test_the_background_is_left_out_whatever_its_color(ground: Color) -> None:
    assert_green_and_oak(packshot(ground=ground))


def test_a_room_is_left_out_too() -> None:
    picture = packshot(ground=WALL)
    behind = (picture == WALL).all(axis=2)
    behind[:60] = False
    picture[behind] = FLOOR
    assert_green_and_oak(picture)


def test_the_white_that_a_picture_was_padded_with_is_not_looked_at() -> None:
    wide = np.full((96, 96, 3), 255, np.uint8)
    wide[20:76] = packshot(ground=WALL)[20:76]
    assert_green_and_oak(wide)


def test_white_around_a_packshot_stays_however_near_it_comes() -> None:
    picture = np.full((96, 96, 3), 255, np.uint8)
    picture[24:72] = packshot()[24:72]
    picture[40:44, [0, -1]] = OAK  # it touches both sides
    assert_green_and_oak(picture)


def test_what_is_seen_between_the_legs_is_no_color_of_the_thing() -> None:
    picture = packshot()
    picture[72:80, 24:72] = OAK  # a rail closes the gap below
    found = palette(picture)
    assert all(apart(item.color, (255, 255, 255)) > 0.2 for item in found)


def test_a_thing_of_the_background_s_color_has_that_color() -> None:
    picture = np.full((96, 96, 3), 248, np.uint8)
    picture[30:66, 30:66] = 236
    found = palette(picture)
    assert apart(found[0].color, (236, 236, 236)) < 0.05


def test_a_picture_that_is_one_color_all_over_has_that_one() -> None:
    for level in (0, 128, 255):
        picture = np.full((32, 32, 3), level, np.uint8)
        found = palette(picture)
        assert len(found) == 1
        assert found[0].share == 1
        assert apart(found[0].color, (level, level, level)) < 1e-6


def test_its_size_changes_little() -> None:
    small, large = palette(packshot(side=48)), palette(packshot(side=384))
    red, green, blue = bytes.fromhex(large[0].color[1:])
    assert apart(small[0].color, (red, green, blue)) < 0.04
    assert small[0].share == pytest.approx(large[0].share, abs=0.08)


@settings(max_examples=40, deadline=None)
@given(
    arrays.arrays(
        np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3)), fill=st.just(255)
    )
)
def test_every_picture_has_a_palette(picture: NDArray[np.uint8]) -> None:
    found = palette(picture)
    assert 1 <= len(found) <= MOST_COLORS
    assert sum(item.share for item in found) == pytest.approx(1, abs=1e-3)
    assert [item.share for item in found] == sorted((item.share for item in found), reverse=True)
    assert all(is_color(item.color) for item in found)
    assert len(found) == 1 or min(item.share for item in found) >= LEAST_SHARE
