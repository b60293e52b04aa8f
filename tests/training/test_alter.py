"""Altered pictures, and whether the piece's box goes where the piece goes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from backend.dataset.records import Box
from backend.images.resize import letterbox
from backend.training.alter import Altered, altered, as_it_is, packshot_box

SIZE = 96
GROUND, PIECE = (90, 160, 90), (220, 30, 40)
SIZES = [(200, 120), (120, 200), (160, 160), (400, 300)]
BOX: Box = (0.3, 0.35, 0.65, 0.8)


def scene(size: tuple[int, int], box: Box = BOX) -> Image.Image:
    """A red piece in a green room."""
    image = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = (round(at * size[i % 2]) for i, at in enumerate(box))
    draw.rectangle((left, top, right - 1, bottom - 1), fill=PIECE)
    return image


def packshot(size: tuple[int, int], box: Box = BOX) -> Image.Image:
    image = Image.new("RGB", size, (255, 255, 255))
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = (round(at * size[i % 2]) for i, at in enumerate(box))
    draw.rectangle((left, top, right - 1, bottom - 1), fill=PIECE)
    return image


def where_red(picture: np.ndarray) -> Box | None:
    """Where a picture is mostly red, as fractions."""
    pixels = picture.astype(int)
    red = pixels[..., 0] > 1.6 * np.maximum(pixels[..., 1], pixels[..., 2]) + 15
    # A few specks are grain.
    rows = np.flatnonzero(red.mean(axis=1) > 0.04)
    columns = np.flatnonzero(red.mean(axis=0) > 0.04)
    if not len(rows) or not len(columns):
        return None
    side = len(picture)
    return columns[0] / side, rows[0] / side, (columns[-1] + 1) / side, (rows[-1] + 1) / side


def distance(one: Box, other: Box) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("size", SIZES)
def test_a_letterboxed_box_is_where_the_piece_is(size: tuple[int, int]) -> None:
    seen = as_it_is(scene(size), SIZE, BOX)

    found = where_red(seen.picture)

    assert found is not None
    assert seen.box is not None
    assert distance(found, seen.box) < 2 / SIZE


@pytest.mark.parametrize("size", SIZES)
def test_as_it_is_is_what_is_served(size: tuple[int, int]) -> None:
    image = scene(size)

    assert (as_it_is(image, SIZE, None).picture == letterbox(image, SIZE)).all()
    assert as_it_is(image, SIZE, None).box is None


@pytest.mark.parametrize("is_scene", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_the_box_follows_the_piece_through_crops_and_mirrors(
    size: tuple[int, int], is_scene: bool
) -> None:
    image = scene(size) if is_scene else packshot(size)
    off: list[float] = []
    boxes = []
    for seed in range(60):
        seen = altered(image, SIZE, BOX, scene=is_scene, seed=seed)
        assert seen.picture.shape == (SIZE, SIZE, 3)
        assert seen.box is not None
        found = where_red(seen.picture)
        if found is not None:
            off.append(distance(found, seen.box))
            boxes.append(seen.box)

    # Now and then something covers an edge of the piece; a box that went wrong would show in most.
    assert len(off) > 40
    assert np.median(off) < 2.5 / SIZE
    assert np.mean(np.array(off) < 4 / SIZE) > 0.75
    middles = np.array(boxes)[:, [0, 2]].mean(axis=1)
    assert middles.min() < 0.5 < middles.max()


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**31),
    size=st.sampled_from([(24, 24), (16, 90), (300, 40), (64, 64)]),
    is_scene=st.booleans(),
    box=st.sampled_from([None, BOX, (0.0, 0.0, 1.0, 1.0), (0.0, 0.9, 0.05, 1.0)]),
)
def test_whatever_is_drawn_a_box_is_a_box(
    seed: int, size: tuple[int, int], is_scene: bool, box: Box | None
) -> None:
    seen = altered(scene(size), 32, box, scene=is_scene, seed=seed)

    assert seen.picture.shape == (32, 32, 3)
    assert seen.picture.dtype == np.uint8
    if seen.box is not None:
        x0, y0, x1, y1 = seen.box
        assert 0 <= x0 < x1 <= 1
        assert 0 <= y0 < y1 <= 1
        assert box is not None


def equal(one: Altered, other: Altered) -> bool:
    return bool((one.picture == other.picture).all()) and one.box == other.box


@pytest.mark.parametrize("is_scene", [True, False])
def test_a_seed_says_it_all(is_scene: bool) -> None:
    image = scene((160, 120))
    before = np.asarray(image).copy()
    first = [altered(image, 64, BOX, scene=is_scene, seed=seed) for seed in range(30)]

    again = [altered(image, 64, BOX, scene=is_scene, seed=seed) for seed in range(30)]

    assert all(equal(one, other) for one, other in zip(first, again, strict=True))
    assert len({each.picture.tobytes() for each in first}) > 25
    assert (np.asarray(image) == before).all()  # what is covered up is a copy


@pytest.mark.parametrize("box", [(0.25, 0.5, 0.75, 1.0), (0.0, 0.0, 0.5, 0.25)])
def test_a_packshot_is_where_it_is_not_white(box: Box) -> None:
    found = packshot_box(packshot((320, 160), box))

    assert found is not None
    assert distance(found, box) < 1e-6


def test_a_white_picture_has_no_box() -> None:
    assert packshot_box(Image.new("RGB", (64, 64), (255, 255, 255))) is None
