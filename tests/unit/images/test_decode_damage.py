"""Files that are not what they should be: each is refused by name, none raises anything else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.errors import ImageRefused
from backend.images.decode import DecodeLimits, decode
from tests.unit.images.pictures import FORMATS, detailed, encoded, plain

LIMITS = DecodeLimits(max_bytes=1_000_000, max_pixels=1_000_000)
WHOLE = {kind: encoded(detailed(40, 32), kind) for kind in FORMATS}


def outcome(data: bytes) -> str:
    """The refusal's reason, or `decoded`."""
    try:
        image = decode(data, limits=LIMITS, draft_size=20)
    except ImageRefused as refused:
        return refused.reason
    assert image.mode == "RGB"
    assert min(image.size) >= 1
    return "decoded"


@pytest.mark.parametrize("part", [0.5, 0.75, 0.9])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_cut_short_is_called_truncated(kind: str, part: float) -> None:
    data = encoded(detailed(200, 150), kind)
    assert outcome(data[: int(len(data) * part)]) == "truncated"


def test_a_progressive_jpeg_cut_short_is_called_truncated() -> None:
    data = encoded(detailed(200, 150), "JPEG", progressive=True)
    assert outcome(data[: len(data) * 3 // 4]) == "truncated"


def test_a_jpeg_cut_short_behind_its_thumbnail_is_called_truncated() -> None:
    thumbnail = b"Exif\0\0II*\0" + encoded(plain(16, 16), "JPEG")
    data = encoded(detailed(200, 150), "JPEG", exif=thumbnail)
    assert outcome(data) == "decoded"
    assert outcome(data[: len(data) * 3 // 4]) == "truncated"


@pytest.mark.parametrize("kind", FORMATS)
def test_a_damaged_header_is_called_corrupt(kind: str) -> None:
    data = encoded(detailed(200, 150), kind)
    rest = bytes(len(data) - 40) if kind in ("WEBP", "AVIF") else data[100:]
    assert outcome(data[:20] + bytes(20) + rest) in ("corrupt", "truncated")


@pytest.mark.parametrize("kind", FORMATS)
@given(data=st.data())
@settings(deadline=None)
def test_wherever_a_file_ends_it_is_refused_by_name_or_decoded(
    kind: str, data: st.DataObject
) -> None:
    whole = WHOLE[kind]
    end = data.draw(st.integers(0, len(whole)))
    reasons = {"decoded", "empty", "unsupported-format", "truncated", "corrupt"}
    assert outcome(whole[:end]) in reasons


@pytest.mark.parametrize("kind", FORMATS)
@given(data=st.data())
@settings(deadline=None)
def test_whatever_is_changed_in_a_file_it_is_refused_by_name_or_decoded(
    kind: str, data: st.DataObject
) -> None:
    file = bytearray(WHOLE[kind])
    place = st.integers(0, len(file) - 1)
    for at, value in data.draw(st.lists(st.tuples(place, st.integers(0, 255)), max_size=8)):
        file[at] = value
    assert outcome(bytes(file))


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (encoded(plain(), "GIF"), "GIF"),
        (encoded(plain(), "BMP"), "BMP"),
        (encoded(plain(), "TIFF"), "TIFF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<!doctype html><title>Not found</title>", "HTML"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIF"),
        (b"neither this nor that", "unknown"),
    ],
)
def test_another_format_is_refused_and_named(data: bytes, named: str) -> None:
    with pytest.raises(ImageRefused) as refused:
        decode(data, limits=LIMITS)
    assert refused.value.reason == "unsupported-format"
    assert named in refused.value.detail


def test_threads_that_decode_at_once_get_what_one_would_get() -> None:
    pictures = [encoded(detailed(160, 120, seed), FORMATS[seed % 4]) for seed in range(8)]

    def pixels(data: bytes) -> bytes:
        return decode(data, limits=LIMITS).tobytes()

    expected = [pixels(data) for data in pictures]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(pixels, pictures * 4)) == expected * 4


def test_a_damaged_picture_beside_a_good_one_does_not_change_what_is_accepted() -> None:
    good = encoded(detailed(200, 150), "JPEG")
    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(outcome, [good, good[:-2_000], b""] * 8))
    assert outcomes == ["decoded", "truncated", "empty"] * 8
