from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageOps

from backend.images.decode import DecodeLimits, decode
from tests.unit.images.pictures import (
    FORMATS,
    detailed,
    encoded,
    plain,
    profile_with_red_and_blue_swapped,
    quadrants,
)

LIMITS = DecodeLimits(max_bytes=5_000_000, max_pixels=5_000_000)
NEAR = 8  # what lossy compression may change, of 255


def color_at(image: Image.Image, place: tuple[int, int]) -> tuple[int, ...]:
    color = image.getpixel(place)
    assert isinstance(color, tuple)
    return color


def assert_color(
    image: Image.Image, color: tuple[int, int, int], place: tuple[int, int] = (20, 20)
) -> None:
    assert image.mode == "RGB"
    assert color_at(image, place) == pytest.approx(color, abs=NEAR)


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_comes_out_as_rgb(kind: str) -> None:
    image = decode(encoded(plain(color=(200, 60, 30)), kind), limits=LIMITS)
    assert image.size == (64, 48)
    assert_color(image, (200, 60, 30))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_held_any_way_comes_out_upright(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(quadrants(), kind, exif=exif.tobytes())
    with Image.open(io.BytesIO(data)) as stored:
        expected = ImageOps.exif_transpose(stored).convert("RGB")
    assert decode(data, limits=LIMITS).tobytes() == expected.tobytes()


def test_orientation_written_by_a_big_endian_camera_is_read() -> None:
    block = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    data = encoded(quadrants(80, 40), "JPEG", exif=b"Exif\0\0" + block)
    image = decode(data, limits=LIMITS)
    assert image.size == (40, 80)
    assert_color(image, (255, 0, 0), (30, 10))


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"II*\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        b"MM\0*\0\0\0\x08\0\x09\x01\x1a\0\x05\xff\xff\xff\xff\xff\xff\xff\xff",
        b"nonsense",
        b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, 77, 0, 0),
    ],
)
def test_a_damaged_exif_block_does_not_spoil_the_picture(block: bytes) -> None:
    data = encoded(plain(), "JPEG", exif=b"Exif\0\0" + block)
    # Without a density in the header Pillow looks for one in the EXIF block.
    data = data.replace(
        b"JFIF\0\x01\x01\x00\x00\x01\x00\x01", b"JFXX\0\x01\x01\x00\x00\x01\x00\x01"
    )
    assert_color(decode(data, limits=LIMITS), (200, 60, 30))


def test_cmyk_as_adobe_writes_it_is_not_inverted() -> None:
    red_ink = Image.new("CMYK", (64, 48), (0, 255, 255, 0))
    data = encoded(red_ink, "JPEG", quality=95)
    assert b"Adobe" in data
    assert_color(decode(data, limits=LIMITS), (255, 0, 0))


def test_ycck_is_understood() -> None:
    complement = Image.new("RGB", (64, 48), (0, 255, 255)).convert("YCbCr")
    inverted = [channel.point(lambda level: 255 - level) for channel in complement.split()]
    stored = Image.merge("CMYK", [*inverted, Image.new("L", (64, 48), 0)])
    data = bytearray(encoded(stored, "JPEG", quality=95))
    transform = data.index(b"Adobe") + 11
    assert data[transform] == 0
    data[transform] = 2
    assert_color(decode(bytes(data), limits=LIMITS), (255, 0, 0))


@pytest.mark.parametrize("level", [0, 16_384, 32_768, 49_152, 65_535])
def test_sixteen_bit_grey_is_scaled_not_clipped(level: int) -> None:
    grey = Image.fromarray(np.full((48, 64), level, dtype=np.uint16))
    image = decode(encoded(grey, "PNG"), limits=LIMITS)
    assert_color(image, (level // 256,) * 3)


def test_sixteen_bit_grey_with_a_transparent_level_lies_on_white() -> None:
    levels = np.full((48, 64), 9_000, dtype=np.uint16)
    levels[:, 32:] = 123
    data = encoded(Image.fromarray(levels), "PNG", transparency=123)
    image = decode(data, limits=LIMITS)
    assert_color(image, (35, 35, 35), (5, 5))
    assert_color(image, (255, 255, 255), (60, 5))


def test_a_palette_is_resolved() -> None:
    data = encoded(quadrants().quantize(8), "PNG")
    assert_color(decode(data, limits=LIMITS), (0, 255, 0), (70, 5))


def test_a_transparent_palette_entry_lies_on_white() -> None:
    image = quadrants().quantize(8)
    red = image.getpixel((5, 5))
    decoded = decode(encoded(image, "PNG", transparency=red), limits=LIMITS)
    assert_color(decoded, (255, 255, 255), (5, 5))
    assert_color(decoded, (0, 255, 0), (70, 5))


def test_a_palette_with_grades_of_transparency_is_blended() -> None:
    image = Image.new("P", (64, 48), 1)
    image.putpalette([0, 0, 0, 0, 0, 255])
    data = encoded(image, "PNG", transparency=bytes([255, 128]))
    assert_color(decode(data, limits=LIMITS), (127, 127, 255))


@pytest.mark.parametrize(
    ("mode", "color", "expected"),
    [
        ("RGBA", (255, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 128), (255, 127, 127)),
        ("RGBA", (255, 0, 0, 255), (255, 0, 0)),
        ("LA", (0, 0), (255, 255, 255)),
        ("LA", (0, 128), (127, 127, 127)),
        ("L", 77, (77, 77, 77)),
        ("1", 0, (0, 0, 0)),
        ("1", 1, (255, 255, 255)),
    ],
)
def test_transparency_lies_on_white(
    mode: str, color: int | tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    data = encoded(Image.new(mode, (64, 48), color), "PNG")
    assert_color(decode(data, limits=LIMITS), expected)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_transparent_webp_and_avif_lie_on_white(kind: str) -> None:
    data = encoded(Image.new("RGBA", (64, 48), (0, 0, 255, 0)), kind)
    assert_color(decode(data, limits=LIMITS), (255, 255, 255))


def test_one_transparent_color_of_an_rgb_picture_lies_on_white() -> None:
    data = encoded(quadrants(), "PNG", transparency=(255, 0, 0))
    image = decode(data, limits=LIMITS)
    assert_color(image, (255, 255, 255), (5, 5))
    assert_color(image, (0, 255, 0), (70, 5))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_a_moving_picture_the_first_frame_counts(kind: str) -> None:
    frames = [plain(color=(0, 0, 255)), plain(color=(255, 255, 0))]
    data = encoded(plain(color=(255, 0, 0)), kind, save_all=True, append_images=frames)
    assert_color(decode(data, limits=LIMITS), (255, 0, 0))


@pytest.mark.parametrize("kind", FORMATS)
def test_an_embedded_profile_is_honoured(kind: str) -> None:
    profile = profile_with_red_and_blue_swapped()
    data = encoded(plain(color=(255, 0, 0)), kind, icc_profile=profile, quality=95)
    red, green, blue = color_at(decode(data, limits=LIMITS), (20, 20))
    assert blue > 240
    assert max(red, green) < 40


@pytest.mark.parametrize("profile", [b"not a profile", b"\0" * 200])
def test_a_profile_that_cannot_be_read_is_ignored(profile: bytes) -> None:
    data = encoded(plain(), "PNG", icc_profile=profile)
    assert_color(decode(data, limits=LIMITS), (200, 60, 30))


def test_the_profile_of_another_kind_of_picture_is_ignored() -> None:
    cmyk = Image.new("CMYK", (64, 48), (0, 255, 255, 0))
    data = encoded(cmyk, "JPEG", icc_profile=profile_with_red_and_blue_swapped())
    assert_color(decode(data, limits=LIMITS), (255, 0, 0))


def test_nothing_but_the_pixels_leaves_the_decoder() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a shopper's telephone"
    assert decode(encoded(plain(), "JPEG", exif=exif), limits=LIMITS).info == {}


@pytest.mark.parametrize(("width", "height"), [(1600, 1200), (1200, 1600), (1000, 100), (300, 200)])
@pytest.mark.parametrize("target", [96, 160, 224])
def test_a_draft_is_large_enough_for_the_letterbox_and_keeps_the_shape(
    width: int, height: int, target: int
) -> None:
    data = encoded(detailed(width, height), "JPEG")
    image = decode(data, limits=LIMITS, draft_size=2 * target)
    assert max(image.size) >= min(2 * target, max(width, height))
    assert max(image.size) / min(image.size) == pytest.approx(
        max(width, height) / min(width, height), rel=0.05
    )


def test_a_draft_saves_the_work_it_can() -> None:
    data = encoded(detailed(1600, 1200), "JPEG")
    assert decode(data, limits=LIMITS, draft_size=800).size == (800, 600)
    assert decode(data, limits=LIMITS, draft_size=801).size == (1600, 1200)
    assert decode(data, limits=LIMITS, draft_size=1).size == (200, 150)


def test_other_formats_take_no_notice_of_a_draft() -> None:
    assert decode(encoded(plain(), "PNG"), limits=LIMITS, draft_size=16).size == (64, 48)


def test_a_sideways_draft_is_still_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(quadrants(800, 400), "JPEG", exif=exif)
    image = decode(data, limits=LIMITS, draft_size=200)
    assert image.size == (100, 200)
    assert_color(image, (255, 0, 0), (80, 20))
