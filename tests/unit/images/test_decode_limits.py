from __future__ import annotations

import struct
import warnings

import pytest
from PIL import Image, ImageFile

from backend.errors import ImageRefused
from backend.images.decode import DecodeLimits, decode
from tests.unit.images.pictures import FORMATS, encoded, plain, png_header

LIMITS = DecodeLimits(max_bytes=5_000_000, max_pixels=5_000_000)


def refusal(data: bytes, limits: DecodeLimits = LIMITS) -> str:
    with pytest.raises(ImageRefused) as refused:
        decode(data, limits=limits)
    return refused.value.reason


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "empty"


def test_too_many_bytes_are_refused_before_they_are_looked_at() -> None:
    data = encoded(plain(), "PNG")
    assert refusal(data, DecodeLimits(max_bytes=len(data) - 1, max_pixels=10**6)) == (
        "too-many-bytes"
    )
    exactly = DecodeLimits(max_bytes=len(data), max_pixels=64 * 48)
    assert decode(data, limits=exactly).size == (64, 48)


@pytest.mark.parametrize("kind", FORMATS)
def test_too_many_pixels_are_refused(kind: str) -> None:
    limits = DecodeLimits(max_bytes=10**6, max_pixels=64 * 48 - 1)
    assert refusal(encoded(plain(), kind), limits) == "too-many-pixels"


@pytest.mark.parametrize("side", [10_000, 60_000])
def test_a_decompression_bomb_is_refused_by_its_header_and_without_a_warning(side: int) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert refusal(png_header(side, side)) == "too-many-pixels"
    assert caught == []


def test_a_bomb_in_a_webp_is_refused_by_its_header() -> None:
    data = bytearray(encoded(plain(), "WEBP"))
    assert data[12:16] == b"VP8 "
    data[26:30] = struct.pack("<HH", 16_383, 16_383)
    assert refusal(bytes(data)) == "too-many-pixels"


def test_limits_beyond_those_of_pillow_are_obeyed_without_a_warning() -> None:
    generous = DecodeLimits(max_bytes=10**6, max_pixels=10**9)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert refusal(png_header(200_000_000 // 16, 16), generous) == "extreme-aspect"
    assert caught == []


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (15, 64, "too-small"),
        (64, 15, "too-small"),
        (1, 1, "too-small"),
        (16, 801, "extreme-aspect"),
    ],
)
def test_a_sliver_is_refused(width: int, height: int, reason: str) -> None:
    assert refusal(encoded(plain(width, height), "PNG")) == reason


def test_the_smallest_and_the_longest_acceptable_pictures_are_decoded() -> None:
    assert decode(encoded(plain(16, 16), "PNG"), limits=LIMITS).size == (16, 16)
    assert decode(encoded(plain(16, 800), "JPEG"), limits=LIMITS).size == (16, 800)


def test_a_picture_without_any_pixels_is_refused() -> None:
    assert refusal(png_header(0, 40)) == "corrupt"


def test_pillow_is_left_as_it_was_found() -> None:
    before = (ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS, list(warnings.filters))
    decode(encoded(plain(), "JPEG"), limits=LIMITS)
    refusal(png_header(60_000, 60_000))
    after = (ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS, list(warnings.filters))
    assert after == before
