"""Altered pictures: what a shopper's phone, a shop's studio and a cropping thumb may do to one.

Pictures end in the same resize routine as in serving.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from backend.dataset.records import Box
from backend.images.resize import WHITE, Picture, letterbox

_SMALLEST: Final = 24
_EDGE: Final = 244
"""Darker pixels than this, in any channel, are not a packshot's ground."""


class Altered(Struct, frozen=True):
    """A letterboxed picture, and where in it the piece is if that is known."""

    picture: Picture
    box: Box | None


def as_it_is(image: Image.Image, size: int, box: Box | None) -> Altered:
    """The picture as it is served."""
    return Altered(letterbox(image, size), _letterboxed(box, image.size))


def altered(image: Image.Image, size: int, box: Box | None, *, scene: bool, seed: int) -> Altered:
    """The picture cropped, mirrored, lit, blurred, covered in part and compressed, as `seed` says.

    A scene is cropped around its piece, as a shopper would; a packshot may get another ground.
    """
    random = np.random.default_rng(seed)
    image, box = _cropped(image, box, random, scene=scene)
    if random.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        box = None if box is None else (1 - box[2], box[1], 1 - box[0], box[3])
    long_side = max(image.size)
    if long_side > 1.6 * size:  # cheaper from here on, and still finer than what is looked at
        scale = 1.4 * size / long_side
        smaller = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(smaller, Image.Resampling.BILINEAR, reducing_gap=1.5)
    if not scene and random.random() < 0.3:
        image = ImageChops.multiply(image, _ground(image.size, random))
    if random.random() < 0.5:
        image = ImageEnhance.Color(image).enhance(float(random.uniform(0.75, 1.2)))
    if random.random() < 0.8:
        image = image.point(_light(random, strong=scene))
    if random.random() < 0.25:
        image = _blurred(image, float(random.uniform(0.3, 1.3)))
    if random.random() < 0.25:
        image = _covered(image, random)
    if random.random() < 0.25:
        image = _noisy(image, random)
    if random.random() < 0.4:
        image = _compressed(image, int(random.integers(30, 85)))
    return Altered(letterbox(image, size), _letterboxed(box, image.size))


def packshot_box(image: Image.Image) -> Box | None:
    """Where a packshot is not white; None if it is white all over."""
    small = image.resize((32, 32), Image.Resampling.BOX)
    seen = np.asarray(small).min(axis=2) < _EDGE
    if not seen.any():
        return None
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return columns[0] / 32, rows[0] / 32, (columns[-1] + 1) / 32, (rows[-1] + 1) / 32


def _letterboxed(box: Box | None, size: tuple[int, int]) -> Box | None:
    """The box as fractions of the square that the picture is put into."""
    if box is None:
        return None
    side = max(size)
    left, top = (side - size[0]) / 2, (side - size[1]) / 2
    x0, y0, x1, y1 = box
    return (
        (left + x0 * size[0]) / side,
        (top + y0 * size[1]) / side,
        (left + x1 * size[0]) / side,
        (top + y1 * size[1]) / side,
    )


def _cropped(
    image: Image.Image, box: Box | None, random: np.random.Generator, *, scene: bool
) -> tuple[Image.Image, Box | None]:
    width, height = image.size
    if scene and box is not None and random.random() < 0.75:
        margin = random.uniform(-0.06, 0.7, 4) * random.uniform(0.2, 1)
        w, h = box[2] - box[0], box[3] - box[1]
        wanted = (
            box[0] - margin[0] * w,
            box[1] - margin[1] * h,
            box[2] + margin[2] * w,
            box[3] + margin[3] * h,
        )
    elif random.random() < 0.7:
        kept = random.uniform(0.72, 1.0, 2) if not scene else random.uniform(0.8, 1.0, 2)
        at = random.random(2) * (1 - kept)
        wanted = (at[0], at[1], at[0] + kept[0], at[1] + kept[1])
    else:
        # Shops leave more or less white around a piece.
        if not scene and random.random() < 0.6:
            return _widened(image, box, random)
        return image, box
    pixels = (
        max(0, round(wanted[0] * width)),
        max(0, round(wanted[1] * height)),
        min(width, round(wanted[2] * width)),
        min(height, round(wanted[3] * height)),
    )
    if pixels[2] - pixels[0] < _SMALLEST or pixels[3] - pixels[1] < _SMALLEST:
        return image, box
    return image.crop(pixels), _within(box, pixels, image.size)


def _widened(
    image: Image.Image, box: Box | None, random: np.random.Generator
) -> tuple[Image.Image, Box | None]:
    width, height = image.size
    left, top, right, bottom = (
        int(each) for each in random.uniform(0, 0.3, 4) * max(width, height)
    )
    wider = Image.new("RGB", (width + left + right, height + top + bottom), WHITE)
    wider.paste(image, (left, top))
    return wider, _within(box, (-left, -top, width + right, height + bottom), image.size)


def _within(box: Box | None, pixels: Sequence[int], size: tuple[int, int]) -> Box | None:
    """A box of a picture of `size` as fractions of the part of it that `pixels` says."""
    if box is None:
        return None
    left, top, right, bottom = pixels
    across, down = right - left, bottom - top
    moved = (
        (box[0] * size[0] - left) / across,
        (box[1] * size[1] - top) / down,
        (box[2] * size[0] - left) / across,
        (box[3] * size[1] - top) / down,
    )
    x0, y0, x1, y1 = (min(1.0, max(0.0, each)) for each in moved)
    return None if x1 <= x0 or y1 <= y0 else (x0, y0, x1, y1)


def _ground(size: tuple[int, int], random: np.random.Generator) -> Image.Image:
    """A light, uneven wall, to multiply with."""
    tint = random.uniform(150, 255) + random.uniform(-22, 22, 3)
    coarse = tint + random.uniform(-28, 28, (3, 3, 1)) + random.uniform(-6, 6, (3, 3, 3))
    wall = Image.fromarray(np.clip(coarse, 90, 255).astype(np.uint8))
    return wall.resize(size, Image.Resampling.BICUBIC)


def _light(random: np.random.Generator, *, strong: bool) -> list[int]:
    """A table that brightens, tints and bends tones, as `Image.point` takes it."""
    most = 1.3 if strong else 1.15
    gamma = np.exp(random.uniform(-1, 1) * np.log(most) * 0.8)
    gain = np.exp(random.uniform(-1, 1) * np.log(most))
    cast = np.exp(random.uniform(-1, 1, 3) * np.log(1.06 if not strong else 1.12))
    offset = random.uniform(0, 18) if random.random() < 0.3 else 0.0
    tones = (np.arange(256) / 255) ** gamma
    table = offset + (255 - offset) * tones[None] * gain * cast[:, None]
    told: list[int] = np.clip(table, 0, 255).astype(np.uint8).ravel().tolist()
    return told


def _blurred(image: Image.Image, deviation: float) -> Image.Image:
    """Out of focus by so many pixels: a square of that deviation, at a third of what it takes to
    make a bell of three."""
    return image.filter(ImageFilter.BoxBlur(((12 * deviation**2 + 1) ** 0.5 - 1) / 2))


def _covered(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """Something in the way."""
    image = image.copy()  # it may still be the caller's
    width, height = image.size
    draw = ImageDraw.Draw(image)
    for _ in range(int(random.integers(1, 3))):
        w, h = (random.uniform(0.08, 0.32, 2) * (width, height)).astype(int)
        x, y = int(random.integers(0, width)) - w // 2, int(random.integers(0, height)) - h // 2
        color = tuple(int(each) for each in random.integers(0, 256, 3))
        box = (x, y, x + int(w), y + int(h))
        if random.random() < 0.5:
            draw.ellipse(box, fill=color)
        else:
            draw.rectangle(box, fill=color)
    return image


def _noisy(image: Image.Image, random: np.random.Generator) -> Image.Image:
    pixels = np.asarray(image, np.int16)
    grain = random.integers(-128, 128, pixels.shape, np.int8).astype(np.int16)
    return Image.fromarray(
        np.clip(pixels + grain // int(random.integers(8, 32)), 0, 255).astype(np.uint8)
    )


def _compressed(image: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    stream.seek(0)
    with Image.open(stream) as decoded:
        return decoded.convert("RGB")
