from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from backend.images.resize import Preprocessing, draft_size, letterbox

RED = (200, 30, 30)


@given(
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    size=st.integers(1, 96),
    seed=st.integers(0),
)
def test_every_picture_becomes_a_square_of_the_asked_size(
    width: int, height: int, size: int, seed: int
) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)

    square = letterbox(Image.fromarray(pixels), size)

    assert square.shape == (size, size, 3)
    assert square.dtype == np.uint8


@pytest.mark.parametrize(
    ("width", "height", "rows", "columns"),
    [
        (400, 200, slice(25, 75), slice(0, 100)),
        (200, 400, slice(0, 100), slice(25, 75)),
        (20, 10, slice(25, 75), slice(0, 100)),
        (300, 300, slice(0, 100), slice(0, 100)),
    ],
)
def test_the_picture_is_centred_and_the_rest_is_white(
    width: int, height: int, rows: slice, columns: slice
) -> None:
    square = letterbox(Image.new("RGB", (width, height), RED), 100)

    expected = np.full((100, 100, 3), 255, dtype=np.uint8)
    expected[rows, columns] = RED
    np.testing.assert_array_equal(square, expected)


def test_a_fine_checkerboard_turns_grey_instead_of_aliasing() -> None:
    rows, columns = np.indices((512, 512))
    board = np.where((rows + columns) % 2, 255, 0).astype(np.uint8)

    square = letterbox(Image.fromarray(np.stack([board] * 3, axis=2)), 64)

    assert np.abs(square.astype(int) - 127).max() <= 3


def test_a_line_one_pixel_high_is_still_there() -> None:
    square = letterbox(Image.new("RGB", (1000, 1), (0, 0, 0)), 32)

    assert (square == 0).all(axis=2).sum() == 32


def test_the_same_picture_gives_the_same_pixels() -> None:
    pixels = np.random.default_rng(7).integers(0, 256, (90, 140, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)

    np.testing.assert_array_equal(letterbox(image, 64), letterbox(image.copy(), 64))


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK"])
def test_a_picture_that_is_not_rgb_is_not_guessed_at(mode: str) -> None:
    with pytest.raises(ValueError, match=mode):
        letterbox(Image.new(mode, (10, 10)), 32)


def test_the_digest_changes_with_every_field() -> None:
    today = Preprocessing(size=224)
    others = [
        Preprocessing(size=160),
        msgspec.structs.replace(today, background=(0, 0, 0)),
        msgspec.structs.replace(today, routine=today.routine + 1),
    ]

    assert len({today.digest, *(other.digest for other in others)}) == 4


def test_the_digest_of_routine_1_is_what_shipped_releases_carry() -> None:
    assert Preprocessing(size=224, routine=1).digest == (
        "3d76db6fed4f2486658b8a4e9129d727367c8b64c2c7c58b18f442bfcba9fbdd"
    )


def test_what_routine_1_computes_has_not_changed() -> None:
    rows, columns = np.indices((60, 90))
    pixels = np.stack([rows * 4, columns * 2, (rows * columns) % 256], axis=2).astype(np.uint8)

    square = letterbox(Image.fromarray(pixels), 6)

    np.testing.assert_array_equal(square[[0, 5]], np.full((2, 6, 3), 255))
    golden = np.empty((4, 6, 3))
    golden[..., 0] = [[29], [87], [148], [208]]
    golden[..., 1] = [15, 43, 74, 104, 134, 164]
    golden[..., 2] = [
        [59, 110, 115, 118, 117, 120],
        [110, 134, 127, 128, 126, 127],
        [115, 127, 125, 126, 126, 129],
        [118, 128, 126, 130, 126, 128],
    ]
    np.testing.assert_allclose(square[1:5], golden, atol=1)


def test_the_draft_leaves_a_factor_of_two_to_the_filter() -> None:
    assert draft_size(224) == (448, 448)
