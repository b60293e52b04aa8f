from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from backend.errors import MalformedRequest
from backend.images.crop import Crop, parse_crop


def test_a_crop_is_of_the_pixels_that_its_fractions_name() -> None:
    picture = Image.new("RGB", (200, 100))
    picture.paste((255, 0, 0), (50, 20, 150, 80))
    part = parse_crop("0.25,0.2,0.75,0.8").of(picture)
    assert part.size == (100, 60)
    assert part.getcolors() == [(6_000, (255, 0, 0))]


def test_the_whole_picture_is_a_crop_too() -> None:
    assert parse_crop("0,0,1,1").of(Image.new("RGB", (37, 91))).size == (37, 91)


def test_crops_that_differ_by_nothing_to_see_have_one_key() -> None:
    assert parse_crop("0,0.1,.5,1").key == parse_crop(" 0.00001, 1e-1,0.5000,1.0").key
    assert parse_crop("0,0.1,.5,1").key != parse_crop("0,0.1,.51,1").key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "0,0,1",
        "0,0,1,1,1",
        "a,b,c,d",
        "0,0,0,1",
        "0.5,0,0.4,1",
        "0,0.5,1,0.4",
        "-0.1,0,1,1",
        "0,0,1.1,1",
        "nan,0,1,1",
        "0,0,inf,1",
        "0,0,1e400,1",
        "0;0;1;1",
        "0.1,0.2,0.10001,0.9",
    ],
)
def test_what_is_no_part_of_a_picture_is_refused(text: str) -> None:
    with pytest.raises(MalformedRequest) as refused:
        parse_crop(text)
    assert set(refused.value.fields) == {"crop"}


def test_a_part_of_too_few_pixels_is_refused() -> None:
    with pytest.raises(MalformedRequest, match="16"):
        Crop(0, 0, 0.1, 1).of(Image.new("RGB", (150, 150)))


edges = st.floats(0, 1, width=32)


@given(edges, edges, edges, edges, st.integers(16, 900), st.integers(16, 900))
def test_a_crop_never_leaves_the_picture(
    a: float, b: float, c: float, d: float, width: int, height: int
) -> None:
    left, right = sorted((a, b))
    top, bottom = sorted((c, d))
    try:
        part = parse_crop(f"{left},{top},{right},{bottom}").of(Image.new("L", (width, height)))
    except MalformedRequest:
        return
    assert 16 <= part.size[0] <= width
    assert 16 <= part.size[1] <= height
